#include "explore/findings/finding_list.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "explore/audit/audit_views.h"
#include "explore/findings/finding_shares.h"
#include "explore/findings/group_scores.h"
#include "explore/findings/template_counts.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

constexpr std::string_view kEntry = R"(
[[finding]]
id = "own"
title = "Mine"
severity = "error"
meaning = "M."
remedy = "R."
sql = "SELECT url FROM pages"
)";

class OwnFindings : public testing::Test {
 protected:
  ground::Result<FindingList> read(const std::string& toml) {
    const std::string path = folder_.file("own.toml");
    std::ofstream(path) << toml;
    return FindingList::with(path);
  }
  // What is said of the file, without its path.
  std::string problem(const std::string& toml) {
    auto list = read(toml);
    if (list) return "";
    const std::string& words = list.error().message;
    return words.substr(words.find("own.toml") + 8);
  }
  static std::string with(const std::string& key, const std::string& line) {
    std::string entry(kEntry);
    const std::size_t at = entry.find("\n" + key + " =") + 1;
    return entry.replace(at, entry.find('\n', at) - at, line);
  }

  storage::TemporaryFolder folder_;
};

TEST_F(OwnFindings, StandBehindTheProgramsOwn) {
  auto list = read(std::string(kEntry));
  ASSERT_TRUE(list.ok()) << list.error().message;
  ASSERT_EQ(list->all().size(), findings().size() + 1);
  const Finding* const own = list->find("own");
  ASSERT_NE(own, nullptr);
  EXPECT_EQ(own->title, "Mine");
  EXPECT_EQ(own->group, "Own checks");
  EXPECT_EQ(own->severity, Severity::kError);
  EXPECT_TRUE(list->is_own(*own));
  EXPECT_FALSE(list->is_own(list->all()[0]));
  EXPECT_EQ(FindingList().all().size(), findings().size());
}

