// LeaseIntake: the way of what the store leased into the frontier. Hosts that are one too many
// under their domain are refused, checks of hosts that are given up end, and what the store knows
// of a host is remembered. Thread: the loop's.
#pragma once

#include <vector>

#include "crawler/policy/admission.h"
#include "crawler/policy/fetch_guard.h"
#include "crawler/policy/frontier.h"
#include "crawler/policy/lease_demand.h"
#include "crawler/policy/robots_gate.h"
#include "crawler/ring/host_care.h"
#include "crawler/ring/lease_returns.h"
#include "crawler/ring/ledger.h"
#include "crawler/ring/page_fetches.h"
#include "parser/url/url.h"
#include "storage/store/records.h"

namespace crawler {

class LeaseIntake {
 public:
  struct Parts {
    Frontier& frontier;
    RobotsGate& gate;
    FetchGuard& guard;
    LeaseDemand& demand;
    LeaseReturns& returns;
    HostCare& care;
    PageFetches& pages;
    const Ledger& ledger;
    const Admission& admission;
  };
  explicit LeaseIntake(const Parts& parts) : parts_(parts) {}

  void take(storage::LeaseAnswer answer, TimePoint now);
  // All of it goes back, with what the frontier holds.
  void give_back(const std::vector<storage::Lease>& leases);

  // As many pages are kept as may be: those that wait go back, and what is to be checked is still
  // asked for.
  void end_pages();
  bool takes_checks_only() const { return checks_only_; }

 private:
  // Is it, to be visited again, still of this crawl?
  bool is_wanted(const storage::Lease& visit);
  void refuse_hosts(storage::LeaseAnswer& answer);
  void queue(std::vector<storage::Lease> leases);

  Parts parts_;
  bool checks_only_ = false;
  parser::Url url_;  // reused
};

}  // namespace crawler
