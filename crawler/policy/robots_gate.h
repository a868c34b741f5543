// RobotsGate: the robots.txt of each origin: asked once, remembered a day, and what it says of a
// URL. Pure policy: it says what to fetch and is told what came; the time is an argument, and so is
// what it remembers of an origin. Thread: the loop's. Source: RFC 9309 2.3 (access), 2.3.1
// (results), 2.4 (caching).
//
// The life of an origin: unknown -> asking (through redirects) -> known for kFreshFor, then unknown
// again. What is unreachable (5xx, 429, no complete answer, a body that can't be decoded) is
// closed: nothing is allowed yet, and it is asked again with backoff; after kTriesBeforeParking it
// is parked: left alone until the crawl has nothing else to do.
//
// A 304, which nobody asked for, and a redirect to nowhere are such an answer too: neither says
// that there are no rules (2.3.1.3), so what they are is not known (2.3.1.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/loop/scheduler.h"
#include "parser/robots/robots.h"
#include "storage/store/records.h"

namespace crawler {

// What the gate remembers of an origin. A fresh one knows nothing.
struct OriginRobots {
  std::optional<parser::Robots> rules;  // nothing: not known
  std::string copy;                     // the store's, not parsed yet; "" if there is none
  TimePoint fresh_until{};              // of rules or copy
  bool store_asked = false;             // what the store remembers has been taken
  int redirects = 0;
  uint32_t tries = 0;  // unreachable so often in a row
};

class RobotsGate {
 public:
  static constexpr std::chrono::hours kFreshFor{24};  // RFC 9309 2.4
  static constexpr int kMaxRedirects = 5;             // RFC 9309 2.3.1.2
  static constexpr Milliseconds kLongestCrawlDelay{60'000};
  static constexpr uint32_t kTriesBeforeParking = 4;

  enum class Verdict { kAllowed, kRefused, kUnknown };

  // What an answer means for the origin.
  struct Finding {
    enum class Kind { kOpen, kRedirect, kClosed, kParked } kind = Kind::kOpen;
    std::string redirect_to;    // kRedirect: fetch this next
    Milliseconds ask_again{0};  // kClosed; kParked: what the server asked for
  };

  // With `obey` false every URL is allowed and nothing is ever asked. With `asks_anew` what other
  // runs were told does not count.
  explicit RobotsGate(bool obey, bool asks_anew = false) : obey_(obey), asks_anew_(asks_anew) {}

  // Takes what the store remembers of an origin, if it is fresh and was an answer. Rules are to be
  // parsed first: take_copy(), then restored().
  // If the origin was found unreachable while this run runs, `running_for` so long, its tries were
  // forgotten since, and the next one is the last: else a crawl with more of such origins than it
  // remembers would ask them for ever.
  void remember(OriginRobots& origin, const storage::HostRecord& record, TimePoint now,
                Milliseconds running_for) const;
  // The store's copy, once, if it is still fresh; "" for none.
  static std::string take_copy(OriginRobots& origin, TimePoint now);
  static void restored(OriginRobots& origin, parser::Robots rules);
  bool known(const OriginRobots& origin, TimePoint now) const;

  // An answer came. `rules` is the parsed body for 2xx, else null. `location` is the resolved
  // target of a redirect, "" if there is none. `retry_after` is what the server asked for.
  static Finding answered(OriginRobots& origin, int status, const parser::Robots* rules,
                          std::string_view location, std::optional<Milliseconds> retry_after,
                          TimePoint now);
  // No complete answer came, or none that can be read.
  static Finding unreachable(OriginRobots& origin);

  Verdict judge(const OriginRobots& origin, std::string_view path_and_query) const;
  Milliseconds crawl_delay(const OriginRobots& origin) const;

 private:
  bool obey_, asks_anew_;
};

}  // namespace crawler
