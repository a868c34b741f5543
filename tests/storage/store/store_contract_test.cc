// The contract of Store, clause by clause, for every backend.
#include <gtest/gtest.h>

#include <algorithm>

#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

using Urls = std::vector<std::string>;

struct InMemory {
  explicit InMemory(Clocks clocks) : store(std::make_unique<MemoryStore>(std::move(clocks))) {}
  std::unique_ptr<Store> store;
};

struct InSqlite {
  explicit InSqlite(Clocks clocks) {
    auto opened = SqliteStore::open(folder.file("crawl.db"), {}, std::move(clocks));
    EXPECT_TRUE(opened.ok()) << (opened ? "" : opened.error().message);
    if (opened) store = std::move(opened).value();
  }
  TemporaryFolder folder;
  std::unique_ptr<Store> store;
};

template <typename Backend>
class StoreContract : public testing::Test {
 protected:
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
  void hold(const std::string& url, Milliseconds delay) {
    EXPECT_TRUE(store().hold_host({key_of(url).host, delay}).ok());
  }
  Stats stats() { return *store().stats(); }
  std::optional<UrlOutcome> outcome(const std::string& url) {
    const ground::UrlKey key = key_of(url);
    return store().look_up({&key, 1})->front();
  }
  Store& store() { return *backend_.store; }

  ManualClock clock_;
  Backend backend_{clock_.clocks()};
};

using Backends = testing::Types<InMemory, InSqlite>;
TYPED_TEST_SUITE(StoreContract, Backends);

// --- add

TYPED_TEST(StoreContract, AddKeepsUrlsNotYetKnownAndSaysHowMany) {
  EXPECT_EQ(this->add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/1"}), 2u);
  EXPECT_EQ(this->add(Urls{"http://a.test/2", "http://b.test/1"}), 1u);
  EXPECT_EQ(this->stats().discovered, 3u);
  EXPECT_EQ(this->stats().waiting, 3u);
  EXPECT_EQ(this->stats().hosts, 2u);
}

TYPED_TEST(StoreContract, AddOfNothingChangesNothing) {
  EXPECT_EQ(this->add(Urls{}), 0u);
  EXPECT_TRUE(this->lease().leases.empty());
}

TYPED_TEST(StoreContract, SkippedUrlsAreKnownAndNotLent) {
  EXPECT_EQ(this->add({new_url("http://a.test/", 1, Reason::kScope)}), 1u);
  EXPECT_TRUE(this->lease().leases.empty());
  EXPECT_EQ(this->stats().skipped_by,
            (std::vector<std::pair<Reason, uint64_t>>{{Reason::kScope, 1}}));
}

TYPED_TEST(StoreContract, AWantedOfferRevivesARevivableSkip) {
  this->add({new_url("http://a.test/", 7, Reason::kMaxDepth)});
  NewUrl wanted = new_url("http://a.test/", 2);
  wanted.hops = 3;
  wanted.role = Role::kSitemap;
  EXPECT_EQ(this->add({wanted}), 0u);
  const auto answer = this->lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.leases[0].depth, 2u);
  EXPECT_EQ(answer.leases[0].hops, 3);
  EXPECT_EQ(answer.leases[0].role, Role::kSitemap);
  EXPECT_EQ(this->stats().skipped, 0u);
}

TYPED_TEST(StoreContract, AFinalSkipIsNotRevived) {
  this->add({new_url("http://a.test/", 0, Reason::kQueryBudget)});
  this->add(Urls{"http://a.test/"});
  EXPECT_TRUE(this->lease().leases.empty());
}

TYPED_TEST(StoreContract, ASkippedOfferDoesNotSkipAKnownUrl) {
  this->add(Urls{"http://a.test/"});
  this->add({new_url("http://a.test/", 0, Reason::kScope)});
  EXPECT_EQ(this->lease().leases.size(), 1u);
}

TYPED_TEST(StoreContract, AWaitingUrlTakesASmallerDepthAndNotALarger) {
  this->add({new_url("http://a.test/1", 5), new_url("http://a.test/2", 3)});
  this->add({new_url("http://a.test/1", 2), new_url("http://a.test/2", 9)});
  const auto answer = this->lease();
  EXPECT_EQ(urls_of(answer), (Urls{"http://a.test/1", "http://a.test/2"}));
  EXPECT_EQ(answer.leases[0].depth, 2u);
  EXPECT_EQ(answer.leases[1].depth, 3u);
}

