// PageFetches: the way of a page from the frontier to the pipeline, or back to the store: a last
// look at its URL, its transfer, and what the answer means for it and for its host. What
// HostOpener is for hosts. Thread: the loop's.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "crawler/fetch/fetcher.h"
#include "crawler/loop/scheduler.h"
#include "crawler/options/options.h"
#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/admission.h"
#include "crawler/policy/fetch_guard.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/ring/host_care.h"
#include "crawler/ring/lease_returns.h"
#include "crawler/ring/ledger.h"
#include "parser/url/url.h"

namespace crawler {

class PageFetches {
 public:
  struct Parts {
    const Options& options;
    const Admission& admission;
    Frontier& frontier;
    const RobotsGate& gate;
    FetchGuard& guard;
    HostCare& care;
    LeaseReturns& returns;
    Ledger& ledger;
    Fetcher& fetcher;
    Pipeline& pipeline;
    Scheduler& scheduler;
    const LeaseDemand& demand;    // says until when a fetch may start
    std::function<void()> moved;  // called when there may be something to do for others
  };
  explicit PageFetches(Parts parts) : parts_(std::move(parts)) {}

  // Starts the pages whose turn it is, as many as may run.
  void start();
  // May one more page be started, if there is one?
  bool has_room() const;
  // Drops the transfers that run. Their URLs were never given back: in the store they wait.
  void drop();
  // Another owner has these hosts, and the fetcher has dropped what ran for them: forgets it.
  void forget(const std::unordered_set<HostKey>& hosts);
  // The fetcher has dropped all that ran: queues its URLs again.
  void queue_again();

 private:
  void start(storage::Lease lease);
  void fetched(storage::LeaseToken token, FetchedPage page);
  // Is this answer no more than a test whether its cookies come back? Then the URL is asked again,
  // once: as browsers see it, the second answer is its page.
  bool asks_for_cookies(const storage::Lease& lease, const FetchedPage& page);
  void ask_again(storage::Lease lease, const FetchedPage& page);
  // Where a redirect leads: in target_. False: it is none, or leads nowhere.
  bool find_target(const storage::Lease& lease, const FetchedPage& page);
  // The memory of a URL that sent us on, and would be sent other cookies now. Null: it isn't so, or
  // it was asked again already.
  HostMemory::Turned* find_turned(const ground::UrlKey& key, const parser::Url& url);
  // A site may send its first visit to a page that sets cookies, and that back to where it came
  // from: then the first URL is asked again, once, as browsers do.
  void look_back(const storage::Lease& lease, const FetchedPage& page);
  // The credit of a page whose transfer was dropped is back.
  void undo(HostKey host, uint64_t transferred = 0);

  Parts parts_;
  std::unordered_map<storage::LeaseToken, storage::Lease> running_;
  parser::Url url_, target_;  // reused
  std::string escaped_;       // reused
};

}  // namespace crawler
