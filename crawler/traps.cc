#include "crawler/traps.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

namespace crawler {
namespace {

using storage::Reason;

uint64_t hash_of(std::string_view text, uint64_t seed = 0) {
  return std::hash<std::string_view>{}(text) ^ (seed * 0x9E3779B97F4A7C15ull);
}

// The path with each segment that has a digit as '0', and the names of the query's parameters: a
// calendar's days, a shop's sessions and a board's replies are one pattern each, the pages beside
// them are not of it.
uint64_t pattern_of(const parser::Url& url) {
  std::string pattern(url.host());
  for (std::string_view path = url.path(); !path.empty();) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    pattern.push_back('/');
    pattern.append(segment.find_first_of("0123456789") == std::string_view::npos ? segment : "0");
  }
  for (std::string_view query = url.query(); !query.empty();) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    pattern.push_back('&');
    pattern.append(pair.substr(0, pair.find('=')));
  }
  return hash_of(pattern);
}

bool repeats(std::string_view path, uint32_t most) {
  // As many segments as the deepest path allowed by default; what is deeper is refused for its
  // depth.
  std::array<std::string_view, 64> segments;
  std::size_t count = 0;
  while (!path.empty() && count < segments.size()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (segment.empty()) continue;
    uint32_t seen = 1;
    for (std::size_t i = 0; i < count; ++i) seen += segments[i] == segment;
    if (seen > most) return true;
    segments[count++] = segment;
  }
  return false;
}

}  // namespace

Reason url_shape(const parser::Url& url, const ShapeLimits& limits) {
  if (url.href().size() > limits.max_url_length) return Reason::kUrlLength;
  uint32_t slashes = 0;
  for (const char c : url.path()) slashes += c == '/';
  if (slashes > limits.max_path_depth) return Reason::kPathDepth;
  if (slashes > limits.max_repeated_segments && repeats(url.path(), limits.max_repeated_segments))
    return Reason::kRepeatedSegment;
  return Reason::kNone;
}

TrapGuard::TrapGuard(uint32_t max_queries_per_path, uint32_t max_equal_content)
    : max_queries_(max_queries_per_path), max_equal_(max_equal_content) {}

Reason TrapGuard::before_fetch(const parser::Url& url) {
  if (!closed_.empty() && closed_.contains(pattern_of(url))) return Reason::kEqualContent;
  if (max_queries_ == 0 || !url.has_query()) return Reason::kNone;
  const uint64_t path = hash_of(url.path(), hash_of(url.host(), url.port()));
  const auto it = queries_.find(path);
  if (it == queries_.end()) {
    if (queries_.size() < kMaxTracked) queries_.emplace(path, 1);
    return Reason::kNone;
  }
  if (it->second >= max_queries_) return Reason::kQueryBudget;
  ++it->second;
  return Reason::kNone;
}

void TrapGuard::after_page(const parser::Url& url, uint64_t content_hash) {
  if (max_equal_ == 0 || content_hash == 0) return;
  const uint64_t pattern = pattern_of(url);
  const uint64_t key = pattern ^ (content_hash * 0xC2B2AE3D27D4EB4Full);
  const auto it = equal_.find(key);
  if (it == equal_.end()) {
    if (equal_.size() < kMaxTracked) equal_.emplace(key, 1);
    return;
  }
  if (++it->second > max_equal_) closed_.emplace(pattern, true);
}

}  // namespace crawler