TYPED_TEST(StoreContract, AFetchedOrFailedUrlStaysSoWhenOfferedAgain) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = this->lease();
  this->commit({page_of(answer.leases[0])});
  this->release(answer.leases[1], Release::How::kFail, {}, Reason::kDns);
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  EXPECT_TRUE(this->lease().leases.empty());
}

TYPED_TEST(StoreContract, AUrlThatDoesNotStartWithItsOriginKeepsItsText) {
  NewUrl url = new_url("http://a.test/x");
  url.url = "http://me:secret@a.test/x";
  NewUrl odd = new_url("http://a.test/y");
  odd.url = "http://a.test.evil/y";  // begins with the origin's letters, is not below it
  this->add({url, odd});
  EXPECT_EQ(urls_of(this->lease()), (Urls{"http://me:secret@a.test/x", "http://a.test.evil/y"}));
}

// --- lease

TYPED_TEST(StoreContract, LendsByDepthThenPriorityThenDiscovery) {
  NewUrl lifted = new_url("http://a.test/lifted", 1);
  lifted.priority = 3;
  this->add({new_url("http://a.test/deep", 2), new_url("http://a.test/b", 1),
             new_url("http://a.test/a", 1), lifted, new_url("http://a.test/top", 0)});
  EXPECT_EQ(urls_of(this->lease()),
            (Urls{"http://a.test/top", "http://a.test/lifted", "http://a.test/b", "http://a.test/a",
                  "http://a.test/deep"}));
}

TYPED_TEST(StoreContract, ADoubtfulUrlGoesLastUntilItIsOfferedWithoutDoubt) {
  NewUrl doubtful = new_url("http://a.test/doubtful", 1), cleared = new_url("http://a.test/c", 1);
  doubtful.priority = cleared.priority = kDoubtful;
  this->add({doubtful, cleared, new_url("http://a.test/b", 1)});
  this->add({doubtful, new_url("http://a.test/c", 9)});
  const auto answer = this->lease();
  EXPECT_EQ(urls_of(answer),
            (Urls{"http://a.test/c", "http://a.test/b", "http://a.test/doubtful"}));
  for (const Lease& lease : answer.leases) {
    EXPECT_EQ(lease.doubtful, lease.url == doubtful.url) << lease.url;
    EXPECT_EQ(lease.depth, 1u);
  }
}

TYPED_TEST(StoreContract, AUrlSkippedAsNothingNewIsRevived) {
  NewUrl doubtful = new_url("http://a.test/1", 1);
  doubtful.priority = kDoubtful;
  this->add({doubtful});
  const auto answer = this->lease();
  this->release(answer.leases[0], Release::How::kSkip, {}, Reason::kNothingNew);
  EXPECT_TRUE(this->lease().leases.empty());
  this->add({new_url("http://a.test/1", 1)});
  const auto again = this->lease();
  ASSERT_EQ(urls_of(again), Urls{"http://a.test/1"});
  EXPECT_FALSE(again.leases[0].doubtful);
}

TYPED_TEST(StoreContract, HostsTakeTurnsAndTheNextLeaseGoesOn) {
  for (int i = 0; i < 4; ++i) {
    for (const char* host : {"a", "b", "c"}) {
      this->add(Urls{std::string("http://") + host + ".test/" + std::to_string(i)});
    }
  }
  EXPECT_EQ(urls_of(this->lease(2)), (Urls{"http://a.test/0", "http://b.test/0"}));
  EXPECT_EQ(urls_of(this->lease(2)), (Urls{"http://c.test/0", "http://a.test/1"}));
  EXPECT_EQ(urls_of(this->lease(5)), (Urls{"http://b.test/1", "http://c.test/1", "http://a.test/2",
                                           "http://b.test/2", "http://c.test/2"}));
}

TYPED_TEST(StoreContract, MaxPerHostCountsTheLeasesOut) {
  this->add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://b.test/1"});
  const auto first = this->lease(10, 2);
  EXPECT_EQ(urls_of(first), (Urls{"http://a.test/1", "http://b.test/1", "http://a.test/2"}));
  EXPECT_FALSE(first.more);
  EXPECT_TRUE(this->lease(10, 2).leases.empty());
  EXPECT_EQ(urls_of(this->lease(10, 3)), Urls{"http://a.test/3"});
}

