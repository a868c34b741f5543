// ResourceFetches: what pages in the browser ask for, by the rules that hold for pages: robots.txt,
// slots and delay of the host, guard of private addresses, limits; and once for all pages of a run,
// as far as the rules of HTTP let it be kept. A host of which nothing but such
// things is wanted is opened like any other. They go before the pages of their host, since a page
// and a tab wait for them. Thread: the loop's.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "crawler/fetch/fetcher.h"
#include "crawler/loop/scheduler.h"
#include "crawler/options/options.h"
#include "crawler/policy/admission.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/policy/resource_cache.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/render/resource_source.h"
#include "crawler/ring/host_trouble.h"
#include "parser/url/url.h"

namespace crawler {

class ResourceFetches final : public ResourceSource {
 public:
  struct Parts {
    const Options& options;
    const Admission& admission;
    Frontier& frontier;
    const RobotsGate& gate;
    Fetcher& fetcher;
    Scheduler& scheduler;
    const LeaseDemand& demand;    // says until when a fetch may start
    std::function<void()> waits;  // called when next_at() may be nearer
    std::function<void()> moved;  // called when there may be something to do for others
  };
  explicit ResourceFetches(Parts parts) : parts_(std::move(parts)) {}

  void ask(PageNumber page, ResourceRequest request, Done done) override;
  void forget(PageNumber page) override;
  bool is_held_up(PageNumber page) const override;

  // Answers what needs no transfer, and starts what may go now.
  void start();
  // When start() has something to do although nothing else happens.
  std::optional<TimePoint> next_at() const;
  // What is wanted of this host alone makes up all that the crawl has of it.
  bool is_all_of(HostKey host) const;
  void host_in_trouble(const HostTrouble& trouble);
  // The fetcher has dropped what ran for these hosts, or all that ran.
  void dropped(const std::unordered_set<HostKey>& hosts);
  void all_dropped();

 private:
  struct Asked {
    PageNumber page = 0;
    ResourceRequest request;
    parser::Url url;
    HostKey host = 0;
    Done done;
    ResourceCache::Waiter waiter = 0;  // 0: the cache was not asked
  };
  // What is wanted of a host.
  struct Place {
    std::deque<Asked> waiting;
    std::size_t out = 0;  // waiting or running
  };

  void enter(Asked asked);
  void queue(Asked asked);
  // Those that waited for an answer that another had asked for: this, or they ask anew.
  void settle(const ResourceCache::Settled& settled, const ResourceAnswer& answer);
  void enter_again(const std::vector<ResourceCache::Waiter>& waiters);
  ResourceAnswer keep(ResourceCache::Waiter waiter, ResourceAnswer answer);
  void start_first(HostKey host, Place& place);
  bool may_start(HostKey host, const Place& place);
  void transfer(Asked asked);
  void fetched(uint64_t number, const FetchedPage& page);
  void fail(Asked asked, storage::ResourceFate fate, std::string detail);
  void end(HostKey host);
  bool is_dead(HostKey host, std::string& why);
  template <typename Wanted>
  void drop_those(const Wanted& wanted);

  Parts parts_;
  std::unordered_map<HostKey, Place> places_;
  std::unordered_map<uint64_t, Asked> running_;
  std::unordered_map<ResourceCache::Waiter, Asked> awaiting_;  // another has asked for it
  ResourceCache cache_;
  ResourceCache::Waiter last_waiter_ = 0;
  std::deque<std::pair<Asked, ResourceAnswer>> answers_;  // to be given at the next turn
  struct Dead {
    TimePoint until;
    std::string why;
  };
  std::unordered_map<HostKey, Dead> dead_;  // hosts that could not be opened just now
  uint64_t last_number_ = 0;
  bool is_new_ = false;  // something is waiting that no turn has seen: its host may want opening
};

}  // namespace crawler
