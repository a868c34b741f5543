// Traps: sites without an end. url_shape() judges what a URL alone shows, TrapGuard what shows only
// during the crawl. Thread: url_shape() is pure; TrapGuard belongs to the loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "crawler/policy/bounded_counts.h"
#include "crawler/policy/seen_lines.h"
#include "parser/url/url.h"
#include "parser/url/url_view.h"
#include "storage/store/records.h"

namespace crawler {

struct ShapeLimits {  // 0: no limit
  std::size_t max_url_length = 2000;
  uint32_t max_path_depth = 32;
  uint32_t max_repeated_segments = 3;
};

// kUrlLength, kPathDepth, kRepeatedSegment, or kNone for a URL of sane shape.
storage::Reason url_shape(parser::UrlView url, const ShapeLimits& limits);

struct TrapLimits {  // 0: no limit
  uint32_t max_queries_per_path = 10'000;
  uint32_t max_equal_content = 500;
  uint32_t max_nothing_new = 1000;
  uint32_t max_hosts_per_domain = 10'000;
  uint32_t max_sitemaps_per_domain = 10'000;
};

// What the store says of a URL that bears on traps.
struct UrlSigns {
  bool doubtful = false;  // found only on pages that said nothing new
  bool is_sitemap = false;
};

// What a crawl has seen of a page that bears on traps.
struct PageSigns {
  uint64_t content_hash = 0;  // 0: no body
  Newness newness = Newness::kUnknown;
  bool doubtful = false;  // its URL was found only on pages that said nothing new
};

// Counts what a trap makes too much of: distinct queries of a path; equal contents per path pattern
// (the path with its numbers folded); pages that say nothing new and were found only on such pages,
// per shape of a site's URLs; hosts of a registrable domain. A site's budget of the third kind
// grows with each such find that was new after all, so an archive that is all new behind lists that
// are not costs it nothing, and halves with each shape that used it up. All URLs whose paths have
// more segments than any page that said something new are one shape, with a quarter of the budget:
// paths that grow make ever new ones. Sitemaps of a domain, since
// an index may name 50,000 others. Doubtful pages whose URLs stand for a date (names_a_date()) end
// much sooner: after kDatedInARow of one plan (url_plan.h) that say nothing new in a row. Counts
// are of one run, in bounded memory (BoundedCounts).
class TrapGuard {
 public:
  static constexpr std::size_t kMaxTracked = 250'000;
  // Three years of months, or the five weeks of a holiday: an archive may be silent for so long.
  static constexpr uint32_t kDatedInARow = 36;

  explicit TrapGuard(const TrapLimits& limits);

  // Before a fetch: kNone, or why the URL is to be skipped. Counts the URL's query, and sitemaps.
  storage::Reason before_fetch(const parser::Url& url, UrlSigns signs = {});
  void after_page(const parser::Url& url, const PageSigns& signs);
  // May the URL's host be opened? Asked when the store lends of a host that has nothing lent;
  // `known`: it was opened by this run or an earlier one. Counts a host that is not known.
  bool admits_host(const parser::Url& url, bool known);

 private:
  struct Site {
    uint32_t found_new = 0;     // in spite of doubt
    uint32_t closed = 0;        // shapes
    uint32_t closed_dates = 0;  // plans
  };

  struct Shape {
    uint64_t key = 0;
    bool is_deeper = false;  // than all that was new
  };
  Shape shape_of_doubtful(const parser::Url& url);
  // The most segments of a path of the site that said something new; 0: none did.
  uint8_t& deepest_new(uint64_t domain);
  void mind_dates(const parser::Url& url, Newness newness);
  void mind_newness(const parser::Url& url, const PageSigns& signs);
  Site* site_of(uint64_t site);

  TrapLimits limits_;
  BoundedCounts queries_;                      // by path
  BoundedCounts equal_;                        // by pattern and content
  BoundedCounts nothing_new_;                  // by site and shape
  BoundedCounts hosts_;                        // by domain
  BoundedCounts sitemaps_;                     // by domain
  BoundedCounts dated_;                        // in a row, by plan
  std::unordered_set<uint64_t> closed_dates_;  // plans
  std::unordered_set<uint64_t> closed_;        // patterns and shapes over their budget
  std::unordered_map<uint64_t, Site> sites_;   // that had doubtful pages
  std::vector<uint64_t> counted_hosts_;        // a table of the last, by their hash
  std::vector<uint8_t> deepest_new_;           // by domain
};

}  // namespace crawler
