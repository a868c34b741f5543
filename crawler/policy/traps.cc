// What makes a URL part of a trap can't be seen from one URL, only from many that are alike. So
// URLs are reduced to patterns (digits folded, values of parameters dropped) and shapes (numbers of
// segments and parameters), and budgets are counted for those. The counters have a fixed size, so a
// trap can't turn the defence itself into a leak of memory.
#include "crawler/policy/traps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <string>

#include "crawler/policy/calendar.h"
#include "crawler/policy/url_plan.h"

namespace crawler {
namespace {

using storage::Reason;

// Hosts that were counted lately: a host that answers nothing is not counted each time that the
// store lends of it. 512 KiB.
constexpr std::size_t kHostSlots = std::size_t{1} << 16;
// A site's first trap costs the whole budget, its seventh and later ones a 64th.
constexpr uint32_t kMostHalvings = 6;
// Of pages that lie deeper than all that said something new: a path that grows has ever new shapes.
constexpr uint32_t kDeeperShare = 4;
// Of sites, which share slots where there are many; then more is let through.
constexpr std::size_t kDepthSlots = std::size_t{1} << 16;
// Of dates: to a dozen.
constexpr uint32_t kMostDatedHalvings = 2;

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

uint64_t domain_hash(const parser::Url& url) {
  return hash_of(parser::registrable_domain(url.host()), 1);
}

// A trap makes its URLs after one plan: so many segments and so many parameters, whatever stands in
// them. Few enough shapes that a site can't hide in ever new ones.
constexpr std::ptrdiff_t kMostSegments = 33, kMostParameters = 8;

std::ptrdiff_t count_of(std::string_view text, char c) {
  return std::count(text.begin(), text.end(), c);
}

uint8_t segments_of(const parser::Url& url) {
  return static_cast<uint8_t>(std::min(count_of(url.path(), '/'), kMostSegments));
}

uint64_t shape_of(uint64_t domain, uint8_t segments, const parser::Url& url) {
  const auto parameters = std::min(count_of(url.query(), '&') + url.has_query(), kMostParameters);
  return domain + static_cast<uint64_t>(segments * (kMostParameters + 1) + parameters);
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

Reason url_shape(parser::UrlView url, const ShapeLimits& limits) {
  if (limits.max_url_length > 0 && url.href().size() > limits.max_url_length)
    return Reason::kUrlLength;
  uint32_t slashes = 0;
  for (const char c : url.path()) slashes += c == '/';
  if (limits.max_path_depth > 0 && slashes > limits.max_path_depth) return Reason::kPathDepth;
  if (limits.max_repeated_segments > 0 && slashes > limits.max_repeated_segments &&
      repeats(url.path(), limits.max_repeated_segments))
    return Reason::kRepeatedSegment;
  return Reason::kNone;
}

TrapGuard::TrapGuard(const TrapLimits& limits)
    : limits_(limits),
      queries_(kMaxTracked),
      equal_(kMaxTracked),
      nothing_new_(kMaxTracked),
      hosts_(kMaxTracked),
      sitemaps_(kMaxTracked),
      dated_(kMaxTracked),
      counted_hosts_(kHostSlots),
      deepest_new_(kDepthSlots) {}

uint8_t& TrapGuard::deepest_new(uint64_t domain) {
  return deepest_new_[(domain >> 16) & (kDepthSlots - 1)];
}

TrapGuard::Shape TrapGuard::shape_of_doubtful(const parser::Url& url) {
  const uint64_t domain = domain_hash(url);
  const uint8_t segments = segments_of(url), deepest = deepest_new(domain);
  // 0: nothing was new yet, as far as this run knows.
  if (deepest == 0 || segments <= deepest) return {shape_of(domain, segments, url), false};
  return {shape_of(domain, kMostSegments + 1, url), true};
}

Reason TrapGuard::before_fetch(const parser::Url& url, UrlSigns signs) {
  if (!closed_.empty()) {
    if (closed_.contains(pattern_of(url))) return Reason::kEqualContent;
    if (signs.doubtful && closed_.contains(shape_of_doubtful(url).key)) return Reason::kNothingNew;
  }
  if (signs.doubtful && !closed_dates_.empty() && names_a_date(url) &&
      closed_dates_.contains(plan_of(url)))
    return Reason::kNothingNew;
  if (signs.is_sitemap && limits_.max_sitemaps_per_domain > 0) {
    const uint64_t domain = domain_hash(url);
    if (sitemaps_.of(domain) >= limits_.max_sitemaps_per_domain) return Reason::kSitemapBudget;
    sitemaps_.add(domain);
  }
  if (limits_.max_queries_per_path == 0 || !url.has_query()) return Reason::kNone;
  const uint64_t path = hash_of(url.path(), hash_of(url.host(), url.port()));
  if (queries_.of(path) >= limits_.max_queries_per_path) return Reason::kQueryBudget;
  queries_.add(path);
  return Reason::kNone;
}

void TrapGuard::after_page(const parser::Url& url, const PageSigns& signs) {
  if (limits_.max_nothing_new > 0) {
    if (signs.newness == Newness::kNew) {
      uint8_t& deepest = deepest_new(domain_hash(url));
      deepest = std::max(deepest, segments_of(url));
    }
    if (signs.doubtful) mind_newness(url, signs);
    if ((signs.doubtful || signs.newness == Newness::kNew) && names_a_date(url))
      mind_dates(url, signs.newness);
  }
  if (limits_.max_equal_content == 0 || signs.content_hash == 0) return;
  const uint64_t pattern = pattern_of(url);
  const uint64_t key = pattern ^ (signs.content_hash * 0xC2B2AE3D27D4EB4Full);
  if (equal_.add(key) > limits_.max_equal_content) closed_.insert(pattern);
}

TrapGuard::Site* TrapGuard::site_of(uint64_t site) {
  if (sites_.size() >= kMaxTracked)
    std::erase_if(sites_, [](const auto& known) {
      return known.second.closed + known.second.closed_dates == 0;
    });
  if (sites_.size() >= kMaxTracked) return nullptr;
  return &sites_[site];
}

void TrapGuard::mind_dates(const parser::Url& url, Newness newness) {
  if (newness == Newness::kUnknown) return;
  const uint64_t plan = plan_of(url);
  if (newness == Newness::kNew) return dated_.forget(plan);
  Site* site = site_of(domain_hash(url));
  if (site == nullptr) return;
  const uint32_t most = std::min(kDatedInARow, limits_.max_nothing_new);
  // The other views of the same calendar, by day, by week, as a list, are told sooner.
  const uint32_t budget = std::max(most >> std::min(site->closed_dates, kMostDatedHalvings), 1u);
  if (dated_.add(plan) > budget && closed_dates_.insert(plan).second) ++site->closed_dates;
}

void TrapGuard::mind_newness(const parser::Url& url, const PageSigns& signs) {
  if (signs.newness == Newness::kUnknown) return;
  Site* site = site_of(domain_hash(url));
  if (site == nullptr) return;
  if (signs.newness == Newness::kNew) {
    ++site->found_new;
    return;
  }
  const Shape shape = shape_of_doubtful(url);
  const uint32_t most = limits_.max_nothing_new / (shape.is_deeper ? kDeeperShare : 1);
  const uint32_t budget = std::max(most >> std::min(site->closed, kMostHalvings), 1u);
  const uint32_t count = nothing_new_.add(shape.key);
  if (count > uint64_t{budget} + site->found_new && closed_.insert(shape.key).second)
    ++site->closed;
}

bool TrapGuard::admits_host(const parser::Url& url, bool known) {
  if (limits_.max_hosts_per_domain == 0) return true;
  const uint64_t host = hash_of(url.origin()) | 1u;  // 0: an empty slot
  uint64_t& slot = counted_hosts_[(host >> 16) & (kHostSlots - 1)];
  if (slot == host) return true;
  const uint64_t domain = domain_hash(url);
  if (!known && hosts_.of(domain) >= limits_.max_hosts_per_domain) return false;
  slot = host;
  hosts_.add(domain);
  return true;
}

}  // namespace crawler
