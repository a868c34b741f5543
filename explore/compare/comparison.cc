// In three passes. First each page of OLD is looked up in NEW, and what NEW says of it decides.
// Then each page of NEW that the first pass did not meet is looked up in OLD. Last, what one crawl
// has never heard of is judged by whether it could have. A crawl says nothing about what it did
// not cover: not that a page is gone, nor that it is new.
#include "explore/compare/comparison.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "explore/compare/link_reach.h"
#include "explore/compare/passing_database.h"
#include "storage/history/passing_parts.h"
#include "terminal/number_text.h"

namespace explore {

using ground::Result;

namespace {

using K = DifferenceKind;

std::string ending_in_words(const ChainEnd& end) {
  return fmt::format("ends at {} ({}{})", end.url, end.answer,
                     end.hops > 1 ? fmt::format(", {} hops", end.hops) : "");
}

std::string answer_of(const ComparedPage& page) { return fmt::format("{}", page.status); }

class Comparison {
 public:
  Comparison(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl, const ComparisonRules& rules,
             DifferenceBook& book)
      : old_(old_crawl), new_(new_crawl), rules_(rules), book_(book), pages_(old_, new_, rules) {}

  Result<void> run() {
    if (auto ready = prepare(); !ready) return ready;
    look_up_old_pages();
    if (!rules_.map.empty()) look_up_old_urls();
    look_up_new_pages();
    if (auto settled = settle(); !settled) return settled;
    for (ComparedCrawl* crawl : {&old_, &new_})
      if (auto read = crawl->check(); !read) return read;
    if (is_interrupted()) return ground::Error{ground::ErrorCode::kInterrupted, "interrupted"};
    return check_passing_database(*met_db_);
  }

 private:
  Result<void> prepare();
  bool goes_on() {
    return !is_interrupted() && !old_.failed() && !new_.failed() && !met_db_->failed() &&
           !book_.database().failed();
  }
  void show(ProgressLine& line, uint64_t done, uint64_t all);

  void look_up_old_pages();
  void look_up_old_urls();
  void look_up_new_pages();
  Result<void> settle();

  void judge(const ComparedPage& before, const KnownUrl& known);
  void judge_pair(const ComparedPage& before, const ComparedPage& after, UrlStanding now);
  void compare_pair(const ComparedPage& before, const ComparedPage& after);
  bool judge_redirects(const ComparedPage& before, const ComparedPage& after);
  void judge_back(const ComparedPage& after, UrlStanding before, const std::string& why);
  void judge_unmet(const ComparedPage& after);
  std::optional<std::pair<UrlStanding, std::string>> standing_in_old(const ComparedPage& after);
  UrlStanding standing_for_new(const KnownUrl& known) const {
    const bool is_of_options =
        known.standing == UrlStanding::kForbidden && !new_.minds(known.reason);
    return is_of_options ? UrlStanding::kUncovered : known.standing;
  }

  std::string in_new(const ComparedPage& page) const {
    return rules_.map.empty() ? page.url : rules_.map.of(page.url);
  }
  void add(K kind, const std::string& url, const std::string& old_url, std::string before,
           std::string after, std::string note, bool is_grave = false) {
    Difference difference;
    difference.kind = kind;
    difference.is_grave = is_grave;
    difference.url = url;
    difference.old_url = old_url;
    difference.before = std::move(before);
    difference.after = std::move(after);
    difference.note = std::move(note);
    book_.add(difference);
  }

