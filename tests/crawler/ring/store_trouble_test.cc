// Whole crawls on a store that is in trouble for a while, or for good.
#include <gtest/gtest.h>

#include <utility>

#include "tests/support/whole_crawl.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using tests::FakeWeb;

class StoreTrouble : public tests::WholeCrawl {
 protected:
  StoreTrouble() {
    options_.delay = milliseconds{0};
    options_.sitemaps = false;
    options_.per_host = options_.per_address = 1'000;
    options_.concurrency = 20;
    web_.otherwise([](const FetchJob& job, int) {
      return FakeWeb::html(links({job.url + "a/", job.url + "b/", job.url + "c/"}));
    });
  }
  // From the `n`th request on the store does not answer.
  void lock_at(std::size_t n) {
    on_step_ = [this, n] {
      if (locked_at_ || web_.log().size() < n) return;
      pipeline_->get_stuck();
      locked_at_ = loop_.elapsed();
    };
  }
  std::optional<milliseconds> locked_at_;
};

TEST_F(StoreTrouble, TheRingStandsStillMeanwhile) {
  lock_at(50);
  options_.max_time = milliseconds{3'600'000};
  run({"http://a.example/"});
  EXPECT_LE(web_.log().size(), 50 + Ledger::credits_for(options_.concurrency, 1))
      << "credits bound what is fetched";
  for (const auto& visit : web_.log())
    EXPECT_LT(visit.at, *locked_at_ + milliseconds{1'000}) << visit.url;
  EXPECT_EQ(warnings_.size(), 1u);
}

TEST_F(StoreTrouble, AnInterruptIsNotHeldUpByIt) {
  lock_at(50);
  const auto lock = on_step_;
  bool stopped = false;
  on_step_ = [&] {
    lock();
    if (!locked_at_ || stopped) return;
    stopped = true;
    crawl_->stop(storage::EndReason::kInterrupted);
  };
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "store-error");
  EXPECT_EQ(ending_.error, "the store is locked");
  EXPECT_LE(loop_.elapsed(), *locked_at_ + milliseconds{5'000});
  EXPECT_EQ(store_.stats()->fetched, ending_.pages);
}

TEST_F(StoreTrouble, NorIsOneThatComesWhileTheRunIsClosed) {
  web_.otherwise([](const FetchJob&, int) { return FakeWeb::html(links({})); });
  bool set = false;
  on_step_ = [&] {
    if (std::exchange(set, true)) return;
    pipeline_->get_stuck_at_close();
    loop_.after(milliseconds{60'000}, [this] { crawl_->stop(storage::EndReason::kInterrupted); });
  };
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "store-error");
  EXPECT_EQ(store_.stats()->fetched, 1u);
  EXPECT_EQ(loop_.elapsed(), milliseconds{60'000});
}

}  // namespace
}  // namespace crawler
