#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "explore/audit/language_codes.h"
#include "explore/audit/rich_results.h"
#include "explore/audit/text_measures.h"
#include "explore/audit/url_shape.h"
#include "explore/audit/vague_anchor.h"
#include "explore/file/crawl_file.h"
#include "explore/findings/working_tables.h"
#include "tests/explore/findings/faulty_sites.h"

namespace explore {
namespace {

TEST(TextPixels, AreThoseOfArial) {
  EXPECT_EQ(width_in_pixels("", 20), 0);
  EXPECT_EQ(width_in_pixels("iii", 20), 14);  // 3 * 222 of 1000
  EXPECT_EQ(width_in_pixels("WWW", 20), 57);
  EXPECT_EQ(width_in_pixels("\u6F22\u5B57", 20), 40);
  EXPECT_EQ(width_in_pixels("e\u0301", 1000), 556);
  EXPECT_GE(width_in_pixels("\xFF\xF0\x9F", 20), 0) << "no UTF-8";
}

TEST(UrlShape, FoldsWhatDiffersBetweenPagesOfATemplate) {
  EXPECT_EQ(url_shape("https://a.test/"), "https://a.test/");
  EXPECT_EQ(url_shape("https://a.test"), "https://a.test");
  EXPECT_EQ(url_shape("https://a.test/shop/2024/red-boots"), "https://a.test/shop/#/*");
  EXPECT_EQ(url_shape("https://a.test/p/x.html?id=4&sort=up"), "https://a.test/p/*.html?id&sort");
  EXPECT_EQ(url_shape("https://a2.test/v1.2/"), "https://a2.test/v#.#/");
  EXPECT_EQ(url_shape("no address"), "no address");
}

TEST(TextFlaws, AreNamed) {
  EXPECT_EQ(text_flaws("All is well: S\u00C3O, caf\u00E9"), "");
  EXPECT_EQ(text_flaws("lorem IPSUM dolor"), "lorem-ipsum");
  EXPECT_EQ(text_flaws("caf\u00C3\u0083\u00C2\u00A9 [object Object]"), "garbled,unfilled");
  EXPECT_EQ(text_flaws("SQLSTATE[42S02]"), "error-message");
  EXPECT_EQ(text_flaws(std::string(kFlawBytes, 'x') + "SQLSTATE["), "");
}

TEST(CopyrightYear, IsTheLastThatIsClaimed) {
  EXPECT_EQ(copyright_year("\u00A9 2001-2003 The shop, \u00A9 1999"), 2003);
  EXPECT_EQ(copyright_year("\u00A9 The shop since long ago, in this town that was founded in 2001"),
            std::nullopt);
  EXPECT_EQ(copyright_year("\u00A9 12345"), std::nullopt);
  EXPECT_EQ(copyright_year("2003"), std::nullopt);
}

TEST(Anchors, AreVagueInManyLanguages) {
  EXPECT_TRUE(is_vague_anchor("Click HERE!"));
  EXPECT_TRUE(is_vague_anchor("mehr ..."));
  EXPECT_FALSE(is_vague_anchor("here we go"));
  EXPECT_FALSE(is_vague_anchor("..."));
}

TEST(Hreflang, CodesAreLanguagesWithRegions) {
  for (const char* code : {"en", "EN", "en-GB", "zh-Hant", "zh-hant-tw", "es-419", "fil", "haw-US",
                           "x-default", "X-Default", "iw", "kr", "uk", "uk-UA", "sr-Latn", "de-AT"})
    EXPECT_TRUE(is_hreflang(code)) << code;
  for (const char* code :
       {"",        "-",     "en-",     "-gb",        "eng",       "ger",      "en-UK",      "en-EU",
        "en-EN",   "en_GB", "gb",      "us",         "jp",        "cz",       "dk",         "gr",
        "cn",      "xx",    "english", "en-GB-oed",  "en-gb-",    "zh-Hant-", "en-Latn-UK", "419",
        "en-4199", "kr-KR", " en",     "x-defaults", "\xC3\xA9n", "e"})
    EXPECT_FALSE(is_hreflang(code)) << code;
}

TEST(Hreflang, CodesOfOneLanguage) {
  for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{{"en", "EN-gb"},
                                                                             {"nb", "no"},
                                                                             {"nn-NO", "nb"},
                                                                             {"he", "iw"},
                                                                             {"deu", "de-AT"},
                                                                             {"ger", "de"},
                                                                             {"yue", "zh-HK"},
                                                                             {"cmn-Hans", "zh"},
                                                                             {"tl", "fil"},
                                                                             {"haw", "haw"},
                                                                             {" en ", "en"}})
    EXPECT_TRUE(is_same_language(a, b)) << a << " " << b;
  for (const auto& [a, b] : std::vector<std::pair<const char*, const char*>>{
           {"en", "de"}, {"fi", "fil"}, {"sv", "da"}, {"no", "da"}, {"", "en"}, {"pt", "es-PT"}})
    EXPECT_FALSE(is_same_language(a, b)) << a << " " << b;
}

TEST(ItemFaults, SayWhatIsMissingAndWhatIsWrong) {
  const ItemFaults product =
      item_faults("Product", R"({"name":" ","offers":[{"price":"1,5","priceCurrency":"eur"},{}]})");
  EXPECT_EQ(product.rich, "Product");
  EXPECT_EQ(product.required,
            "name, price or lowPrice or priceSpecification of offers, priceCurrency or "
            "priceSpecification of offers");
  EXPECT_EQ(product.wrong, "price: not a plain number; priceCurrency: not a currency of ISO 4217");
  EXPECT_EQ(item_faults("Thing Recipe", R"({"name":"Soup"})").required, "image");
  for (const char* reference : {R"({"@id":"#soup"})", R"({"@type":"Recipe","@id":"#soup"})"})
    EXPECT_EQ(item_faults("Recipe", reference).required, "");
  EXPECT_EQ(item_faults("Recipe", R"({"@id":"#soup","name":"Soup"})").required, "image");
  const auto of_author = [](const std::string& author) {
    return item_faults("Article", R"({"headline":"h","image":"i","datePublished":"d","author":)" +
                                      author + "}")
        .recommended;
  };
  EXPECT_EQ(of_author(R"({"@type":"Person","@id":"#me"})"), "");
  EXPECT_EQ(of_author(R"({"@type":"Person","url":"u"})"), "name of author");
  const auto of_crumb = [](const std::string& item) {
    return item_faults("BreadcrumbList",
                       R"({"itemListElement":{"position":1,"item":)" + item + "}}")
        .required;
  };
  EXPECT_EQ(of_crumb(R"({"@id":"/a","name":"A"})"), "");
  EXPECT_EQ(of_crumb(R"({"@id":"/a"})"), "");
  for (const char* nameless : {R"("/a")", R"({"@id":"/a","name":" "})", "[]", "1", "{}"})
    EXPECT_EQ(of_crumb(nameless), "name or item.name of itemListElement") << nameless;
  for (const char* none : {"", "[]", "1", "{", "null", R"("Recipe")"})
    EXPECT_EQ(item_faults("Recipe", none).rich, "") << none;
}

TEST(ItemFaults, DatesAndRatings) {
  const auto wrong = [](const std::string& json) { return item_faults("Thing", json).wrong; };
  for (const char* date : {"2026", "2026-11", "2026-11-30", "2026-11-30T10:00Z", "2026-11-30 10:00",
                           "20261130T10", "2026-W48-1", "2026W48", "2026-366", "2026366"})
    EXPECT_EQ(wrong(R"({"startDate":")" + std::string(date) + "\"}"), "") << date;
  for (const char* date :
       {"30.11.2026", "2026-13-01", "2026-11-32", "2026-11-00", "20261301", "2026-W54",
        "2026-W48-8", "2026-000", "2026-367", "2026-1-1", "yyyy", "tomorrow", "2026-11-30T"})
    EXPECT_NE(wrong(R"({"startDate":")" + std::string(date) + "\"}"), "") << date;
  EXPECT_EQ(wrong(R"({"ratingValue":"8","bestRating":10})"), "");
  EXPECT_NE(wrong(R"({"ratingValue":"8"})"), "");
  // Deeper than anybody reads, and wider than is good.
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"({"a":)";
  EXPECT_EQ(wrong(deep), "");
  std::string nested = "1";
  for (int i = 0; i < 5'000; ++i) nested = "[" + nested + "]";
  EXPECT_EQ(wrong(R"({"a":)" + nested + "}"), "");
}

class AuditViews : public testing::Test {
 protected:
  void SetUp() override {
    CrawlMaker maker(folder_.file("crawl.db"));
    SiteMaker site(maker);
    site.maker().robots(kSite, 200,
                        "User-agent: a\nDisallow: /private\nUser-agent: *\nDisallow:\n");
    site.maker().robots("https://down.test", 503);
    site.keep_changed("/x", [](storage::PageRecord& page) {
      page.headers.push_back({"Set-Cookie", "a\\nb=\"1,2\"; Secure"});
      page.headers.push_back({"Set-Cookie", "c"});
    });
    site.keep_changed("https://down.test/", [](storage::PageRecord&) {});
    site.finish();
    file_ = std::move(CrawlFile::open(folder_.file("crawl.db"))).value();
  }
  std::vector<std::string> rows(const std::string& sql) { return rows_of(*file_, sql); }

  storage::TemporaryFolder folder_;
  std::unique_ptr<CrawlFile> file_;
};

using Rows = std::vector<std::string>;

TEST_F(AuditViews, RobotsVerdictsAreForEachAgent) {
  const auto verdict = [&](const std::string& url, const std::string& agent) {
    return rows("SELECT robots_verdict('" + url + "', '" + agent + "')")[0];
  };
  EXPECT_EQ(verdict(kSite + "/private", "a"), "disallowed");
  EXPECT_EQ(verdict(kSite + "/private", "b"), "allowed");
  EXPECT_EQ(verdict("https://down.test/", "b"), "disallowed");
  EXPECT_EQ(verdict("https://unknown.test/", "b"), "");
  EXPECT_EQ(verdict("no address", "b"), "");
}

TEST_F(AuditViews, CookiesAreThoseOfEachHeader) {
  EXPECT_EQ(rows("SELECT name, attributes FROM audit_cookies ORDER BY name"),
            (Rows{"a\\nb|,secure,", "c|,"}));
}

TEST_F(AuditViews, WorkingTablesHoldOneStateUntilTheyAreDropped) {
  const std::string sql = "SELECT count(*) FROM audit_pages";
  const Rows before = rows(sql);
  storage::Database& db = file_->database();
  ASSERT_TRUE(make_working_tables(db).ok());
  EXPECT_EQ(rows(sql), before);
  EXPECT_EQ(rows("SELECT count(*) FROM audit_pages_made"), before);
  ASSERT_TRUE(make_working_tables(db).ok()) << "anew";
  ASSERT_TRUE(drop_working_tables(db).ok());
  EXPECT_EQ(rows(sql), before);
  EXPECT_NE(db.ask("SELECT count(*) FROM audit_pages_made").problem, "");
  EXPECT_NE(db.ask("CREATE TEMP TABLE t(x)").problem, "") << "readers still only read";
}

TEST(WorkingTables, WhatIsInterruptedLeavesTheViews) {
  storage::TemporaryFolder folder;
  CrawlMaker maker(folder.file("crawl.db"));
  SiteMaker site(maker);
  large_site_part().make(site);
  const auto file = std::move(CrawlFile::open(folder.file("crawl.db"))).value();
  storage::Database& db = file->database();
  db.interrupt_when([] { return true; });
  const auto made = make_working_tables(db);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ground::ErrorCode::kInterrupted);
  db.interrupt_when({});
  EXPECT_EQ(rows_of(*file, "SELECT count(*) FROM audit_pages"), Rows{"62"});
}

}  // namespace
}  // namespace explore
