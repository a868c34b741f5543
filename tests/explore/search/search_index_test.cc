// The search index: found and ranked, kept up to date, and made anew when it is not the right one.
#include "explore/command/typed_time.h"
#include "explore/search/search_index.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "explore/search/found_pages.h"
#include "explore/search/search_filters.h"
#include "tests/explore/crawl_maker.h"

namespace explore {
namespace {

namespace fs = std::filesystem;

storage::PageRecord page(const std::string& title, const std::string& text,
                         const std::string& lang = "en") {
  storage::PageRecord made;
  made.status = 200;
  made.title = title;
  made.text = text;
  made.lang = lang;
  return made;
}

class Search : public testing::Test {
 protected:
  void SetUp() override {
    CrawlMaker maker(db());
    maker.keep("http://a.test/title", page("Needle", "all about it"), {});
    maker.keep("http://a.test/text", page("Other", "a needle in the hay", "en_GB"), {});
    maker.keep("http://b.a.test:81/de", page("Nadel", "needle, auf Deutsch", "DE"), {});
    storage::PageRecord gone = page("Needle gone", "no needle");
    gone.status = 404;
    maker.keep("http://a.test/gone", gone, {});
    maker.keep("http://c.test/none", page("None", "nothing at all"), {});
    maker.end();
    auto made = Snippets::make();
    ASSERT_TRUE(made.ok());
    snippets_ = std::move(made).value();
    open();
  }

  std::string db() const { return folder_.file("crawl.db"); }
  std::string index() const { return usual_index_path(db()); }

  void open() {
    auto opened = CrawlFile::open(db());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    crawl_ = std::move(opened).value();
  }

