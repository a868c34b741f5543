// The contract of Store, clause by clause, for every kind of store: what its cases share.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/store/store.h"
#include "tests/storage/contract/store_under_test.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  using Urls = std::vector<std::string>;

  uint64_t add(const std::vector<NewUrl>& urls) { return *store().add(urls); }
  uint64_t add(const Urls& urls) { return *store().add(new_urls(urls)); }
  LeaseAnswer lease(std::size_t max_urls = 100, std::size_t max_per_host = 100) {
    auto answer = store().lease({max_urls, max_per_host});
    EXPECT_TRUE(answer.ok());
    return *answer;
  }
  CommitAnswer commit(const std::vector<PageCommit>& pages) { return *store().commit(pages); }
  void release(const Lease& lease, Release::How how, Milliseconds delay = Milliseconds(0),
               Reason reason = Reason::kNone) {
    const Release one{lease.token, lease.key, how, reason, "in detail", delay};
    EXPECT_TRUE(store().release({&one, 1}).ok());
  }
  void hold(const std::vector<std::pair<std::string, Milliseconds>>& urls) {
    std::vector<HostHold> holds;
    for (const auto& [url, delay] : urls) holds.push_back({key_of(url).host, delay});
    EXPECT_TRUE(store().hold_hosts(holds).ok());
  }
  void hold(const std::string& url, Milliseconds delay) { hold({{url, delay}}); }
  Stats stats() { return *store().stats(); }
  std::optional<UrlOutcome> outcome(const std::string& url) {
    const ground::UrlKey key = key_of(url);
    return store().look_up({&key, 1})->front();
  }
  Store& store() { return under_test_->store(); }
  StoreUnderTest& under_test() { return *under_test_; }

  ManualClock clock_;

 private:
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make(clock_.clocks());
};

// Of updates, which every store may be asked for.
class VisitingContract : public StoreContract {
 protected:
  // A page that is kept, an update a day later, and the page lent to be visited.
  Lease visit_after_a_day(const std::string& text = "a b c") {
    begin_run();
    add(Urls{"http://a.test/1"});
    commit({with_text(lease().leases.at(0), text)});
    return visit_again();
  }
  Lease visit_again(Milliseconds after = std::chrono::hours(24)) {
    EXPECT_TRUE(store().end_run({std::string(name_of(EndReason::kFinished))}).ok());
    clock_.advance(after);
    EXPECT_TRUE(store().begin_update(all()).ok());
    begin_run();
    EXPECT_EQ(store().queue_due(100)->queued, 1u);
    const auto leases = lease().leases;
    EXPECT_EQ(leases.size(), 1u);
    return leases.empty() ? Lease() : leases[0];
  }
  void begin_run() { EXPECT_TRUE(store().begin_run({"1", "{}"}).ok()); }
  void expect_sums(uint64_t discovered) {
    const Stats now = stats();
    EXPECT_EQ(now.discovered, discovered);
    EXPECT_EQ(now.discovered, now.waiting + now.fetched + now.skipped + now.failed);
  }
};

// Of a store that outlives its process.
class DurableContract : public StoreContract {};

// Of a store that shares its hosts with other owners.
class LosableContract : public StoreContract {
 protected:
  void take_away(const std::string& url) { under_test().take_away(key_of(url).host); }
  void give_back(const std::string& url) { under_test().give_back(key_of(url).host); }
};

}  // namespace storage
