// SettledLeases: what the store says has become of leases, each counted in the ledger, off the
// frontier's host, and shown to the guard and the listener. Thread: the loop's.
#pragma once

#include <cstdint>
#include <vector>

#include "crawler/pipeline/pipeline.h"
#include "crawler/policy/fetch_guard.h"
#include "crawler/policy/frontier.h"
#include "crawler/ring/crawl_listener.h"
#include "crawler/ring/ledger.h"
#include "storage/store/records.h"

namespace crawler {

class SettledLeases {
 public:
  struct Parts {
    Frontier& frontier;
    FetchGuard& guard;
    Ledger& ledger;
    CrawlListener& listener;
  };
  explicit SettledLeases(const Parts& parts) : parts_(parts) {}

  void kept(const std::vector<PageKept>& pages, uint64_t found, TimePoint now);
  void released(const std::vector<storage::Release>& releases, TimePoint now);
  // Pages of this host are to be asked for once more, and so are kept no longer.
  void asked_again(HostKey host, uint64_t pages);

  // Of the pages that were kept last some may be a trap's: the guard must hear of more soon.
  bool is_in_doubt() const { return in_doubt_; }

 private:
  void lost(const PageKept& page);

  Parts parts_;
  bool in_doubt_ = false;
};

}  // namespace crawler