  // URLs, or what went wrong.
  std::vector<std::string> search(const std::string& typed, const SearchFilter& filter = {}) {
    auto opened = SearchIndex::open(*crawl_, index());
    if (!opened) return {opened.error().message};
    return ask(**opened, typed, filter);
  }
  std::vector<std::string> ask(SearchIndex& opened, const std::string& typed,
                               const SearchFilter& filter = {}) {
    const SearchWords words =
        parse_search(typed, [this](std::string_view text) { return snippets_->has_words(text); });
    auto hits = opened.find(words, filter);
    if (!hits) return {hits.error().message};
    auto pages = read_found_pages(*crawl_, *snippets_, words, hits->ranked, 10);
    if (!pages) return {pages.error().message};
    std::vector<std::string> urls;
    for (const FoundPage& found : *pages) urls.push_back(found.url);
    return urls;
  }
  void change(const std::string& file, const std::string& sql) {
    auto opened = storage::Database::open(file);
    ASSERT_TRUE(opened.ok());
    (*opened)->exec(sql);
    const auto done = (*opened)->take_failure();
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  uint64_t inode(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
  }

  storage::TemporaryFolder folder_;
  std::unique_ptr<Snippets> snippets_;
  std::unique_ptr<CrawlFile> crawl_;
};

using Urls = std::vector<std::string>;

TEST_F(Search, TheTitleCountsMostAndErrorsAreNotFound) {
  EXPECT_EQ(search("needle").at(0), "http://a.test/title");
  EXPECT_EQ(search("needle").size(), 3u);
  EXPECT_EQ(search("needle -hay -deutsch"), (Urls{"http://a.test/title"}));
  EXPECT_EQ(search("\"needle in\""), (Urls{"http://a.test/text"}));
  EXPECT_EQ(search("\"in needle\""), Urls());
}

TEST_F(Search, FiltersLeaveOut) {
  SearchFilter filter;
  filter.language = "en";
  EXPECT_EQ(search("needle", filter), (Urls{"http://a.test/title", "http://a.test/text"}));
  filter.language = "e";
  EXPECT_EQ(search("needle", filter), Urls());
  filter.language = "";
  filter.hosts = hosts_named(crawl_->database(), "b.a.test");
  EXPECT_EQ(search("needle", filter), (Urls{"http://b.a.test:81/de"}));
  filter.hosts = std::vector<int64_t>{};
  EXPECT_EQ(search("needle", filter), Urls());
  filter.hosts.reset();
  filter.since = INT64_MAX;
  EXPECT_EQ(search("needle", filter), Urls());
  filter.since = 0;
  EXPECT_EQ(search("needle", filter).size(), 3u);
}

TEST_F(Search, HostsAreNamedInAnySpelling) {
  const auto count = [this](std::string_view typed) {
    return hosts_named(crawl_->database(), typed).size();
  };
  EXPECT_EQ(count("a.test"), 2u);
  EXPECT_EQ(count("A.TEST"), 2u);
  EXPECT_EQ(count("test"), 3u);
  EXPECT_EQ(count("b.a.test:81"), 1u);
  EXPECT_EQ(count("a.test:81"), 0u);
  EXPECT_EQ(count("http://a.test"), 1u);
  EXPECT_EQ(count("https://a.test"), 0u);
  EXPECT_EQ(count(".test"), 0u);
  EXPECT_EQ(count("est"), 0u);
  EXPECT_EQ(count("%%"), 0u);
}

TEST_F(Search, OfCommonWordsThoseInTitlesComeFirst) {
  crawl_.reset();
  const std::string numbers =
      "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 4009) ";
  change(
      db(),
      numbers +
          "INSERT INTO url SELECT i, host_id, url || i, state, reason, depth, hops, role, "
          "priority, "
          "attempts, found_on, i, detail FROM url, n WHERE url.page_id = 2;" +
          numbers +
          "INSERT INTO page(id, url_id, fetched_at, status, size, transferred, ttfb_ms, total_ms, "
          "word_count, content_hash, simhash, title) SELECT i, i, fetched_at, 200, 1, 1, 1, 1, 1, "
          "1, 1, "
          "iif(i = 4000, 'Common', 'Other') FROM page, n WHERE page.id = 2;" +
          numbers + "INSERT INTO page_text SELECT i, 'common word' FROM n");
  open();
  EXPECT_EQ(search("common").at(0), "http://a.test/text4000");
  auto index = std::move(SearchIndex::open_as_it_is(*crawl_, this->index())).value();
  ASSERT_NE(index, nullptr);
  const SearchWords words = parse_search("common", [](std::string_view) { return true; });
  auto hits = index->find(words, {});
  ASSERT_TRUE(hits.ok());
  EXPECT_TRUE(hits->has_more);
  ASSERT_EQ(hits->ranked.size(), kMostRanked + 1);
  // Each page once, the equally good ones in the order of the crawl.
  EXPECT_EQ(hits->ranked[0].page_id, 4000);
  EXPECT_EQ(hits->ranked[1].page_id, 10);
  EXPECT_EQ(hits->ranked.back().page_id, 10 + static_cast<int64_t>(kMostRanked) - 1);
  SearchFilter filter;
  filter.since = INT64_MAX;
  EXPECT_FALSE(index->find(words, filter).value().has_more);
}

TEST_F(Search, PagesThatCameAreAdded) {
  EXPECT_EQ(search("fresh"), Urls());
  const uint64_t before = inode(index());
  crawl_.reset();
  {
    CrawlMaker maker(db());
    maker.keep("http://a.test/new", page("Fresh", "fresh needle"), {});
    maker.end();
  }
  open();
  {
    auto stale = SearchIndex::open_as_it_is(*crawl_, index());
    ASSERT_TRUE(stale.ok());
    ASSERT_NE(stale.value(), nullptr);
    EXPECT_EQ(stale.value()->pages_missing(), 1u);
    EXPECT_EQ(ask(**stale, "fresh"), Urls());
  }
  EXPECT_EQ(search("fresh"), (Urls{"http://a.test/new"}));
  EXPECT_EQ(search("needle").size(), 4u);
  EXPECT_EQ(inode(index()), before) << "made anew where adding was enough";
}

TEST_F(Search, AnotherDatabasesIndexIsMadeAnew) {
  EXPECT_EQ(search("needle").size(), 3u);
  crawl_.reset();
  change(db(),
         "UPDATE page SET content_hash = content_hash + 1; UPDATE page_text SET text = 'pin'");
  open();
  EXPECT_EQ(SearchIndex::open_as_it_is(*crawl_, index()).value(), nullptr);
  EXPECT_EQ(search("pin").size(), 4u);
  crawl_.reset();
  change(db(), "DELETE FROM page WHERE id = 5");
  open();
  EXPECT_EQ(search("pin").size(), 3u);
}

TEST_F(Search, ADamagedIndexIsMadeAnew) {
  EXPECT_EQ(search("needle").size(), 3u);
  change(index(), "DROP TABLE stamp");
  EXPECT_EQ(search("needle").size(), 3u);
  change(index(), "PRAGMA user_version = 0");
  EXPECT_EQ(search("needle").size(), 3u);
  ASSERT_EQ(truncate(index().c_str(), 5000), 0);
  EXPECT_EQ(search("needle").size(), 3u);
  ASSERT_EQ(truncate(index().c_str(), 0), 0);
  EXPECT_EQ(search("needle").size(), 3u);
}

TEST_F(Search, WhatIsNoIndexStays) {
  for (const std::string& content : {std::string("a letter"), std::string(4096, 'x')}) {
    std::ofstream(index(), std::ios::trunc) << content;
    const Urls said = search("needle");
    ASSERT_EQ(said.size(), 1u);
    EXPECT_NE(said[0].find("not a search index"), std::string::npos) << said[0];
    EXPECT_NE(said[0].find("--index"), std::string::npos) << said[0];
    std::ifstream file(index());
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), content);
  }
  // Nor is the crawl's own file taken for one.
  fs::remove(index());
  fs::copy_file(db(), index());
  EXPECT_NE(search("needle").at(0).find("not a search index"), std::string::npos);
}

TEST_F(Search, NothingIsLeftBesideIt) {
  // Of one that was killed.
  std::ofstream(index() + "-new") << std::string(8192, '\0');
  EXPECT_EQ(search("needle").size(), 3u);
  EXPECT_TRUE(fs::exists(index()));
  EXPECT_FALSE(fs::exists(index() + "-new"));
  EXPECT_FALSE(fs::exists(index() + "-journal"));
}

TEST_F(Search, WhatHasThePassingNameByChanceStays) {
  for (const char* content : {"a letter", "SQLite format 3"}) {
    std::ofstream(index() + "-new", std::ios::trunc) << content;
    EXPECT_NE(search("needle").at(0).find("-new: File exists"), std::string::npos);
    std::ifstream file(index() + "-new");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), content);
  }
}

