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

// Of a store that outlives its process.
class DurableContract : public StoreContract {};

// Of a store that shares its hosts with other owners.
class LosableContract : public StoreContract {
 protected:
  void take_away(const std::string& url) { under_test().take_away(key_of(url).host); }
  void give_back(const std::string& url) { under_test().give_back(key_of(url).host); }
};

}  // namespace storage
