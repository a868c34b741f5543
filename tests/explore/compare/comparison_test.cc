// What a comparison says of crawls that the store made: of what they cover, above all.
#include "explore/compare/comparison.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "explore/compare/migration.h"
#include "tests/explore/crawl_maker.h"

namespace explore {
namespace {

using storage::Reason;
using storage::Role;
using Links = std::vector<CrawlMaker::Link>;

const std::string kHost = "http://a.test";

storage::PageRecord page_with(const std::string& text, int status = 200) {
  storage::PageRecord page;
  page.status = status;
  page.content_type = "text/html";
  page.title = "Title";
  page.text = text;
  page.content_hash = std::hash<std::string>()(text) | 1;
  return page;
}

class ComparisonOf : public testing::Test {
 protected:
  std::string then() { return folder_.file(then_); }
  std::string now() { return folder_.file(now_); }

  // "kind path field", of each row.
  std::set<std::string> compare() {
    auto old_crawl = ComparedCrawl::open(then());
    auto new_crawl = ComparedCrawl::open(now());
    if (!old_crawl || !new_crawl) throw std::runtime_error("open");
    auto book = DifferenceBook::make();
    if (!book) throw std::runtime_error(book.error().message);
    auto done = compare_crawls(**old_crawl, **new_crawl, rules_, **book);
    if (!done) throw std::runtime_error(done.error().message);
    counts_ = (*book)->counts();
    std::set<std::string> rows;
    std::bitset<kDifferenceKinds> kinds;
    kinds.set();
    storage::Statement row = (*book)->database().prepare(DifferenceBook::all_sql(kinds, false));
    while (row.step()) {
      const std::string url = row.string(1);
      rows.insert(row.string(0) + " " + url.substr(std::min(kHost.size(), url.size())) +
                  (row.is_null(2) ? "" : " " + row.string(2)));
    }
    return rows;
  }

  ComparisonOf() {
    for (const ComparedFieldRow& row : compared_fields())
      rules_.fields.set(static_cast<std::size_t>(row.field), row.is_default);
  }

  storage::TemporaryFolder folder_;
  std::string then_ = "then.db", now_ = "now.db";
  ComparisonRules rules_;
  DifferenceCounts counts_;
};

using Differences = std::set<std::string>;

TEST_F(ComparisonOf, ACrawlWithItselfHasNoDifference) {
  for (const std::string& path : {then(), now()}) {
    CrawlMaker maker(path);
    maker.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}});
    maker.keep(kHost + "/b", page_with("more"), {});
    maker.end();
  }
  EXPECT_EQ(compare(), Differences{});
  EXPECT_EQ(counts_.compared, 2u);
  EXPECT_EQ(counts_.same, 2u);
  EXPECT_EQ(counts_.passing, 0u);
}

TEST_F(ComparisonOf, WhatWasOnlyCheckedWasNotRead) {
  CrawlMaker before(then());
  before.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}});
  before.keep(kHost + "/b", page_with("more"), {{"a", kHost + "/c"}}, 1);
  before.keep(kHost + "/c", page_with("most"), {}, 2);
  before.end();
  CrawlMaker after(now());
  after.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}});
  after.keep(kHost + "/b", page_with("", 404), {}, 1, Role::kLink);
  after.end();
  const Differences found = compare();
  EXPECT_EQ(found, (Differences{"unknown /b", "unknown /c"}));
}

TEST_F(ComparisonOf, TooManyRequestsSayNothingOfThePage) {
  CrawlMaker before(then());
  before.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}, {"a", kHost + "/d"}});
  before.keep(kHost + "/b", page_with("more"), {{"a", kHost + "/c"}}, 1);
  before.keep(kHost + "/c", page_with("most"), {}, 2);
  before.keep(kHost + "/d", page_with("", 429), {}, 1);
  before.end();
  CrawlMaker after(now());
  after.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}, {"a", kHost + "/d"}});
  after.keep(kHost + "/b", page_with("", 429), {}, 1);
  after.keep(kHost + "/d", page_with("x"), {{"a", kHost + "/e"}}, 1);
  after.keep(kHost + "/e", page_with("y"), {}, 2);
  after.end();
  EXPECT_EQ(compare(), (Differences{"unknown /b", "unknown /c", "unknown /d", "unknown /e"}));
}

TEST_F(ComparisonOf, APageThatALimitCutMayHaveLedFurther) {
  CrawlMaker before(then());
  before.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}});
  before.keep(kHost + "/b", page_with("more"), {}, 1);
  before.end();
  CrawlMaker after(now());
  storage::PageRecord cut = page_with("words");
  cut.limits_hit = "links";
  after.keep(kHost + "/", cut, {});
  after.end();
  EXPECT_TRUE(compare().contains("unknown /b"));
}

