// Crawls that are compared: what is new, known, fixed or not looked at again; and how much of a
// site a crawl has seen.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "explore/check/baseline.h"
#include "explore/check/coverage.h"
#include "explore/check/finding_judge.h"
#include "tests/explore/crawl_maker.h"
#include "tests/explore/findings/site_pages.h"

namespace explore {
namespace {

using storage::Reason;
using storage::Role;
using Links = std::vector<CrawlMaker::Link>;

constexpr const char* kAllChecks =
    R"({"user-agent":"crawl/0.1","check":"links,resources,fragments"})";

class Check : public testing::Test {
 protected:
  std::string then() { return folder_.file("then.db"); }
  std::string now() { return folder_.file("now.db"); }

  // With a page for each of `broken`, that links to it.
  static void make(const std::string& path, const std::vector<std::string>& broken,
                   const std::string& end = "finished", const std::string& options = kAllChecks) {
    CrawlMaker maker(path, options);
    for (const std::string& name : broken) maker.keep(kSite + "/gone-" + name, failing(404), {});
    for (const std::string& name : broken)
      maker.keep(kSite + "/" + name, sound("/" + name), {{"a", kSite + "/gone-" + name}});
    maker.end(end);
  }

  JudgedFinding judge(std::string_view id) {
    auto crawl = ExaminedCrawl::open(now());
    if (!crawl) throw std::runtime_error(crawl.error().message);
    auto baseline = Baseline::open(then(), **crawl, map_);
    if (!baseline) throw std::runtime_error(baseline.error().message);
    note_ = (*baseline)->note();
    FindingJudge judge({**crawl, baseline->get(), map_, ignore_, accepted_});
    auto judged = judge.judge(*find_finding(id));
    if (!judged) throw std::runtime_error(judged.error().message);
    return std::move(*judged);
  }

  // "rows new known fixed unknown"
  std::string counts(std::string_view id) {
    const JudgedFinding judged = judge(id);
    std::string text;
    for (const uint64_t count :
         {judged.rows, judged.new_rows, judged.known_rows, judged.fixed, judged.unknown})
      text += (text.empty() ? "" : " ") + std::to_string(count);
    return text;
  }

  Coverage coverage() {
    auto crawl = ExaminedCrawl::open(now());
    if (!crawl) throw std::runtime_error(crawl.error().message);
    auto coverage = coverage_of((*crawl)->database());
    if (!coverage) throw std::runtime_error(coverage.error().message);
    return *coverage;
  }

