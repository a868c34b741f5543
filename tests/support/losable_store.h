// LosableStore: a store that shares its hosts with other owners, as the processes of a fleet do.
// The test is the other owners: it takes hosts away, fetches their URLs, gives them back, and says
// for how long the leases are safe.
#pragma once

#include <algorithm>
#include <cassert>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/memory/memory_store.h"
#include "tests/support/forwarding_store.h"

namespace tests {

class LosableStore final : public ForwardingStore {
 public:
  LosableStore(storage::MemoryStore& shared, storage::Clocks clocks)
      : ForwardingStore(shared), clocks_(std::move(clocks)) {}

  // From now on all leases are safe for so long.
  void keep_safe_for(storage::Milliseconds time) { safe_until_ = clocks_.steady() + time; }

  // Another owner takes the host, and with that every lease of it that is out.
  void take_away(uint64_t host) {
    std::vector<storage::Release> ended;
    for (const auto& [token, key] : out_)
      if (key.host == host) ended.push_back(returned(token, key));
    for (const storage::Release& one : ended) out_.erase(one.token);
    expect(inner().release(ended));
    lend(host, false);
    away_.insert(host);
    lost_.push_back(host);
  }
  // The other owner fetches all that waits of the host, and keeps it; says how many.
  std::size_t fetch_elsewhere(uint64_t host) {
    lend(host, true);
    auto lent = inner().lease({kAll, kAll});
    std::vector<storage::PageCommit> pages;
    std::vector<storage::Release> others;
    for (const storage::Lease& lease : lent->leases) {
      if (lease.key.host == host) {
        pages.emplace_back().token = lease.token;
        pages.back().key = lease.key;
        pages.back().page.status = 200;
      } else {
        others.push_back(returned(lease.token, lease.key));
      }
    }
    expect(inner().commit(pages));
    expect(inner().release(others));
    lend(host, false);
    return pages.size();
  }
  bool is_away(uint64_t host) const { return away_.contains(host); }
  void give_back(uint64_t host) {
    away_.erase(host);
    lend(host, true);
  }

  ground::Result<storage::LeaseAnswer> lease(const storage::LeaseRequest& request) override {
    auto answer = inner().lease(request);
    answer->lost = std::exchange(lost_, {});
    answer->safe_until = safe_until_;
    for (const storage::Lease& lease : answer->leases) out_.emplace(lease.token, lease.key);
    // While others are at work there may be more for us.
    if (!away_.empty()) answer->ask_again = std::min(answer->ask_again.value_or(kPoll), kPoll);
    return answer;
  }
  ground::Result<storage::CommitAnswer> commit(
      std::span<const storage::PageCommit> pages) override {
    for (const storage::PageCommit& page : pages) out_.erase(page.token);
    return inner().commit(pages);
  }
  ground::Result<void> release(std::span<const storage::Release> releases) override {
    for (const storage::Release& one : releases) out_.erase(one.token);
    return inner().release(releases);
  }
  ground::Result<void> hold_hosts(std::span<const storage::HostHold> holds) override {
    std::vector<storage::HostHold> ours(holds.begin(), holds.end());
    std::erase_if(ours, [this](const auto& hold) { return away_.contains(hold.host_key); });
    return inner().hold_hosts(ours);
  }

 private:
  static constexpr std::size_t kAll = 1'000'000;
  static constexpr storage::Milliseconds kPoll{1'000};

  template <typename T>
  static void expect([[maybe_unused]] const ground::Result<T>& done) {
    assert(done.ok());
  }
  static storage::Release returned(storage::LeaseToken token, const ground::UrlKey& key) {
    storage::Release release;
    release.token = token;
    release.key = key;
    return release;
  }
  // MemoryStore lends nothing of a host that is held.
  void lend(uint64_t host, bool lent) {
    const storage::HostHold hold{host, lent ? storage::Milliseconds{0} : storage::kRestOfRun};
    expect(inner().hold_hosts({&hold, 1}));
  }

  storage::Clocks clocks_;
  std::chrono::steady_clock::time_point safe_until_ = storage::kForEver;
  std::unordered_map<storage::LeaseToken, ground::UrlKey> out_;  // lent to us
  std::set<uint64_t> away_;
  std::vector<uint64_t> lost_;  // not yet said
};

}  // namespace tests
