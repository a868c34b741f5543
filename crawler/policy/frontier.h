// Frontier: decides which leased URL may be fetched now, by politeness to each host and address and
// by fairness among hosts. Pure policy: the time is an argument. Thread: the loop's. Cost: O(1) per
// URL, and O(log hosts) when a host has to wait for its time.
//
// All that the crawl holds of a host hangs off one object here, see HostMemory, which leaves when
// the host is idle: after a minute, or after ten if it was in trouble; at once when more than
// kMostIdle are remembered. What must not be forgotten even then is in the store.
//
// A host is an origin (scheme, host, port), named by the 64-bit key of its URLs. Its life:
// unprepared (no address, no robots.txt yet) -> preparing -> open. refresh() sends it back to
// unprepared; after shut() it waits until the store leases one of its URLs again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "crawler/fetch/ip_address.h"
#include "crawler/loop/scheduler.h"
#include "crawler/policy/host_memory.h"
#include "crawler/policy/host_pace.h"
#include "crawler/policy/slot_shares.h"
#include "crawler/policy/waiting_urls.h"
#include "storage/store/records.h"

namespace crawler {

using HostKey = uint64_t;

struct Politeness {
  std::size_t per_host = 2;
  std::size_t per_address = 8;
  Milliseconds delay{500};  // between two requests; 0 also switches the adaptive part off
  std::size_t slots = 256;  // transfers in flight over all hosts, see SlotShares
  // Of the host of that origin; null: of all the same.
  PaceOf pace_of = nullptr;
};

// How a transfer ended, as far as politeness cares.
enum class Courtesy {
  kGood,
  kOverloaded,
  kFailed,
  kFailedAgain,  // as before: of a host that answers others it says nothing
};

// Failures of a host since it last answered well, or answers that it has too much to do.
struct FailureRow {
  uint32_t failures = 0;
  TimePoint since{};            // the first of them
  TimePoint last{};             // the last one that counted
  uint64_t answers_before = 0;  // that were good
};

class Frontier {
 public:
  // Idle hosts that are remembered, of a kilobyte each.
  static constexpr std::size_t kMostIdle = 32'768;

  explicit Frontier(const Politeness& politeness);

  // Other delays and slots of hosts from now on; what a host waits for already it still waits for.
  // `slots` over all hosts stays.
  void change(const Politeness& politeness);

  // What goes before Politeness for some hosts, its pace_of too, from now on: a shorter delay ends
  // the one that runs, and what is more in flight than may be now ends by itself.
  void set_pace(PaceOf pace, TimePoint now);

  // Takes a leased URL; its host is made, unprepared, if it is not known.
  void add(storage::Lease lease);
  // The host, which is known, is not to be asked for this one: it is counted until lease_ended().
  void count(const storage::Lease& lease);

  // The next host that wants preparing, each once per preparation.
  std::optional<HostKey> next_unprepared();
  void open(HostKey host, std::vector<IpAddress> addresses, Milliseconds crawl_delay);
  // What is known of the host may be out of date: it is to be prepared again before its next fetch.
  void refresh(HostKey host);
  // The host can't be used now: it is prepared again when the store lends a URL of it again.
  void shut(HostKey host);

  // The URL whose turn it is, if one may go now; it counts as started.
  std::optional<storage::Lease> next(TimePoint now);
  // Takes back a start that came to nothing: no request was sent. The URL is queued again, first,
  // if it is given.
  void undo_start(HostKey host, std::optional<storage::Lease> lease, TimePoint now);
  // A transfer of the host was dropped, which says nothing of the host. The URL is queued again,
  // first, if it is given.
  void dropped(HostKey host, std::optional<storage::Lease> lease, TimePoint now);
  // When next() may have one although nothing else happens; empty: only events can bring one.
  std::optional<TimePoint> next_at() const;

  // Is it being prepared: named by next_unprepared(), and neither open nor shut since?
  bool is_preparing(HostKey host) const;

  // Somebody wants something of this host that is no page: it is made and prepared if need be, and
  // counted as a leased URL is, until lease_ended().
  void visit(HostKey host, const std::string& origin);
  // Leases and visits that have not ended.
  std::size_t out(HostKey host) const;
  enum class Extra : uint8_t {
    kNow,
    kLater,    // its delay: at next_start(), if nothing else happens
    kBusy,     // its slots, or its address: when a transfer ends
    kNotOpen,  // it is being prepared
    kShut,     // it can't be used, or is not known
  };
  // When a transfer that is not a page may start.
  Extra may_start_extra(HostKey host, TimePoint now) const;
  // A transfer that is not a page (robots.txt) takes a slot of the host too.
  void start_extra(HostKey host, TimePoint now);
  // Is the host's address free for one more transfer? True for a host without a known address.
  bool address_free(HostKey host) const;
  // Transfers that hosts which have not proven themselves may start now.
  std::size_t room_for_trials() const { return shares_.room(); }
  void set_addresses(HostKey host, std::vector<IpAddress> addresses);

  // From when on the host may be asked for something again; long ago if it is not known.
  TimePoint next_start(HostKey host) const;

  // A transfer of the host ended, `response_time` after its request was written: not before the
  // delay after that one is the next to start. True if the row of its failures has grown by that:
  // transfers that ran side by side and failed together are one failure.
  bool finished(HostKey host, Courtesy courtesy, Milliseconds response_time, TimePoint now);
  // Starts nothing of this host before `until`.
  void hold(HostKey host, TimePoint until);
  // The lease of a URL that next() gave, or that take_all() took, has ended in the store.
  void lease_ended(HostKey host, TimePoint now);

