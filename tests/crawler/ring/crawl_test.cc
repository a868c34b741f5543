#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/whole_crawl.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using tests::FakeWeb;

class CrawlTest : public tests::WholeCrawl {};

TEST_F(CrawlTest, EveryReachablePageIsFetchedOnce) {
  web_.page("http://a.example/", links({"/1", "/2", "/1#x"}));
  web_.page("http://a.example/1", links({"/", "/2", "/3"}));
  web_.page("http://a.example/2", links({"/1"}));
  web_.page("http://a.example/3", links({}));
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  std::map<std::string, int> visits;
  for (const auto& visit : web_.log()) ++visits[visit.url];
  for (const auto& [url, count] : visits) EXPECT_EQ(count, 1) << url;
  for (const char* path : {"/", "/1", "/2", "/3"})
    EXPECT_EQ(fate(std::string("http://a.example") + path), "fetched");
}

TEST_F(CrawlTest, RobotsTxtComesBeforeAnythingElseOfItsOrigin) {
  web_.page("http://a.example/", links({"http://b.example/"}));
  web_.page("http://b.example/", links({}));
  options_.scope = Scope::kAll;
  run({"http://a.example/"});
  EXPECT_EQ(web_.visits("http://a.example/").front().url, "http://a.example/robots.txt");
  EXPECT_EQ(web_.visits("http://b.example/").front().url, "http://b.example/robots.txt");
}

TEST_F(CrawlTest, HostsOfADomainBeyondTheirNumberAreNotEvenAskedForRobotsTxt) {
  std::vector<std::string> hosts;
  for (char c = 'a'; c <= 'h'; ++c) hosts.push_back(std::string("http://") + c + ".a.example/");
  web_.page("http://a.example/", links(hosts));
  for (const std::string& host : hosts) web_.page(host, links({"/more"}));
  options_.scope = Scope::kDomain;
  options_.max_hosts_per_domain = 4;
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(fate("http://c.a.example/"), "fetched");
  EXPECT_EQ(fate("http://c.a.example/more"), "fetched");
  EXPECT_EQ(fate("http://d.a.example/"), "skipped hosts-per-domain");
  EXPECT_TRUE(web_.visits("http://d.a.example").empty());
  ASSERT_EQ(ending_.traps.size(), 1u);
  EXPECT_EQ(ending_.traps[0].times, 5u);
}

TEST_F(CrawlTest, AsMuchIsLentAsSlotsThatChangedCanUse) {
  std::vector<std::string> targets;
  for (int i = 0; i < 400; ++i) targets.push_back("/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  for (const std::string& target : targets) web_.page("http://a.example" + target, links({}));
  options_.sitemaps = false;
  Options changed = options_;
  changed.per_host = 8;
  uint64_t most_lent = 0;
  on_step_ = [&, is_done = false]() mutable {
    if (!std::exchange(is_done, true)) crawl_->change(changed);
    most_lent = std::max(most_lent, store_.stats().value().leased);
  };
  run({"http://a.example/"});
  EXPECT_EQ(store_.stats()->fetched, 401u);
  EXPECT_GT(most_lent, 64u) << "which two slots can use";
}

TEST_F(CrawlTest, DisallowedUrlsAreSkippedWithTheirReason) {
  web_.page("http://a.example/robots.txt", "User-agent: *\nDisallow: /private\n");
  web_.page("http://a.example/", links({"/private/x", "/open"}));
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/private/x"), "skipped robots");
  EXPECT_EQ(fate("http://a.example/open"), "fetched");
  EXPECT_TRUE(web_.visits("http://a.example/private").empty());
}

TEST_F(CrawlTest, UnreachableRobotsTxtMeansNothingIsFetchedAndUrlsWait) {
  web_.answer("http://a.example/robots.txt",
              [](const FetchJob&, int) { return FakeWeb::html("", 503); });
  web_.page("http://a.example/", links({}));
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "hosts-unavailable");
  EXPECT_EQ(store_.runs().back().end_reason, "hosts-unavailable");
  EXPECT_EQ(fate("http://a.example/"), "waiting");
  for (const auto& visit : web_.log()) EXPECT_EQ(visit.url, "http://a.example/robots.txt");
  EXPECT_EQ(web_.log().size(), 4u);  // tried with backoff, then parked
  EXPECT_EQ(messages_.size(), 1u);
}

