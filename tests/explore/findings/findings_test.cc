// Each finding on a site where it is known what is wrong.
#include "explore/findings/findings.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "explore/file/crawl_file.h"
#include "tests/explore/crawl_maker.h"
#include "tests/explore/findings/faulty_sites.h"
#include "tests/explore/findings/site_pages.h"

namespace explore {

const Expected& expected_of_mixed_site() {
  static const Expected expected = {
      {"broken-pages", {"/crash", "/dead", "/gone"}},
      {"broken-seeds", {"/dead", "/dead-alone"}},
      {"server-errors", {"/crash"}},
      {"failed", {"/dead", "/dead-alone"}},
      {"soft-404", {"/soft"}},
      {"redirect-loops", {"/loop1", "/loop2"}},
      {"redirect-broken", {"/to-dead", "/to-gone", "https://ext.test/moved-to-gone"}},
      {"redirect-chains", {"/hop1"}},
      {"links-to-redirects", {"/hop2", "/loop1", "/loop2", "/to-dead", "/to-gone"}},
      {"temporary-redirects", {"/hop1"}},
      {"deep-pages", {"/deep"}},
      {"sites-linked", {"cdn.test", "ext.test", "tls.test", "uncrawled.test"}},
      {"broken-external-links", {"/", "/"}},
      {"redirected-external-links", {"https://ext.test/moved", "https://ext.test/moved-to-gone"}},
      {"certificate-problems", {"https://tls.test"}},
      {"broken-images", {"/i.png"}},
      {"broken-scripts-styles", {"/s.css", "/s.js"}},
      {"broken-fragments", {"/points"}},
      {"duplicate-bodies", {"/copy2"}},
      {"near-duplicates", {"/near"}},
      {"thin-pages", {"/thin"}},
      {"title-missing", {"/blank-title", "/untitled"}},
      {"title-duplicate", {"Twins", "Twins"}},
      {"title-long", {"/title61"}},
      {"description-missing", {"/undescribed"}},
      {"description-duplicate", {"Twins", "Twins"}},
      {"description-long", {"/described161"}},
      {"lang-missing", {"/no-lang"}},
      {"canonical-broken", {"/c-dead", "/c-gone"}},
      {"canonical-redirect", {"/c-moved"}},
      {"canonical-chain", {"/c-chain"}},
      {"canonical-noindex", {"/c-hidden"}},
      {"canonical-several", {"/c-both"}},
      {"canonical-uncrawled", {"/c-away"}},
      {"canonical-other",
       {"/c-away", "/c-chain", "/c-dead", "/c-fine", "/c-gone", "/c-hidden", "/c-moved"}},
      {"noindex", {"/for-bots", "/hidden", "/hidden-header"}},
      {"robots-blocked", {"/private"}},
      {"robots-trouble", {"https://failing.test"}},
      {"sitemap-orphans", {"/orphan"}},
      {"sitemap-wrong", {"/gone", "/hidden", "/hop2", "/private", "/private-listed"}},
      {"slow-pages", {"/slow"}},
      {"large-pages", {"/large"}},
      {"uncompressed", {"/plain"}},
      {"mixed-content", {"/mixed"}},
      {"plain-http", {"http://plain.test"}},
      {"cut-pages", {"/cut"}},
      {"traps", {"/a/a/a/a/a"}},
      {"odd-pages", {"/odd"}},
  };
  return expected;
}

namespace {

using storage::PageRecord;
using storage::Reason;

class FaultySite {
 public:
  FaultySite() : maker_(folder_.file("crawl.db")) {
    broken();
    redirects();
    texts();
    canonicals();
    blocked_and_listed();
    delivered();
    checked();
    maker_.keep(kSite + "/", sound("/"), links_, 0);
    maker_.keep("https://other-site.test/",
                [] {
                  PageRecord page = sound("/elsewhere");
                  page.canonical.clear();
                  return page;
                }(),
                {{"a", kSite + "/"}});
    maker_.end();
  }
  std::string path() const { return folder_.file("crawl.db"); }

