// Whole updates in memory.
#include <gtest/gtest.h>

#include <map>

#include "tests/support/whole_crawl.h"

namespace crawler {
namespace {

using storage::ChangeKind;
using storage::VisitOutcome;

class VisitsTest : public tests::WholeCrawl {
 protected:
  static constexpr const char* kHome = "http://a.example/";

  // As main does it.
  void update(bool all = true) {
    storage::UpdatePlan plan;
    plan.all = all;
    ASSERT_TRUE(store_.begin_update(plan).ok());
    while (store_.queue_due(100)->queued > 0) {
    }
    run({kHome});
  }
  std::map<VisitOutcome, uint64_t> visits() {
    const auto counts = *store_.visit_counts();
    return {counts.visits.begin(), counts.visits.end()};
  }
  // A server that knows conditions.
  void conditional(const std::string& url, const std::string& body, const std::string& etag) {
    web_.answer(url, [=, this](const FetchJob& job, int) {
      asked_[url] = job.conditions;
      const bool is_same = std::find(job.conditions.begin(), job.conditions.end(),
                                     "If-None-Match: " + etag) != job.conditions.end();
      FetchedPage page = tests::FakeWeb::html(is_same ? "" : body, is_same ? 304 : 200);
      page.headers.emplace_back("ETag", etag);
      return page;
    });
  }

  std::map<std::string, std::vector<std::string>> asked_;
};

TEST_F(VisitsTest, WhatIsAsItWasIsNotSentAgain) {
  conditional(kHome, links({"/1"}), "\"home\"");
  conditional("http://a.example/1", links({}), "\"one\"");
  run({kHome});
  EXPECT_TRUE(asked_[kHome].empty());
  const std::size_t pages = store_.pages().size();
  update();
  EXPECT_EQ(visits()[VisitOutcome::kNotModified], 2u);
  EXPECT_EQ(store_.pages().size(), pages);
  EXPECT_EQ(ending_.pages, 2u);
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(store_.stats()->due, 0u);
}

TEST_F(VisitsTest, WhatHasChangedLeadsToWhatIsNew) {
  conditional(kHome, links({"/1"}), "\"home\"");
  conditional("http://a.example/1", links({}), "\"one\"");
  run({kHome});
  conditional("http://a.example/1", links({"/2"}), "\"another\"");
  web_.page("http://a.example/2", links({}));
  update();
  EXPECT_EQ(fate("http://a.example/2"), "fetched");
  ASSERT_EQ(store_.changes().size(), 2u);
  EXPECT_EQ(store_.changes()[0].kind, ChangeKind::kChanged);
  EXPECT_EQ(store_.changes()[0].fields, storage::kFieldText | storage::kFieldLinks);
  EXPECT_EQ(store_.changes()[1].kind, ChangeKind::kNew);
}

TEST_F(VisitsTest, A304ThatNobodyAskedForIsAnAnswerLikeAnother) {
  web_.answer(kHome, [](const FetchJob&, int) { return tests::FakeWeb::html("", 304); });
  run({kHome});
  EXPECT_EQ(store_.find(kHome)->status, 304);
}

TEST_F(VisitsTest, WhatIsExcludedNowIsLeftAsItIs) {
  web_.page(kHome, links({"/1", "/2"}));
  web_.page("http://a.example/1", links({}));
  web_.page("http://a.example/2", links({}));
  run({kHome});
  const std::size_t asked = web_.visits("http://a.example/1").size();
  options_.exclude = {"/1$"};
  update();
  EXPECT_EQ(web_.visits("http://a.example/1").size(), asked);
  EXPECT_EQ(web_.visits("http://a.example/2").size(), 2u);
  EXPECT_EQ(fate("http://a.example/1"), "fetched");
  EXPECT_EQ(store_.stats()->due, 0u);
}

TEST_F(VisitsTest, AHostsLimitCountsWhatTheUpdateVisits) {
  web_.page(kHome, links({"/1", "/2"}));
  web_.page("http://a.example/1", links({}));
  web_.page("http://a.example/2", links({}));
  options_.max_per_host = 3;
  options_.sitemaps = false;
  run({kHome});
  EXPECT_EQ(store_.stats()->fetched, 3u);
  update();
  EXPECT_EQ(visits()[VisitOutcome::kUnchanged], 3u);
}

TEST_F(VisitsTest, WhatRobotsForbidsNowIsAPageNoMore) {
  web_.page(kHome, links({"/1"}));
  web_.page("http://a.example/1", links({}));
  run({kHome});
  web_.page("http://a.example/robots.txt", "User-agent: *\nDisallow: /1\n");
  loop_.after(Milliseconds(std::chrono::hours(48)), [] {});
  while (loop_.step()) {
  }
  update();
  EXPECT_EQ(fate("http://a.example/1"), "skipped robots");
  ASSERT_FALSE(store_.changes().empty());
  EXPECT_EQ(store_.changes().back().kind, ChangeKind::kForbidden);
}

TEST_F(VisitsTest, ADeadHostLeavesWhatIsKnown) {
  web_.page(kHome, links({"/1"}));
  web_.page("http://a.example/1", links({}));
  run({kHome});
  options_.retries = 0;
  web_.answer(kHome,
              [](const FetchJob&, int) { return tests::FakeWeb::broken(FetchOutcome::kTimeout); });
  update();
  EXPECT_EQ(fate(kHome), "fetched");
  EXPECT_EQ(store_.find(kHome)->status, 200);
  EXPECT_EQ(visits()[VisitOutcome::kError], 1u);
}

TEST_F(VisitsTest, ACrawlForEverWaitsUntilSomethingIsDueAndEndsWhenItIsStopped) {
  web_.page(kHome, links({}));
  options_.forever = true;
  options_.sitemaps = false;
  options_.max_time = std::chrono::hours(24 * 10);
  update(/*all=*/false);
  EXPECT_EQ(ending_.reason, "max-time");
  const std::size_t asked = web_.visits(kHome).size();
  EXPECT_GE(asked, 3u + 1);  // robots.txt is asked for, too
  EXPECT_LE(asked, 40u);
}

}  // namespace
}  // namespace crawler
