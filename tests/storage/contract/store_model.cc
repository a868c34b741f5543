#include "tests/storage/contract/store_model.h"

#include <algorithm>

namespace storage {

TEST_P(StoreModel, BothStoresAgreeOnThousandsOfRandomOperations) {
  for (int i = 0; i < 6000 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    step();
    expect_equal_counts();
    if (i % 100 == 0) expect_equal_states();
    if (i % 1500 == 0) under_test_->expect_sound();
  }
  expect_equal_states();
  under_test_->expect_sound();
  EXPECT_GT(model_.stats()->fetched, 50u);
  EXPECT_GT(model_.stats()->failed, 0u);
}

TEST_P(StoreModel, BothStoresAgreeWhileWhatIsFetchedIsVisitedAgain) {
  ASSERT_TRUE(model_.begin_run({"1", "{}"}).ok() && store().begin_run({"1", "{}"}).ok());
  for (int i = 0; i < 6000 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    if (i == 1000) begin_update();
    step();
    expect_equal_counts();
    if (i % 100 == 0) expect_equal_states();
    if (i % 100 == 0) expect_equal_history();
    if (i % 1500 == 0) under_test_->expect_sound();
  }
  expect_equal_states();
  expect_equal_history();
  under_test_->expect_sound();
  EXPECT_GE(model_.visit_counts()->visits.size(), 4u);
  EXPECT_GE(model_.visit_counts()->changes.size(), 4u);
}

// The leases of a store that was closed were never given: what was out, or delayed, is waiting.
TEST_P(StoreModel, ACrawlThatIsReopenedManyTimesFetchesEveryUrlOnce) {
  std::vector<NewUrl> urls;
  for (int i = 0; i < 300; ++i) urls.push_back(new_url("http://a.test/" + std::to_string(i)));
  ASSERT_EQ(*store().add(urls), 300u);
  std::vector<std::string> fetched;
  for (int round = 0; round < 40; ++round) {
    const LeaseAnswer answer = *store().lease({20, 20});
    for (std::size_t i = 0; i < answer.leases.size(); i += 2) {
      const Lease& lease = answer.leases[i];
      if (pick(3) == 0) {
        const Release retry{lease.token,   lease.key, Release::How::kRetry,
                            Reason::kNone, "",        Milliseconds(1'000'000)};
        ASSERT_TRUE(store().release({&retry, 1}).ok());
        continue;
      }
      const PageCommit page = page_of(lease);
      ASSERT_EQ(store().commit({&page, 1})->pages, 1u);
      fetched.push_back(lease.url);
    }
    if (pick(2) == 0) under_test_->reopen();
    under_test_->expect_sound();
  }
  EXPECT_EQ(store().stats()->fetched, fetched.size());
  std::sort(fetched.begin(), fetched.end());
  EXPECT_EQ(std::unique(fetched.begin(), fetched.end()), fetched.end());
}

}  // namespace storage
