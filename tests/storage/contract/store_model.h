// StoreModel: random operations on a store and on MemoryStore side by side. Every answer, the
// counts and each URL's state must be the same after each of them, and add up.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/memory/memory_store.h"
#include "tests/storage/contract/store_under_test.h"
#include "tests/storage/store/store_testing.h"

namespace storage {

class StoreModel : public testing::TestWithParam<StoreKind> {
 protected:
  static constexpr int kHosts = 7;
  static constexpr int kPaths = 60;

  Store& store() { return under_test_->store(); }

  int pick(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  std::string url() {
    return "http://h" + std::to_string(pick(kHosts)) + ".test/" + std::to_string(pick(kPaths));
  }

  NewUrl offer() {
    static constexpr Reason kSkips[] = {Reason::kScope, Reason::kMaxDepth, Reason::kQueryBudget,
                                        Reason::kNofollow, Reason::kResource};
    NewUrl made = new_url(url(), static_cast<uint32_t>(pick(6)));
    if (pick(3) == 0) made.skip = kSkips[pick(5)];
    made.priority = pick(3) == 0 ? kDoubtful : static_cast<uint8_t>(pick(3));
    made.hops = static_cast<uint8_t>(pick(3));
    if (made.skip == Reason::kNone && pick(3) == 0) made.role = check_role();
    return made;
  }

  Role check_role() {
    static constexpr Role kChecks[] = {Role::kLink, Role::kResource, Role::kStyle};
    return kChecks[pick(3)];
  }

  void add() {
    std::vector<NewUrl> urls;
    for (int i = pick(8); i >= 0; --i) urls.push_back(offer());
    EXPECT_EQ(*model_.add(urls), *store().add(urls));
  }

  void lease() {
    if (pick(20) == 0) checks_only_ = !checks_only_;
    const LeaseRequest request{static_cast<std::size_t>(pick(12)),
                               static_cast<std::size_t>(1 + pick(3)), checks_only_};
    const LeaseAnswer a = *model_.lease(request), b = *store().lease(request);
    ASSERT_EQ(urls_of(a), urls_of(b));
    EXPECT_EQ(a.more, b.more);
    EXPECT_EQ(a.ask_again, b.ask_again);
    for (std::size_t i = 0; i < a.leases.size(); ++i) {
      EXPECT_EQ(a.leases[i].depth, b.leases[i].depth);
      EXPECT_EQ(a.leases[i].doubtful, b.leases[i].doubtful);
      EXPECT_EQ(a.leases[i].attempts, b.leases[i].attempts);
      EXPECT_EQ(a.leases[i].hops, b.leases[i].hops);
      EXPECT_EQ(a.leases[i].role, b.leases[i].role);
      EXPECT_TRUE(is_check(a.leases[i].role) || !checks_only_);
      EXPECT_EQ(a.leases[i].key, b.leases[i].key);
      ASSERT_EQ(a.leases[i].revisit.has_value(), b.leases[i].revisit.has_value());
      if (a.leases[i].revisit) {
        EXPECT_EQ(a.leases[i].revisit->is_doubtful, b.leases[i].revisit->is_doubtful);
      }
      const auto is_same = [&](const auto& out) { return out.first.key == a.leases[i].key; };
      EXPECT_TRUE(std::none_of(lent_.begin(), lent_.end(), is_same)) << a.leases[i].url;
      lent_.emplace_back(a.leases[i], b.leases[i]);
    }
    ASSERT_EQ(a.hosts.size(), b.hosts.size());
    for (std::size_t i = 0; i < a.hosts.size(); ++i) {
      EXPECT_EQ(a.hosts[i].origin, b.hosts[i].origin);
      EXPECT_EQ(a.hosts[i].pages, b.hosts[i].pages);
      EXPECT_EQ(a.hosts[i].checks, b.hosts[i].checks);
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
      const int status = pick(4) == 0 ? 503 : is_update_ && pick(5) == 0 ? 404 : 200;
      a.push_back(page_of(first, status, links));
      b.push_back(page_of(second, status, std::move(links)));
      a.back().not_modified = b.back().not_modified = first.revisit && pick(3) == 0;
      a.back().page.text = b.back().page.text = is_update_ ? std::string(1, 'a' + pick(3)) : "";
      if (!is_check(first.role)) continue;
      a.back().page.method = b.back().page.method = Method::kHead;
      a.back().page.text = b.back().page.text = "";
    }
    auto committed = store().commit(b);
    ASSERT_TRUE(committed.ok()) << committed.error().message;
    const CommitAnswer x = *model_.commit(a), y = *committed;
    EXPECT_EQ(x.pages, y.pages);
    EXPECT_EQ(x.new_urls, y.new_urls);
    EXPECT_EQ(x.new_waiting, y.new_waiting);
    EXPECT_EQ(x.stale.size(), y.stale.size());
  }

  void release() {
    static constexpr Reason kGivenUpFor[] = {Reason::kExclude, Reason::kRobots, Reason::kDns,
                                             Reason::kMaxChecksPerHost};
    if (lent_.empty() && ended_.empty()) return;
    const auto [first, second] = some_lease();
    const auto how = static_cast<Release::How>(pick(is_update_ ? 5 : 4));
    const Milliseconds delay(pick(3) * 40);
    const Release a{first.token, first.key, how, kGivenUpFor[pick(4)], "why", delay};
    const Release b{second.token, second.key, how, a.reason, "why", delay};
    EXPECT_TRUE(model_.release({&a, 1}).ok() && store().release({&b, 1}).ok());
  }

  void hold() {
    std::vector<HostHold> holds;
    for (int i = pick(3); i >= 0; --i)
      holds.push_back({key_of(url()).host, Milliseconds(pick(4) * 30)});
    EXPECT_TRUE(model_.hold_hosts(holds).ok() && store().hold_hosts(holds).ok());
  }

  void update() {
    HostUpdate update;
    const NewUrl of = offer();
    update.host_key = of.key.host;
    update.origin = of.origin;
    update.robots_status = pick(2) * 200;
    EXPECT_TRUE(model_.update_hosts({&update, 1}).ok() && store().update_hosts({&update, 1}).ok());
  }

  // What the program's next start may do with all that is known.
  void settle_anew() {
    const auto sort = static_cast<UrlSort>(pick(7));
    SurveyRequest request{sort, {Reason::kScope, Reason::kQueryBudget}, 0, 1};
    request.max_urls += static_cast<std::size_t>(pick(7));
    // Where a link stands each store counts by itself.
    const bool of_links = sort == UrlSort::kLinked || sort == UrlSort::kChecks;
    request.after = of_links ? 0 : static_cast<uint64_t>(pick(100));
    const auto a = *model_.survey(request), b = *store().survey(request);
    ASSERT_EQ(a.size(), b.size()) << "sort " << static_cast<int>(sort);
    std::vector<Resettlement> urls;
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].place, b[i].place);
      EXPECT_EQ(a[i].url, b[i].url);
      EXPECT_EQ(a[i].state, b[i].state);
      EXPECT_EQ(a[i].reason, b[i].reason);
      EXPECT_EQ(a[i].depth, b[i].depth);
      EXPECT_EQ(a[i].hops, b[i].hops);
      EXPECT_EQ(a[i].status, b[i].status);
      EXPECT_EQ(a[i].role, b[i].role);
      EXPECT_EQ(a[i].kind, b[i].kind);
      const Reason skip = pick(3) == 0 ? Reason::kMaxDepth : Reason::kNone;
      urls.push_back({a[i].place, key_of(a[i].url), skip});
      if (pick(3) == 0) urls.back().role = pick(2) == 0 ? Role::kPage : check_role();
    }
    EXPECT_EQ(*model_.resettle(urls), *store().resettle(urls));
  }

  void look_at_nearer_pages() {
    const auto links = static_cast<std::size_t>(pick(20));
    const auto a = *model_.nearer_pages(links), b = *store().nearer_pages(links);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].place, b[i].place);
      EXPECT_EQ(a[i].depth, b[i].depth);
      EXPECT_EQ(a[i].hops, b[i].hops);
      ASSERT_EQ(a[i].links.size(), b[i].links.size());
      for (std::size_t k = 0; k < a[i].links.size(); ++k) {
        EXPECT_EQ(a[i].links[k].url, b[i].links[k].url);
        EXPECT_EQ(a[i].links[k].priority, b[i].links[k].priority);
      }
    }
    if (pick(2) == 0) return;
    EXPECT_TRUE(model_.nearer_pages_done(a).ok() && store().nearer_pages_done(b).ok());
  }

  // From here on what is fetched is visited again, in turns so short that much of it is due.
  void begin_update() {
    UpdatePlan plan;
    plan.revisit = plan.revisit_min = plan.revisit_max = Milliseconds(200);
    const UpdateBegun a = *model_.begin_update(plan), b = *store().begin_update(plan);
    EXPECT_EQ(a.known, b.known);
    is_update_ = true;
  }

  void queue_due() {
    const auto most = static_cast<std::size_t>(pick(15));
    const DueUrls a = *model_.queue_due(most), b = *store().queue_due(most);
    EXPECT_EQ(a.queued, b.queued);
    EXPECT_EQ(a.next, b.next);
  }

  void step() {
    // A file keeps one visit of a page for each moment.
    if (is_update_) clock_.advance(Milliseconds(1));
    if (is_update_ && pick(12) == 0) return queue_due();
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
        if (pick(4) == 0) return look_at_nearer_pages();
        return pick(2) == 0 ? hold() : pick(5) > 0 ? update() : settle_anew();
      default:
        clock_.advance(Milliseconds(pick(30)));
        // What is missing on another day is gone.
        if (is_update_ && pick(20) == 0) clock_.advance(std::chrono::hours(24));
    }
  }

  void expect_equal_counts() {
    const Stats a = *model_.stats(), b = *store().stats();
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
    EXPECT_EQ(a.due, b.due);
    EXPECT_EQ(a.next_due, b.next_due);
    const CheckCounts x = *model_.check_counts(), y = *store().check_counts();
    EXPECT_EQ(x.checked, y.checked);
    EXPECT_EQ(x.broken, y.broken);
    EXPECT_EQ(x.waiting, y.waiting);
    EXPECT_EQ(x.skipped, y.skipped);
    EXPECT_EQ(x.failed, y.failed);
  }

  void expect_equal_history() {
    const VisitCounts a = *model_.visit_counts(), b = *store().visit_counts();
    EXPECT_EQ(a.visits, b.visits);
    EXPECT_EQ(a.changes, b.changes);
  }

  void expect_equal_states() {
    std::vector<ground::UrlKey> keys;
    for (const MemoryStore::Known& known : model_.urls()) keys.push_back(known.key);
    const auto a = *model_.look_up(keys), b = *store().look_up(keys);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      ASSERT_TRUE(a[i] && b[i]);
      EXPECT_EQ(a[i]->state, b[i]->state) << model_.urls()[i].url;
      EXPECT_EQ(a[i]->reason, b[i]->reason) << model_.urls()[i].url;
      EXPECT_EQ(a[i]->detail, b[i]->detail);
      EXPECT_EQ(a[i]->status, b[i]->status);
    }
  }

  // CRAWL_MODEL_SEED=N: other operations than ever.
  static uint32_t seed() {
    const char* text = std::getenv("CRAWL_MODEL_SEED");
    return text == nullptr ? 20240229 : static_cast<uint32_t>(std::strtoul(text, nullptr, 10));
  }

  std::mt19937 random_{seed()};
  bool checks_only_ = false, is_update_ = false;
  ManualClock clock_;
  MemoryStore model_{clock_.clocks()};
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make(clock_.clocks());
  std::vector<std::pair<Lease, Lease>> lent_, ended_;
};

}  // namespace storage