 private:
  // Kept, and linked from the first page.
  void keep(const std::string& path, const PageRecord& page,
            std::vector<CrawlMaker::Link> links = {}, uint32_t depth = 1) {
    if (!page.redirect_to.empty()) links.push_back({"redirect", page.redirect_to});
    if (!page.canonical.empty()) links.push_back({"canonical", page.canonical});
    maker_.keep(kSite + path, page, links, depth);
    links_.push_back({"a", kSite + path, "to " + path});
  }
  template <typename Change>
  void keep_changed(const std::string& path, Change change) {
    PageRecord page = sound(path);
    change(page);
    keep(path, page);
  }

  void broken() {
    keep("/gone", failing(404));
    keep("/crash", failing(503));
    maker_.fail(kSite + "/dead", Reason::kDns, "no such host");
    links_.push_back({"img", kSite + "/dead"});
    maker_.fail(kSite + "/dead-alone", Reason::kTimeout, "too late");
    keep_changed("/soft", [](PageRecord& page) { page.title = "404 Not Found"; });
  }

  void redirects() {
    keep("/end", sound("/end"));
    keep("/hop2", redirect("/end"));
    keep("/hop1", redirect("/hop2", 302));
    keep("/loop2", redirect("/loop1"));
    keep("/loop1", redirect("/loop2"));
    keep("/to-gone", redirect("/gone"));
    keep("/to-dead", redirect("/dead"));
  }

  void texts() {
    keep("/copy1", sound("/copy1"));
    keep_changed("/copy2", [](PageRecord& page) {
      page.content_hash = sound("/copy1").content_hash;
      page.simhash = sound("/copy1").simhash;
    });
    keep_changed("/near", [](PageRecord& page) {
      page.simhash = sound("/copy1").simhash ^ (uint64_t{1} << 63 | uint64_t{1} << 20 | 1);
    });
    keep_changed("/not-near", [](PageRecord& page) {
      page.simhash = sound("/copy1").simhash ^ (uint64_t{15} << 30);
    });
    keep_changed("/thin", [](PageRecord& page) { page.word_count = 3; });
    keep_changed("/untitled", [](PageRecord& page) { page.title.clear(); });
    keep_changed("/blank-title", [](PageRecord& page) { page.title = "  "; });
    keep_changed("/twin1", [](PageRecord& page) { page.title = page.description = "Twins"; });
    keep_changed("/twin2", [](PageRecord& page) { page.title = page.description = "Twins"; });
    // Three bytes a letter: 60 of them are not long, 61 are.
    const auto letters = [](int count) {
      std::string text;
      for (int i = 0; i < count; ++i) text += "\u6F22";
      return text;
    };
    keep_changed("/title60", [&](PageRecord& page) { page.title = letters(60); });
    keep_changed("/title61", [&](PageRecord& page) { page.title = letters(61); });
    keep_changed("/undescribed", [](PageRecord& page) { page.description.clear(); });
    keep_changed("/described160", [&](PageRecord& page) { page.description = letters(160); });
    keep_changed("/described161", [&](PageRecord& page) { page.description = letters(161); });
    keep_changed("/no-lang", [](PageRecord& page) { page.lang.clear(); });
  }

  void canonicals() {
    const auto naming = [this](const std::string& path, const std::string& canonical) {
      keep_changed(path, [&](PageRecord& page) { page.canonical = canonical; });
    };
    naming("/c-gone", kSite + "/gone");
    naming("/c-dead", kSite + "/dead");
    naming("/c-moved", kSite + "/hop2");
    naming("/c-fine", kSite + "/end");
    naming("/c-chain", kSite + "/c-fine");
    naming("/c-away", "https://uncrawled.test/");
    naming("/c-hidden", kSite + "/hidden");
    PageRecord both = sound("/c-both");
    keep("/c-both", both, {{"canonical", kSite + "/end"}});
  }