TYPED_TEST(StoreContract, AnEndedLeaseMakesRoomAtItsHost) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto first = this->lease(10, 1);
  EXPECT_TRUE(this->lease(10, 1).leases.empty());
  this->commit({page_of(first.leases[0])});
  EXPECT_EQ(urls_of(this->lease(10, 1)), Urls{"http://a.test/2"});
}

TYPED_TEST(StoreContract, MoreSaysThatTheAnswerWasCut) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  EXPECT_TRUE(this->lease(0).more);
  EXPECT_TRUE(this->lease(1).more);
  EXPECT_FALSE(this->lease(1).more);
}

TYPED_TEST(StoreContract, NothingIsLentTwice) {
  this->add(Urls{"http://a.test/1"});
  EXPECT_EQ(this->lease().leases.size(), 1u);
  EXPECT_TRUE(this->lease().leases.empty());
  EXPECT_EQ(this->stats().leased, 1u);
  EXPECT_EQ(this->stats().waiting, 1u);
}

TYPED_TEST(StoreContract, AUrlFoundLaterButNearerGoesBeforeTheRest) {
  this->add({new_url("http://a.test/1", 3), new_url("http://a.test/2", 3),
             new_url("http://a.test/3", 4)});
  EXPECT_EQ(urls_of(this->lease(1)), Urls{"http://a.test/1"});
  this->add({new_url("http://a.test/near", 1), new_url("http://a.test/3", 2)});
  EXPECT_EQ(urls_of(this->lease()),
            (Urls{"http://a.test/near", "http://a.test/3", "http://a.test/2"}));
}

TYPED_TEST(StoreContract, ALentUrlWhoseDepthIsLoweredIsNotLentAgain) {
  this->add({new_url("http://a.test/1", 3), new_url("http://a.test/2", 3)});
  const auto first = this->lease(1);
  this->add({new_url("http://a.test/1", 1)});
  EXPECT_EQ(urls_of(this->lease()), Urls{"http://a.test/2"});
  this->release(first.leases[0], Release::How::kReturn);
  const auto again = this->lease();
  ASSERT_EQ(urls_of(again), Urls{"http://a.test/1"});
  EXPECT_EQ(again.leases[0].depth, 1u);
}

// --- commit

TYPED_TEST(StoreContract, CommitKeepsThePageOffersTheTargetsAndEndsTheLease) {
  this->add({new_url("http://a.test/", 0), new_url("http://a.test/out", 1, Reason::kScope)});
  const auto answer = this->lease();
  Outlink skipped = link_to("http://c.test/", 1);
  skipped.target.skip = Reason::kScope;
  const CommitAnswer kept = this->commit(
      {page_of(answer.leases[0], 200,
               {link_to("http://a.test/out", 1), link_to("http://b.test/", 1),
                link_to("http://a.test/", 1), skipped, link_to("http://b.test/", 1)})});
  EXPECT_EQ(kept.pages, 1u);
  EXPECT_EQ(kept.new_urls, 2u);     // b and c
  EXPECT_EQ(kept.new_waiting, 2u);  // b, and out, which is revived
  const Stats stats = this->stats();
  EXPECT_EQ(stats.fetched, 1u);
  EXPECT_EQ(stats.waiting, 2u);
  EXPECT_EQ(stats.skipped, 1u);
  EXPECT_EQ(stats.leased, 0u);
  EXPECT_EQ(stats.links, 5u);
  EXPECT_EQ(urls_of(this->lease()), (Urls{"http://b.test/", "http://a.test/out"}));
}

TYPED_TEST(StoreContract, CommitTwiceEqualsOnce) {
  this->add(Urls{"http://a.test/"});
  const auto answer = this->lease();
  const PageCommit page = page_of(answer.leases[0], 200, {link_to("http://a.test/1", 1)});
  EXPECT_EQ(this->commit({page, page}).pages, 1u);
  const CommitAnswer again = this->commit({page});
  EXPECT_EQ(again.pages, 0u);
  EXPECT_EQ(again.new_urls, 0u);
  EXPECT_EQ(this->stats().links, 1u);
}