TEST_F(CrawlTest, RobotsTxtThatCantBeDecodedIsUnreachable) {
  web_.answer("http://a.example/robots.txt", [](const FetchJob&, int visit) {
    auto page = FakeWeb::html("User-agent: *\nDisallow: /private\n");
    if (visit < 3) page.headers.emplace_back("Content-Encoding", "gzip");
    return page;
  });
  web_.page("http://a.example/", links({"/private"}));
  run({"http://a.example/"});
  EXPECT_EQ(web_.visits("http://a.example/robots.txt").size(), 3u);
  EXPECT_EQ(fate("http://a.example/"), "fetched");
  EXPECT_EQ(fate("http://a.example/private"), "skipped robots");
}

TEST_F(CrawlTest, RedirectsOfRobotsTxtKeepTheDelayOfEachHostThatTheyAsk) {
  const auto redirect = [](const std::string& to) {
    return [to](const FetchJob&, int) {
      auto page = FakeWeb::html("", 301);
      page.headers.emplace_back("Location", to);
      return page;
    };
  };
  web_.answer("http://a.example/robots.txt", redirect("/1"));
  web_.answer("http://a.example/1", redirect("http://b.example/robots.txt"));
  web_.answer("http://c.example/robots.txt", redirect("http://b.example/robots.txt"));
  web_.answer("http://b.example/robots.txt", redirect("/2"));
  web_.answer("http://b.example/2", redirect("http://a.example/3"));
  web_.page("http://a.example/3", "User-agent: *\nDisallow: /private\n");
  for (const char* host : {"http://a.example", "http://b.example", "http://c.example"})
    web_.page(std::string(host) + "/", links({"/private"}));
  options_.delay = milliseconds{500};
  options_.sitemaps = false;
  run({"http://a.example/", "http://b.example/", "http://c.example/"});
  for (const char* host : {"http://a.example", "http://b.example", "http://c.example"}) {
    EXPECT_EQ(fate(std::string(host) + "/private"), "skipped robots") << host;
    milliseconds last{-500};
    for (const auto& visit : web_.visits(host)) {
      EXPECT_GE(visit.at - last, milliseconds{500}) << visit.url;
      last = visit.at;
    }
  }
}

TEST_F(CrawlTest, ARobotsTxtThatRedirectsToAPortThatBrowsersRefuseIsUnreachable) {
  web_.answer("http://a.example/robots.txt", [](const FetchJob&, int) {
    auto page = FakeWeb::html("", 302);
    page.headers.emplace_back("Location", "http://a.example:25/robots.txt");
    return page;
  });
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/"), "waiting");
  EXPECT_TRUE(web_.visits("http://a.example:25").empty());
}

