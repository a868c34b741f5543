// A store that shares a crawl with others, its membership moved by hand.
#include <gtest/gtest.h>

#include <algorithm>

#include "storage/postgres/postgres_members.h"
#include "storage/postgres/postgres_store.h"
#include "tests/storage/postgres/postgres_testing.h"

namespace storage {
namespace {

using std::chrono::milliseconds;
using Urls = std::vector<std::string>;

class PostgresShareTest : public testing::Test {
 protected:
  struct Process {
    FixedFleet* fleet = nullptr;
    std::unique_ptr<PostgresStore> store;
  };

  void SetUp() override {
    if (!tests::PostgresServer::is_installed()) GTEST_SKIP() << tests::PostgresServer::kRemedy;
    where_ = empty_crawl_database();
  }
  Process opened() {
    Process process;
    StoreOptions options = postgres_test_options();
    options.host_delay = milliseconds(1'000);
    auto store =
        PostgresStore::open(where_, options, clock_.clocks(), postgres_test_tuning(&process.fleet));
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    process.store = std::move(store).value();
    return process;
  }
  // Two that are at work, and each has one of the two hosts.
  void open_two() {
    ours_ = opened();
    theirs_ = opened();
    for (Bucket bucket = 0; bucket < 1 << kTestBucketBits; ++bucket)
      if (bucket != bucket_of_url("http://b.test/")) pass(bucket, theirs_, ours_);
    ASSERT_NE(bucket_of_url("http://a.test/"), bucket_of_url("http://b.test/"));
    ours_.fleet->held().set_members(2);
    theirs_.fleet->held().set_members(2);
    ours_.fleet->held().lose(bucket_of_url("http://b.test/"));
  }
  static void pass(Bucket bucket, const Process& from, const Process& to,
                   bool handed_over = false) {
    from.fleet->held().lose(bucket);
    to.fleet->give(bucket, to.fleet->me(), handed_over);
  }
  static Bucket bucket_of_url(const std::string& url) {
    return static_cast<Bucket>(key_of(url).host >> (64 - kTestBucketBits));
  }
  static LeaseAnswer lease(const Process& process) {
    auto answer = process.store->lease({100, 100});
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    return answer ? std::move(*answer) : LeaseAnswer();
  }
  static void add(const Process& process, const Urls& urls) {
    EXPECT_TRUE(process.store->add(new_urls(urls)).ok());
  }
  static void release(const Process& process, const Lease& lease, Release::How how) {
    const Release one{lease.token, lease.key, how, Reason::kDns, "", milliseconds(0)};
    EXPECT_TRUE(process.store->release({&one, 1}).ok());
  }
  static void hold_for(const Process& process, milliseconds time) {
    const HostHold hold{key_of("http://a.test/").host, time};
    EXPECT_TRUE(process.store->hold_hosts({&hold, 1}).ok());
  }
  void await_look() { clock_.advance(FleetTiming().watch_every()); }
  WorkCounts counts() {
    auto read = PostgresMembers(where_, FleetTiming()).read_counts();
    EXPECT_TRUE(read.ok());
    return read ? *read : WorkCounts();
  }

  std::string where_;
  ManualClock clock_;
  Process ours_, theirs_;
};

TEST_F(PostgresShareTest, AHostThatWasAnothersIsLeftAloneForADelay) {
  ours_ = opened();
  add(ours_, {"http://a.test/"});
  ours_.fleet->give(bucket_of_url("http://a.test/"), ours_.fleet->me(), /*handed_over=*/true);
  const LeaseAnswer early = lease(ours_);
  EXPECT_TRUE(early.leases.empty());
  ASSERT_TRUE(early.ask_again.has_value());
  EXPECT_LE(*early.ask_again, milliseconds(1'000));
  EXPECT_GE(*early.ask_again, milliseconds(500));
  clock_.advance(*early.ask_again);
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/"});
}

TEST_F(PostgresShareTest, AndForItsOwnDelayIfThatIsLonger) {
  ours_ = opened();
  add(ours_, {"http://a.test/"});
  HostUpdate slow;
  slow.host_key = key_of("http://a.test/").host;
  slow.origin = "http://a.test";
  slow.crawl_delay = milliseconds(5'000);
  ASSERT_TRUE(ours_.store->update_hosts({&slow, 1}).ok());
  ours_.fleet->give(bucket_of_url("http://a.test/"), ours_.fleet->me(), /*handed_over=*/true);
  EXPECT_TRUE(lease(ours_).leases.empty());
  clock_.advance(milliseconds(4'000));
  EXPECT_TRUE(lease(ours_).leases.empty());
  clock_.advance(milliseconds(1'000));
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/"});
}

TEST_F(PostgresShareTest, WhatOthersWantIsLentNoMoreAndGoesWhenItsLeasesHaveEnded) {
  ours_ = opened();
  add(ours_, {"http://a.test/1", "http://a.test/2"});
  const LeaseAnswer first = *ours_.store->lease({1, 1});
  ASSERT_EQ(first.leases.size(), 1u);
  const std::size_t before = ours_.fleet->held().size();
  const Bucket bucket = bucket_of_url("http://a.test/");
  ours_.fleet->held().want_back({{bucket}});
  for (int i = 0; i < 2; ++i) {
    const LeaseAnswer asked = lease(ours_);
    EXPECT_TRUE(asked.leases.empty());
    EXPECT_EQ(asked.wanted_back, std::vector<uint64_t>{key_of("http://a.test/").host});
  }
  EXPECT_EQ(ours_.fleet->held().size(), before);
  release(ours_, first.leases[0], Release::How::kReturn);
  EXPECT_TRUE(lease(ours_).wanted_back.empty());
  EXPECT_EQ(ours_.fleet->held().size(), before - 1);
  EXPECT_GT(ours_.fleet->wakes(), 0);
}

TEST_F(PostgresShareTest, WhatIsNoLongerWantedIsLentAgain) {
  ours_ = opened();
  add(ours_, {"http://a.test/1", "http://a.test/2"});
  ASSERT_EQ((*ours_.store->lease({1, 1})).leases.size(), 1u);
  const Bucket bucket = bucket_of_url("http://a.test/");
  ours_.fleet->held().want_back({{bucket}});
  EXPECT_TRUE(lease(ours_).leases.empty());
  ours_.fleet->held().keep({{bucket}});
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/2"});
}

TEST_F(PostgresShareTest, TheOwnerFindsWhatAnotherBrings) {
  open_two();
  EXPECT_TRUE(lease(ours_).leases.empty());
  EXPECT_TRUE(lease(theirs_).leases.empty());
  add(theirs_, {"http://a.test/1", "http://b.test/1"});
  EXPECT_EQ(urls_of(lease(theirs_)), Urls{"http://b.test/1"});
  const LeaseAnswer early = lease(ours_);
  EXPECT_TRUE(early.leases.empty());
  EXPECT_TRUE(early.ask_again.has_value());
  await_look();
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/1"});
}

// It is of a version that does not count how often it tells owners something.
TEST_F(PostgresShareTest, AndAfterSomeLooksWhatOneBringsWhoTellsOwnersWithoutCountingIt) {
  open_two();
  EXPECT_TRUE(lease(ours_).leases.empty());
  EXPECT_TRUE(lease(theirs_).leases.empty());
  add(theirs_, {"http://a.test/1"});
  PostgresQuestions db(where_);
  EXPECT_EQ(db.integer_of("SELECT n FROM crawl.tally WHERE what = 261"), 1);
  db.run("DELETE FROM crawl.tally WHERE what = 261");
  await_look();
  EXPECT_TRUE(lease(ours_).leases.empty()) << "nobody has told anything, so it does not look";
  Urls found;
  for (int looks = 0; looks < 10 && found.empty(); ++looks) {
    await_look();
    found = urls_of(lease(ours_));
  }
  EXPECT_EQ(found, Urls{"http://a.test/1"});
}

TEST_F(PostgresShareTest, AndWhatOneBroughtWhoDidNotYetKnowThatItIsNoLongerTheOwner) {
  open_two();
  EXPECT_TRUE(lease(ours_).leases.empty());
  add(theirs_, {"http://a.test/1"});  // it has not heard of anything
  Urls found;
  for (int looks = 0; looks < 12 && found.empty(); ++looks) {
    await_look();
    found = urls_of(lease(ours_));
  }
  EXPECT_EQ(found, Urls{"http://a.test/1"});
}

TEST_F(PostgresShareTest, AlsoWhatHasItsTurnBeforeAllThatIsLent) {
  open_two();
  std::vector<NewUrl> deep = new_urls({"http://a.test/1", "http://a.test/2"});
  for (NewUrl& url : deep) url.depth = 3;
  ASSERT_TRUE(ours_.store->add(deep).ok());
  EXPECT_TRUE(lease(theirs_).leases.empty());
  EXPECT_EQ((*ours_.store->lease({1, 1})).leases.size(), 1u);
  add(theirs_, {"http://a.test/near"});
  await_look();
  EXPECT_EQ(urls_of(lease(ours_)), (Urls{"http://a.test/near", "http://a.test/2"}));
}

TEST_F(PostgresShareTest, WhoTakesOverLooksOnceAtAllBeforeItIsTheEnd) {
  open_two();
  EXPECT_TRUE(lease(ours_).leases.empty());
  add(theirs_, {"http://a.test/1"});  // it takes the bucket for its own, and tells nobody
  theirs_.store.reset();
  ours_.fleet->held().set_members(1);
  ours_.fleet->give(bucket_of_url("http://b.test/"), ours_.fleet->me(), /*handed_over=*/true);
  clock_.advance(milliseconds(2'000));
  Urls found;
  for (LeaseAnswer answer; found.empty();) {
    answer = lease(ours_);
    found = urls_of(answer);
    if (!answer.ask_again) break;
    clock_.advance(*answer.ask_again);
  }
  EXPECT_EQ(found, Urls{"http://a.test/1"});
}

TEST_F(PostgresShareTest, WhoBroughtSomethingAndWentBeforeItWasSeenHasBroughtIt) {
  ours_ = opened();
  EXPECT_FALSE(lease(ours_).ask_again.has_value());
  theirs_ = opened();
  add(theirs_, {"http://a.test/1"});
  theirs_.store.reset();
  for (Bucket bucket = 0; bucket < 1 << kTestBucketBits; ++bucket)
    ours_.fleet->give(bucket, ours_.fleet->me());
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/1"});
}

TEST_F(PostgresShareTest, OneThatIsAloneAsksAnewForWhatCameByAnother) {
  ours_ = opened();
  EXPECT_FALSE(lease(ours_).ask_again.has_value());
  PostgresQuestions db(where_);
  // As another process would, which owned nothing.
  add(ours_, {"http://a.test/1"});
  const LeaseAnswer first = lease(ours_);
  ASSERT_EQ(first.leases.size(), 1u);
  const PageCommit page = page_of(first.leases[0]);
  ASSERT_TRUE(ours_.store->commit({&page, 1}).ok());
  db.run(
      "UPDATE crawl.url SET state = 0; DELETE FROM crawl.page; DELETE FROM crawl.content; "
      "UPDATE crawl.tally SET n = n + 1 WHERE what IN (0, 258); "
      "UPDATE crawl.tally SET n = n - 1 WHERE what = 64");
  const LeaseAnswer found = lease(ours_);
  EXPECT_TRUE(found.ask_again.has_value());
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/1"});
}

TEST_F(PostgresShareTest, WhileAnotherIsAtWorkItIsNotTheEndAndThenItIsForBoth) {
  open_two();
  add(theirs_, {"http://b.test/1"});
  const LeaseAnswer lent = lease(theirs_);
  ASSERT_EQ(lent.leases.size(), 1u);
  EXPECT_TRUE(lease(ours_).ask_again.has_value());
  EXPECT_TRUE(ours_.fleet->held().looks_for_end());
  ours_.fleet->held().set_ended();  // as if two readings had said so: it is read once more
  EXPECT_TRUE(lease(ours_).ask_again.has_value());
  const PageCommit page = page_of(lent.leases[0]);
  ASSERT_TRUE(theirs_.store->commit({&page, 1}).ok());
  const LeaseAnswer end = lease(ours_);
  EXPECT_FALSE(end.ask_again.has_value());
  await_look();
  EXPECT_FALSE(lease(theirs_).ask_again.has_value()) << "it hears that it is over";
}

TEST_F(PostgresShareTest, WhatIsHeldForTheRestOfTheRunIsSetAside) {
  open_two();
  add(theirs_, {"http://b.test/1"});
  const LeaseAnswer lent = lease(theirs_);
  ASSERT_EQ(lent.leases.size(), 1u);
  release(theirs_, lent.leases[0], Release::How::kReturn);
  EXPECT_EQ(counts().waiting, 1u);
  const HostHold hold{key_of("http://b.test/").host, kRestOfRun};
  ASSERT_TRUE(theirs_.store->hold_hosts({&hold, 1}).ok());
  EXPECT_TRUE(lease(theirs_).leases.empty());
  EXPECT_EQ(counts().waiting, 0u);
  EXPECT_TRUE(theirs_.fleet->held().looks_for_end());
  // One more for it, by another.
  add(ours_, {"http://b.test/2"});
  EXPECT_EQ(counts().waiting, 1u);
  await_look();
  EXPECT_TRUE(lease(theirs_).leases.empty());
  EXPECT_EQ(counts().waiting, 0u);
}

TEST_F(PostgresShareTest, WhatWasSetAsideIsNotAskedForByWhoTakesItAfterTheEnd) {
  open_two();
  add(theirs_, {"http://b.test/1"});
  const HostHold hold{key_of("http://b.test/").host, kRestOfRun};
  EXPECT_EQ(lease(theirs_).leases.size(), 1u);
  release(theirs_, lease(theirs_).leases.empty() ? Lease() : Lease(), Release::How::kReturn);
  ASSERT_TRUE(theirs_.store->hold_hosts({&hold, 1}).ok());
  PostgresQuestions db(where_);
  db.run("UPDATE crawl.member SET aside = 1 WHERE id = " + std::to_string(theirs_.fleet->me()));
  lease(ours_);
  ours_.fleet->held().set_ended();
  EXPECT_FALSE(lease(ours_).ask_again.has_value());
  theirs_.store.reset();
  pass(bucket_of_url("http://b.test/"), ours_, ours_, /*handed_over=*/true);
  clock_.advance(milliseconds(2'000));
  const LeaseAnswer after = lease(ours_);
  EXPECT_TRUE(after.leases.empty());
  EXPECT_FALSE(after.ask_again.has_value());
}

TEST_F(PostgresShareTest, WhenItsLeasesAreNotSafeItLendsNothingAndSaysWhy) {
  ours_ = opened();
  add(ours_, {"http://a.test/1"});
  EXPECT_EQ(ours_.store->stats()->warning, "");
  ours_.fleet->held().set_safe_until(std::chrono::steady_clock::now() - milliseconds(1));
  ours_.fleet->be_in_trouble({ground::ErrorCode::kIo, "too many connections", true});
  const LeaseAnswer unsafe = lease(ours_);
  EXPECT_TRUE(unsafe.leases.empty());
  EXPECT_LT(unsafe.safe_until, clock_.clocks().steady());
  EXPECT_TRUE(unsafe.ask_again.has_value());
  EXPECT_NE(ours_.store->stats()->warning.find("too many connections"), std::string::npos);
  ours_.fleet->held().set_safe_until(std::chrono::steady_clock::now() + kSafeForTests);
  EXPECT_EQ(urls_of(lease(ours_)), Urls{"http://a.test/1"});
}

// It stood still for so long that it was declared dead, and joins anew while the store asks.
TEST_F(PostgresShareTest, WhatIsSafeSinceItJoinedAnewIsNotWhatItHadBefore) {
  ours_ = opened();
  add(ours_, {"http://a.test/1"});
  ASSERT_EQ(lease(ours_).leases.size(), 1u);
  HeldBuckets& held = ours_.fleet->held();
  held.set_safe_until(std::chrono::steady_clock::now() - milliseconds(1));
  // The first is for the news.
  ours_.fleet->meanwhile(2, [&held] {
    held.drop_all();
    held.set_safe_until(std::chrono::steady_clock::now() + kSafeForTests);
  });
  const LeaseAnswer answer = lease(ours_);
  EXPECT_TRUE(answer.leases.empty());
  EXPECT_TRUE(answer.lost.empty());
  EXPECT_LT(answer.safe_until, clock_.clocks().steady());
  const LeaseAnswer told = lease(ours_);
  EXPECT_EQ(told.lost.size(), 1u);
}

TEST_F(PostgresShareTest, PagesOfAllAreCountedFromTheFirstOfThoseAtWork) {
  open_two();
  ASSERT_TRUE(ours_.store->begin_run({"1", "{}"}).ok());
  EXPECT_EQ(ours_.store->last_run()->value().others_at_work, 1u);
  ASSERT_TRUE(theirs_.store->begin_run({"1", "{}"}).ok());
  add(ours_, {"http://a.test/1"});
  add(theirs_, {"http://b.test/1", "http://b.test/2"});
  const auto mine = lease(ours_).leases, others = lease(theirs_).leases;
  ASSERT_EQ(mine.size(), 1u);
  ASSERT_EQ(others.size(), 2u);
  const PageCommit page = page_of(mine[0]);
  ASSERT_TRUE(ours_.store->commit({&page, 1}).ok());
  const std::vector<PageCommit> two{page_of(others[0]), page_of(others[1])};
  ASSERT_TRUE(theirs_.store->commit(two).ok());
  await_look();
  lease(ours_);
  const Stats stats = *ours_.store->stats();
  EXPECT_EQ(stats.pages.ours, 1u);
  EXPECT_EQ(stats.pages.others, 2u);
  EXPECT_EQ(stats.members, 2u);
  EXPECT_EQ(stats.buckets_held + theirs_.store->stats()->buckets_held, 1u << kTestBucketBits);
}

// Of six pages both may fetch, each is granted one at a time.
TEST_F(PostgresShareTest, ALimitOfPagesIsOfAllAndWhatADeadOneHadIsTheOthers) {
  open_two();
  ASSERT_TRUE(ours_.store->begin_run({"1", "{}"}).ok());
  ASSERT_TRUE(theirs_.store->begin_run({"1", "{}"}).ok());
  Urls at_a, at_b;
  for (int i = 0; i < 8; ++i) {
    at_a.push_back("http://a.test/" + std::to_string(i));
    at_b.push_back("http://b.test/" + std::to_string(i));
  }
  lease(theirs_);
  add(ours_, at_a);
  add(theirs_, at_b);
  const auto ask = [](const Process& process, std::size_t urls) {
    auto answer = process.store->lease({urls, 100, false, 6});
    EXPECT_TRUE(answer.ok());
    return answer ? std::move(*answer) : LeaseAnswer();
  };
  std::vector<Lease> mine = ask(ours_, 8).leases;
  ASSERT_EQ(mine.size(), 8u);
  EXPECT_EQ(ask(theirs_, 8).may_fetch, 1u);
  for (std::size_t kept = 0; kept < 5; ++kept) {
    EXPECT_EQ(ask(ours_, 0).may_fetch, kept + 1);
    const PageCommit page = page_of(mine[kept]);
    ASSERT_TRUE(ours_.store->commit({&page, 1}).ok());
  }
  EXPECT_EQ(ask(ours_, 0).may_fetch, 5u) << "the sixth is granted to the other";
  PostgresQuestions(where_).run("UPDATE crawl.member SET dead = true WHERE id = " +
                                std::to_string(theirs_.fleet->me()));
  EXPECT_EQ(ask(ours_, 0).may_fetch, 6u);
  const PageCommit page = page_of(mine[5]);
  ASSERT_TRUE(ours_.store->commit({&page, 1}).ok());
  EXPECT_EQ(ask(ours_, 0).may_fetch, 6u) << "that was all";
}

TEST_F(PostgresShareTest, WhatIsNoPageIsNotCountedAsOneAndAPageWhoseAnswerWasLostIs) {
  open_two();
  ASSERT_TRUE(ours_.store->begin_run({"1", "{}"}).ok());
  add(ours_, {"http://a.test/1", "http://a.test/2"});
  auto lent = ours_.store->lease({2, 2, false, 100});
  ASSERT_TRUE(lent.ok());
  ASSERT_EQ(lent->leases.size(), 2u);
  PageCommit file = page_of(lent->leases[0]);
  file.is_page = false;
  ASSERT_TRUE(ours_.store->commit({&file, 1}).ok());
  EXPECT_EQ(ours_.store->stats()->pages.ours, 0u);
  // As if the answer to its commit had been lost.
  PostgresQuestions(where_).run(
      "INSERT INTO crawl.page(bucket, host, key, id, fetched_at, status, size, transferred, "
      "ttfb_ms, total_ms, word_count, content_hash, simhash) SELECT bucket, host, key, 77, 0, "
      "200, 0, 0, 0, 0, 0, 0, 0 FROM crawl.url WHERE state = 0; "
      "UPDATE crawl.url SET state = 1 WHERE state = 0");
  const PageCommit page = page_of(lent->leases[1]);
  ASSERT_TRUE(ours_.store->commit({&page, 1}).ok());
  EXPECT_EQ(ours_.store->stats()->pages.ours, 1u);
}

TEST_F(PostgresShareTest, WhenItsLeasesHaveNeverBeenSafeNothingIsAskedAllTheTime) {
  ours_ = opened();
  add(ours_, {"http://a.test/1"});
  hold_for(ours_, milliseconds(5));
  clock_.advance(milliseconds(10));
  ours_.fleet->held().set_safe_until(SteadyTime::min());
  const LeaseAnswer unsafe = lease(ours_);
  EXPECT_LT(unsafe.safe_until, clock_.clocks().steady());
  EXPECT_GE(unsafe.ask_again.value_or(milliseconds(0)), milliseconds(10));
}

TEST_F(PostgresShareTest, WhoHasNothingLeftGivesBackWhatItWasGranted) {
  open_two();
  ASSERT_TRUE(ours_.store->begin_run({"1", "{}"}).ok());
  add(ours_, {"http://a.test/1"});
  auto lent = ours_.store->lease({1, 1, false, 100});
  ASSERT_TRUE(lent.ok());
  EXPECT_GT(lent->may_fetch.value_or(0), 1u);
  const PageCommit page = page_of(lent->leases.at(0));
  ASSERT_TRUE(ours_.store->commit({&page, 1}).ok());
  EXPECT_EQ(ours_.store->lease({1, 1, false, 100})->may_fetch, 1u);
  EXPECT_EQ(PostgresQuestions(where_).integer_of("SELECT max(granted) FROM crawl.member"), 1);
}

}  // namespace
}  // namespace storage