TYPED_TEST(StoreContract, AStaleTokenChangesNothingOutlinksIncluded) {
  this->add(Urls{"http://a.test/"});
  auto answer = this->lease();
  this->release(answer.leases[0], Release::How::kReturn);
  EXPECT_EQ(this->commit({page_of(answer.leases[0], 200, {link_to("http://b.test/", 1)})}).pages,
            0u);
  answer.leases[0].token += 1000;
  EXPECT_EQ(this->commit({page_of(answer.leases[0])}).pages, 0u);
  EXPECT_EQ(this->stats().discovered, 1u);
  EXPECT_EQ(this->stats().waiting, 1u);
}

TYPED_TEST(StoreContract, ATokenWithAnotherUrlsKeyIsStale) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = this->lease();
  PageCommit page = page_of(answer.leases[0]);
  page.key = answer.leases[1].key;
  EXPECT_EQ(this->commit({page}).pages, 0u);
}

TYPED_TEST(StoreContract, AllLeasesOfABatchEndBeforeItsOutlinksAreOffered) {
  this->add({new_url("http://a.test/1", 5), new_url("http://a.test/2", 5)});
  const auto answer = this->lease();
  const CommitAnswer kept =
      this->commit({page_of(answer.leases[0], 200, {link_to("http://a.test/2", 1)}),
                    page_of(answer.leases[1], 200, {link_to("http://a.test/1", 1)})});
  EXPECT_EQ(kept.pages, 2u);
  EXPECT_EQ(this->stats().fetched, 2u);
  EXPECT_TRUE(this->lease().leases.empty());
}

// --- release

TYPED_TEST(StoreContract, RetryWaitsItsDelayAndCountsTheAttempt) {
  this->add(Urls{"http://a.test/"});
  this->release(this->lease().leases[0], Release::How::kRetry, Milliseconds(500));
  auto answer = this->lease();
  EXPECT_TRUE(answer.leases.empty());
  EXPECT_EQ(answer.ask_again, Milliseconds(500));
  EXPECT_EQ(this->stats().next_due, Milliseconds(500));
  this->clock_.advance(Milliseconds(499));
  EXPECT_EQ(this->lease().ask_again, Milliseconds(1));
  this->clock_.advance(Milliseconds(1));
  answer = this->lease();
  ASSERT_EQ(answer.leases.size(), 1u);
  EXPECT_EQ(answer.leases[0].attempts, 1u);
  EXPECT_EQ(answer.ask_again, std::nullopt);
}

TYPED_TEST(StoreContract, RetryWithoutDelayIsDueNow) {
  this->add(Urls{"http://a.test/"});
  this->release(this->lease().leases[0], Release::How::kRetry);
  EXPECT_EQ(this->lease().leases.at(0).attempts, 1u);
}

TYPED_TEST(StoreContract, ADelayWithoutEndIsBoundedAndANegativeOneIsNone) {
  this->add(Urls{"http://a.test/", "http://b.test/"});
  const auto answer = this->lease();
  this->release(answer.leases[0], Release::How::kRetry, Milliseconds::max());
  this->release(answer.leases[1], Release::How::kRetry, Milliseconds::min());
  EXPECT_EQ(urls_of(this->lease()), Urls{"http://b.test/"});
  EXPECT_EQ(this->stats().next_due, kMaxDelay);
}

TYPED_TEST(StoreContract, ADelayedUrlTakesASmallerDepth) {
  this->add({new_url("http://a.test/1", 5), new_url("http://a.test/2", 3)});
  for (const Lease& lease : this->lease().leases) {
    this->release(lease, Release::How::kRetry, Milliseconds(10));
  }
  this->add({new_url("http://a.test/1", 1)});
  EXPECT_TRUE(this->lease().leases.empty());
  this->clock_.advance(Milliseconds(10));
  EXPECT_EQ(urls_of(this->lease()), (Urls{"http://a.test/1", "http://a.test/2"}));
}

TYPED_TEST(StoreContract, ReturnIsDueNowAndLeavesTheAttempts) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  this->release(this->lease(1).leases[0], Release::How::kReturn);
  const auto answer = this->lease();
  EXPECT_EQ(urls_of(answer), (Urls{"http://a.test/1", "http://a.test/2"}));
  EXPECT_EQ(answer.leases[0].attempts, 0u);
}

