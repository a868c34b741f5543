// Traps: sites without an end. What a URL alone shows, and what shows only as a crawl goes on.
// Thread: url_shape() is pure; TrapGuard belongs to the loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "parser/url.h"
#include "storage/records.h"

namespace crawler {

struct ShapeLimits {
  std::size_t max_url_length = 2000;
  uint32_t max_path_depth = 32;
  uint32_t max_repeated_segments = 3;
};

// kUrlLength, kPathDepth, kRepeatedSegment, or kNone for a URL of sane shape.
storage::Reason url_shape(const parser::Url& url, const ShapeLimits& limits);

// Counts distinct queries per path, and equal contents per path pattern (the path with its numbers
// folded: what a calendar or a session id makes). Memory is bounded: past kMaxTracked paths no new
// path is counted.
class TrapGuard {
 public:
  static constexpr std::size_t kMaxTracked = 250'000;

  TrapGuard(uint32_t max_queries_per_path, uint32_t max_equal_content);  // 0: no limit

  // Before a fetch: kNone, kQueryBudget or kEqualContent. Counts the URL's query.
  storage::Reason before_fetch(const parser::Url& url);
  // After a page: a body of this hash came from the URL. Hash 0 (no body) does not count.
  void after_page(const parser::Url& url, uint64_t content_hash);

 private:
  uint32_t max_queries_;
  uint32_t max_equal_;
  std::unordered_map<uint64_t, uint32_t> queries_;  // path -> queries fetched
  std::unordered_map<uint64_t, uint32_t> equal_;    // pattern and content -> pages
  std::unordered_map<uint64_t, bool> closed_;       // patterns over their budget
};

}  // namespace crawler
