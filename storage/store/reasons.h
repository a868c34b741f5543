// Why a URL was skipped or failed, and why a run ended: two tables, whom everyone asks who names a
// reason, says it in words or must know of what sort it is. The names and numbers are part of the
// database's contract with its users.
// Thread: constants.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace storage {

enum class UrlState : uint8_t { kWaiting = 0, kFetched = 1, kSkipped = 2, kFailed = 3 };
std::string_view name_of(UrlState state);

// Numbers are stored: append only, never renumber.
enum class Reason : uint8_t {
  kNone = 0,
  kScope = 1,
  kExclude = 2,
  kInclude = 3,
  kMaxDepth = 4,
  kResource = 5,  // recorded as a link, not followed
  kNofollow = 6,
  kUrlLength = 7,
  kPathDepth = 8,
  kRepeatedSegment = 9,
  kRedirectHops = 10,
  kNothingNew = 11,  // found on a page that brought nothing new, where that went on too long
  kBadPort = 12,     // one that browsers refuse, and no seed names
  kFollow = 13,      // a link that the user's rules don't name
  kRobots = 20,
  kQueryBudget = 21,
  kEqualContent = 22,
  kMaxPerHost = 23,
  kHostsPerDomain = 24,
  kSitemapBudget = 25,
  kMaxChecksPerHost = 26,
  kHostUnavailable = 27,
  kByHand = 28,  // left out while the crawl ran
  kPrivateAddress = 40,
  kDns = 41,
  kConnect = 42,
  kTls = 43,
  kTimeout = 44,
  kReset = 45,     // the connection ended before the answer did
  kProtocol = 46,  // not HTTP, bad framing, headers too large
  kTooSlow = 47,   // below the minimum speed
  kRobotsUnreachable = 48,
  kOther = 49,
};

struct ReasonRow {
  Reason reason;
  std::string_view name;
  std::string_view words;  // what it means, for people who don't know its name
  UrlState state;          // that it puts a URL into
  // It lies in how a URL was found: a later offer as wanted revives the URL (see Store::add).
  // The others are final.
  bool is_revivable = false;
  std::string_view trap = {};   // what the trap is that such a URL belongs to; "" if none
  std::string_view limit = {};  // then: the option that says how much is too much; "" if none
};

// In the order that people are shown them in.
inline constexpr ReasonRow kReasons[] = {
    {Reason::kScope, "scope", "outside --scope", UrlState::kSkipped, true},
    {Reason::kExclude, "exclude", "matched --exclude", UrlState::kSkipped, true},
    {Reason::kInclude, "include", "matched no --include", UrlState::kSkipped, true},
    {Reason::kMaxDepth, "max-depth", "deeper than --max-depth", UrlState::kSkipped, true},
    {Reason::kResource, "resource", "images, scripts, styles, forms", UrlState::kSkipped, true},
    {Reason::kNofollow, "nofollow", "marked nofollow", UrlState::kSkipped, true},
    {Reason::kFollow, "follow", "not named by follow in the rules", UrlState::kSkipped, true},
    {Reason::kBadPort, "bad-port", "a port that browsers refuse", UrlState::kSkipped, true},
    {Reason::kRobots, "robots", "disallowed by robots.txt", UrlState::kSkipped},
    {Reason::kMaxPerHost, "max-per-host", "over --max-per-host", UrlState::kSkipped},
    {Reason::kMaxChecksPerHost, "max-checks-per-host", "over --max-checks-per-host",
     UrlState::kSkipped, true},
    {Reason::kByHand, "by-hand", "matched crawl ctl skip", UrlState::kSkipped},
    {Reason::kHostUnavailable, "host-unavailable", "its host was unavailable or busy",
     UrlState::kSkipped},

    {Reason::kQueryBudget, "query-budget", "too many queries on one path", UrlState::kSkipped,
     false, "Endless queries on one path", "max-queries-per-path"},
    {Reason::kEqualContent, "equal-content", "the same content too often", UrlState::kSkipped,
     false, "The same content under endless URLs", "max-equal-content"},
    {Reason::kNothingNew, "nothing-new", "on pages without new text", UrlState::kSkipped, true,
     "Endless URLs without new text", "max-nothing-new"},
    {Reason::kHostsPerDomain, "hosts-per-domain", "too many hosts in one domain",
     UrlState::kSkipped, false, "Endless hosts in one domain", "max-hosts-per-domain"},
    {Reason::kSitemapBudget, "sitemap-budget", "too many sitemaps in one domain",
     UrlState::kSkipped, false, "Endless sitemaps in one domain", "max-sitemaps"},
    {Reason::kRepeatedSegment, "repeated-segment", "path repeats itself", UrlState::kSkipped, true,
     "Paths that repeat a segment", "max-repeated-segments"},
    {Reason::kPathDepth, "path-depth", "path too deep", UrlState::kSkipped, true,
     "Paths that grow deeper and deeper", "max-path-depth"},
    {Reason::kUrlLength, "url-length", "URL too long", UrlState::kSkipped, true,
     "URLs that grow longer and longer", "max-url-length"},
    {Reason::kRedirectHops, "redirect-hops", "too many redirects in a row", UrlState::kSkipped,
     true, "Endless redirects"},

    {Reason::kPrivateAddress, "private-address", "private address", UrlState::kFailed},
    {Reason::kDns, "dns", "host name not found", UrlState::kFailed},
    {Reason::kConnect, "connect", "could not connect", UrlState::kFailed},
    {Reason::kTls, "tls", "TLS or certificate error", UrlState::kFailed},
    {Reason::kTimeout, "timeout", "timed out", UrlState::kFailed},
    {Reason::kReset, "reset", "connection closed early", UrlState::kFailed},
    {Reason::kProtocol, "protocol", "not valid HTTP", UrlState::kFailed},
    {Reason::kTooSlow, "too-slow", "too slow", UrlState::kFailed},
    {Reason::kRobotsUnreachable, "robots-unreachable", "robots.txt unreachable", UrlState::kFailed},
    {Reason::kOther, "other", "other error", UrlState::kFailed},
};