TYPED_TEST(StoreContract, SkipAndFailEndWithTheirReason) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  const auto answer = this->lease();
  this->release(answer.leases[0], Release::How::kSkip, {}, Reason::kRobots);
  this->release(answer.leases[1], Release::How::kFail, {}, Reason::kTimeout);
  EXPECT_EQ(this->stats().skipped_by,
            (std::vector<std::pair<Reason, uint64_t>>{{Reason::kRobots, 1}}));
  EXPECT_EQ(this->stats().failed_by,
            (std::vector<std::pair<Reason, uint64_t>>{{Reason::kTimeout, 1}}));
  EXPECT_TRUE(this->lease().leases.empty());
}

TYPED_TEST(StoreContract, AUrlSkippedInItsTurnForARevivableReasonIsRevived) {
  this->add(Urls{"http://a.test/"});
  this->release(this->lease().leases[0], Release::How::kSkip, {}, Reason::kExclude);
  this->add(Urls{"http://a.test/"});
  EXPECT_EQ(this->lease().leases.size(), 1u);
}

TYPED_TEST(StoreContract, AStaleReleaseChangesNothing) {
  this->add(Urls{"http://a.test/"});
  const auto answer = this->lease();
  this->commit({page_of(answer.leases[0])});
  this->release(answer.leases[0], Release::How::kFail, {}, Reason::kDns);
  EXPECT_EQ(this->stats().failed, 0u);
  EXPECT_EQ(this->stats().fetched, 1u);
}

// --- Hosts

TYPED_TEST(StoreContract, AHeldHostIsNotLentUntilItsTime) {
  this->add(Urls{"http://a.test/", "http://b.test/"});
  this->hold("http://a.test/", Milliseconds(100));
  const auto answer = this->lease();
  EXPECT_EQ(urls_of(answer), Urls{"http://b.test/"});
  EXPECT_EQ(answer.ask_again, Milliseconds(100));
  this->clock_.advance(Milliseconds(100));
  EXPECT_EQ(urls_of(this->lease()), Urls{"http://a.test/"});
}

TYPED_TEST(StoreContract, AHeldHostWithNothingToLendIsNoReasonToAskAgain) {
  this->add(Urls{"http://a.test/"});
  this->hold("http://a.test/", Milliseconds(100));
  EXPECT_EQ(this->stats().next_due, Milliseconds(100));
  this->hold("http://a.test/", Milliseconds(0));
  const auto answer = this->lease();
  this->hold("http://a.test/", Milliseconds(200));
  EXPECT_EQ(this->lease().ask_again, std::nullopt);
  this->add(Urls{"http://a.test/new"});
  EXPECT_EQ(this->lease().ask_again, Milliseconds(200));
  this->release(answer.leases[0], Release::How::kReturn);
  this->clock_.advance(Milliseconds(200));
  EXPECT_EQ(this->lease().leases.size(), 2u);
}

TYPED_TEST(StoreContract, TheLastHoldCounts) {
  this->add(Urls{"http://a.test/"});
  this->hold("http://a.test/", Milliseconds(1000));
  this->hold("http://a.test/", Milliseconds(10));
  this->hold("http://unknown.test/", Milliseconds(10));
  EXPECT_EQ(this->lease().ask_again, Milliseconds(10));
  this->clock_.advance(Milliseconds(10));
  EXPECT_EQ(this->lease().leases.size(), 1u);
}

