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
#include "crawler/policy/answers.h"
#include "crawler/policy/fetch_guard.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/ring/host_care.h"
#include "crawler/ring/lease_returns.h"
#include "crawler/ring/ledger.h"
#include "crawler/ring/page_renders.h"
#include "parser/url/url.h"

namespace crawler {

class PageFetches {
 public:
  struct Parts {
    const Options& options;
    const HostTable& hosts;  // as they are now
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
    const LeaseDemand& demand;  // says until when a fetch may start
    PageRenders& renders;
    std::function<void()> moved;  // called when there may be something to do for others
  };
  explicit PageFetches(Parts parts) : parts_(std::move(parts)) {}

  // Starts the pages whose turn it is, as many as may run.
  void start();
  // May one more page be started, if there is one?
  bool has_room() const;
  // All pages are fetched that may be: from now on checks alone are started, and no limit of pages
  // holds them back.
  void start_checks_only() { checks_only_ = true; }
  // Drops the transfers that run. Their URLs were never given back: in the store they wait.
  void drop();
  // Another owner has these hosts, and the fetcher has dropped what ran for them: forgets it.
  void forget(const std::unordered_set<HostKey>& hosts);
  // The fetcher has dropped all that ran: queues its URLs again.
  void queue_again();

 private:
  void start(storage::Lease lease);
  // Why it is left out, looked at once more now that its turn has come; kNone: it is not.
  storage::Reason judge_again(const storage::Lease& lease, const HostMemory& memory);
  void ask_whether_it_is_there(const storage::Lease& lease, const HostMemory& memory,
                               FetchJob& job) const;
  // Does this answer of a HEAD leave it open what a GET is answered? That is asked next.
  bool asks_by_get(const storage::Lease& lease, const FetchedPage& page);
  // How often the URL may be tried again.
  uint32_t tries_after(const storage::Lease& lease, const FetchedPage& page) const;
  // Where nothing but checks are to be had, a host that asks for a long pause is asked no more.
  void shorten_wait(HostKey host, const FetchedPage& page, Judgement& judgement);
  // A check is not tried again that the others of its host have ended before.
  void end_with_host(HostKey host, Judgement& judgement);
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
  void undo(const storage::Lease& lease, uint64_t transferred = 0);

  Parts parts_;
  bool checks_only_ = false;
  std::unordered_map<storage::LeaseToken, storage::Lease> running_;
  parser::Url url_, target_;  // reused
  std::string escaped_;       // reused
};

}  // namespace crawler
