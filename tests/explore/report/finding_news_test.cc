// What a report says of findings since a run.
#include "explore/report/finding_news.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "explore/file/crawl_file.h"
#include "storage/amend/findings_file.h"
#include "tests/explore/crawl_maker.h"

namespace explore {
namespace {

class FindingNews : public testing::Test {
 protected:
  // A run that finds that these pages have no title.
  void run(const std::vector<storage::Fault>& faults) {
    CrawlMaker maker(path_);
    for (int page = 1; page <= 5; ++page) maker.wait(fmt::format("http://site.example/{}", page));
    maker.end();
    {
      // All that a maker makes is of one time.
      auto db = storage::Database::open(path_);
      (*db)->exec("UPDATE run SET ended_at = id * 1000");
    }
    auto file = storage::FindingsFile::open(path_);
    ASSERT_TRUE(file.ok()) << file.error().message;
    (*file)->begin(0).keep({"title-missing", "warning", 1}, faults);
    ASSERT_TRUE((*file)->commit().ok());
  }

  std::string since(int64_t ms) {
    auto file = CrawlFile::open(path_);
    std::string html;
    add_finding_news((*file)->database(), findings(), ms, &html);
    EXPECT_TRUE((*file)->database().take_failure().ok());
    return html;
  }
  static bool has(const std::string& html, std::string_view words) {
    return html.find(words) != std::string::npos;
  }

  static constexpr int64_t kLater = 4'000'000'000'000;
  storage::TemporaryFolder folder_;
  std::string path_ = folder_.file("crawl.db");
};

TEST_F(FindingNews, OfAFileThatWasNeverUpdatedNothingIsKnown) {
  CrawlMaker(path_).end();
  EXPECT_TRUE(has(since(kLater), "What was found then is not kept"));
}

TEST_F(FindingNews, SinceTheLastRunThereIsNone) {
  run({{1, 0}});
  EXPECT_TRUE(has(since(kLater), "Since run 1 none is new and none is fixed."));
  EXPECT_TRUE(has(since(1), "What was found then is not kept"));
}

TEST_F(FindingNews, ATableOfWhatIsNewAndWhatIsNot) {
  run({{1, 0}, {5, 0}});
  run({{1, 0}, {2, 0}, {3, 0}});
  const std::string html = since(1500);
  EXPECT_TRUE(has(html, "Since run 1."));
  EXPECT_TRUE(has(html,
                  "Pages without a title</a></td><td class=\"number\" data-value=\"2\">2</td>"
                  "<td class=\"number\" data-value=\"0\">0</td>"
                  "<td class=\"number\" data-value=\"1\">1</td>"
                  "<td class=\"number\" data-value=\"1\">1</td>"))
      << html;
  EXPECT_TRUE(has(since(2500), "Since run 2 none is new"));
}

}  // namespace
}  // namespace explore
