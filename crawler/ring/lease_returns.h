// LeaseReturns: leases that end without a page. Sends them to the store, counts them until it has
// answered, and reports each URL that ends this way to the listener. Thread: the loop's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crawler/pipeline/pipeline.h"
#include "crawler/ring/crawl_listener.h"
#include "crawler/ring/ledger.h"
#include "storage/store/records.h"

namespace crawler {

class LeaseReturns {
 public:
  using Release = storage::Release;

  // The three outlive it.
  LeaseReturns(Pipeline& pipeline, Ledger& ledger, CrawlListener& listener)
      : pipeline_(pipeline), ledger_(ledger), listener_(listener) {}

  // The end of one lease; `delay` is for kRetry.
  struct End {
    Release::How how = Release::How::kReturn;
    storage::Reason reason = storage::Reason::kNone;
    std::string detail;
    storage::Milliseconds delay{0};
  };
  void end(const storage::Lease& lease, End end);
  // In one call to the store; none at all if there are no leases.
  void end_all(const std::vector<storage::Lease>& leases,
               const std::function<End(const storage::Lease&)>& end_of);
  // Their URLs wait as if they had not been lent.
  void give_back(const std::vector<storage::Lease>& leases);

 private:
  void tell(const storage::Lease& lease, const End& end);

  Pipeline& pipeline_;
  Ledger& ledger_;
  CrawlListener& listener_;
};

}  // namespace crawler
