// Each finding has a site on which it is known what is wrong; there it is found, and nothing else.
#include "tests/explore/findings/faulty_sites.h"

#include <gtest/gtest.h>

#include <set>

#include "explore/findings/findings.h"
#include "explore/findings/working_tables.h"

namespace explore {
namespace {

std::vector<FaultyPart> parts() {
  return {title_part(),      url_part(),     directive_part(),  canonical_part(),  hreflang_part(),
          pagination_part(), anchor_part(),  response_part(),   caching_part(),    security_part(),
          cookie_part(),     sitemap_part(), large_site_part(), structured_part(), text_part(),
          robots_part(),     markup_part(),  access_part(),     script_part()};
}

class FaultySites : public testing::TestWithParam<FaultyPart> {
 protected:
  void SetUp() override {
    CrawlMaker maker(folder_.file("crawl.db"));
    SiteMaker site(maker);
    GetParam().make(site);
    auto opened = CrawlFile::open(folder_.file("crawl.db"));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }

  // Of all findings that have any; of facts where they are expected.
  Expected found() {
    Expected all;
    for (const Finding& finding : findings()) {
      std::vector<std::string> heads;
      for (const std::string& row : rows_of(*file_, finding.sql)) heads.push_back(head_of(row));
      if (heads.empty()) continue;
      if (finding.severity == Severity::kFact && !GetParam().expected.contains(finding.id))
        continue;
      std::sort(heads.begin(), heads.end());
      all[std::string(finding.id)] = std::move(heads);
    }
    return all;
  }

  storage::TemporaryFolder folder_;
  std::unique_ptr<CrawlFile> file_;
};

// One by one, since a difference would not be seen in all of them together.
void expect_equal(Expected found, Expected expected) {
  for (const auto& [id, rows] : expected) found.try_emplace(id);
  for (const auto& [id, rows] : found) EXPECT_EQ(rows, expected[id]) << id;
}

TEST_P(FaultySites, HaveWhatIsWrongAndNothingElse) { expect_equal(found(), GetParam().expected); }

TEST_P(FaultySites, AreTheSameByWorkingTables) {
  ASSERT_TRUE(make_working_tables(file_->database()).ok());
  expect_equal(found(), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Each, FaultySites, testing::ValuesIn(parts()),
                         [](const auto& part) { return part.param.name; });

TEST(EachFinding, HasAPageThatHasIt) {
  const std::set<std::string, std::less<>> judged_by_their_rows = {"broken-links", "not-checked",
                                                                   "top-pages"};
  std::set<std::string, std::less<>> shown;
  for (const FaultyPart& part : parts())
    for (const auto& [id, rows] : part.expected) shown.insert(id);
  for (const Finding& finding : findings())
    EXPECT_TRUE(shown.contains(finding.id) || judged_by_their_rows.contains(finding.id) ||
                expected_of_mixed_site().contains(finding.id))
        << finding.id << " has no page that has it";
}

}  // namespace
}  // namespace explore
