#include "crawler/policy/lease_demand.h"

#include <algorithm>

namespace crawler {
namespace {

// So that a question brings a good transaction's worth even where few transfers are allowed.
constexpr std::size_t kLeastLeases = 2'048;
// A leased URL costs some 300 bytes: these are 10 MB.
constexpr std::size_t kMostLeases = 32'768;
// Half of the time that leases are safe is left for the store to answer; one that has none to give
// is not asked all the time.
constexpr Milliseconds kShortestRenewal{500};

}  // namespace

// For each slot some, and for each host some.
std::size_t LeaseDemand::wanted(std::size_t hosts) const {
  const std::size_t least = std::max(4 * concurrency_, kLeastLeases);
  return std::clamp(4 * hosts * per_host_, least, std::max(least, kMostLeases));
}

// Enough to keep a host's slots busy during one exchange with the store, but with many hosts so few
// that all of them together are half of what is wanted: else those of hosts that wait would fill
// the frontier, and keep out those of hosts that could go on. Changes in steps, and late, since the
// store learns anew who is idle.
std::size_t LeaseDemand::of_one_host(std::size_t hosts) const {
  const std::size_t most = std::clamp<std::size_t>(per_host_ * 32, 8, 1024);
  const std::size_t wanted = this->wanted(hosts);
  std::size_t now = of_one_host_ == 0 ? most : of_one_host_;
  while (now > 1 && 2 * hosts * now > wanted) now = (now + 1) / 2;
  while (now < most && 8 * hosts * now < wanted) now = std::min(2 * now, most);
  return now;
}

std::optional<storage::LeaseRequest> LeaseDemand::next(std::size_t hosts, std::size_t queued) {
  const std::size_t wanted = this->wanted(hosts);
  const bool wants_more = !dry_ && queued * 2 < wanted;
  if (out_ || !(wants_more || renew_)) return std::nullopt;
  out_ = true;
  renew_ = false;
  renew_at_.reset();
  of_one_host_ = of_one_host(hosts);
  return storage::LeaseRequest{wanted - std::min(wanted, queued), of_one_host_, checks_only_};
}

void LeaseDemand::answered(const storage::LeaseAnswer& answer, TimePoint now) {
  out_ = false;
  dry_ = !answer.more;
  ask_again_.reset();
  if (answer.ask_again) ask_again_ = now + *answer.ask_again;
  safe_until_ = answer.safe_until;
  if (safe_until_ == storage::kForEver) return;
  const auto half = std::chrono::duration_cast<Milliseconds>(safe_until_ - now) / 2;
  renew_at_ = now + std::max(half, kShortestRenewal);
}

std::optional<TimePoint> LeaseDemand::safe_until() const {
  if (safe_until_ == storage::kForEver) return std::nullopt;
  return safe_until_;
}

void LeaseDemand::wake(TimePoint now) {
  if (renew_at_ && now >= *renew_at_) {
    renew_at_.reset();
    renew_ = true;
  }
  if (!ask_again_ || now < *ask_again_) return;
  ask_again_.reset();
  dry_ = false;
}

}  // namespace crawler
