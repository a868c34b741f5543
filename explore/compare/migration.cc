// An old URL is first looked for as it was, since what counts is where it leads those who still
// have it. Only where NEW never asked for it, the URL that a rule makes of it is taken.
#include "explore/compare/migration.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "explore/compare/passing_database.h"
#include "terminal/number_text.h"

namespace explore {

using ground::Result;

namespace {

enum class Outcome : uint8_t {
  kGone,
  kBroken,
  kBrokenRedirect,
  kFailed,
  kSkipped,
  kElsewhere,
  kUnknown,
  kRedirected,
  kMapped,
  kSame,
};
constexpr std::size_t place_of(Outcome outcome) { return static_cast<std::size_t>(outcome); }

struct OutcomeRow {
  std::string_view name, title;
  Severity severity;
  bool is_fault;
  std::string_view meaning;
};
constexpr std::array<OutcomeRow, 10> kOutcomeRows{{
    {"gone", "URLs that are gone", Severity::kError, true, "They answer 404 or 410."},
    {"broken", "URLs that answer with an error", Severity::kError, true, "They answer 4xx or 5xx."},
    {"broken-redirect", "Redirects that end in an error", Severity::kError, true,
     "They lead to an error, to what can't be fetched, or round in a circle."},
    {"failed", "URLs that can't be fetched", Severity::kError, true,
     "They were asked for, and nothing came."},
    {"skipped", "URLs that the crawl may not fetch", Severity::kWarning, true,
     "The site keeps crawlers away, by robots.txt or nofollow."},
    {"elsewhere", "Redirects to another place than expected", Severity::kWarning, true,
     "They end well, and not at the URL that the rules of --map make of them."},
    {"unknown", "URLs of which NEW says nothing", Severity::kNotice, false,
     "They, or where they lead, were waiting, out of scope or never met. To ask for them, crawl a "
     "file of them with --max-depth 0."},
    {"redirected", "Redirects that end well", Severity::kFact, false,
     "They lead to a page that answers."},
    {"mapped", "URLs that are there by their new names", Severity::kFact, false,
     "What the rules of --map make of them answers. Whether the old URL leads there NEW does not "
     "say."},
    {"same", "URLs that answer as before", Severity::kFact, false, "They lead nowhere else."},
}};

Outcome outcome_of_redirect(const ChainEnd& end, const std::string& expected) {
  if (end.standing == UrlStanding::kUncovered) return Outcome::kUnknown;
  if (end.is_bad()) return Outcome::kBrokenRedirect;
  return expected.empty() || expected == end.url ? Outcome::kRedirected : Outcome::kElsewhere;
}

Outcome outcome_of(UrlStanding standing) {
  switch (standing) {
    case UrlStanding::kOk:
      return Outcome::kSame;
    case UrlStanding::kAbsent:
      return Outcome::kGone;
    case UrlStanding::kError:
      return Outcome::kBroken;
    case UrlStanding::kFailed:
      return Outcome::kFailed;
    case UrlStanding::kForbidden:
      return Outcome::kSkipped;
    case UrlStanding::kUncovered:
      return Outcome::kUnknown;
  }
  return Outcome::kUnknown;
}

UrlEnding ending_of_known(ComparedCrawl& crawl, const KnownUrl& known,
                          const std::string& expected) {
  UrlEnding ending;
  ending.outcome = place_of(outcome_of(known.standing));
  if (!known.page) {
    ending.note = known.why;
    return ending;
  }
  ending.final_url = known.page->url;
  ending.final_status = known.page->status;
  if (known.standing != UrlStanding::kOk || !known.page->is_redirect) return ending;
  const ChainEnd end = crawl.chain_end(*known.page);
  ending.outcome = place_of(outcome_of_redirect(end, expected));
  ending.final_url = end.url;
  ending.final_status = end.status;
  ending.hops = end.hops;
  if (end.status == 0) ending.note = end.answer;
  return ending;
}

UrlEnding ending_of(ComparedCrawl& crawl, const std::string& url, const std::string& expected) {
  const auto known = crawl.find(url);
  const bool is_asked = known && known->standing != UrlStanding::kUncovered;
  if (!is_asked && !expected.empty()) {
    if (const auto other = crawl.find(expected)) {
      UrlEnding ending = ending_of_known(crawl, *other, "");
      if (ending.outcome == place_of(Outcome::kSame)) ending.outcome = place_of(Outcome::kMapped);
      return ending;
    }
  }
  if (known) return ending_of_known(crawl, *known, expected);
  UrlEnding ending;
  ending.outcome = place_of(Outcome::kUnknown);
  ending.note = "NEW never heard of it";
  return ending;
}

}  // namespace

Migration::Migration(std::unique_ptr<storage::Database> db)
    : db_(std::move(db)),
      insert_(db_->prepare("INSERT INTO ending VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")) {}

void Migration::add(const ComparedPage& page, const std::string& expected,
                    const UrlEnding& ending) {
  ++counts_[ending.outcome];
  const std::optional<int64_t> status =
      ending.final_status == 0 ? std::nullopt : std::optional(ending.final_status);
  insert_
      .with(static_cast<int64_t>(ending.outcome), kOutcomeRows[ending.outcome].name, page.url,
            page.status, storage::OrNull{expected}, storage::OrNull{ending.final_url}, status,
            ending.hops, storage::OrNull{ending.note})
      .run();
}

Result<std::unique_ptr<Migration>> Migration::follow(ComparedCrawl& old_crawl,
                                                     ComparedCrawl& new_crawl,
                                                     const UrlMapping& map) {
  auto db = open_passing_database();
  if (!db) return db.error();
  (*db)->exec(
      "CREATE TABLE ending(rank INTEGER, outcome TEXT, url TEXT, status INTEGER, expected TEXT, "
      "final_url TEXT, final_status INTEGER, hops INTEGER, note TEXT)");
  std::unique_ptr<Migration> made(new Migration(std::move(*db)));
  const auto all = static_cast<uint64_t>(old_crawl.pages());
  uint64_t done = 0;
  ProgressLine line("following");
  old_crawl.each_page([&](const ComparedPage& page) {
    ++done;
    line.show(done, all, [done] { return terminal::with_thousands(done) + " pages"; });
    if (page.is_ok()) {
      const std::string mapped = map.of(page.url);
      const std::string expected = mapped == page.url ? "" : mapped;
      made->add(page, expected, ending_of(new_crawl, page.url, expected));
    }
    return !is_interrupted() && !old_crawl.failed() && !new_crawl.failed() && !made->db_->failed();
  });
  for (ComparedCrawl* crawl : {&old_crawl, &new_crawl})
    if (auto read = crawl->check(); !read) return read.error();
  made->db_->exec("CREATE INDEX ending_in_order ON ending(rank, url)");
  if (auto kept = check_passing_database(*made->db_); !kept) return kept.error();
  if (is_interrupted()) return ground::Error{ground::ErrorCode::kInterrupted, "interrupted"};
  return made;
}

ComparisonReport Migration::report() const {
  ComparisonReport report;
  report.title = "Where URLs end";
  constexpr std::string_view kColumns = "status, expected, final_url, final_status, hops, note";
  uint64_t all = 0;
  for (std::size_t i = 0; i < kOutcomeRows.size(); ++i) {
    const OutcomeRow& row = kOutcomeRows[i];
    all += counts_[i];
    report.lists.push_back(
        {row.name, row.title, row.severity, row.meaning,
         fmt::format("SELECT url, {} FROM ending WHERE rank = {} ORDER BY url", kColumns, i),
         counts_[i]});
  }
  report.sum =
      fmt::format("{} of {} URLs of OLD end where they should.",
                  terminal::with_thousands(known() - faults()), terminal::with_thousands(all));
  report.all_sql = fmt::format("SELECT outcome, url, {} FROM ending ORDER BY rank, url", kColumns);
  report.db = db_.get();
  return report;
}

uint64_t Migration::faults() const {
  uint64_t sum = 0;
  for (std::size_t i = 0; i < kOutcomeRows.size(); ++i)
    if (kOutcomeRows[i].is_fault) sum += counts_[i];
  return sum;
}

uint64_t Migration::known() const {
  uint64_t sum = 0;
  for (const uint64_t count : counts_) sum += count;
  return sum - counts_[place_of(Outcome::kUnknown)];
}

}  // namespace explore