TEST_F(OwnFindings, WhatIsWrongIsSaidWithItsLine) {
  EXPECT_EQ(problem(""), ": there is no [[finding]] in it");
  EXPECT_EQ(problem("[finding]\nid = 1"), ":1: write [[finding]] in two pairs of brackets");
  EXPECT_EQ(problem("finding = [1]"), ":1: write [[finding]] in two pairs of brackets");
  EXPECT_EQ(problem("x = 1"), ":1: unknown key x: a file of findings has [[finding]] alone");
  EXPECT_EQ(problem(with("id", "id = \"Own\"")),
            ":2: id: use small letters, digits and hyphens, at most 64");
  EXPECT_EQ(problem(with("id", "id = \"noindex\"")), ":2: id: noindex is taken; choose another");
  EXPECT_EQ(problem(std::string(kEntry) + std::string(kEntry)),
            ":10: id: own is taken; choose another");
  EXPECT_EQ(problem(with("severity", "severity = \"bad\"")),
            ":2: severity: use error, warning, notice or fact");
  EXPECT_EQ(problem(with("meaning", "")), ":2: meaning is missing; each finding needs it");
  EXPECT_EQ(problem(with("title", "title = 3")), ":4: title: write a text in quotes");
  EXPECT_EQ(problem(with("title", "title = \" \"")), ":4: title: write a text in quotes");
  EXPECT_EQ(problem(with("title", "titel = \"Mine\"")),
            ":4: unknown key titel: there are id, title, group, severity, meaning, remedy, sql");
  EXPECT_NE(problem("[[finding]\n"), "");
  EXPECT_EQ(problem(std::string(FindingList::kMostBytes + 1, ' ')),
            ": a file of findings may have 1 MB");
  std::string deep = "a";
  for (int i = 0; i < 40'000; ++i) deep += ".a";
  EXPECT_EQ(problem(deep + " = 1"), ":1: a key of too many parts");
  EXPECT_FALSE(FindingList::with(folder_.file("none")).ok());
}

TEST_F(OwnFindings, SqlIsTriedBeforeAnythingRuns) {
  Crawled crawled;
  auto file = std::move(CrawlFile::open(crawled.path())).value();
  const auto said = [&](const std::string& sql) {
    auto list = read(with("sql", "sql = \"" + sql + "\""));
    if (!list) return list.error().message;
    const auto checked = list->check(file->database());
    return checked ? std::string()
                   : checked.error().message.substr(checked.error().message.find("own.toml") + 8);
  };
  EXPECT_EQ(said("SELECT url FROM pages; "), "");
  EXPECT_EQ(said("SELECT x FROM pages"), ":8: sql of own: no such column: x");
  EXPECT_EQ(said("ATTACH 'x' AS y"),
            ":8: sql of own: the database is open for reading only: ATTACH is refused");
  EXPECT_EQ(said("SELECT 1; SELECT 2"), ":8: sql of own: write one statement");
  EXPECT_EQ(said("-- none"), ":8: sql of own: there is no statement in it");
  EXPECT_EQ(said("SELECT :x"),
            ":8: sql of own: parameters (:name, ?) can't be bound here: write the values");
}

TEST(GroupScores, TakeTheShareOfThePages) {
  const Finding error{"e", "E", "G", Severity::kError, "", "", ""};
  const Finding warning{"w", "W", "G", Severity::kWarning, "", "", ""};
  const Finding fact{"f", "F", "G", Severity::kFact, "", "", ""};
  const Finding other{"o", "O", "H", Severity::kNotice, "", "", ""};
  const std::vector<FoundRows> found{
      {&error, 20, 20}, {&warning, 1, 1}, {&fact, 100, 100}, {&other, 0, 0}};
  const std::vector<GroupScore> scores = group_scores(found, 100);
  ASSERT_EQ(scores.size(), 2u);
  EXPECT_EQ(scores[0].score, 88) << "10 for a fifth of the pages, 2 for a tenth at the least";
  EXPECT_EQ(scores[0].checks, 3u);
  EXPECT_EQ(scores[0].errors + scores[0].warnings + scores[0].notices, 2u);
  EXPECT_EQ(reckoning_in_words(scores[0]),
            "100 - 10.0 (E: error, 20 % of 50) - 2.0 (W: warning, 10 % of 20) = 88");
  EXPECT_EQ(scores[1].score, 100);
  EXPECT_EQ(
      group_scores(std::vector<FoundRows>{{&error, 9, 9}, {&error, 9, 9}, {&warning, 9, 9}}, 0)[0]
          .score,
      0);
}

TEST(Templates, AreCountedByTheShapeOfAddresses) {
  TemplateCounts counts;
  for (int i = 0; i < 30; ++i) counts.add("https://a.test/shop/boot-" + std::to_string(i));
  counts.add("https://a.test/about");
  counts.add("words");
  const auto most = counts.most();
  ASSERT_EQ(most.size(), 1u);
  EXPECT_EQ(most[0].shape, "https://a.test/shop/*");
  EXPECT_EQ(most[0].rows, 30u);
  EXPECT_EQ(most[0].example, "https://a.test/shop/boot-0");
  TemplateCounts few;
  for (int i = 0; i < 9; ++i) few.add("https://a.test/shop/boot");
  EXPECT_TRUE(few.most().empty());
}

TEST(Templates, ThatHaveTheSameNumberOfRowsStandInTheOrderOfTheirShapes) {
  TemplateCounts counts;
  for (const char* folder : {"c", "a", "b", "a", "b", "b", "c", "c", "d", "d", "d", "d"})
    counts.add(std::string("https://a.test/") + folder + "/page");
  std::vector<std::string> shapes;
  for (const auto& each : counts.most()) shapes.push_back(each.shape);
  EXPECT_EQ(shapes, (std::vector<std::string>{"https://a.test/d/*", "https://a.test/b/*",
                                              "https://a.test/c/*", "https://a.test/a/*"}));
}

TEST(FindingShares, HoldEachFindingOnceAndAskNothingOfEachOthersViews) {
  const auto all = finding_shares(findings());
  const auto& shares = all.bound;
  std::set<std::size_t> places(all.free.begin(), all.free.end());
  EXPECT_EQ(places.size(), all.free.size());
  for (const std::size_t place : all.free)
    EXPECT_EQ(findings()[place].sql.find(" audit_"), std::string_view::npos)
        << findings()[place].id;
  std::set<std::string_view> views;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    EXPECT_GT(shares[i].findings.size() + all.free.size(), findings().size() / 4)
        << "the other has all the work";
    for (const std::size_t place : shares[i].findings) {
      EXPECT_TRUE(places.insert(place).second) << place;
      for (const std::string_view view : shares[1 - i].views)
        EXPECT_EQ(findings()[place].sql.find(std::string(view) + " "), std::string_view::npos)
            << findings()[place].id;
    }
    for (const std::string_view view : shares[i].views) EXPECT_TRUE(views.insert(view).second);
  }
  EXPECT_EQ(places.size(), findings().size());
  EXPECT_EQ(views.size(), audit_views().size());
}

TEST(FindingShares, AFindingThatNamesViewsOfBothPutsThemTogether) {
  Finding pages, headers, both, none;
  pages.sql = "SELECT url FROM audit_pages";
  headers.sql = "SELECT url FROM audit_headers";
  both.sql = "SELECT a.url FROM audit_pages a JOIN audit_headers USING(page_id)";
  none.sql = "SELECT url FROM pages, my_audit_pages, audit_pages_made";
  const std::vector<Finding> apart{none, pages, pages, headers};
  auto shares = finding_shares(apart);
  EXPECT_EQ(shares.bound[0].findings, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(shares.bound[0].views, std::vector<std::string_view>{"audit_pages"});
  EXPECT_EQ(shares.bound[1].findings, std::vector<std::size_t>{3});
  EXPECT_EQ(shares.bound[1].views, std::vector<std::string_view>{"audit_headers"});
  EXPECT_EQ(shares.free, std::vector<std::size_t>{0});
  const std::vector<Finding> together{none, pages, headers, both};
  shares = finding_shares(together);
  EXPECT_EQ(shares.bound[0].findings, (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_EQ(shares.bound[0].views, (std::vector<std::string_view>{"audit_pages", "audit_headers"}));
  EXPECT_TRUE(shares.bound[1].findings.empty());
  EXPECT_EQ(shares.free, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace explore
