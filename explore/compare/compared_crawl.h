// ComparedCrawl: one of the two crawls that are compared: its pages, one after the other or by
// their ids, and what it knows of a URL. One state of the file, from its opening on. Errors: those
// of the database stick to it, and nothing is found any more: check() tells them. Thread: one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explore/file/crawl_file.h"
#include "ground/result.h"
#include "storage/database/transaction.h"

namespace explore {

// Texts longer than some thousand bytes are cut, but for URLs and what text_of() and the like give.
struct ComparedPage {
  int64_t id = 0, url_id = 0;
  std::string url;
  bool is_seed = false;  // no page led to it
  int64_t depth = 0;
  int64_t status = 0, word_count = 0, content_hash = 0;
  bool is_redirect = false;
  std::string redirect_to, content_type, title, description, lang, canonical, robots;
  bool is_cut = false;  // by a limit

  bool is_ok() const { return status < 400; }
};

// What a crawl says of a URL.
enum class UrlStanding : uint8_t {
  kOk,         // a page, or a redirect
  kAbsent,     // 404, 410
  kError,      // another 4xx, 5xx
  kFailed,     // it was asked for, and nothing came
  kForbidden,  // the site keeps crawlers away
  kUncovered,  // the crawl never got to it; so says 429 too
};
struct KnownUrl {
  int64_t url_id = 0;
  UrlStanding standing = UrlStanding::kUncovered;
  std::string reason;  // "dns", "robots"; "" if there is none
  std::string why;     // "dns: no such host", "waiting", "skipped: max-depth", "404"
  std::optional<ComparedPage> page;
};
UrlStanding standing_of(const ComparedPage& page);

// Where a redirect ends.
struct ChainEnd {
  std::string url;
  std::string answer;  // "200", "404", "timeout", "waiting" …; "loop"
  int64_t status = 0;  // 0: no answer
  int hops = 0;
  UrlStanding standing = UrlStanding::kUncovered;

  // Something came from there, or it is a loop: it is known where the redirect ends.
  bool is_answered() const {
    return standing == UrlStanding::kOk || standing == UrlStanding::kAbsent ||
           standing == UrlStanding::kError;
  }
  bool is_bad() const {
    return standing != UrlStanding::kOk && standing != UrlStanding::kUncovered;
  }
};

struct PageLink {
  std::string target, kind;
};
struct PageItem {
  std::string syntax, type, json;
};

class ComparedCrawl {
 public:
  // Errors: as of CrawlFile::open.
  static ground::Result<std::unique_ptr<ComparedCrawl>> open(const std::string& path);
  ComparedCrawl(const ComparedCrawl&) = delete;
  ComparedCrawl& operator=(const ComparedCrawl&) = delete;

  const std::string& path() const { return path_; }
  int64_t pages();
  // In the order in which they were fetched, until `use` says that it is enough (false).
  void each_page(const std::function<bool(const ComparedPage&)>& use);
  // What is known and was not fetched, each with its text.
  void each_other_url(const std::function<bool(const std::string& url, const KnownUrl&)>& use);
  std::optional<ComparedPage> page(int64_t id);
  // None: the crawl has never heard of it.
  std::optional<KnownUrl> find(std::string_view url);
  // The ids of the URLs that a page leads to.
  void each_target(int64_t page_id, const std::function<void(int64_t)>& use);

  ChainEnd chain_end(const ComparedPage& redirect);
  // None: an older version wrote the file, and kept no such facts.
  std::optional<std::string> h1_of(int64_t page_id);
  // Its beginning, if it is longer than some megabytes.
  std::string text_of(int64_t page_id);
  std::vector<PageLink> links_of(int64_t page_id);
  std::vector<PageItem> items_of(int64_t page_id);
  bool forbids_indexing(std::string_view robots);

  // Whether it kept structured data, and facts of pages.
  bool has_items() const { return has_items_; }
  bool has_facts() const { return has_facts_; }
  // Whether it would have kept away for this reason: a crawl may be told not to mind.
  bool minds(std::string_view reason) const;
  // Came to its end, with nothing left that it wants: what it has never heard of, nothing led to.
  bool is_complete() const { return why_incomplete_.empty(); }
  // "it ended at max-pages", "12 URLs are waiting"; "" if it is.
  const std::string& why_incomplete() const { return why_incomplete_; }
  const std::string& started_at() const { return started_at_; }
  // Of the last run, as JSON.
  const std::string& options() const { return options_; }

  // Errors: of the database; the file changed meanwhile.
  ground::Result<void> check();
  bool failed() { return failure_.has_value() || db().failed(); }

 private:
  ComparedCrawl(std::string path, std::unique_ptr<CrawlFile> file);
  storage::Database& db() { return file_->database(); }
  void read_last_run();
  bool is_asked(std::string_view sql);
  static ComparedPage page_in(const storage::Statement& row);
  static KnownUrl known_in(const storage::Statement& row, bool has_page);
  void read_hop(ChainEnd& end) const;

  std::string path_;
  std::unique_ptr<CrawlFile> file_;
  storage::Transaction snapshot_;
  storage::Statement page_, url_, targets_, hop_, h1_, text_, links_, items_, noindex_;
  std::optional<ground::Error> failure_;  // of a look-up
  bool has_items_ = true, has_facts_ = true, minds_robots_ = true, minds_nofollow_ = false;
  std::string why_incomplete_, started_at_, options_;
};

}  // namespace explore
