// HostCare: what is done about hosts that are in trouble. A host that fails is left alone for a
// while, longer each time, and then parked: its URLs wait in the store, and it is asked again every
// ten minutes while the crawl runs for the sake of others. A crawl that has nothing else to do
// waits for parked hosts, but not for ever: it asks them twice more, and as often again for each
// time that one of them gave a page. A host that asks to be left alone for longer than that is
// parked for so long, and not waited for. So nothing is lost, and every crawl ends. Thread: the
// loop's; the time is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "crawler/loop/scheduler.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/answers.h"
#include "crawler/policy/frontier.h"
#include "crawler/ring/crawl_listener.h"
#include "crawler/ring/host_trouble.h"
#include "crawler/ring/lease_returns.h"

namespace crawler {

class HostCare {
 public:
  struct Parts {
    Frontier& frontier;
    Pipeline& pipeline;
    LeaseReturns& returns;
    CrawlListener& listener;
    uint32_t retries;       // of a URL
    Milliseconds patience;  // with parked hosts when there is nothing else to do
  };
  explicit HostCare(const Parts& parts) : parts_(parts) {}

  void opened(HostKey host);
  // Another owner has it: its failures are of the past.
  void lost(HostKey host) {
    if (HostMemory* memory = parts_.frontier.memory(host)) memory->failed_openings = 0;
  }
  // The host could not be opened: its queued URLs wait, are tried again, or fail.
  void in_trouble(const HostTrouble& trouble, TimePoint now);
  // A page of the host came, or did not; the frontier has been told. True if the host is parked:
  // its URLs wait for that alone.
  bool judged(HostKey host, const Judgement& judgement, TimePoint now);
  // Its checks end like this, those that wait in the frontier now and all that are lent later.
  void give_up_checks(HostKey host, HostMemory::Unchecked how);
  bool ends_checks(HostKey host) const;
  // Of leases that are in the frontier no more: the end that give_up_checks() said.
  void end_unchecked(HostKey host, const std::vector<storage::Lease>& leases);

  // The crawl is stopping: from now on a host in trouble is held in the frontier alone.
  void stop() { stopped_ = true; }

  // Lets the store lend of hosts that were parked long enough, or of all that are parked where
  // wait() says so. True if there were any.
  bool unpark(TimePoint now);
  // When unpark() has the next one.
  std::optional<TimePoint> next_at() const;

  // For a crawl that has nothing else to do and has kept so many pages: is it worth its while to
  // wait for parked hosts?
  bool has_hope(uint64_t pages, TimePoint now) const;
  // Then: when unpark() has them all. Gives how long that is.
  Milliseconds wait(uint64_t pages, TimePoint now);
  bool is_waiting() const { return ask_at_ && !parked_.empty(); }

 private:
  struct Parked {
    TimePoint until;       // then it is asked again
    TimePoint not_before;  // what it asked for itself; long ago if for nothing
  };

  void dead(const HostTrouble& trouble, TimePoint now);
  // Has a host of checks alone been tried as often as a URL is?
  bool is_given_up(HostKey host) const;
  void failed(HostKey host, const Judgement& judgement, TimePoint now);
  void overloaded(HostKey host, const Judgement& judgement, TimePoint now);
  bool is_longer_than_patience(Milliseconds wait) const;
  // Starts nothing of it for so long. For longer pauses its URLs go back to the store.
  void leave_alone(HostKey host, Milliseconds wait, TimePoint now);
  // One that has no page of the crawl is not worth waiting for: its checks end. `wait`: the host
  // asked for so much.
  void park(HostKey host, storage::Reason reason, const std::string& why, Milliseconds wait,
            TimePoint now);
  // Lends nothing of it for so long, and remembers why.
  void hold_in_store(HostKey host, Milliseconds delay, TimePoint now);
  void give_back(HostKey host);
  // Says that it is parked, once.
  void name(HostKey host, const std::string& why);

  Parts parts_;
  bool stopped_ = false;
  std::unordered_map<HostKey, Parked> parked_;
  std::set<std::pair<TimePoint, HostKey>> parked_until_;  // the same, by time
  uint32_t named_ = 0;
  std::optional<TimePoint> ask_at_;  // all of them
  uint32_t asks_ = 0;                // since there were pages_then_ pages
  uint64_t pages_then_ = 0;
};

}  // namespace crawler