  ComparedCrawl& old_;
  ComparedCrawl& new_;
  const ComparisonRules& rules_;
  DifferenceBook& book_;
  PageComparison pages_;
  std::unique_ptr<LinkReach> old_reach_, new_reach_;
  // URLs of NEW that OLD has, and of those that it has not fetched what it says.
  std::unique_ptr<storage::Database> met_db_;
  storage::Statement meet_, note_old_, is_met_, old_note_;
};

Result<void> Comparison::prepare() {
  auto old_reach = LinkReach::make(old_), new_reach = LinkReach::make(new_);
  if (!old_reach) return old_reach.error();
  if (!new_reach) return new_reach.error();
  old_reach_ = std::move(*old_reach);
  new_reach_ = std::move(*new_reach);
  auto db = open_passing_database();
  if (!db) return db.error();
  met_db_ = std::move(*db);
  met_db_->exec(
      "CREATE TABLE met(url_id INTEGER PRIMARY KEY);"
      "CREATE TABLE old_note(url_id INTEGER PRIMARY KEY, standing INTEGER, why TEXT)");
  meet_ = met_db_->prepare("INSERT OR IGNORE INTO met VALUES(?1)");
  is_met_ = met_db_->prepare("SELECT 1 FROM met WHERE url_id = ?1");
  note_old_ = met_db_->prepare("INSERT OR IGNORE INTO old_note VALUES(?1, ?2, ?3)");
  old_note_ = met_db_->prepare("SELECT standing, why FROM old_note WHERE url_id = ?1");
  return check_passing_database(*met_db_);
}

void Comparison::show(ProgressLine& line, uint64_t done, uint64_t all) {
  line.show(done, all, [done] { return terminal::with_thousands(done) + " pages"; });
}

void Comparison::look_up_old_pages() {
  const auto all = static_cast<uint64_t>(old_.pages());
  ProgressLine line("comparing");
  uint64_t& done = book_.counts().old_pages;
  old_.each_page([&](const ComparedPage& before) {
    show(line, ++done, all);
    const auto known = new_.find(in_new(before));
    if (known)
      judge(before, *known);
    else if (before.is_ok())
      old_reach_->add_missing(before);
    return goes_on();
  });
}

// OLD's word on what it knew and did not fetch is found by mapping alone.
void Comparison::look_up_old_urls() {
  old_.each_other_url([&](const std::string& url, const KnownUrl& known) {
    const auto found = new_.find(rules_.map.of(url));
    if (found && found->page)
      note_old_.with(found->url_id, static_cast<int64_t>(standing_for_new(known)), known.why).run();
    return goes_on();
  });
}

void Comparison::look_up_new_pages() {
  const auto all = static_cast<uint64_t>(new_.pages());
  ProgressLine line("looking for new pages");
  uint64_t& done = book_.counts().new_pages;
  new_.each_page([&](const ComparedPage& after) {
    show(line, ++done, all);
    const bool is_met = is_met_.with(after.url_id).step();
    is_met_.reset();
    if (!is_met) judge_unmet(after);
    return goes_on();
  });
}

// --- What OLD fetched

void Comparison::judge(const ComparedPage& before, const KnownUrl& known) {
  meet_.with(known.url_id).run();
  if (known.page) {
    judge_pair(before, *known.page, known.standing);
    return;
  }
  // What NEW did not read may lead to pages that it has never heard of.
  old_reach_->add_unread(before.id);
  // Where OLD did not mind what NEW does, the site need not have changed.
  const bool is_forbidden = known.standing == UrlStanding::kForbidden && old_.minds(known.reason);
  if (known.standing == UrlStanding::kFailed)
    add(K::kFailed, in_new(before), before.url, answer_of(before), "", known.why);
  else if (is_forbidden)
    add(K::kSkipped, in_new(before), before.url, answer_of(before), "", known.why);
  else if (before.is_ok())
    add(K::kUnknown, in_new(before), before.url, answer_of(before), "", "NEW: " + known.why);
}

void Comparison::judge_pair(const ComparedPage& before, const ComparedPage& after,
                            UrlStanding now) {
  const UrlStanding then = standing_of(before);
  if (now == UrlStanding::kError || now == UrlStanding::kUncovered || after.is_cut)
    old_reach_->add_unread(before.id);
  if (then == UrlStanding::kError || then == UrlStanding::kUncovered || before.is_cut)
    new_reach_->add_unread(after.id);
  if (now == UrlStanding::kUncovered || then == UrlStanding::kUncovered) {
    if (before.is_ok() || after.is_ok())
      add(K::kUnknown, after.url, before.url, answer_of(before), answer_of(after),
          now == UrlStanding::kUncovered ? "NEW: too many requests" : "OLD: too many requests");
    return;
  }
  if (before.is_ok() && !after.is_ok()) {
    add(now == UrlStanding::kAbsent ? K::kGone : K::kBroken, after.url, before.url,
        answer_of(before), answer_of(after), before.title);
  } else if (!before.is_ok() && after.is_ok()) {
    judge_back(after, then, "OLD: answered " + answer_of(before));
  } else {
    ++book_.counts().compared;
    if (!judge_redirects(before, after)) compare_pair(before, after);
  }
}

void Comparison::compare_pair(const ComparedPage& before, const ComparedPage& after) {
  const std::vector<Difference> differences = pages_.of(before, after);
  for (const Difference& difference : differences) book_.add(difference);
  if (!differences.empty()) return;
  ++book_.counts().same;
  if (pages_.has_other_bytes()) ++book_.counts().passing;
}

// Whether there is no more to say of the two.
bool Comparison::judge_redirects(const ComparedPage& before, const ComparedPage& after) {
  if (!before.is_redirect && !after.is_redirect) return false;
  if (!before.is_redirect) {
    const ChainEnd end = new_.chain_end(after);
    add(K::kRedirected, after.url, before.url, answer_of(before), after.redirect_to,
        fmt::format("{}, {}", answer_of(after), ending_in_words(end)), end.is_bad());
    return true;
  }
  if (!after.is_redirect) {
    add(K::kRedirectGone, after.url, before.url, before.redirect_to, answer_of(after), after.title);
    return true;
  }
  const ChainEnd then = old_.chain_end(before), now = new_.chain_end(after);
  // Where it ends is not known in one of them: by their next hops they are compared as pages.
  if (!then.is_answered() || !now.is_answered()) return false;
  const std::string was = rules_.map.empty() ? then.url : rules_.map.of(then.url);
  // By another way to the same place is a changed page.
  if (storage::lasting_link(was) == storage::lasting_link(now.url)) return false;
  add(K::kRedirectMoved, after.url, before.url, then.url, now.url,
      fmt::format("{}, {}", answer_of(after), ending_in_words(now)), now.is_bad());
  return true;
}

// --- What NEW fetched

// OLD had no page of it: it answered with an error, or not at all.
void Comparison::judge_back(const ComparedPage& after, UrlStanding before, const std::string& why) {
  if (before == UrlStanding::kUncovered) {
    new_reach_->add_unread(after.id);
    add(K::kUnknown, after.url, "", "", answer_of(after), why);
    return;
  }
  if (before != UrlStanding::kAbsent) new_reach_->add_unread(after.id);
  if (!after.is_ok()) return;
  add(before == UrlStanding::kAbsent ? K::kNew : K::kRecovered, after.url, "", why,
      answer_of(after), after.title);
}

std::optional<std::pair<UrlStanding, std::string>> Comparison::standing_in_old(
    const ComparedPage& after) {
  std::optional<std::pair<UrlStanding, std::string>> standing;
  if (rules_.map.empty()) {
    if (const auto known = old_.find(after.url))
      standing.emplace(standing_for_new(*known), known->why);
    return standing;
  }
  if (old_note_.with(after.url_id).step())
    standing.emplace(static_cast<UrlStanding>(old_note_.integer(0)), old_note_.string(1));
  old_note_.reset();
  return standing;
}

void Comparison::judge_unmet(const ComparedPage& after) {
  if (standing_of(after) == UrlStanding::kUncovered) return;
  const auto known = standing_in_old(after);
  if (known)
    judge_back(after, known->first, "OLD: " + known->second);
  else
    new_reach_->add_missing(after);
}

// --- What one of them has never heard of

Result<void> Comparison::settle() {
  if (!goes_on()) return {};
  const auto unreached = [](const ComparedCrawl& other, std::string_view name) {
    return fmt::format("{}: never heard of it{}", name,
                       other.is_complete() ? ", and did not read what led to it"
                                           : fmt::format(", and {}", other.why_incomplete()));
  };
  auto gone = old_reach_->settle(new_.is_complete(), [&](const ComparedPage& page, bool is_unsure) {
    if (is_unsure)
      add(K::kUnknown, in_new(page), page.url, answer_of(page), "", unreached(new_, "NEW"));
    else
      add(K::kUnlinked, in_new(page), page.url, answer_of(page), "", page.title);
  });
  if (!gone || !goes_on()) return gone;
  return new_reach_->settle(old_.is_complete(), [&](const ComparedPage& page, bool is_unsure) {
    if (is_unsure)
      add(K::kUnknown, page.url, "", "", answer_of(page), unreached(old_, "OLD"));
    else if (page.is_ok())
      add(K::kNew, page.url, "", "", answer_of(page), page.title);
    else
      add(K::kBroken, page.url, "", "", answer_of(page), "was not linked in OLD");
  });
}

}  // namespace

Result<void> compare_crawls(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl,
                            const ComparisonRules& rules, DifferenceBook& book) {
  if (auto compared = Comparison(old_crawl, new_crawl, rules, book).run(); !compared)
    return compared;
  return book.end();
}

}  // namespace explore