TEST_F(Search, WhereItCantBeMadeTheRemedyIsSaid) {
  auto opened = SearchIndex::open(*crawl_, folder_.file("no/such/folder"));
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().message.find("--index FILE"), std::string::npos);
}

TEST(Since, IsADayATimeOrAnAge) {
  constexpr int64_t kNow = 1'000'000'000'000;
  EXPECT_EQ(parse_since("1970-01-02", kNow), 86'400'000);
  EXPECT_EQ(parse_since("2026-02-28T23:59:59Z", kNow), 1'772'323'199'000);
  EXPECT_EQ(parse_since("2026-02-28 23:59", kNow), 1'772'323'140'000);
  EXPECT_EQ(parse_since("90m", kNow), kNow - 5'400'000);
  EXPECT_EQ(parse_since("12h", kNow), kNow - 43'200'000);
  EXPECT_EQ(parse_since("7d", kNow), kNow - 604'800'000);
  for (const char* wrong : {"", "2026-02-30", "2026-13-01", "2026-1-1", "2026-01-01T24:00",
                            "2026-01-01Tx", "7", "d", "-7d", "7dd", "99999999999d", "yesterday"})
    EXPECT_FALSE(parse_since(wrong, kNow)) << wrong;
}

}  // namespace
}  // namespace explore