  void blocked_and_listed() {
    keep_changed("/hidden", [](PageRecord& page) { page.meta_robots = "NoIndex, follow"; });
    keep_changed("/hidden-header", [](PageRecord& page) { page.header_robots = "none"; });
    keep_changed("/followed", [](PageRecord& page) { page.meta_robots = "noindexing"; });
    keep_changed("/previewed",
                 [](PageRecord& page) { page.meta_robots = "index, max-image-preview: none"; });
    keep_changed("/for-bots", [](PageRecord& page) {
      page.meta_robots = "index";
      page.header_robots = "otherbot: none";
    });
    maker_.know(kSite + "/private-listed", Reason::kRobots);
    maker_.know(kSite + "/private", Reason::kRobots);
    links_.push_back({"a", kSite + "/private", "keep out"});
    maker_.know(kSite + "/private-alone", Reason::kRobots);
    maker_.robots("https://failing.test", 503);
    maker_.robots("https://open.test", 404);
    PageRecord sitemap;
    sitemap.status = 200;
    sitemap.content_type = "application/xml";
    maker_.keep(kSite + "/sitemap.xml", sitemap,
                {{"sitemap", kSite + "/end"},
                 {"sitemap", kSite + "/orphan"},
                 {"sitemap", kSite + "/gone"},
                 {"sitemap", kSite + "/hop2"},
                 {"sitemap", kSite + "/hidden"},
                 {"sitemap", kSite + "/previewed"},
                 {"sitemap", kSite + "/private-listed"},
                 {"sitemap", kSite + "/private"}},
                0, storage::Role::kSitemap);
    // Linked by its own page and as its own canonical, which is by nobody.
    maker_.keep(kSite + "/orphan", sound("/orphan"),
                {{"canonical", kSite + "/orphan"}, {"a", kSite + "/orphan"}});
  }

  void delivered() {
    keep_changed("/slow", [](PageRecord& page) { page.total = storage::Milliseconds(1001); });
    keep_changed("/large", [](PageRecord& page) { page.size = 1'000'001; });
    keep_changed("/plain", [](PageRecord& page) { page.transferred = page.size; });
    keep("/mixed", sound("/mixed"),
         {{"img", "http://cdn.test/x.png"},
          {"a", "http://cdn.test/page"},
          {"script", "https://cdn.test/x.js"}});
    PageRecord insecure = sound("/insecure");
    insecure.canonical.clear();
    maker_.keep("http://plain.test/", insecure, {{"img", "http://cdn.test/x.png"}});
    keep_changed("/cut", [](PageRecord& page) { page.limits_hit = "max-body"; });
    keep_changed("/odd", [](PageRecord& page) { page.detail = "gzip ended early"; });
    maker_.know(kSite + "/a/a/a/a/a", Reason::kRepeatedSegment);
    keep("/deep", sound("/deep"), {}, 7);
  }

  void checked() {
    using storage::Role;
    const auto check = [this](const std::string& url, const PageRecord& answer,
                              const std::string& kind, Role role) {
      std::vector<CrawlMaker::Link> links;
      if (!answer.redirect_to.empty()) links.push_back({"redirect", answer.redirect_to});
      maker_.keep(url, answer, links, 1, role);
      links_.push_back({kind, url, "to " + url});
    };
    PageRecord moved = failing(301);
    moved.redirect_to = "https://ext.test/new";
    check("https://ext.test/new", failing(200), "a", Role::kLink);
    check("https://ext.test/moved", moved, "a", Role::kLink);
    check("https://ext.test/gone", failing(410), "a", Role::kLink);
    moved.redirect_to = "https://ext.test/gone";
    check("https://ext.test/moved-to-gone", moved, "a", Role::kLink);
    check("https://ext.test/busy", failing(429), "a", Role::kLink);
    maker_.fail("https://tls.test/", Reason::kTls, "certificate has expired", Role::kLink);
    links_.push_back({"a", "https://tls.test/"});
    check(kSite + "/i.png", failing(404), "img", Role::kResource);
    check(kSite + "/fine.png", failing(200), "img", Role::kResource);
    check(kSite + "/s.js", failing(404), "script", Role::kResource);
    check(kSite + "/s.css", failing(500), "stylesheet", Role::kStyle);
    keep("/points", sound("/points"), {{"a", kSite + "/end", "lost", false, "nowhere"}});
  }