  storage::TemporaryFolder folder_;
  UrlMap map_;
  IgnoreList ignore_;
  AcceptedStatuses accepted_;
  std::string note_;
};

TEST_F(Check, TellsNewFromKnown) {
  make(then(), {"a", "b"});
  make(now(), {"b", "c"});
  EXPECT_EQ(counts("broken-links"), "2 1 1 0 1") << "the page /a was not met again: unknown";
  const JudgedFinding judged = judge("broken-links");
  ASSERT_EQ(judged.listed.size(), 2u);
  EXPECT_EQ(judged.listed[0].standing, Standing::kKnown);
  EXPECT_EQ(judged.listed[1].standing, Standing::kNew);
  EXPECT_NE(judged.listed[0].fingerprint, judged.listed[1].fingerprint);
}

TEST_F(Check, IsFixedWhereThePageWasReadAgain) {
  make(then(), {"a", "b", "c", "d"});
  CrawlMaker maker(now(), kAllChecks);
  maker.keep(kSite + "/gone-b", sound("/gone-b"), {});  // it is there again
  maker.know(kSite + "/gone-c", Reason::kRobots);       // nobody asked
  maker.keep(kSite + "/a", sound("/a"), {});            // links to it no more
  maker.keep(kSite + "/b", sound("/b"), {{"a", kSite + "/gone-b"}});
  maker.keep(kSite + "/c", sound("/c"), {{"a", kSite + "/gone-c"}});
  maker.wait(kSite + "/d");
  maker.end();
  EXPECT_EQ(counts("broken-links"), "0 0 0 2 2");
}

TEST_F(Check, APageThatIsOnlyCheckedNowWasNotReadAgain) {
  make(then(), {"a"});
  CrawlMaker maker(now(), kAllChecks);
  maker.keep(kSite + "/a", sound("/a"), {}, 1, Role::kLink);
  maker.keep(kSite + "/", sound("/"), {});
  maker.end();
  EXPECT_EQ(counts("broken-links"), "0 0 0 0 1");
}

TEST_F(Check, NothingIsFixedThatTheCrawlDidNotCheck) {
  make(then(), {"a"});
  CrawlMaker maker(now(), R"({"user-agent":"crawl/0.1","check":"links"})");
  maker.keep(kSite + "/a", sound("/a"), {});
  maker.end();
  EXPECT_EQ(counts("broken-links"), "0 0 0 0 1");
  EXPECT_NE(note_.find("links,resources,fragments"), std::string::npos);
}

TEST_F(Check, AnotherSiteMayBeTheBaseline) {
  make(now(), {"a", "b"});
  CrawlMaker maker(then(), kAllChecks);
  const std::string production = "https://www.site.test";
  maker.keep(production + "/gone-a", failing(404), {});
  maker.keep(production + "/a", sound("/a"), {{"a", production + "/gone-a"}});
  maker.end();
  EXPECT_EQ(counts("broken-links"), "2 2 0 0 1");
  map_.add(kSite, production);
  EXPECT_EQ(counts("broken-links"), "2 1 1 0 0");
}

TEST_F(Check, WhatIsIgnoredIsCountedApartAndIsNotFixed) {
  make(then(), {"a", "b"});
  make(now(), {"a", "b", "c"});
  ignore_ = std::move(*IgnoreList::parse(
      "[[ignore]]\nfinding = \"broken-links\"\nurl = 'gone-[ac]'\nreason = \"so be it\"\n", "list",
      "2026-11-30", findings()));
  EXPECT_EQ(counts("broken-links"), "1 0 1 0 0");
  const JudgedFinding judged = judge("broken-links");
  EXPECT_EQ(judged.ignored, 2u);
  ASSERT_EQ(judged.listed_ignored.size(), 2u);
  EXPECT_EQ(judged.listed_ignored[0].reason, "so be it");
  EXPECT_EQ(ignore_.uses()[0].rows, 4u) << "of both times";
}

TEST_F(Check, AcceptedStatusesAreIgnored) {
  make(then(), {});
  make(now(), {"a"});
  EXPECT_EQ(accepted_.add("403, 400-404"), "");
  EXPECT_EQ(counts("broken-links"), "0 0 0 0 0");
  EXPECT_EQ(judge("broken-links").listed_ignored.at(0).reason, "--accept 404");
  for (const char* wrong : {"", "4", "404-403", "x", "404,", "1000", "-404", "404-"})
    EXPECT_NE(AcceptedStatuses().add(wrong), "") << wrong;
}

TEST_F(Check, KeepsTheNewAmongManyKnown) {
  constexpr std::size_t kMany = 22000;
  for (const bool is_now : {false, true}) {
    CrawlMaker maker(is_now ? now() : then(), kAllChecks);
    maker.keep(kSite + "/gone", failing(404), {});
    Links links;
    for (std::size_t i = 0; i < (is_now ? kMany + 1 : kMany); ++i)
      links.push_back({"a", kSite + "/gone", "link " + std::to_string(i)});
    maker.keep(kSite + "/a", sound("/a"), links);
    if (is_now) maker.keep(kSite + "/z", sound("/z"), {{"a", kSite + "/gone"}});
    maker.end();
  }
  const JudgedFinding judged = judge("broken-links");
  EXPECT_EQ(judged.rows, kMany + 2);
  EXPECT_EQ(judged.new_rows, 1u);
  EXPECT_LE(judged.listed.size(), FindingJudge::kMostRows);
  EXPECT_TRUE(std::ranges::any_of(
      judged.listed, [](const ListedRow& row) { return row.standing == Standing::kNew; }));
  EXPECT_EQ(judged.left_out(), judged.rows - judged.listed.size());
}

TEST_F(Check, CoverageSaysWhetherSilenceIsGold) {
  make(now(), {"a"});
  EXPECT_EQ(coverage().problem, "");
  EXPECT_EQ(coverage().pages, 2u);
  EXPECT_EQ(coverage().checks, 0u);
}

TEST_F(Check, ACrawlThatSawNothingIsNoProofOfAnything) {
  {
    CrawlMaker maker(now(), kAllChecks);
    maker.fail(kSite + "/", Reason::kDns, "no such host");
    maker.end("hosts-unavailable");
  }
  EXPECT_EQ(coverage().problem,
            "nothing was fetched: " + kSite +
                "/: dns: no such host; is this machine offline, or behind a proxy (--proxy)?");
}

TEST_F(Check, ACrawlThatDidNotEndIsNoProofOfAnything) {
  for (const char* reason : {"interrupted", "killed", "store-error", "hosts-unavailable"}) {
    std::remove(now().c_str());
    make(now(), {"a"}, reason);
    EXPECT_NE(coverage().problem, "") << reason;
  }
  for (const char* reason : {"finished", "max-pages", "max-time"}) {
    std::remove(now().c_str());
    make(now(), {"a"}, reason);
    EXPECT_EQ(coverage().problem, "") << reason;
  }
}

TEST_F(Check, WhatWasNotCoveredIsSaid) {
  {
    CrawlMaker maker(now(), kAllChecks);
    maker.keep(kSite + "/", sound("/"), {{"a", "https://other.test/"}});
    maker.wait(kSite + "/1");
    maker.wait(kSite + "/2");
    maker.end("max-pages");
  }
  const Coverage seen = coverage();
  EXPECT_EQ(seen.waiting, 2u);
  ASSERT_EQ(seen.notes.size(), 2u);
  EXPECT_EQ(seen.notes[0], "2 URLs were not fetched (max-pages).");
  EXPECT_EQ(seen.notes[1], "1 URL was left out: scope 1.");
}

TEST_F(Check, TheVerdictNeedsSomethingToJudge) {
  JudgedFinding judged;
  judged.finding = find_finding("broken-links");
  judged.rows = 3;
  judged.new_rows = 1;
  const auto verdict = [&judged](std::string_view gates, uint64_t pages, const char* problem) {
    Outcome outcome;
    outcome.findings.push_back(judged);
    outcome.coverage.pages = pages;
    outcome.coverage.problem = problem;
    pass_through(read_gates(gates, findings()).all, outcome);
    return std::string(name_of(outcome.verdict));
  };
  EXPECT_EQ(verdict("error>2", 1, ""), "failed");
  EXPECT_EQ(verdict("error>3", 1, ""), "passed");
  EXPECT_EQ(verdict("new:error>1", 1, ""), "passed");
  EXPECT_EQ(verdict("error>3,new:any>0", 1, ""), "failed");
  EXPECT_EQ(verdict("error>3", 1, "hosts were unavailable"), "unjudged");
  EXPECT_EQ(verdict("error>2", 1, "hosts were unavailable"), "failed") << "that much is certain";
  EXPECT_EQ(verdict("error>2", 0, "nothing was fetched"), "unjudged");
}

}  // namespace
}  // namespace explore