TEST_F(CrawlTest, ARobotsTxtThatRedirectsForEverOpensItsHostAfterFiveInTheirTime) {
  web_.answer("http://a.example/robots.txt", [](const FetchJob&, int) {
    auto page = FakeWeb::html("", 302);
    page.headers.emplace_back("Location", "/robots.txt");
    return page;
  });
  web_.page("http://a.example/", links({}));
  options_.delay = milliseconds{500};
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/"), "fetched");
  const auto asked = web_.visits("http://a.example/robots.txt");
  ASSERT_EQ(asked.size(), 6u);
  EXPECT_GE(asked.back().at, milliseconds{2'500});
}

TEST_F(CrawlTest, RobotsTxtThatComesBackOpensTheHost) {
  web_.answer("http://a.example/robots.txt",
              [](const FetchJob&, int visit) { return FakeWeb::html("", visit < 3 ? 500 : 404); });
  web_.page("http://a.example/", links({}));
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/"), "fetched");
}

TEST_F(CrawlTest, RobotsTxtIsAskedAgainAfterADay) {
  web_.page("http://a.example/robots.txt", "User-agent: *\nCrawl-delay: 60\n");
  std::vector<std::string> targets;
  for (int i = 0; i < 1500; ++i) targets.push_back("/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(web_.visits("http://a.example/robots.txt").size(), 2u);
  EXPECT_GT(loop_.elapsed(), std::chrono::hours(24));
}

TEST_F(CrawlTest, DelayAndSlotsPerHostAreKept) {
  std::vector<std::string> targets;
  for (int i = 0; i < 20; ++i) targets.push_back("/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  web_.otherwise([](const FetchJob&, int) {
    auto page = FakeWeb::html("");
    page.total = milliseconds{100};
    return page;
  });
  options_.delay = milliseconds{250};
  run({"http://a.example/"});
  milliseconds last{-250};
  for (const auto& visit : web_.log()) {
    EXPECT_GE(visit.at - last, milliseconds{250}) << visit.url;
    EXPECT_LE(visit.with_host, 2u);
    last = visit.at;
  }
}

TEST_F(CrawlTest, ASlowHostCostsASlotOfItsOwnOnly) {
  options_.concurrency = 8;
  options_.delay = milliseconds{0};
  options_.sitemaps = false;
  std::vector<std::string> slow, fast;
  for (int i = 0; i < 40; ++i) slow.push_back("/" + std::to_string(i));
  for (int i = 0; i < 400; ++i) fast.push_back("/" + std::to_string(i));
  web_.page("http://slow.example/", links(slow));
  web_.page("http://fast.example/", links(fast));
  web_.otherwise([](const FetchJob& job, int) {
    auto page = FakeWeb::html("");
    page.total = milliseconds{job.url.starts_with("http://slow") ? 20'000 : 10};
    return page;
  });
  run({"http://slow.example/", "http://fast.example/"});
  // 400 pages at 2 slots of 10 ms: 2 s if the slow host takes nothing from it.
  EXPECT_LT(web_.visits("http://fast.example/").back().at, milliseconds{2'500});
}

TEST_F(CrawlTest, HostsThatAreSlowOrSilentLeaveSlotsToTheOthers) {
  options_.concurrency = 16;
  options_.delay = milliseconds{0};
  options_.sitemaps = false;
  options_.scope = Scope::kHost;
  std::vector<std::string> pages, seeds;
  for (int i = 0; i < 50; ++i) pages.push_back("/" + std::to_string(i));
  const FakeWeb::Answer answer = [&pages](const FetchJob& job, int) {
    auto page = FakeWeb::html(job.url.ends_with(".example/") ? links(pages) : "");
    if (job.url.ends_with(".txt")) page.status = 404;
    if (job.url.starts_with("http://slow")) page.total = milliseconds{20'000};
    if (job.url.starts_with("http://silent")) {
      page = FakeWeb::broken(FetchOutcome::kTimeout);
      page.total = milliseconds{30'000};
    }
    return page;
  };
  for (const std::string kind : {"fast", "slow", "silent"}) {
    for (int i = 0; i < 20; ++i) {
      seeds.push_back("http://" + kind + std::to_string(i) + ".example/");
      web_.answer(seeds.back() + "robots.txt", answer);
    }
  }
  web_.otherwise(answer);
  run(seeds);
  // 1,000 pages of 10 ms at the four slots that are kept free: 2.5 s, and as much again for the
  // openings.
  EXPECT_LT(web_.visits("http://fast").back().at, milliseconds{5'000});
}

TEST_F(CrawlTest, WhereAllHostsAreSlowNoSlotIsKeptFree) {
  options_.concurrency = 16;
  options_.delay = milliseconds{0};
  options_.sitemaps = false;
  std::vector<std::string> pages, seeds;
  for (int i = 0; i < 50; ++i) pages.push_back("/" + std::to_string(i));
  for (int i = 0; i < 20; ++i) {
    seeds.push_back("http://slow" + std::to_string(i) + ".example/");
    web_.page(seeds.back(), links(pages));
  }
  web_.otherwise([](const FetchJob&, int) {
    auto page = FakeWeb::html("");
    page.total = milliseconds{5'000};
    return page;
  });
  run(seeds);
  std::size_t most = 0;
  for (const auto& visit : web_.visits("http://slow")) most = std::max(most, visit.in_all);
  EXPECT_EQ(most, 16u);
  // 1,000 pages of 5 s at 16 slots: 312 s.
  EXPECT_LT(web_.log().back().at, milliseconds{345'000});
}

TEST_F(CrawlTest, HostsOnOneAddressShareItsLimit) {
  options_.delay = milliseconds{0};
  options_.per_address = 3;
  options_.scope = Scope::kAll;
  std::vector<std::string> seeds;
  for (int i = 0; i < 10; ++i) {
    const std::string host = "h" + std::to_string(i) + ".example";
    web_.address(host, "93.184.216.34");
    seeds.push_back("http://" + host + "/");
  }
  run(seeds);
  for (const auto& visit : web_.log()) EXPECT_LE(visit.in_all, 3u);
  EXPECT_EQ(ending_.pages, 10u);
  EXPECT_EQ(ending_.files, 10u);  // each its sitemap.xml
}

TEST_F(CrawlTest, RetryAfterHoldsTheHost) {
  options_.sitemaps = false;
  options_.wait_for_hosts = milliseconds{300'000};
  web_.page("http://a.example/", links({"/1", "/2", "/3"}));
  web_.answer("http://a.example/1", [](const FetchJob&, int visit) {
    auto page = FakeWeb::html("", visit == 1 ? 429 : 200);
    page.headers.emplace_back("Retry-After", "120");
    return page;
  });
  run({"http://a.example/"});
  const auto first = web_.visits("http://a.example/1").front().at;
  for (const auto& visit : web_.log())
    if (visit.at > first + milliseconds{1000}) {
      EXPECT_GE(visit.at, first + milliseconds{120'000}) << visit.url;
    }
  EXPECT_EQ(fate("http://a.example/1"), "fetched");
  EXPECT_EQ(web_.visits("http://a.example/1").size(), 2u);
}

class LongRetryAfter : public CrawlTest {
 protected:
  void run_with_an_hour_at(const std::string& path) {
    web_.answer("http://a.example" + path, [](const FetchJob&, int) {
      auto page = FakeWeb::html("", 429);
      page.headers.emplace_back("Retry-After", "3600");
      return page;
    });
    run({"http://a.example/"});
    EXPECT_EQ(ending_.reason, "hosts-unavailable");
    EXPECT_LT(loop_.elapsed(), milliseconds{60'000});
    EXPECT_EQ(fate("http://a.example/"), "waiting");
    auto waiting = store_.waiting_hosts(1);
    ASSERT_EQ(waiting->most.size(), 1u);
    EXPECT_NE(waiting->most[0].last_error.find("429"), std::string::npos);
  }
};

TEST_F(LongRetryAfter, OfAPageKeepsNoCrawlAlive) { run_with_an_hour_at("/"); }

TEST_F(LongRetryAfter, OfRobotsTxtKeepsNoCrawlAlive) { run_with_an_hour_at("/robots.txt"); }

TEST_F(CrawlTest, AHostThatSaysTooMuchAndNothingElseEndsTheCrawl) {
  options_.sitemaps = false;
  std::vector<std::string> targets;
  for (int i = 0; i < 200; ++i) targets.push_back("/busy/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  web_.otherwise([](const FetchJob& job, int) {
    return FakeWeb::html("", job.url.ends_with("robots.txt") ? 404 : 429);
  });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "hosts-unavailable");
  EXPECT_LT(loop_.elapsed(), std::chrono::minutes(10));
  EXPECT_GT(store_.stats()->waiting, 190u);
}

TEST_F(CrawlTest, ServerErrorsAreTriedAgainThenKeptAsTheyAre) {
  web_.answer("http://a.example/", [](const FetchJob&, int) { return FakeWeb::html("", 500); });
  run({"http://a.example/"});
  EXPECT_EQ(web_.visits("http://a.example/").size() - 2,
            4u);  // less robots.txt and sitemap.xml; 1 + 3 retries
  EXPECT_EQ(fate("http://a.example/"), "fetched");
}

TEST_F(CrawlTest, NetworkFailuresAreTriedAgainThenFail) {
  web_.page("http://a.example/", links({"/bad"}));
  web_.answer("http://a.example/bad",
              [](const FetchJob&, int) { return FakeWeb::broken(FetchOutcome::kTimeout); });
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/bad"), "failed timeout");
  EXPECT_EQ(web_.visits("http://a.example/bad").size(), 4u);
}

TEST_F(CrawlTest, AHostWithoutANameFails) {
  web_.no_such_host("nowhere.example");
  run({"http://nowhere.example/"});
  EXPECT_EQ(fate("http://nowhere.example/"), "failed dns");
  EXPECT_TRUE(web_.log().empty());
}

TEST_F(CrawlTest, AHostThatRefusesConnectionsFailsAfterItsRetries) {
  web_.answer("http://a.example/robots.txt",
              [](const FetchJob&, int) { return FakeWeb::broken(FetchOutcome::kConnect); });
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/"), "failed connect");
  EXPECT_EQ(web_.log().size(), 4u);
}

TEST_F(CrawlTest, AHostThatFailsAgainAndAgainIsParkedAndTheCrawlEnds) {
  options_.sitemaps = false;
  std::vector<std::string> targets;
  for (int i = 0; i < 500; ++i) targets.push_back("/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  web_.otherwise([](const FetchJob&, int) { return FakeWeb::broken(FetchOutcome::kReset); });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "hosts-unavailable");
  EXPECT_LT(web_.log().size(), 50u);
  EXPECT_GT(store_.stats()->waiting, 480u);
  EXPECT_GE(loop_.elapsed(), milliseconds{60'000}) << "it may be back within a minute";
}

TEST_F(CrawlTest, ABrokenPartOfAHostIsNoDeadHost) {
  options_.sitemaps = false;
  options_.delay = milliseconds{0};
  options_.per_host = 32;
  std::vector<std::string> targets;
  for (int i = 0; i < 2'000; ++i) {
    targets.push_back("/good/" + std::to_string(i));
    if (i % 10 == 0) targets.push_back("/spread/" + std::to_string(i));
  }
  for (int i = 0; i < 195; ++i) targets.push_back("/folder/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  web_.otherwise([](const FetchJob& job, int) {
    return FakeWeb::html("", job.url.find("/good/") == std::string::npos ? 500 : 200);
  });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_TRUE(messages_.empty()) << messages_[0];
  EXPECT_EQ(store_.stats()->fetched, 1u + 2'000 + 200 + 195);
}

TEST_F(CrawlTest, WithNothingElseToDoAHostIsAskedAgainBeforeTheEnd) {
  options_.wait_for_hosts = milliseconds{300'000};
  options_.sitemaps = false;
  web_.answer("http://a.example/robots.txt", [this](const FetchJob&, int) {
    const bool is_back = loop_.elapsed() > milliseconds{45'000};
    return FakeWeb::html("", is_back ? 404 : 503);
  });
  web_.page("http://a.example/", links({"/1"}));
  web_.page("http://a.example/1", links({}));
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(fate("http://a.example/1"), "fetched");
  EXPECT_LT(loop_.elapsed(), milliseconds{90'000});
}

TEST_F(CrawlTest, AHostThatStaysUnavailableIsWaitedForSoLongAndNoLonger) {
  options_.wait_for_hosts = milliseconds{300'000};
  web_.answer("http://a.example/robots.txt",
              [](const FetchJob&, int) { return FakeWeb::html("", 503); });
  std::optional<Bottleneck> limit;
  on_step_ = [&] {
    if (messages_.size() == 2 && !limit) limit = crawl_->snapshot().bottleneck;
  };
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "hosts-unavailable");
  EXPECT_EQ(web_.log().size(), 12u) << "three times four tries";
  EXPECT_GE(loop_.elapsed(), milliseconds{300'000});
  EXPECT_LT(loop_.elapsed(), milliseconds{350'000});
  EXPECT_EQ(limit, Bottleneck::kUnavailable);
  EXPECT_EQ(messages_, (std::vector<std::string>{
                           "http://a.example: left alone for now, its URLs wait: robots.txt: "
                           "status 503",
                           "nothing left but URLs of unavailable hosts (1): asking again in 1 min "
                           "0 s, see --wait-for-hosts; Ctrl-C ends now",
                           "nothing left but URLs of unavailable hosts (1): asking again in 4 min "
                           "0 s, see --wait-for-hosts; Ctrl-C ends now"}));
}

TEST_F(CrawlTest, AnInterruptEndsTheWaitForHostsAtOnce) {
  options_.wait_for_hosts = milliseconds{300'000};
  web_.answer("http://a.example/robots.txt",
              [](const FetchJob&, int) { return FakeWeb::html("", 503); });
  on_step_ = [&] {
    if (messages_.size() == 2 && !ended_) crawl_->stop(storage::EndReason::kInterrupted);
  };
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "interrupted");
  EXPECT_LT(loop_.elapsed(), milliseconds{20'000});
}

TEST_F(CrawlTest, WhereEachSeedFailsOrLeadsToWhatFailsHostsAreUnavailable) {
  options_.sitemaps = false;
  web_.no_such_host("gone.example");
  web_.answer("http://a.example/", [](const FetchJob&, int) {
    auto page = FakeWeb::html("", 301);
    page.headers.emplace_back("Location", "http://a.example/home");
    return page;
  });
  web_.answer("http://a.example/home",
              [](const FetchJob&, int) { return FakeWeb::broken(FetchOutcome::kTls); });
  web_.answer("http://b.example/", [](const FetchJob&, int) { return FakeWeb::html("", 500); });
  run({"http://gone.example/", "http://a.example/", "http://b.example/"});
  EXPECT_EQ(ending_.reason, "hosts-unavailable");
  EXPECT_EQ(ending_.store.seeds[1]->reason, storage::Reason::kTls);
  web_.page("http://c.example/", links({}));
  run({"http://gone.example/", "http://c.example/"});
  EXPECT_EQ(ending_.reason, "finished");
}

TEST_F(CrawlTest, AfterTheMachineSleptWhatWasCutIsFetched) {
  options_.sitemaps = false;
  options_.per_host = 16;
  options_.delay = milliseconds{0};
  std::vector<std::string> targets;
  for (int i = 0; i < 60; ++i) targets.push_back("/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  // All that is in flight when it falls asleep is cut when it wakes.
  bool slept = false;
  TimePoint cut_until{};
  web_.otherwise([&](const FetchJob& job, int) {
    if (job.url.ends_with("/0")) {
      if (!slept) loop_.post([&] { loop_.jump(std::chrono::hours(8)); });
      if (!slept) cut_until = loop_.now();
      slept = true;
    }
    return slept && loop_.now() <= cut_until ? FakeWeb::broken(FetchOutcome::kTimeout)
                                             : FakeWeb::html("");
  });
  run({"http://a.example/"});
  EXPECT_TRUE(slept);
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(store_.stats()->fetched, 61u);
  EXPECT_EQ(store_.stats()->waiting, 0u);
  EXPECT_EQ(store_.stats()->failed, 0u);
}

TEST_F(CrawlTest, AWallClockThatIsSetBackMovesNoDelay) {
  options_.sitemaps = false;
  web_.page("http://a.example/", links({"/1", "/2", "/3", "/4", "/busy"}));
  web_.answer("http://a.example/busy", [](const FetchJob&, int visit) {
    auto page = FakeWeb::html("", visit == 1 ? 503 : 200);
    page.headers.emplace_back("Retry-After", "10");
    return page;
  });
  for (const char* path : {"/1", "/2", "/3", "/4"})
    web_.answer("http://a.example" + std::string(path), [this](const FetchJob&, int) {
      loop_.step_wall(-std::chrono::hours(1));
      return FakeWeb::html("");
    });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(store_.stats()->fetched, 6u);
  EXPECT_GE(loop_.elapsed(), milliseconds{10'000}) << "Retry-After was not waited for";
  EXPECT_LT(loop_.elapsed(), milliseconds{30'000}) << "a delay came from the wall clock";
}

class ShorterWays : public CrawlTest, public testing::WithParamInterface<uint32_t> {};

TEST_P(ShorterWays, WhatIsFetchedIsWhatMaxDepthLinksLeadToWhateverTheTiming) {
  constexpr int kPages = 120;
  std::mt19937 random(GetParam());
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  options_.sitemaps = false;
  options_.has_max_depth = true;
  options_.max_depth = 6;
  options_.delay = milliseconds{0};
  options_.per_host = 16;
  // Long ways through quick pages, short ones through slow pages and redirects.
  std::vector<std::vector<int>> ways(kPages);
  std::vector<bool> redirects(kPages);
  for (int i = 0; i < kPages; ++i) {
    redirects[i] = i > 0 && pick(5) == 0;
    if (i + 1 < kPages) ways[i].push_back(i + 1);
    if (!redirects[i] && pick(2) == 0) ways[i].push_back(pick(kPages));
    const std::string url = "http://a.example/" + std::to_string(i);
    const milliseconds time{pick(2) == 0 ? 10 : 1'000 * pick(60)};
    web_.answer(url, [&, i, time](const FetchJob&, int) {
      std::vector<std::string> targets;
      for (const int way : ways[i]) targets.push_back("/" + std::to_string(way));
      auto page = FakeWeb::html(redirects[i] ? "" : links(targets), redirects[i] ? 302 : 200);
      if (redirects[i]) page.headers.emplace_back("Location", targets.at(0));
      page.total = time;
      return page;
    });
  }
  redirects[kPages - 1] = false;
  run({"http://a.example/0"});

  std::vector<uint32_t> depths(kPages, UINT32_MAX);
  depths[0] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (int i = 0; i < kPages; ++i)
      for (const int way : ways[i]) {
        if (depths[i] > options_.max_depth) continue;
        const uint32_t depth = depths[i] + (redirects[i] ? 0 : 1);
        if (depth < depths[way]) depths[way] = depth, changed = true;
      }
  }
  int near = 0, far = 0;
  for (int i = 0; i < kPages; ++i) {
    const std::string url = "http://a.example/" + std::to_string(i);
    const bool is_near = depths[i] <= options_.max_depth;
    ++(is_near ? near : far);
    EXPECT_EQ(fate(url) == "fetched", is_near) << url << " " << fate(url) << " " << depths[i];
    if (is_near) {
      EXPECT_EQ(store_.find(url)->depth, depths[i]) << url;
    }
  }
  EXPECT_GT(near, 7);
  EXPECT_GT(far, 7);
}

INSTANTIATE_TEST_SUITE_P(Webs, ShorterWays, testing::Range(1u, 17u));

TEST_F(CrawlTest, RedirectsAreRowsAndTheirTargetsAreAtTheSameDepth) {
  options_.has_max_depth = true;
  options_.max_depth = 0;
  web_.answer("http://a.example/", [](const FetchJob&, int) {
    auto page = FakeWeb::html("", 301);
    page.headers.emplace_back("Location", "/home");
    return page;
  });
  web_.page("http://a.example/home", links({"/deeper"}));
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/home"), "fetched");
  EXPECT_EQ(fate("http://a.example/deeper"), "skipped max-depth");
}

TEST_F(CrawlTest, ARedirectWithoutEndStopsAfterTenHops) {
  web_.otherwise([](const FetchJob& job, int) {
    auto page = FakeWeb::html("", 302);
    page.headers.emplace_back("Location", job.url + "x");
    return page;
  });
  run({"http://a.example/r"});
  EXPECT_EQ(fate("http://a.example/r" + std::string(10, 'x')), "fetched");
  EXPECT_EQ(fate("http://a.example/r" + std::string(11, 'x')), "skipped redirect-hops");
}

TEST_F(CrawlTest, MaxPagesIsExact) {
  options_.max_pages = 7;
  options_.delay = milliseconds{0};
  options_.per_host = 4;
  web_.otherwise([](const FetchJob& job, int) {
    return FakeWeb::html(links({job.url + "a", job.url + "b"}));
  });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "max-pages");
  EXPECT_EQ(ending_.pages, 7u);
  EXPECT_EQ(ending_.files, 1u);  // sitemap.xml
  EXPECT_EQ(store_.stats()->fetched, 8u);
}

TEST_F(CrawlTest, MaxTimeEndsInTime) {
  options_.max_time = milliseconds{60'000};
  web_.otherwise([](const FetchJob& job, int) {
    return FakeWeb::html(links({job.url + "a", job.url + "b"}));
  });
  options_.max_repeated_segments = 1000;
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "max-time");
  EXPECT_GE(loop_.elapsed(), milliseconds{60'000});
  EXPECT_LT(loop_.elapsed(), milliseconds{65'000});
  EXPECT_GE(ending_.elapsed, milliseconds{60'000});
  EXPECT_LE(ending_.elapsed, loop_.elapsed());
  EXPECT_EQ(store_.runs().back().end.elapsed, ending_.elapsed);
}

TEST_F(CrawlTest, MaxPerHostCountsEachHost) {
  options_.max_per_host = 5;
  options_.scope = Scope::kAll;
  options_.sitemaps = false;
  web_.otherwise([](const FetchJob& job, int) {
    return FakeWeb::html(links({job.url + "a", job.url + "b", "http://b.example/"}));
  });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(store_.stats()->fetched, 10u);
}

TEST_F(CrawlTest, AnInterruptLetsTransfersEndAndTheNextRunGoesOn) {
  std::vector<std::string> targets;
  for (int i = 0; i < 50; ++i) targets.push_back("/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  on_step_ = [&] {
    if (web_.log().size() == 20) crawl_->stop(storage::EndReason::kInterrupted);
  };
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "interrupted");
  const auto waiting = store_.stats()->waiting;
  EXPECT_GT(waiting, 0u);
  on_step_ = nullptr;
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  std::map<std::string, int> visits;
  for (const auto& visit : web_.log()) ++visits[visit.url];
  for (const auto& [url, count] : visits)
    EXPECT_EQ(count, 1) << url;  // robots.txt too: it is fresh
}

TEST_F(CrawlTest, ATransferThatDoesNotEndIsDroppedAfterTheStopAndFetchedNextTime) {
  web_.page("http://a.example/", links({"/stuck"}));
  web_.answer("http://a.example/stuck", [](const FetchJob&, int visit) {
    auto page = FakeWeb::html("");
    page.total = milliseconds{visit == 1 ? 3'600'000 : 10};
    return page;
  });
  on_step_ = [&] {
    if (!web_.visits("http://a.example/stuck").empty())
      crawl_->stop(storage::EndReason::kInterrupted);
  };
  run({"http://a.example/"});
  EXPECT_LT(loop_.elapsed(), milliseconds{10'000});
  EXPECT_EQ(fate("http://a.example/stuck"), "waiting");
}

TEST_F(CrawlTest, SitemapsOfRobotsTxtAndTheUsualPlaceAreRead) {
  web_.page("http://a.example/robots.txt", "Sitemap: http://a.example/maps/index.xml\n");
  web_.page("http://a.example/maps/index.xml",
            "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
            "<sitemap><loc>http://a.example/maps/1.xml</loc></sitemap></sitemapindex>");
  web_.page("http://a.example/maps/1.xml",
            "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
            "<url><loc>http://a.example/orphan</loc></url>"
            "<url><loc>http://b.example/foreign</loc></url></urlset>");
  web_.page("http://a.example/", links({}));
  web_.page("http://a.example/orphan", links({}));
  run({"http://a.example/"});
  EXPECT_EQ(fate("http://a.example/orphan"), "fetched");
  EXPECT_EQ(fate("http://b.example/foreign"), "skipped scope");
  EXPECT_EQ(web_.visits("http://a.example/sitemap.xml").size(), 1u);
}

TEST_F(CrawlTest, NoSitemapsWhenNotWanted) {
  options_.sitemaps = false;
  web_.page("http://a.example/robots.txt", "Sitemap: http://a.example/maps.xml\n");
  web_.page("http://a.example/", links({}));
  run({"http://a.example/"});
  EXPECT_EQ(web_.log().size(), 2u);
}

TEST_F(CrawlTest, ARelativeLinkThatGrowsEndsByItself) {
  web_.otherwise([](const FetchJob&, int) { return FakeWeb::html(links({"a/"})); });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(fate("http://a.example/a/a/a/"), "fetched");
  EXPECT_EQ(fate("http://a.example/a/a/a/a/"), "skipped repeated-segment");
}

TEST_F(CrawlTest, ACalendarOfEqualPagesEndsAndThePagesBesideItAreFetched) {
  options_.delay = milliseconds{0};
  options_.max_equal_content = 20;
  web_.page("http://a.example/", links({"/cal/1", "/good1", "/good2"}));
  web_.page("http://a.example/good1", links({}));
  web_.page("http://a.example/good2", links({}));
  int day = 1;
  web_.otherwise([&day](const FetchJob&, int) {
    ++day;
    auto page = FakeWeb::html("nothing on this day");
    page.headers.emplace_back("Link", "</cal/" + std::to_string(day) + ">; rel=next");
    return page;
  });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_LT(web_.visits("http://a.example/cal/").size(), 30u);
  EXPECT_EQ(fate("http://a.example/good1"), "fetched");
  EXPECT_EQ(fate("http://a.example/good2"), "fetched");
}

TEST_F(CrawlTest, ManyHostsAreForgottenWhenTheyAreDone) {
  options_.scope = Scope::kAll;
  options_.sitemaps = false;
  options_.concurrency = 16;
  web_.otherwise([](const FetchJob& job, int) {
    parser::Url url;
    url.assign(job.url);
    const int n = std::stoi(std::string(url.host().substr(1)));
    if (n >= 3000) return FakeWeb::html("");
    return FakeWeb::html(links({"http://h" + std::to_string(n + 1) + ".example/"}));
  });
  std::size_t most = 0;
  int step = 0;
  on_step_ = [&] {
    if (++step % 500 == 0) most = std::max<std::size_t>(most, crawl_->snapshot().hosts);
  };
  run({"http://h0.example/"});
  EXPECT_EQ(store_.stats()->fetched, 3001u);
  EXPECT_LT(most, 3001u);
}

// --- Checks

TEST_F(CrawlTest, WhatIsOutOfScopeIsCheckedByHeadAndThePagesBehindItAreNone) {
  options_.check = {true, true, false};
  web_.page("http://a.example/", links({"http://b.example/x", "http://b.example/gone"}));
  web_.page("http://b.example/x", links({"http://b.example/y"}));
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(ending_.pages, 1u);
  EXPECT_EQ(ending_.checks, 2u);
  EXPECT_EQ(fate("http://b.example/x"), "fetched");
  EXPECT_EQ(fate("http://b.example/y"), "");
  ASSERT_EQ(web_.visits("http://b.example/x").size(), 1u);
  EXPECT_TRUE(web_.visits("http://b.example/x")[0].by_head);
  const auto gone = web_.visits("http://b.example/gone");
  ASSERT_EQ(gone.size(), 2u);
  EXPECT_TRUE(gone[0].by_head && !gone[1].by_head);
}

TEST_F(CrawlTest, MaxPagesIsExactWithChecksTooAndTheseAreMade) {
  options_.check = {true, false, false};
  options_.max_pages = 5;
  options_.delay = milliseconds{0};
  std::vector<std::string> targets;
  for (int i = 0; i < 20; ++i) {
    const std::string path = "/" + std::to_string(i);
    targets.push_back(path);
    web_.page("http://a.example" + path, links({"http://b.example" + path}));
    web_.page("http://b.example" + path, links({}));
  }
  web_.page("http://a.example/", links(targets));
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "max-pages");
  EXPECT_EQ(ending_.pages, 5u);
  EXPECT_EQ(ending_.checks, 4u);
  EXPECT_EQ(store_.stats()->waiting, 16u);
}

TEST_F(CrawlTest, AHostOfChecksThatIsGoneDoesNotHoldTheCrawl) {
  options_.check = {true, false, false};
  options_.wait_for_hosts = milliseconds{300'000};
  std::vector<std::string> targets;
  for (int i = 0; i < 200; ++i) targets.push_back("http://b.example/" + std::to_string(i));
  web_.page("http://a.example/", links(targets));
  web_.answer("http://b.example/robots.txt",
              [](const FetchJob&, int) { return FakeWeb::broken(FetchOutcome::kConnect); });
  run({"http://a.example/"});
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(store_.stats()->failed, 200u);
  EXPECT_LT(loop_.elapsed(), std::chrono::minutes(1));
  EXPECT_EQ(web_.visits("http://b.example/").size(), 4u);
}

}  // namespace
}  // namespace crawler