  // Takes back all queued URLs of one host, or of all hosts.
  std::vector<storage::Lease> take_all(HostKey host);
  std::vector<storage::Lease> take_all();
  // Only those to be checked, of one host; or all others, of all hosts.
  std::vector<storage::Lease> take_checks(HostKey host);
  std::vector<storage::Lease> take_pages();
  // Forgets hosts that have been idle for a while.
  void forget_idle(TimePoint now);
  // The host is in trouble and left alone until then: not to be forgotten before that is over for a
  // while.
  void remember(HostKey host, TimePoint until);

  // What the policies remember of a host; null if it is not here. Valid until forget_idle().
  HostMemory* memory(HostKey host);
  const std::vector<IpAddress>& addresses(HostKey host) const;
  std::string origin(HostKey host) const;
  FailureRow failures_in_a_row(HostKey host) const;
  FailureRow overloads_in_a_row(HostKey host) const;
  // The host is left alone for long: what it answered before says nothing any more.
  void doubt(HostKey host);
  std::size_t queued() const { return queued_; }
  // Those that are queued. Cost: O(hosts).
  WaitingUrls waiting() const;
  std::size_t leases_out() const { return leases_out_; }
  std::size_t hosts() const { return hosts_.size(); }

 private:
  enum class Phase : uint8_t { kUnprepared, kPreparing, kOpen, kShut };
  enum class Place : uint8_t { kNowhere, kReady, kTimed, kAtAddress, kOnTrial };
  struct Host {
    std::string origin;
    HostMemory memory;
    std::deque<storage::Lease> queue;
    std::vector<IpAddress> addresses;
    IpAddress charged;  // see charged_to()
    Phase phase = Phase::kUnprepared;
    Place place = Place::kNowhere;
    bool proven = false;  // it has answered
    uint32_t in_flight = 0;
    uint32_t on_trial = 0;  // of in_flight
    uint32_t leases = 0;    // lent by the store and not ended, queued ones included
    FailureRow row;
    FailureRow overloads;
    Milliseconds crawl_delay{0};
    Milliseconds response_time{0};  // moving mean
    Milliseconds penalty{0};        // grows with overload, shrinks with success
    HostPace pace;
    TimePoint next_start{};             // held_until, or the pause after begun if that is later
    TimePoint begun{}, begun_before{};  // the last request; what that was before the last start
    TimePoint held_until{};
    TimePoint next_start_before{};  // what next_start was before the last start
    Milliseconds pause{0};          // that the last start asked for
    bool idle = false;              // no lease is out
    TimePoint idle_since{};
    TimePoint remembered_until{};
  };
  struct Address {
    uint32_t in_flight = 0;
    std::deque<HostKey> waiting;
  };
  struct Timed {
    TimePoint at;
    HostKey host;
    bool operator>(const Timed& other) const { return at > other.at; }
  };

  void count(Host& host);
  template <typename Wanted>
  void take_some(Host& host, const Wanted& wanted, std::vector<storage::Lease>& taken);
  Host* find(HostKey host);
  const Host* find(HostKey host) const;
  std::size_t slots_of(const Host& host) const;
  WaitsFor waits_for(const Host& host) const;
  // Puts an open host with work where its next chance is.
  void place(HostKey key, Host& host, TimePoint now);
  void wake_timed(TimePoint now);
  std::optional<storage::Lease> next_ready(TimePoint now);
  std::optional<storage::Lease> next_on_trial(TimePoint now);
  // The first URL of a host whose turn it is, if it may go.
  std::optional<storage::Lease> start(HostKey key, Host& host, TimePoint now);
  // The next URL of the queue; where the last ones failed, one from another place of it.
  static storage::Lease take_next(Host& host);
  // The address whose limit this host counts against: it stays while transfers run, though the list
  // may change.
  static const IpAddress& charged_to(const Host& host);
  void count_start(Host& host, TimePoint now);
  // Undoes count_start(): a transfer has ended, others may have its slots.
  void count_end(Host& host, TimePoint now);
  void queue_again(HostKey key, Host& host, std::optional<storage::Lease> lease, TimePoint now);
  void leave_address(Host& host, TimePoint now);
  bool is_on_trial(const Host& host) const;
  // Of a transfer that began at `began`. True if it is one more.
  static bool count_in(FailureRow& row, TimePoint began, TimePoint now);
  void note_idle(HostKey key, Host& host, TimePoint now);
  HostPace pace_of(const std::string& origin) const;
  Milliseconds pause(const Host& host) const;
  std::size_t most_of(const Host& host) const {
    return host.pace.slots.value_or(politeness_.per_host);
  }

  Politeness politeness_;
  PaceOf pace_;  // may be empty
  SlotShares shares_;
  std::unordered_map<HostKey, Host> hosts_;
  std::map<IpAddress, Address> addresses_;
  std::deque<HostKey> unprepared_;
  std::deque<HostKey> ready_;
  std::deque<HostKey> trials_;  // that would be ready if SlotShares had room for them
  bool trials_first_ = false;   // the two lines take turns
  std::priority_queue<Timed, std::vector<Timed>, std::greater<>> timed_;
  std::deque<std::pair<TimePoint, HostKey>> idle_;  // since when; some are busy again
  std::size_t idle_hosts_ = 0;
  std::size_t queued_ = 0;
  std::size_t leases_out_ = 0;
};

}  // namespace crawler