TEST_F(ComparisonOf, EachReasonStandsForWhatItSaysOfThePage) {
  const std::vector<std::pair<Reason, std::string>> reasons{
      {Reason::kScope, "unknown"},           {Reason::kExclude, "unknown"},
      {Reason::kMaxDepth, "unknown"},        {Reason::kQueryBudget, "unknown"},
      {Reason::kHostUnavailable, "unknown"}, {Reason::kRobots, "skipped"},
      {Reason::kNofollow, "skipped"},        {Reason::kNothingNew, "unknown"}};
  const std::string obeys = R"({"robots":"obey","nofollow":"obey"})";
  CrawlMaker before(then(), obeys), after(now(), obeys);
  Links links;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    links.push_back({"a", kHost + "/" + std::to_string(i)});
  before.keep(kHost + "/", page_with("words"), links);
  after.keep(kHost + "/", page_with("words"), {});
  Differences expected;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const std::string path = "/" + std::to_string(i);
    before.keep(kHost + path, page_with("page" + path), {}, 1);
    after.know(kHost + path, reasons[i].first);
    expected.insert(reasons[i].second + " " + path);
  }
  before.keep(kHost + "/dns", page_with("x"), {}, 1);
  after.fail(kHost + "/dns", Reason::kDns, "no such host");
  before.keep(kHost + "/private", page_with("x"), {}, 1);
  after.fail(kHost + "/private", Reason::kPrivateAddress, "");
  expected.insert({"failed /dns", "unknown /private"});
  before.end();
  after.end();
  Differences found = compare();
  std::erase_if(found, [](const std::string& row) { return row.starts_with("changed"); });
  EXPECT_EQ(found, expected);
}

TEST_F(ComparisonOf, WhatOnlyOneCrawlMindsIsNoChangeOfTheSite) {
  const std::string obeys = R"({"robots":"obey","nofollow":"obey"})";
  const std::string ignores = R"({"robots":"ignore","nofollow":"ignore"})";
  CrawlMaker bold(then(), ignores), shy(now(), obeys);
  bold.keep(kHost + "/", page_with("words"), {});
  shy.keep(kHost + "/", page_with("words"), {});
  bold.keep(kHost + "/a", page_with("a"), {}, 1);
  bold.keep(kHost + "/b", page_with("b"), {}, 1);
  shy.know(kHost + "/a", Reason::kRobots);
  shy.know(kHost + "/b", Reason::kNofollow);
  bold.end();
  shy.end();
  EXPECT_EQ(compare(), (Differences{"unknown /a", "unknown /b"}));
  std::swap(then_, now_);
  EXPECT_EQ(compare(), (Differences{"unknown /a", "unknown /b"}));
}

TEST_F(ComparisonOf, TheSameBytesAreTheSameContentWhateverWasReadInThem) {
  CrawlMaker before(then()), after(now());
  storage::PageRecord page = page_with("words");
  before.keep(kHost + "/", page, {});
  // As a later version may read them.
  page.text = "other words";
  page.title = "Another";
  after.keep(kHost + "/", page, {});
  before.end();
  after.end();
  EXPECT_EQ(compare(), Differences{});
}

TEST_F(ComparisonOf, ARedirectWhoseEndOneCrawlDidNotReachEndsNowhereElse) {
  storage::PageRecord to_b = page_with("", 302), to_c = page_with("", 302);
  to_b.redirect_to = kHost + "/b";
  to_c.redirect_to = kHost + "/c";
  CrawlMaker before(then()), after(now());
  before.keep(kHost + "/", to_b, {{"redirect", kHost + "/b"}});
  before.keep(kHost + "/b", to_c, {{"redirect", kHost + "/c"}}, 0);
  before.keep(kHost + "/c", page_with("words"), {}, 0);
  after.keep(kHost + "/", to_b, {{"redirect", kHost + "/b"}});
  after.know(kHost + "/b", Reason::kExclude);
  before.end();
  after.end();
  EXPECT_EQ(compare(), (Differences{"unknown /b", "unknown /c"}));
}

TEST_F(ComparisonOf, LongUrlsAreFoundWhole) {
  CrawlMaker before(then()), after(now());
  const std::string path = "/" + std::string(9'000, 'x');
  for (CrawlMaker* maker : {&before, &after}) {
    maker->keep(kHost + "/", page_with("words"), {{"a", kHost + path}});
    maker->keep(kHost + path, page_with("more"), {}, 1);
    maker->end();
  }
  EXPECT_EQ(compare(), Differences{});
  EXPECT_EQ(counts_.compared, 2u);
}

TEST_F(ComparisonOf, WhatErrorPagesSayIsNoContent) {
  CrawlMaker before(then()), after(now());
  before.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}});
  after.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}});
  before.keep(kHost + "/b", page_with("not here, said A", 404), {}, 1);
  after.keep(kHost + "/b", page_with("not here, said B", 404), {}, 1);
  before.end();
  after.end();
  EXPECT_EQ(compare(), Differences{});
}

TEST_F(ComparisonOf, TheFileChosenTwiceAsMapHasEachUrlOnce) {
  CrawlMaker before(then()), after(now());
  before.keep(kHost + "/", page_with("words"), {{"a", kHost + "/b"}, {"a", kHost + "/c"}});
  before.keep(kHost + "/b", page_with("more"), {}, 1);
  before.keep(kHost + "/c", page_with("more"), {}, 1);
  after.keep(kHost + "/", page_with("words"), {{"a", kHost + "/new"}});
  after.keep(kHost + "/new", page_with("more"), {}, 1);
  before.end();
  after.end();
  // Two that became one.
  ASSERT_EQ(rules_.map.add("/[bc]$=>/new"), "");
  EXPECT_EQ(compare(), Differences{});
  EXPECT_EQ(counts_.compared, 3u);
}

}  // namespace
}  // namespace explore
