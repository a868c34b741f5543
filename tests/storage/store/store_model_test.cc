// Random operations on both stores side by side: every answer, the counts and each URL's state must
// be the same after each of them, and add up.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "storage/memory/memory_store.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

constexpr int kHosts = 7;
constexpr int kPaths = 60;

class StoreModel : public testing::Test {
 protected:
  void SetUp() override { reopen(); }

  void reopen() {
    sqlite_.reset();
    SqliteTuning tuning;
    tuning.key_cache_bytes = 2000;  // so small that entries push each other out
    tuning.gathered_keys = 5;       // so few that they are always on their way
    auto opened = SqliteStore::open(folder_.file("crawl.db"), {}, clock_.clocks(), tuning);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    sqlite_ = std::move(opened).value();
  }

  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::string url() {
    return "http://h" + std::to_string(pick(kHosts)) + ".test/" + std::to_string(pick(kPaths));
  }

  NewUrl offer() {
    static constexpr Reason kSkips[] = {Reason::kScope, Reason::kMaxDepth, Reason::kQueryBudget};
    NewUrl made = new_url(url(), static_cast<uint32_t>(pick(6)));
    if (pick(3) == 0) made.skip = kSkips[pick(3)];
    made.priority = pick(3) == 0 ? kDoubtful : static_cast<uint8_t>(pick(3));
    made.hops = static_cast<uint8_t>(pick(3));
    return made;
  }

  void add() {
    std::vector<NewUrl> urls;
    for (int i = pick(8); i >= 0; --i) urls.push_back(offer());
    EXPECT_EQ(*model_.add(urls), *sqlite_->add(urls));
  }

  void lease() {
    const LeaseRequest request{static_cast<std::size_t>(pick(12)),
                               static_cast<std::size_t>(1 + pick(3))};
    const LeaseAnswer a = *model_.lease(request), b = *sqlite_->lease(request);
    ASSERT_EQ(urls_of(a), urls_of(b));
    EXPECT_EQ(a.more, b.more);
    EXPECT_EQ(a.ask_again, b.ask_again);
    for (std::size_t i = 0; i < a.leases.size(); ++i) {
      EXPECT_EQ(a.leases[i].depth, b.leases[i].depth);
      EXPECT_EQ(a.leases[i].doubtful, b.leases[i].doubtful);
      EXPECT_EQ(a.leases[i].attempts, b.leases[i].attempts);
      EXPECT_EQ(a.leases[i].hops, b.leases[i].hops);
      EXPECT_EQ(a.leases[i].key, b.leases[i].key);
      lent_.emplace_back(a.leases[i], b.leases[i]);
    }
    ASSERT_EQ(a.hosts.size(), b.hosts.size());
    for (std::size_t i = 0; i < a.hosts.size(); ++i) {
      EXPECT_EQ(a.hosts[i].origin, b.hosts[i].origin);
      EXPECT_EQ(a.hosts[i].pages, b.hosts[i].pages);
      EXPECT_EQ(a.hosts[i].robots_age, b.hosts[i].robots_age);
      EXPECT_EQ(a.hosts[i].last_error, b.hosts[i].last_error);
    }
  }

  // A lease that is out, or, now and then, one that has ended already.
  std::pair<Lease, Lease> some_lease() {
    auto& from = !ended_.empty() && (lent_.empty() || pick(8) == 0) ? ended_ : lent_;
    const auto at = from.begin() + pick(static_cast<int>(from.size()));
    const auto lease = *at;
    from.erase(at);
    ended_.push_back(lease);
    return lease;
  }

  void commit() {
    std::vector<PageCommit> a, b;
    for (int i = pick(4); i >= 0 && !(lent_.empty() && ended_.empty()); --i) {
      const auto [first, second] = some_lease();
      std::vector<Outlink> links;
      for (int n = pick(10); n > 0; --n) {
        links.emplace_back().target = offer();
        links.back().position = static_cast<uint32_t>(pick(5));
      }
      a.push_back(page_of(first, 200, links));
      b.push_back(page_of(second, 200, std::move(links)));
    }
    const CommitAnswer x = *model_.commit(a), y = *sqlite_->commit(b);
    EXPECT_EQ(x.pages, y.pages);
    EXPECT_EQ(x.new_urls, y.new_urls);
    EXPECT_EQ(x.new_waiting, y.new_waiting);
  }

  void release() {
    static constexpr Reason kReasons[] = {Reason::kExclude, Reason::kRobots, Reason::kDns};
    if (lent_.empty() && ended_.empty()) return;
    const auto [first, second] = some_lease();
    const auto how = static_cast<Release::How>(pick(4));
    const Milliseconds delay(pick(3) * 40);
    const Release a{first.token, first.key, how, kReasons[pick(3)], "why", delay};
    const Release b{second.token, second.key, how, a.reason, "why", delay};
    EXPECT_TRUE(model_.release({&a, 1}).ok() && sqlite_->release({&b, 1}).ok());
  }

  void hold() {
    const HostHold hold{key_of(url()).host, Milliseconds(pick(4) * 30)};
    EXPECT_TRUE(model_.hold_host(hold).ok() && sqlite_->hold_host(hold).ok());
  }

  void update() {
    HostUpdate update;
    const NewUrl of = offer();
    update.host_key = of.key.host;
    update.origin = of.origin;
    update.robots_status = pick(2) * 200;
    EXPECT_TRUE(model_.update_hosts({&update, 1}).ok() && sqlite_->update_hosts({&update, 1}).ok());
  }