TYPED_TEST(StoreContract, AHostsRecordComesWithItsFirstLeases) {
  this->add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3", "http://b.test/1"});
  HostUpdate update;
  update.host_key = key_of("http://a.test/").host;
  update.origin = "http://a.test";
  update.robots_status = 200;
  update.robots_txt = std::string("User-agent: *\0\xff", 15);
  update.crawl_delay = Milliseconds(2500);
  EXPECT_TRUE(this->store().update_hosts({&update, 1}).ok());
  this->clock_.advance(Milliseconds(60'000));
  auto answer = this->lease(3, 2);
  ASSERT_EQ(answer.hosts.size(), 2u);
  EXPECT_EQ(answer.hosts[0].origin, "http://a.test");
  EXPECT_EQ(answer.hosts[0].host_key, update.host_key);
  EXPECT_EQ(answer.hosts[0].robots_status, 200);
  EXPECT_EQ(answer.hosts[0].robots_txt, *update.robots_txt);
  EXPECT_EQ(answer.hosts[0].robots_age, Milliseconds(60'000));
  EXPECT_EQ(answer.hosts[0].crawl_delay, Milliseconds(2500));
  EXPECT_EQ(answer.hosts[1].robots_status, -1);
  EXPECT_EQ(answer.hosts[1].crawl_delay, std::nullopt);
  EXPECT_EQ(this->commit({page_of(answer.leases[0])}).pages, 1u);
  answer = this->lease();
  EXPECT_EQ(urls_of(answer), Urls{"http://a.test/3"});
  EXPECT_TRUE(answer.hosts.empty());  // another lease of it was out
}

TYPED_TEST(StoreContract, AHostsRecordIsGivenAnewWhenNoLeaseWasOut) {
  this->add(Urls{"http://a.test/1", "http://a.test/2"});
  this->commit({page_of(this->lease(1).leases[0])});
  const auto answer = this->lease(1);
  ASSERT_EQ(answer.hosts.size(), 1u);
  EXPECT_EQ(answer.hosts[0].pages, 1u);
}

TYPED_TEST(StoreContract, FieldsLeftEmptyInAHostUpdateChangeNothing) {
  this->add(Urls{"http://a.test/"});
  HostUpdate update;
  update.host_key = key_of("http://a.test/").host;
  update.origin = "http://a.test";
  update.robots_status = 404;
  update.last_error = "no route";
  EXPECT_TRUE(this->store().update_hosts({&update, 1}).ok());
  HostUpdate second;
  second.host_key = update.host_key;
  second.crawl_delay = Milliseconds(5);
  EXPECT_TRUE(this->store().update_hosts({&second, 1}).ok());
  const HostRecord host = this->lease().hosts.at(0);
  EXPECT_EQ(host.robots_status, 404);
  EXPECT_EQ(host.last_error, "no route");
  EXPECT_EQ(host.crawl_delay, Milliseconds(5));
}

TYPED_TEST(StoreContract, HostExtremesAreTheSlowestAndTheMostFailing) {
  this->add(Urls{"http://a.test/1", "http://a.test/2", "http://b.test/1", "http://c.test/1",
                 "http://c.test/2"});
  for (const Lease& lease : this->lease().leases) {
    if (lease.origin == "http://c.test") {
      this->release(lease, Release::How::kFail, {}, Reason::kDns);
      continue;
    }
    PageCommit page = page_of(lease);
    page.page.total = Milliseconds(lease.origin == "http://b.test" ? 90 : 10);
    this->commit({page});
  }
  const HostExtremes extremes = *this->store().host_extremes(1);
  ASSERT_EQ(extremes.slowest.size(), 1u);
  EXPECT_EQ(extremes.slowest[0].origin, "http://b.test");
  EXPECT_EQ(extremes.slowest[0].mean, Milliseconds(90));
  ASSERT_EQ(extremes.most_failing.size(), 1u);
  EXPECT_EQ(extremes.most_failing[0].failed, 2u);
  EXPECT_EQ(extremes.most_failing[0].last_error, "dns: in detail");
}

TYPED_TEST(StoreContract, LookUpTellsWhatBecameOfAUrl) {
  this->add(Urls{"http://a.test/1", "http://a.test/2", "http://a.test/3"});
  const auto answer = this->lease(2);
  this->commit({page_of(answer.leases[0], 404)});
  this->release(answer.leases[1], Release::How::kFail, {}, Reason::kTls);
  EXPECT_EQ(this->outcome("http://a.test/1")->status, 404);
  EXPECT_EQ(this->outcome("http://a.test/2")->state, UrlState::kFailed);
  EXPECT_EQ(this->outcome("http://a.test/2")->reason, Reason::kTls);
  EXPECT_EQ(this->outcome("http://a.test/2")->detail, "in detail");
  EXPECT_EQ(this->outcome("http://a.test/3")->state, UrlState::kWaiting);
  EXPECT_FALSE(this->outcome("http://a.test/4").has_value());
}

TYPED_TEST(StoreContract, RunsBeginAndEnd) {
  EXPECT_TRUE(this->store().end_run({"finished", 0, 0}).ok());
  EXPECT_TRUE(this->store().begin_run({"1.0", "{}"}).ok());
  EXPECT_TRUE(this->store().begin_run({"1.0", "{}"}).ok());
  EXPECT_TRUE(this->store().end_run({"finished", 1, 2}).ok());
  EXPECT_TRUE(this->store().end_run({"finished", 1, 2}).ok());
}

}  // namespace
}  // namespace storage
