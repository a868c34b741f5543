// What a whole crawl keeps in memory of its hosts: little, and not for long.
#include "crawler/policy/host_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/endless_hosts.h"
#include "tests/support/manual_loop.h"
#include "tests/support/whole_crawl.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;
using tests::FakeWeb;

// A crawl of EndlessHosts, from its start to its end.
class EndlessCrawl final : public CrawlListener {
 public:
  using Kind = tests::EndlessHosts::Kind;

  explicit EndlessCrawl(tests::EndlessHosts::Plan plan) : web(loop_, std::move(plan)) {
    options_.sitemaps = false;
    options_.scope = Scope::kAll;
    options_.user_agent = "crawl/test";
    options_.retries = 1;
    const Admission admission(options_, {});
    Crawl crawl({options_, admission, web, web, web, loop_, *this});
    web.serve(crawl);
    loop_.on_wake([&] { crawl.wake(); });
    crawl.start({}, Ledger::credits_for(options_.concurrency, 1));
    while (!ended_ && loop_.step()) most = std::max(most, crawl.snapshot().hosts);
    at_end = crawl.snapshot().hosts;
    reason = crawl.ending().reason;
  }

  void page_done(const PageLine&) override {}
  void message(const std::string&) override {}
  void warning(const std::string&) override {}
  void ended() override { ended_ = true; }

 private:
  tests::ManualLoop loop_;
  Options options_;
  bool ended_ = false;

 public:
  tests::EndlessHosts web;
  std::size_t most = 0, at_end = 0;  // hosts in memory
  std::string reason;
};

TEST(HostsInMemory, AHundredThousandDeadHostsLeaveNothingBehind) {
  tests::EndlessHosts::Plan plan;
  plan.hosts = 100'000;
  plan.pages_of_first = 25;
  plan.kind_of = [](uint64_t host) {
    return host % 2 == 0 ? EndlessCrawl::Kind::kNoName : EndlessCrawl::Kind::kRefused;
  };
  const EndlessCrawl crawl(plan);
  EXPECT_EQ(crawl.reason, "finished");
  EXPECT_EQ(crawl.web.failed(), 100'000u);
  EXPECT_EQ(crawl.web.kept(), 25u);
  EXPECT_EQ(crawl.at_end, 1u);
  EXPECT_LT(crawl.most, 70'000u);  // those that are lent, and as many that are idle
}

TEST(HostsInMemory, ACrawlEndsThoughMoreHostsAreClosedThanAreRemembered) {
  tests::EndlessHosts::Plan plan;
  plan.hosts = Frontier::kMostIdle + 1'000;
  plan.kind_of = [](uint64_t) { return EndlessCrawl::Kind::kNoRobots; };
  const EndlessCrawl crawl(plan);
  EXPECT_EQ(crawl.reason, "finished");
  EXPECT_EQ(crawl.web.parked(), plan.hosts);
}

class HostMemoryTest : public tests::WholeCrawl {
 protected:
  HostMemoryTest() {
    options_.sitemaps = false;
    options_.scope = Scope::kAll;
  }
  // A host whose pages come a minute apart: while it is crawled, time passes.
  void slow_host(const std::string& origin, int pages, const std::vector<std::string>& also = {}) {
    web_.page(origin + "/robots.txt", "User-agent: *\nCrawl-delay: 60\n");
    std::vector<std::string> targets = also;
    for (int i = 0; i < pages; ++i) targets.push_back(origin + "/" + std::to_string(i));
    web_.page(origin + "/", links(targets));
  }
};

TEST_F(HostMemoryTest, AHostThatLeftAndComesBackHasItsRulesAndItsNumberOfPages) {
  options_.max_per_host = 30;
  slow_host("http://a.example", 29);
  web_.page("http://b.example/robots.txt", "User-agent: *\nDisallow: /private\n");
  // Every fourth minute a leads to two pages of b, and to a third one that is forbidden.
  for (int i = 0; i < 29; i += 4) {
    const std::string n = std::to_string(i);
    web_.page("http://a.example/" + n, links({"http://b.example/x" + n, "http://b.example/y" + n,
                                              "http://b.example/private/" + n}));
  }
  bool was_there = false, has_left = false;
  int step = 0;
  on_step_ = [&] {
    if (++step % 10 != 0) return;  // each snapshot is a step of its own
    const std::size_t hosts = crawl_->snapshot().hosts;
    was_there |= hosts == 2;
    has_left |= was_there && hosts == 1;
  };
  run({"http://a.example/"});
  EXPECT_TRUE(has_left);
  EXPECT_EQ(web_.visits("http://b.example/robots.txt").size(), 1u);
  EXPECT_TRUE(web_.visits("http://b.example/private").empty());
  EXPECT_EQ(fate("http://b.example/private/28"), "skipped robots");
  EXPECT_EQ(store_.stats()->fetched, 30u + 16u);
}

TEST_F(HostMemoryTest, TheNumberOfPagesHoldsThoughTheHostLeavesAgainAndAgain) {
  options_.max_per_host = 5;
  std::vector<std::string> seeds;
  // Four hosts of five pages each, which come in turn, lead to b every minute.
  for (const std::string host : {"http://a1.example", "http://a2.example", "http://a3.example"}) {
    slow_host(host, 4);
    seeds.push_back(host + "/");
    for (int i = 0; i < 4; ++i)
      web_.page(host + "/" + std::to_string(i),
                i % 2 == 1 ? links({"http://b.example/" + host.substr(7, 2) + std::to_string(i)})
                           : links({}));
  }
  web_.otherwise([](const FetchJob&, int) { return FakeWeb::html(""); });
  run(seeds);
  EXPECT_EQ(web_.visits("http://b.example/a").size(), 5u);
  EXPECT_EQ(web_.visits("http://b.example/robots.txt").size(), 1u);
  EXPECT_EQ(store_.stats()->skipped, 1u);
}

}  // namespace
}  // namespace crawler
