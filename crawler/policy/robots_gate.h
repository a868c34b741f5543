// RobotsGate: the robots.txt of each origin: asked once, remembered a day, and what it says of a
// URL. Pure policy: it says what to fetch and is told what came; the time is an argument. Thread:
// the loop's. Source: RFC 9309 2.3 (access), 2.3.1 (results), 2.4 (caching).
//
// The life of an origin: unknown -> asking (through redirects) -> known for kFreshFor, then unknown
// again. What is unreachable (5xx, 429, no complete answer) is closed: nothing is allowed yet, and
// it is asked again with backoff; after kTriesBeforeParking it is parked: left alone until the
// crawl has nothing else to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crawler/loop/scheduler.h"
#include "parser/robots/robots.h"
#include "storage/store/records.h"

namespace crawler {

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
    Milliseconds ask_again{0};  // kClosed
  };

  // With `obey` false every URL is allowed and nothing is ever asked.
  RobotsGate(bool obey, std::string agent);

  // Takes what the store remembers, if it is fresh and was an answer. True if the origin is known
  // now.
  bool restore(const storage::HostRecord& record, TimePoint now);
  bool known(uint64_t host, TimePoint now) const;

  // An answer came. `rules` is the parsed body for 2xx, else null. `location` is the resolved
  // target of a redirect, "" if there is none. `retry_after` is what the server asked for.
  Finding answered(uint64_t host, int status, const parser::Robots* rules,
                   std::string_view location, std::optional<Milliseconds> retry_after,
                   TimePoint now);
  // No complete answer came.
  Finding unreachable(uint64_t host, TimePoint now);

  Verdict judge(uint64_t host, std::string_view path_and_query) const;
  Milliseconds crawl_delay(uint64_t host) const;
  void forget(uint64_t host);
  std::size_t size() const { return hosts_.size(); }
  const std::string& agent() const { return agent_; }

 private:
  struct Host {
    std::optional<parser::Robots> rules;  // nothing: not known
    TimePoint fresh_until{};
    int redirects = 0;
    uint32_t tries = 0;
  };
  Finding open(Host& host, parser::Robots rules, TimePoint now);
  Finding close(Host& host, std::optional<Milliseconds> wait);

  bool obey_;
  std::string agent_;
  std::unordered_map<uint64_t, Host> hosts_;
};

}  // namespace crawler
