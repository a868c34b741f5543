// Whole crawls on a store that shares its hosts with other owners.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "tests/support/losable_store.h"
#include "tests/support/whole_crawl.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using storage::UrlState;
using tests::FakeWeb;

constexpr int kPages = 40;  // of each host, beside its start

class LostHosts : public tests::WholeCrawl {
 protected:
  LostHosts() {
    seam_ = &shared_;
    shared_.keep_safe_for(milliseconds{2'000});
    options_.delay = milliseconds{100};
    options_.sitemaps = false;
    web_.otherwise([](const FetchJob& job, int) {
      std::vector<std::string> targets;
      for (int i = 0; i < kPages; ++i) targets.push_back("/" + std::to_string(i));
      FetchedPage page = FakeWeb::html(job.url.ends_with(".example/") ? links(targets) : links({}));
      page.total = milliseconds{900};
      return page;
    });
  }
  static uint64_t host(const std::string& url) {
    parser::Url parsed;
    parsed.assign(url);
    parsed.normalise();
    return parser::key_of(parsed).host;
  }
  std::size_t kept_of(const std::string& origin) {
    return static_cast<std::size_t>(
        std::count_if(store_.urls().begin(), store_.urls().end(), [&](const auto& known) {
          return known.origin == origin && known.state == UrlState::kFetched;
        }));
  }
  void expect_all_fetched(std::size_t hosts) {
    EXPECT_EQ(ending_.reason, "finished");
    EXPECT_EQ(store_.stats()->fetched, hosts * (kPages + 1));
    EXPECT_EQ(store_.stats()->waiting, 0u);
    EXPECT_EQ(store_.stats()->leased, 0u);
  }

  tests::LosableStore shared_{
      store_, storage::Clocks{[this] { return loop_.now(); }, [this] { return loop_.wall_now(); }}};
};

TEST_F(LostHosts, NoFetchStartsOnceTheLeasesAreNotSafeAndWhatRanIsFetchedLater) {
  shared_.keep_safe_for(milliseconds{10'000});
  web_.answer("http://b.example/robots.txt", [](const FetchJob&, int visit) {
    FetchedPage page = FakeWeb::html("", 404);
    page.total = milliseconds{visit == 1 ? 15'000 : 10};
    return page;
  });
  bool again = false;
  on_step_ = [&] {
    if (loop_.elapsed() < milliseconds{60'000}) return;
    if (!std::exchange(again, true)) shared_.keep_safe_for(milliseconds{3'600'000});
  };
  run({"http://a.example/", "http://b.example/"});
  expect_all_fetched(2);
  EXPECT_EQ(ending_.pages, store_.stats()->fetched);
  std::map<std::string, int> visits;
  for (const auto& visit : web_.log()) {
    ++visits[visit.url];
    EXPECT_TRUE(visit.at < milliseconds{10'000} || visit.at >= milliseconds{60'000})
        << visit.url << " at " << visit.at.count();
  }
  EXPECT_EQ(visits["http://b.example/robots.txt"], 2);
  std::size_t twice = 0;
  for (const auto& [url, times] : visits) twice += static_cast<std::size_t>(times - 1);
  EXPECT_GE(twice, 2u) << "the robots.txt and a page";
  EXPECT_EQ(twice, web_.dropped());
}

TEST_F(LostHosts, LeasesThatAreRenewedInTimeHoldUpNothing) {
  on_step_ = [&] { shared_.keep_safe_for(milliseconds{2'000}); };
  run({"http://a.example/"});
  expect_all_fetched(1);
  EXPECT_EQ(web_.dropped(), 0u);
  const auto with_time = loop_.elapsed();
  EXPECT_LT(with_time, milliseconds{60'000});
}

TEST_F(LostHosts, WhatIsHeldOfALostHostIsDroppedAndTheCrawlGoesOn) {
  std::optional<milliseconds> lost_at;
  std::size_t ours = 0, elsewhere = 0;
  on_step_ = [&] {
    shared_.keep_safe_for(milliseconds{2'000});
    if (!lost_at && kept_of("http://a.example") == 10) {
      shared_.take_away(host("http://a.example/"));
      lost_at = loop_.elapsed();
      ours = 10;
    }
    if (!lost_at || loop_.elapsed() < milliseconds{100'000} || elsewhere > 0) return;
    EXPECT_EQ(kept_of("http://a.example"), ours) << "we keep nothing of a host that is lost";
    elsewhere = shared_.fetch_elsewhere(host("http://a.example/"));
    shared_.give_back(host("http://a.example/"));
  };
  run({"http://a.example/", "http://b.example/"});
  expect_all_fetched(2);
  ASSERT_TRUE(lost_at);
  EXPECT_EQ(elsewhere, kPages + 1 - ours);
  EXPECT_EQ(ending_.pages + elsewhere, store_.stats()->fetched);
  // The crawl hears of it when it renews, after a second at most.
  for (const auto& visit : web_.visits("http://a.example/"))
    EXPECT_LE(visit.at, *lost_at + milliseconds{1'100}) << visit.url;
  EXPECT_GE(web_.dropped(), 1u);
  EXPECT_EQ(kept_of("http://b.example"), kPages + 1u);
}

TEST_F(LostHosts, AHostThatComesBackIsGoneOnWith) {
  bool taken = false;
  on_step_ = [&] {
    shared_.keep_safe_for(milliseconds{2'000});
    const uint64_t a = host("http://a.example/");
    if (!taken && kept_of("http://a.example") == 10) {
      taken = true;
      shared_.take_away(a);
      loop_.after(milliseconds{30'000}, [this, a] { shared_.give_back(a); });
    }
  };
  run({"http://a.example/"});
  expect_all_fetched(1);
  EXPECT_EQ(ending_.pages, kPages + 1u);
}

TEST_F(LostHosts, AHostLostWhileItsRobotsTxtIsAskedForIsOpenedWhenItComesBack) {
  web_.answer("http://a.example/robots.txt", [](const FetchJob&, int visit) {
    FetchedPage page = FakeWeb::html("", 404);
    page.total = milliseconds{visit == 1 ? 10'000 : 10};
    return page;
  });
  bool taken = false;
  on_step_ = [&] {
    shared_.keep_safe_for(milliseconds{2'000});
    const uint64_t a = host("http://a.example/");
    if (!taken && !web_.log().empty()) {
      taken = true;
      shared_.take_away(a);
      loop_.after(milliseconds{20'000}, [this, a] { shared_.give_back(a); });
    }
  };
  run({"http://a.example/"});
  expect_all_fetched(1);
  EXPECT_EQ(web_.visits("http://a.example/robots.txt").size(), 2u);
  EXPECT_EQ(web_.dropped(), 1u);
}

TEST_F(LostHosts, AnInterruptWhileLeasesAreNotSafeEndsAtOnce) {
  shared_.keep_safe_for(milliseconds{3'000});
  bool stopped = false;
  on_step_ = [&] {
    if (stopped || loop_.elapsed() < milliseconds{2'950}) return;
    stopped = true;
    crawl_->stop(storage::EndReason::kInterrupted);
  };
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "interrupted");
  EXPECT_EQ(ending_.pages, store_.stats()->fetched);
  EXPECT_LE(loop_.elapsed(), milliseconds{3'100});
}

// Hosts go and come at random, and so does the time for which leases are safe.
TEST_F(LostHosts, WhateverIsLostAndWheneverTheCountsAddUp) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto pick = [&random](int n) {
      return std::uniform_int_distribution<int>(0, n - 1)(random);
    };
    std::vector<std::string> seeds;
    std::vector<uint64_t> hosts;
    for (int i = 0; i < 5; ++i) {
      seeds.push_back("http://h" + std::to_string(i) + "s" + std::to_string(seed) + ".example/");
      hosts.push_back(host(seeds.back()));
    }
    const auto before = store_.stats()->fetched;
    const auto start = loop_.elapsed();
    std::size_t elsewhere = 0;
    on_step_ = [&] {
      if (loop_.elapsed() - start > milliseconds{60'000}) {
        shared_.keep_safe_for(milliseconds{3'600'000});
        for (const uint64_t host : hosts)
          if (shared_.is_away(host)) shared_.give_back(host);
        return;
      }
      const uint64_t host = hosts[static_cast<std::size_t>(pick(5))];
      const int what = pick(40);
      if (what < 2) shared_.keep_safe_for(milliseconds{pick(4'000)});
      if (what == 2 && !shared_.is_away(host)) shared_.take_away(host);
      if (what == 3 && shared_.is_away(host)) elsewhere += shared_.fetch_elsewhere(host);
      if (what >= 3 && what < 6 && shared_.is_away(host)) shared_.give_back(host);
    };
    run(seeds);
    EXPECT_EQ(ending_.reason, "finished");
    EXPECT_EQ(store_.stats()->waiting, 0u);
    EXPECT_EQ(store_.stats()->leased, 0u);
    EXPECT_EQ(ending_.pages + elsewhere, store_.stats()->fetched - before);
  }
}

}  // namespace
}  // namespace crawler