  void step() {
    switch (pick(10)) {
      case 0:
        return add();
      case 1:
      case 2:
      case 3:
        return lease();
      case 4:
      case 5:
        return commit();
      case 6:
      case 7:
        return release();
      case 8:
        return pick(2) == 0 ? hold() : update();
      default:
        clock_.advance(Milliseconds(pick(30)));
    }
  }

  void expect_equal_counts() {
    const Stats a = *model_.stats(), b = *sqlite_->stats();
    EXPECT_EQ(b.discovered, b.waiting + b.fetched + b.skipped + b.failed);
    EXPECT_EQ(a.discovered, b.discovered);
    EXPECT_EQ(a.waiting, b.waiting);
    EXPECT_EQ(a.fetched, b.fetched);
    EXPECT_EQ(a.skipped, b.skipped);
    EXPECT_EQ(a.failed, b.failed);
    EXPECT_EQ(a.leased, b.leased);
    EXPECT_EQ(a.skipped_by, b.skipped_by);
    EXPECT_EQ(a.failed_by, b.failed_by);
    EXPECT_EQ(a.hosts, b.hosts);
    EXPECT_EQ(a.links, b.links);
    EXPECT_EQ(a.next_due, b.next_due);
  }

  void expect_equal_states() {
    std::vector<ground::UrlKey> keys;
    for (const MemoryStore::Known& known : model_.urls()) keys.push_back(known.key);
    const auto a = *model_.look_up(keys), b = *sqlite_->look_up(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      ASSERT_TRUE(a[i] && b[i]);
      EXPECT_EQ(a[i]->state, b[i]->state) << model_.urls()[i].url;
      EXPECT_EQ(a[i]->reason, b[i]->reason) << model_.urls()[i].url;
      EXPECT_EQ(a[i]->detail, b[i]->detail);
      EXPECT_EQ(a[i]->status, b[i]->status);
    }
  }

  // What was counted step by step against what the tables hold.
  void expect_tallies_of_the_tables() {
    auto db = std::move(Database::open(folder_.file("crawl.db"))).value();
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM (SELECT state, reason, count(*) FROM url "
                             "GROUP BY 1, 2 EXCEPT SELECT state, reason, n FROM tally)"),
              0);
    EXPECT_EQ(db->integer_of("SELECT sum(n) FROM tally"),
              db->integer_of("SELECT count(*) FROM (SELECT host_id, key, url_id FROM url_key "
                             "UNION SELECT host_id, key, url_id FROM new_key)"));
    EXPECT_EQ(db->integer_of("SELECT n FROM counter WHERE name = 'links'"),
              db->integer_of("SELECT count(*) FROM link"));
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM url WHERE state = 0"),
              db->integer_of("SELECT (SELECT count(*) FROM queue) + count(*) FROM delayed"));
    EXPECT_EQ(db->integer_of("SELECT count(*) FROM queue q JOIN url u ON u.id = q.url_id WHERE "
                             "(q.host_id, q.depth, q.priority) <> (u.host_id, u.depth, "
                             "u.priority) OR u.state <> 0"),
              0);
    EXPECT_EQ(db->integer_of("SELECT sum(pages) FROM host"),
              db->integer_of("SELECT count(*) FROM page"));
    EXPECT_TRUE(db->take_failure().ok());
  }

  std::mt19937 random_{20240229};
  ManualClock clock_;
  TemporaryFolder folder_;
  MemoryStore model_{clock_.clocks()};
  std::unique_ptr<SqliteStore> sqlite_;
  std::vector<std::pair<Lease, Lease>> lent_, ended_;
};

TEST_F(StoreModel, BothStoresAgreeOnThousandsOfRandomOperations) {
  for (int i = 0; i < 6000 && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    step();
    expect_equal_counts();
    if (i % 100 == 0) expect_equal_states();
    if (i % 1500 == 0) expect_tallies_of_the_tables();
  }
  expect_equal_states();
  expect_tallies_of_the_tables();
  EXPECT_GT(model_.stats()->fetched, 50u);
  EXPECT_GT(model_.stats()->failed, 10u);
}

// The leases of a store that was closed were never given: what was out, or delayed, is waiting.
TEST_F(StoreModel, ACrawlThatIsReopenedManyTimesFetchesEveryUrlOnce) {
  std::vector<NewUrl> urls;
  for (int i = 0; i < 300; ++i) urls.push_back(new_url("http://a.test/" + std::to_string(i)));
  ASSERT_EQ(*sqlite_->add(urls), 300u);
  std::vector<std::string> fetched;
  for (int round = 0; round < 40; ++round) {
    const LeaseAnswer answer = *sqlite_->lease({20, 20});
    for (std::size_t i = 0; i < answer.leases.size(); i += 2) {
      const Lease& lease = answer.leases[i];
      if (pick(3) == 0) {
        const Release retry{lease.token,   lease.key, Release::How::kRetry,
                            Reason::kNone, "",        Milliseconds(1'000'000)};
        ASSERT_TRUE(sqlite_->release({&retry, 1}).ok());
        continue;
      }
      const PageCommit page = page_of(lease);
      ASSERT_EQ(sqlite_->commit({&page, 1})->pages, 1u);
      fetched.push_back(lease.url);
    }
    if (pick(2) == 0) reopen();
    expect_tallies_of_the_tables();
  }
  EXPECT_EQ(sqlite_->stats()->fetched, fetched.size());
  std::sort(fetched.begin(), fetched.end());
  EXPECT_EQ(std::unique(fetched.begin(), fetched.end()), fetched.end());
}

}  // namespace
}  // namespace storage
