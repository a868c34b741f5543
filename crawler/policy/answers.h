// Answers: what to make of the end of a transfer, for its URL and for its host. The one place that
// knows which answers say "too much", which are worth another try, and how long a server may ask to
// be left alone. Thread: pure; the time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/fetch/fetcher.h"
#include "crawler/loop/scheduler.h"
#include "crawler/policy/frontier.h"
#include "storage/store/records.h"

namespace crawler {

// The reason of a fetch that brought no answer.
storage::Reason reason_of(FetchOutcome outcome);

// RFC 9110 15.4: any of them, also one that leads nowhere.
bool is_redirection(int status);
// The server says that it has too much to do.
bool is_overload(int status);
// The trouble of this moment: the URL may well be there later.
bool worth_another_try(int status);
// The host can't be spoken to at all: what holds for one of its URLs holds for each.
bool is_dead(FetchOutcome outcome);

// An answer to HEAD that may be one to HEAD alone: GET is asked then.
bool may_lie(const FetchedPage& head);

// How the transfer ended as far as politeness cares. A robots.txt that answers 500 is no failure of
// its host: RobotsGate has a patience of its own with it.
// `again`: the URL was tried before.
Courtesy courtesy_of_page(const FetchedPage& page, bool again = false);
Courtesy courtesy_of_robots(const FetchedPage& page);

// What a Retry-After asks for, an hour at most; nothing if it is not understood.
std::optional<Milliseconds> asked_wait(std::string_view retry_after,
                                       std::chrono::system_clock::time_point wall_now);

// What becomes of a page's URL, and what is to be known of its host.
struct Judgement {
  enum class Fate : uint8_t {
    kKeep,   // an answer, whatever its status
    kRetry,  // after `delay`
    kFail,
  } fate = Fate::kKeep;
  storage::Reason reason = storage::Reason::kNone;  // of kRetry and kFail; kNone: it answered
  std::string detail;
  Milliseconds delay{0};

  std::optional<Milliseconds> host_wait;    // the host is to be left alone for so long
  std::string host_wait_cause;              // why, for people
  std::optional<std::string> host_failure;  // how the host failed, for people
  bool addresses_doubtful = false;          // no connection: they may be out of date
};

// `retries`: how often a URL is tried again.
Judgement judge(const FetchedPage& page, const storage::Lease& lease, uint32_t retries,
                std::chrono::system_clock::time_point wall_now);

}  // namespace crawler
