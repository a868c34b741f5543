// Pages are read in the order in which they were fetched, and found in the other crawl by the key
// of their URL. So neither file is sorted, nothing of them is held in memory, and where two crawls
// went about in the same order, both files are read from front to back.
#include "explore/compare/compared_crawl.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "storage/store/reasons.h"
#include "terminal/number_text.h"

namespace explore {

using ground::Result;

namespace {

constexpr std::size_t kLongestText = 4'000;
constexpr std::size_t kLongestUrl = 2u << 20;  // more than any --max-url-length
constexpr std::size_t kLongestPageText = 4u << 20;
constexpr std::size_t kLongestItem = 1u << 20;
// Of the links of a page, and of its structured data: more than an honest page has.
constexpr std::size_t kMostBytes = 64u << 20;

constexpr std::string_view kPageSql =
    "SELECT p.id, p.url_id, u.url, u.found_on_id IS NULL, u.depth, p.status, p.word_count, "
    "p.content_hash, p.is_redirect, p.redirect_to, p.content_type, p.title, p.description, p.lang, "
    "p.canonical, p.robots, p.limits_hit IS NOT NULL "
    "FROM page_rows p CROSS JOIN url_rows u ON u.id = p.url_id AND u.page_id = p.id";

constexpr std::string_view kUrlSql =
    "SELECT u.id, u.page_id, u.state, u.reason, u.detail, u.is_failed, u.is_check FROM url_rows u";

std::string cut_text(std::string_view text, std::size_t most) {
  return std::string(text.substr(0, most));
}

// What the site says, and not the options of the crawl.
bool is_of_site(std::string_view reason) {
  using storage::name_of;
  using storage::Reason;
  return reason == name_of(Reason::kRobots) || reason == name_of(Reason::kNofollow);
}

// Nobody asked there.
bool is_unasked(std::string_view reason) {
  return reason == storage::name_of(storage::Reason::kPrivateAddress);
}

}  // namespace

UrlStanding standing_of(const ComparedPage& page) {
  constexpr int64_t kNotFound = 404, kGone = 410, kTooMany = 429;
  if (page.is_ok()) return UrlStanding::kOk;
  if (page.status == kNotFound || page.status == kGone) return UrlStanding::kAbsent;
  return page.status == kTooMany ? UrlStanding::kUncovered : UrlStanding::kError;
}

Result<std::unique_ptr<ComparedCrawl>> ComparedCrawl::open(const std::string& path) {
  auto file = CrawlFile::open(path);
  if (!file) return file.error();
  std::unique_ptr<ComparedCrawl> crawl(new ComparedCrawl(path, std::move(*file)));
  if (auto ready = crawl->db().take_failure(); !ready) return ready.error();
  crawl->has_facts_ = crawl->is_asked("SELECT 1 FROM fact_rows LIMIT 1");
  crawl->has_items_ = crawl->is_asked("SELECT page_id FROM structured_rows LIMIT 0");
  crawl->read_last_run();
  if (crawl->has_items_)
    crawl->items_ = crawl->db().prepare(
        "SELECT syntax, type, json FROM structured_rows WHERE page_id = ?1 ORDER BY position");
  if (auto ready = crawl->db().take_failure(); !ready) return ready.error();
  return crawl;
}

ComparedCrawl::ComparedCrawl(std::string path, std::unique_ptr<CrawlFile> file)
    : path_(std::move(path)),
      file_(std::move(file)),
      snapshot_(db(), storage::Transaction::Kind::kRead),
      page_(db().prepare(fmt::format("{} WHERE p.id = ?1", kPageSql))),
      url_(db().prepare(fmt::format("{} WHERE u.id = ?1", kUrlSql))),
      targets_(db().prepare("SELECT target_id FROM page_links WHERE page_id = ?1")),
      hop_(db().prepare(
          "SELECT u.url, u.state, u.reason, a.status, a.redirect_id, a.redirect_to, u.is_failed "
          "FROM url_rows u LEFT JOIN answer_rows a ON a.id = u.page_id "
          "WHERE u.id = ?1")),
      h1_(db().prepare("SELECT h1 FROM fact_rows WHERE page_id = ?1")),
      text_(db().prepare("SELECT text FROM text_rows WHERE page_id = ?1")),
      links_(db().prepare("SELECT u.url, l.kind FROM page_links l CROSS JOIN url_rows u "
                          "ON u.id = l.target_id WHERE l.page_id = ?1")),
      noindex_(db().prepare("SELECT noindex(?1)")) {}

// Whether the question can be asked and has a row, or, with LIMIT 0, can be asked.
bool ComparedCrawl::is_asked(std::string_view sql) {
  storage::Question question = db().ask(sql);
  if (!question.problem.empty()) return false;
  return question.statement.step() || sql.ends_with("LIMIT 0");
}

void ComparedCrawl::read_last_run() {
  constexpr std::size_t kLongestOptions = 100'000;
  storage::Statement run = db().prepare(
      "SELECT r.end_reason, r.options, v.started_at, "
      "iif(json_valid(r.options), r.options ->> 'structured', NULL), "
      "iif(json_valid(r.options), r.options ->> 'robots', NULL), "
      "iif(json_valid(r.options), r.options ->> 'nofollow', NULL) FROM run_rows r JOIN runs v ON "
      "v.id = r.id ORDER BY r.id DESC LIMIT 1");
  std::string end;
  if (run.step()) {
    end = cut_text(run.text(0), kLongestText);
    options_ = cut_text(run.text(1), kLongestOptions);
    started_at_ = cut_text(run.text(2), kLongestText);
    has_items_ = has_items_ && run.text(3) != "no";
    minds_robots_ = run.text(4) != "ignore";
    minds_nofollow_ = run.text(5) == "obey";
  }
  const int64_t waiting =
      db().integer_of("SELECT coalesce(sum(urls), 0) FROM url_counts WHERE state = 'waiting'");
  if (end.empty())
    why_incomplete_ = "it goes on, or was killed";
  else if (end != storage::name_of(storage::EndReason::kFinished))
    why_incomplete_ = fmt::format("it ended by {}", end);
  else if (waiting > 0)
    why_incomplete_ = fmt::format("{} of its URLs are waiting",
                                  terminal::with_thousands(static_cast<uint64_t>(waiting)));
}

bool ComparedCrawl::minds(std::string_view reason) const {
  return reason == storage::name_of(storage::Reason::kRobots) ? minds_robots_ : minds_nofollow_;
}

int64_t ComparedCrawl::pages() { return db().integer_of("SELECT count(*) FROM page_rows"); }

ComparedPage ComparedCrawl::page_in(const storage::Statement& row) {
  const auto text = [&row](int column) { return cut_text(row.text(column), kLongestText); };
  ComparedPage page;
  page.id = row.integer(0);
  page.url_id = row.integer(1);
  page.url = cut_text(row.text(2), kLongestUrl);
  page.is_seed = row.integer(3) != 0;
  page.depth = row.integer(4);
  page.status = row.integer(5);
  page.word_count = row.integer(6);
  page.content_hash = row.integer(7);
  page.is_redirect = row.integer(8) != 0;
  page.redirect_to = cut_text(row.text(9), kLongestUrl);
  page.content_type = text(10);
  page.title = text(11);
  page.description = text(12);
  page.lang = text(13);
  page.canonical = text(14);
  page.robots = text(15);
  page.is_cut = row.integer(16) != 0;
  return page;
}

void ComparedCrawl::each_page(const std::function<bool(const ComparedPage&)>& use) {
  storage::Statement rows = db().prepare(kPageSql);
  while (rows.step())
    if (!use(page_in(rows))) return;
}

void ComparedCrawl::each_other_url(
    const std::function<bool(const std::string& url, const KnownUrl&)>& use) {
  storage::Statement rows = db().prepare(
      "SELECT u.id, u.page_id, u.state, u.reason, u.detail, u.is_failed, u.is_check, "
      "u.url FROM url_rows u WHERE NOT u.is_fetched");
  while (rows.step())
    if (!use(cut_text(rows.text(7), kLongestUrl), known_in(rows, false))) return;
}

std::optional<ComparedPage> ComparedCrawl::page(int64_t id) {
  std::optional<ComparedPage> found;
  if (page_.with(id).step()) found = page_in(page_);
  page_.reset();
  return found;
}

KnownUrl ComparedCrawl::known_in(const storage::Statement& row, bool has_page) {
  KnownUrl known;
  known.url_id = row.integer(0);
  const bool is_check = row.integer(6) != 0;
  const std::string state = row.string(2), reason = row.string(3);
  known.reason = reason;
  if (is_check) {
    known.why = "only checked, not read";
  } else if (row.integer(5) != 0) {
    known.standing = is_unasked(reason) ? UrlStanding::kUncovered : UrlStanding::kFailed;
    const std::string detail = cut_text(row.text(4), kLongestText);
    known.why = detail.empty() ? reason : fmt::format("{}: {}", reason, detail);
  } else if (!has_page) {
    known.standing = is_of_site(reason) ? UrlStanding::kForbidden : UrlStanding::kUncovered;
    known.why = reason.empty() ? state : fmt::format("{}: {}", state, reason);
  }
  return known;
}

std::optional<KnownUrl> ComparedCrawl::find(std::string_view url) {
  auto found = file_->pages().find(url);
  if (!found) {
    if (!failure_) failure_ = found.error();
    return std::nullopt;
  }
  if (!found->has_value() || !url_.with((*found)->id).step()) return std::nullopt;
  const bool is_check = url_.integer(6) != 0;
  const std::optional<int64_t> page_id =
      url_.is_null(1) ? std::nullopt : std::optional(url_.integer(1));
  KnownUrl known = known_in(url_, page_id.has_value());
  url_.reset();
  if (is_check || !page_id) return known;
  known.page = page(*page_id);
  if (!known.page) return known;
  known.standing = standing_of(*known.page);
  known.why = fmt::format("{}", known.page->status);
  return known;
}

void ComparedCrawl::each_target(int64_t page_id, const std::function<void(int64_t)>& use) {
  targets_.with(page_id);
  while (targets_.step()) use(targets_.integer(0));
}

// The URL that `hop_` stands on, as the end of a chain.
void ComparedCrawl::read_hop(ChainEnd& end) const {
  end.url = cut_text(hop_.text(0), kLongestUrl);
  end.status = hop_.is_null(3) ? 0 : hop_.integer(3);
  if (end.status != 0) {
    end.answer = fmt::format("{}", end.status);
    ComparedPage page;
    page.status = end.status;
    end.standing = standing_of(page);
    return;
  }
  const std::string reason = hop_.string(2);
  end.answer = reason.empty() ? hop_.string(1) : reason;
  end.standing = is_unasked(reason)     ? UrlStanding::kUncovered
                 : hop_.integer(6) != 0 ? UrlStanding::kFailed
                 : is_of_site(reason)   ? UrlStanding::kForbidden
                                        : UrlStanding::kUncovered;
}

ChainEnd ComparedCrawl::chain_end(const ComparedPage& redirect) {
  constexpr int kMostHops = 20;
  ChainEnd end;
  end.url = redirect.redirect_to;
  end.answer = "not known";
  end.hops = 1;
  const auto first = find(redirect.redirect_to);
  if (!first) return end;
  int64_t url_id = first->url_id;
  for (; end.hops <= kMostHops; ++end.hops) {
    if (!hop_.with(url_id).step()) break;
    read_hop(end);
    const bool leads_on = !hop_.is_null(4);
    // To what is no URL of the crawl.
    if (!leads_on && !hop_.is_null(5)) {
      end.url = cut_text(hop_.text(5), kLongestUrl);
      end.answer = "not known";
      end.status = 0;
      end.standing = UrlStanding::kUncovered;
      ++end.hops;
    }
    url_id = leads_on ? hop_.integer(4) : 0;
    hop_.reset();
    if (!leads_on) return end;
  }
  hop_.reset();
  end.status = 0;
  end.answer = "loop";
  end.standing = UrlStanding::kError;
  return end;
}

std::optional<std::string> ComparedCrawl::h1_of(int64_t page_id) {
  std::optional<std::string> h1;
  if (h1_.with(page_id).step()) h1 = cut_text(h1_.text(0), kLongestText);
  h1_.reset();
  return h1;
}

std::string ComparedCrawl::text_of(int64_t page_id) {
  std::string text;
  if (text_.with(page_id).step()) text = cut_text(text_.text(0), kLongestPageText);
  text_.reset();
  return text;
}

std::vector<PageLink> ComparedCrawl::links_of(int64_t page_id) {
  std::vector<PageLink> links;
  links_.with(page_id);
  for (std::size_t bytes = 0; bytes < kMostBytes && links_.step();) {
    links.push_back(
        {cut_text(links_.text(0), kLongestText), cut_text(links_.text(1), kLongestText)});
    bytes += sizeof(PageLink) + links.back().target.size() + links.back().kind.size();
  }
  links_.reset();
  return links;
}

std::vector<PageItem> ComparedCrawl::items_of(int64_t page_id) {
  std::vector<PageItem> items;
  if (!has_items_) return items;
  items_.with(page_id);
  for (std::size_t bytes = 0; bytes < kMostBytes && items_.step();) {
    items.push_back({cut_text(items_.text(0), kLongestText), cut_text(items_.text(1), kLongestText),
                     cut_text(items_.text(2), kLongestItem)});
    const PageItem& item = items.back();
    bytes += sizeof(PageItem) + item.syntax.size() + item.type.size() + item.json.size();
  }
  items_.reset();
  return items;
}

bool ComparedCrawl::forbids_indexing(std::string_view robots) {
  const bool forbids = noindex_.with(robots).step() && noindex_.integer(0) != 0;
  noindex_.reset();
  return forbids;
}

Result<void> ComparedCrawl::check() {
  auto done = db().take_failure();
  if (failure_) done = *std::exchange(failure_, std::nullopt);
  if (!done && done.error().code == ground::ErrorCode::kInterrupted) return done;
  // A file that changed under the reader explains whatever else went wrong.
  if (auto same = file_->check(); !same) return same;
  return done;
}

}  // namespace explore
