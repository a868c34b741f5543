#include "crawler/ring/lease_returns.h"

#include <utility>

namespace crawler {

void LeaseReturns::end(const storage::Lease& lease, End end) {
  end_all({lease}, [&end](const storage::Lease&) { return std::move(end); });
}

void LeaseReturns::give_back(const std::vector<storage::Lease>& leases) {
  end_all(leases, [](const storage::Lease&) { return End{}; });
}

void LeaseReturns::end_all(const std::vector<storage::Lease>& leases,
                           const std::function<End(const storage::Lease&)>& end_of) {
  if (leases.empty()) return;
  std::vector<Release> releases;
  releases.reserve(leases.size());
  for (const storage::Lease& lease : leases) {
    End end = end_of(lease);
    tell(lease, end);
    releases.push_back(
        {lease.token, lease.key, end.how, end.reason, std::move(end.detail), end.delay});
  }
  ledger_.releases_sent(releases.size());
  pipeline_.release(std::move(releases));
}

void LeaseReturns::tell(const storage::Lease& lease, const End& end) {
  if (end.how == Release::How::kReturn) return;
  if (end.how == Release::How::kFail) ledger_.url_failed();
  std::string detail = end.detail;
  if (end.how == Release::How::kRetry)
    detail += detail.empty() ? "will be tried again" : "; will be tried again";
  listener_.page_done({lease.url, 0, name_of(end.reason), detail, 0, {}});
}

}  // namespace crawler