  storage::TemporaryFolder folder_;
  CrawlMaker maker_;
  std::vector<CrawlMaker::Link> links_;
};

class Findings : public testing::Test {
 protected:
  void SetUp() override {
    static FaultySite site;
    auto opened = CrawlFile::open(site.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }

  std::vector<std::string> rows(std::string_view sql) { return rows_of(*file_, sql); }

  std::unique_ptr<CrawlFile> file_;
};

using Rows = std::vector<std::string>;

// What else is wrong there is judged where each group has a site of its own, faulty_sites_test.cc.
TEST_F(Findings, EachFindsWhatIsWrongAndNothingElse) {
  for (const auto& [id, expected] : expected_of_mixed_site()) {
    Rows found;
    for (const std::string& row : rows(find_finding(id)->sql)) found.push_back(head_of(row));
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << id;
  }
}

TEST_F(Findings, RowsSayWhatIsNeededToRepair) {
  EXPECT_EQ(rows(find_finding("broken-links")->sql),
            (Rows{"/|/crash|503|a|to /crash", "/|/dead|dns|img|", "/c-dead|/dead|dns|canonical|",
                  "/to-dead|/dead|dns|redirect|", "/|/gone|404|a|to /gone",
                  "/c-gone|/gone|404|canonical|", "/sitemap.xml|/gone|404|sitemap|",
                  "/to-gone|/gone|404|redirect|"}))
      << "sorted by target and page";
  // That a sitemap, a canonical and a redirect name it too makes no page that links to it.
  EXPECT_EQ(rows(find_finding("broken-pages")->sql),
            (Rows{"/crash|503|1|1|/|to /crash", "/dead|dns|1|1|/|", "/gone|404|1|1|/|to /gone"}));
  EXPECT_EQ(rows(find_finding("redirect-chains")->sql), (Rows{"/hop1|2|/hop2|/end"}));
  EXPECT_EQ(rows(find_finding("failed")->sql)[0], "/dead|dns|no such host|1|");
  EXPECT_EQ(rows(find_finding("near-duplicates")->sql),
            (Rows{"/near|/copy1|500|500|Title of /near"}));
  EXPECT_EQ(rows(find_finding("mixed-content")->sql), (Rows{"/mixed|http://cdn.test/x.png|img"}));
  EXPECT_EQ(rows(find_finding("canonical-broken")->sql)[0], "/c-dead|/dead|dns");
  EXPECT_EQ(rows(find_finding("broken-external-links")->sql),
            (Rows{"/|https://ext.test/gone|410|a|to https://ext.test/gone",
                  "/|https://tls.test/|tls|a|"}));
  EXPECT_EQ(rows(find_finding("redirected-external-links")->sql),
            (Rows{"https://ext.test/moved|301|https://ext.test/new|1|/|to https://ext.test/moved",
                  "https://ext.test/moved-to-gone|301|https://ext.test/gone|1|/|to "
                  "https://ext.test/moved-to-gone"}));
  EXPECT_EQ(rows(find_finding("certificate-problems")->sql),
            (Rows{"https://tls.test|expired|1|https://tls.test/|certificate has expired"}));
  EXPECT_EQ(rows(find_finding("broken-fragments")->sql), (Rows{"/points|/end|nowhere|lost"}));
  EXPECT_EQ(head_of(rows(find_finding("not-checked")->sql)[0]), "scope");
}

TEST_F(Findings, TheMostLinkedPageStandsHigh) {
  const Rows top = rows(find_finding("top-pages")->sql);
  ASSERT_GT(top.size(), 40u);
  // The redirects hand on what they get, and all links come from the first page.
  EXPECT_EQ(head_of(top[0]).substr(0, 5), "/loop");
  EXPECT_EQ(rows("SELECT round(sum(page_rank(id)) / count(*), 6) FROM page_rows"), Rows{"1.0"});
}

// Thousands of pages more, of each state and status, with ten links each, and a thousand hosts,
// those of http and https in pairs; the ids are far from those that are there.
constexpr const char* kGrow = R"(
CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 10000 UNION ALL SELECT i + 1 FROM n WHERE i < 14000)
  SELECT i FROM n;
INSERT INTO host(id, key, origin, pages)
  SELECT i, i, CASE i % 2 WHEN 0 THEN 'https' ELSE 'http' END || '://host' || i / 2 || '.test', 1 FROM n WHERE i < 11000;
INSERT INTO url SELECT i, 1, 'https://site.test/grown/' || i, CASE i % 7 WHEN 0 THEN 2 WHEN 1 THEN 3 ELSE 1 END,
  CASE i % 7 WHEN 0 THEN 20 WHEN 1 THEN 41 ELSE 0 END, 1, 0, CASE WHEN i < 10020 THEN 1 ELSE 0 END, 128, 0, NULL, i, NULL
  FROM n;
INSERT INTO page SELECT i, i, i, CASE i % 5 WHEN 0 THEN 404 WHEN 1 THEN 301 ELSE 200 END, 2000000, 2000000, 5000, 5000, 5,
  i / 3, i, CASE i % 5 WHEN 1 THEN i + 1 END, NULL, 'text/html', NULL, 'title ' || i / 3, 'words ' || i / 3, NULL,
  'https://site.test/grown/' || (i + 2), 'noindex', NULL, NULL, NULL, NULL, NULL, 'odd', 'max-body', NULL
  FROM n WHERE i % 7 > 1;
INSERT INTO link SELECT n.i << 24 | k.i - 9999, CASE k.i WHEN 10000 THEN 10000 ELSE 10000 + (n.i * k.i) % 4000 END,
  CASE WHEN n.i < 10020 THEN (SELECT id FROM link_kind WHERE name = 'sitemap') ELSE 0 END, 0, NULL, NULL, 'anchor'
  FROM n, (SELECT i FROM n WHERE i < 10010) k;
)";

// SQLite asks whether to go on after each thousand steps: by that the work is counted, and a loop
// within a loop shows.
TEST_F(Findings, NoneTakesStepsByTheSquare) {
  // As a crawl that goes on leaves a file, as one that was cut off does, and as one of many URLs
  // that is done: then SQLite knows of the largest table how large it is, and of the others
  // nothing.
  constexpr const char* kDone =
      "ANALYZE; DELETE FROM sqlite_stat1 WHERE tbl <> 'url'; ANALYZE sqlite_schema";
  for (const char* state : {"", "DROP INDEX IF EXISTS link_by_target", kDone}) {
    const FaultySite site;
    {
      auto db = storage::Database::open(site.path());
      ASSERT_TRUE(db.ok());
      (*db)->exec(kGrow);
      (*db)->exec(state);
      const auto grown = (*db)->take_failure();
      ASSERT_TRUE(grown.ok()) << grown.error().message;
    }
    file_ = std::move(CrawlFile::open(site.path())).value();
    for (const Finding& finding : findings()) {
      int thousands = 0;
      file_->database().interrupt_when([&thousands] {
        ++thousands;
        return false;
      });
      rows(finding.sql);
      EXPECT_LT(thousands, 2000) << finding.id << " after: " << state;
    }
  }
}

// As one is that was written before there were these views.
TEST_F(Findings, AreTheSameInAFileWithoutTheProgramsOwnViews) {
  const FaultySite site;
  const FaultySite older;
  {
    auto db = std::move(storage::Database::open(older.path())).value();
    std::vector<std::string> names;
    {
      storage::Statement view = db->prepare(
          "SELECT name FROM sqlite_schema WHERE type = 'view' AND sql LIKE '%\\_id%' ESCAPE '\\'");
      while (view.step())
        if (view.text(0).ends_with("_rows") || view.text(0) == "page_links")
          names.push_back(view.string(0));
    }
    ASSERT_GE(names.size(), 6u);
    for (const std::string& name : names) db->exec("DROP VIEW " + name);
    ASSERT_TRUE(db->take_failure().ok());
  }
  std::vector<Rows> found;
  for (const FaultySite* each : {&site, &older}) {
    file_ = std::move(CrawlFile::open(each->path())).value();
    found.emplace_back();
    for (const Finding& finding : findings())
      for (const auto& row : rows(finding.sql)) found.back().push_back(row);
  }
  EXPECT_GT(found[0].size(), 100u);
  EXPECT_EQ(found[0], found[1]);
}

TEST_F(Findings, EachIsReadyForAShellAndForPeople) {
  std::set<std::string_view> ids;
  for (const Finding& finding : findings()) {
    EXPECT_TRUE(ids.insert(finding.id).second) << finding.id;
    EXPECT_EQ(finding.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string_view::npos);
    EXPECT_EQ(finding.sql.find_first_of("\"$`!;"), std::string_view::npos) << finding.id;
    EXPECT_TRUE(finding.meaning.ends_with('.')) << finding.id;
    EXPECT_TRUE(finding.remedy.ends_with('.')) << finding.id;
    EXPECT_NE(name_of(finding.severity), "");
  }
  EXPECT_EQ(find_finding("no-such-finding"), nullptr);
}

}  // namespace
}  // namespace explore