// The row of a reason; null for kNone and for numbers that have none.
constexpr const ReasonRow* find_reason(Reason reason) {
  constexpr auto kPlaces = [] {
    std::array<uint8_t, 256> places{};  // 0: none, else the row's place from 1
    for (std::size_t i = 0; i < std::size(kReasons); ++i)
      places[static_cast<std::size_t>(kReasons[i].reason)] = static_cast<uint8_t>(i + 1);
    return places;
  }();
  const uint8_t place = kPlaces[static_cast<std::size_t>(reason)];
  return place == 0 ? nullptr : &kReasons[place - 1];
}

constexpr std::string_view name_of(Reason reason) {
  const ReasonRow* row = find_reason(reason);
  return row == nullptr ? std::string_view() : row->name;
}
constexpr std::string_view words_of(Reason reason) {
  const ReasonRow* row = find_reason(reason);
  return row == nullptr ? std::string_view() : row->words;
}
constexpr bool is_revivable(Reason reason) {
  const ReasonRow* row = find_reason(reason);
  return row != nullptr && row->is_revivable;
}
// Does it lie in the link alone, and not in the URL or where it was found?
constexpr bool is_of_link(Reason reason) {
  return reason == Reason::kResource || reason == Reason::kNofollow || reason == Reason::kFollow;
}
constexpr bool is_trap(Reason reason) {
  const ReasonRow* row = find_reason(reason);
  return row != nullptr && !row->trap.empty();
}

// Why a run ended. The name is stored.
enum class EndReason : uint8_t {
  kFinished,
  kMaxPages,
  kMaxTime,
  kInterrupted,
  kKilled,  // said by the run that finds it so
  kStoreError,
  kHostsUnavailable,
  kStopped,
};

struct EndReasonRow {
  EndReason reason;
  std::string_view name;
  std::string_view words;  // how the crawl says it at its end; {}: the limit reached, or what lacks
  std::string_view sentence;  // how a report says it afterwards
  bool goes_on = false;       // it broke off where its user wants it to go on
};

inline constexpr EndReasonRow kEndReasons[] = {
    {EndReason::kFinished, "finished", "finished: nothing left to fetch",
     "It ended by itself: nothing was left to fetch."},
    {EndReason::kMaxPages, "max-pages", "stopped: --max-pages {} reached",
     "It reached its page limit (--max-pages)."},
    {EndReason::kMaxTime, "max-time", "stopped: --max-time {} reached",
     "It reached its time limit (--max-time)."},
    {EndReason::kInterrupted, "interrupted", "interrupted: saved pages are safe",
     "It was interrupted; run the same command to resume.", true},
    {EndReason::kKilled, "killed", "killed: saved pages are safe",
     "It was killed; run the same command to resume.", true},
    {EndReason::kStoreError, "store-error", "failed: can't write to the database",
     "It stopped because the database could not be written.", true},
    {EndReason::kHostsUnavailable, "hosts-unavailable", "hosts unavailable: {}",
     "It ended because hosts were unavailable; run the same command to ask them again."},
    {EndReason::kStopped, "stopped", "stopped by crawl ctl: saved pages are safe",
     "It was stopped by hand (crawl ctl); run the same command to resume.", true},
};

constexpr std::string_view name_of(EndReason reason) {
  return kEndReasons[static_cast<std::size_t>(reason)].name;
}

// The row of that name, or null: a newer crawl may have named others.
const EndReasonRow* find_end_reason(std::string_view name);

}  // namespace storage
