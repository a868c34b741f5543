// The views keep their names and columns, and every query in docs/schema.md gives an answer.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/sqlite/sqlite_tables.h"
#include "tests/storage/sqlite/history_maker.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

using Row = std::vector<std::string>;

enum Kind : uint8_t { kA, kRedirect, kSitemap };

Outlink link_of(const std::string& url, Kind kind, const std::string& anchor = "") {
  Outlink link = link_to(url, 1);
  link.kind = kind;
  link.anchor = anchor;
  return link;
}

class Schema : public testing::Test {
 protected:
  void SetUp() override {
    StoreOptions options;
    options.link_kinds = {{kA, "a"}, {kRedirect, "redirect"}, {kSitemap, "sitemap"}};
    options.syntaxes = {"json-ld", "microdata"};
    auto opened = SqliteStore::open(folder_.file("crawl.db"), options, clock_.clocks());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
    db_ = std::move(Database::open(folder_.file("crawl.db"))).value();
    ASSERT_TRUE(store_->begin_run({"0.1", R"({"delay":500})"}).ok());
    fill();
    ASSERT_TRUE(store_->end_run({"finished", 9, 900}).ok());
  }

  Lease lease_of(const std::string& url) {
    EXPECT_TRUE(store_->add(new_urls({url})).ok());
    LeaseAnswer answer = *store_->lease({1000, 1000});
    for (Lease& lease : answer.leases) lent_[lease.url] = std::move(lease);
    return lent_[url];
  }

  void keep(const std::string& url, PageRecord page, std::vector<Outlink> links = {}) {
    PageCommit commit = page_of(lease_of(url), page.status, std::move(links));
    commit.page = std::move(page);
    commit.structured = {{1, "Product", R"({"name":"x"})"}};
    if (url == "https://a.test/") commit.facts = facts();
    if (url == "https://a.test/untitled") commit.render = rendering();
    if (url.ends_with("sitemap.xml"))
      commit.sitemap = {
          {0,
           "2024-05-01",
           {{"hreflang", "de", "https://a.test/de"}, {"image", "", "https://a.test/i"}}},
          {1, "", {}}};
    EXPECT_EQ(store_->commit({&commit, 1})->pages, 1u) << url;
  }

  static PageRecord html(const std::string& title, uint64_t hash) {
    PageRecord page;
    page.status = 200;
    page.content_type = "text/html";
    page.title = title;
    page.text = "Words of " + title;
    page.content_hash = hash;
    page.simhash = 0xFEDCBA9876543210;
    page.size = 1000;
    page.transferred = 500;
    page.total = Milliseconds(30);
    page.status_line =
        "HTTP/1.1 200 \xFC"
        "ber";
    page.headers = {
        {"Server", "nginx"}, {"X-Odd", "q\"\\\x01\xE4"}, {"X-Nul", std::string("a\0\xE4", 3)}};
    return page;
  }

  static ground::PageFacts facts() {
    ground::PageFacts facts;
    facts.doctype = "html";
    facts.charset_at = 42;
    facts.h1 = "Home";
    facts[ground::Fact::kTitlesOutside] = 1;
    facts[ground::Fact::kRobotsOutside] = 2;
    facts[ground::Fact::kDoubleIds] = 7;
    facts.headings = R"([[1,"Home"],[3,"q\"\u0001"]])";
    facts.images = R"([["a.png","",null,"20","lazy",2,1],[null,null,null,null,null,0,0]])";
    facts.forms = R"([["/go","post",3,1,0]])";
    facts.ids = R"([["x",2]])";
    facts.accessibility = R"([["image-alt",1,"<img>"]])";
    return facts;
  }

  static RenderRecord rendering() {
    RenderRecord record;
    record.rendered = true;
    record.resources.emplace_back().url = "https://a.test/a.js";
    record.resources[0].fate = ResourceFate::kRobots;
    record.console = {{"error", "x is null", "", 0}};
    return record;
  }

  static PageRecord redirect(const std::string& target) {
    PageRecord page;
    page.status = 301;
    page.redirect_to = target;
    return page;
  }

  void fill() {
    PageRecord home = html("Home", 0xFFFFFFFFFFFFFFFF);
    home.meta_robots = "noindex";
    home.header_robots = "noarchive";
    home.canonical = "https://a.test/home";
    Outlink out = link_of("https://out.test/", kA, "Elsewhere");
    out.target.skip = Reason::kScope;
    keep("https://a.test/", home,
         {link_of("https://a.test/gone", kA, "Gone"), link_of("https://a.test/dead", kA, "Dead"),
          link_of("https://a.test/copy", kA), link_of("https://a.test/r1", kA), out,
          link_of("https://a.test/loop1", kA)});
    keep("https://a.test/copy", html("Home", 0xFFFFFFFFFFFFFFFF));
    Outlink checked = link_of("https://ext.test/gone", kA, "Ext");
    checked.target.role = Role::kLink;
    keep("https://a.test/untitled", html("", 3), {checked});
    PageRecord gone;
    gone.status = 404;
    keep("https://a.test/gone", gone);
    keep("https://a.test/r1", redirect("https://a.test/r2"),
         {link_of("https://a.test/r2", kRedirect)});
    keep("https://a.test/r2", redirect("https://a.test/"), {link_of("https://a.test/", kRedirect)});
    keep("https://a.test/loop1", redirect("https://a.test/loop2"),
         {link_of("https://a.test/loop2", kRedirect)});
    keep("https://a.test/loop2", redirect("https://a.test/loop1"),
         {link_of("https://a.test/loop1", kRedirect)});
    keep("https://a.test/lost", redirect("mailto:me@a.test"));
    keep("https://a.test/sitemap.xml", html("", 4),
         {link_of("https://a.test/orphan", kSitemap), link_of("https://a.test/copy", kSitemap)});
    const Lease dead = lease_of("https://a.test/dead");
    PageCommit check = page_of(lent_["https://ext.test/gone"], 404);
    check.page.method = Method::kHead;
    ASSERT_EQ(store_->commit({&check, 1})->pages, 1u);
    const Release fail{dead.token, dead.key, Release::How::kFail, Reason::kDns, "no name\xFF", {}};
    ASSERT_TRUE(store_->release({&fail, 1}).ok());
  }

  std::vector<Row> rows(const std::string& sql) {
    std::vector<Row> all;
    Statement statement = db_->prepare(sql);
    while (statement.step()) {
      Row row;
      for (int i = 0; i < statement.columns(); ++i) row.push_back(statement.string(i));
      all.push_back(row);
    }
    auto done = db_->take_failure();
    EXPECT_TRUE(done.ok()) << done.error().message;
    return all;
  }

  ManualClock clock_;
  TemporaryFolder folder_;
  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<Database> db_;
  std::map<std::string, Lease> lent_;
};

TEST_F(Schema, ViewsHaveTheColumnsThatUsersRelyOn) {
  const std::map<std::string, std::string> contract = {
      {"pages",
       "url, status, content_type, charset, title, description, lang, canonical, robots, depth, "
       "size, transferred, ttfb_ms, total_ms, http_version, ip, etag, last_modified, fetched_at, "
       "redirect_to, content_hash, simhash, word_count, text, found_on, rendered, render_ms, "
       "render_requests, render_error, render_reason, script_text, script_links, script_url"},
      {"links", "source, target, kind, rel, anchor, nofollow, position"},
      {"urls", "url, host, state, reason, depth, attempts, found_on, status"},
      {"hosts",
       "origin, robots_status, robots_txt, crawl_delay_ms, pages, failed, bytes, mean_ms, "
       "last_error, waiting"},
      {"headers", "url, name, value"},
      {"broken_links", "source, target, status, reason, anchor, kind, external, role"},
      {"redirects", "source, target, status, hops, final"},
      {"checked",
       "url, host, role, state, status, reason, detail, content_type, size, final, final_status, "
       "ms, method, checked_at, found_on"},
      {"duplicates", "content_hash, url, first_url"},
      {"errors", "url, reason, detail, attempts, found_on"},
      {"head_facts",
       "url, doctype, quirks, viewport, charset_at, base_href, h1, head_ended_by, titles, h1s, "
       "images_without_alt, double_ids, outside_head, cut"},
      {"headings", "url, level, text, position"},
      {"images", "url, src, alt, width, height, loading, srcset, in_link, position"},
      {"forms", "url, action, method, fields, passwords, files, position"},
      {"ids", "url, id, times"},
      {"accessibility", "url, rule, elements, example"},
      {"resources",
       "url, page, kind, fate, status, mime, size, transferred, ms, from_cache, method, detail, "
       "position"},
      {"console_messages", "page, level, text, source, line, position"},
      {"runs",
       "started_at, ended_at, end_reason, options, counts, version, pages, bytes, id, elapsed_ms"}};
  for (const auto& [view, columns] : contract) {
    EXPECT_FALSE(rows("SELECT " + columns + " FROM " + view).empty()) << view;
  }
}

TEST_F(Schema, SitemapsShowTheirEntriesAndWhatTheySay) {
  const std::string sitemap = "https://a.test/sitemap.xml", orphan = "https://a.test/orphan";
  EXPECT_EQ(rows("SELECT sitemap, url, lastmod, position FROM sitemap_entries ORDER BY position"),
            (std::vector<Row>{{sitemap, orphan, "2024-05-01", "0"},
                              {sitemap, "https://a.test/copy", "", "1"}}));
  EXPECT_EQ(rows("SELECT sitemap, url, kind, name, value FROM sitemap_details ORDER BY place"),
            (std::vector<Row>{{sitemap, orphan, "hreflang", "de", "https://a.test/de"},
                              {sitemap, orphan, "image", "", "https://a.test/i"}}));
}

TEST_F(Schema, FactsAreNumbersAndLists) {
  EXPECT_EQ(rows("SELECT doctype, quirks, charset_at, h1, outside_head, double_ids, cut, "
                 "viewport IS NULL FROM head_facts"),
            (std::vector<Row>{{"html", "0", "42", "Home", "3", "7", "0", "1"}}));
  EXPECT_EQ(rows("SELECT level, hex(text), position FROM headings ORDER BY position"),
            (std::vector<Row>{{"1", "486F6D65", "0"}, {"3", "712201", "1"}}));
  EXPECT_EQ(rows("SELECT src, alt IS NULL, width IS NULL, height, loading, srcset, in_link FROM "
                 "images ORDER BY position"),
            (std::vector<Row>{{"a.png", "0", "1", "20", "lazy", "2", "1"},
                              {"", "1", "1", "", "", "0", "0"}}));
  EXPECT_EQ(rows("SELECT action, method, fields, passwords, files, position FROM forms"),
            (std::vector<Row>{{"/go", "post", "3", "1", "0", "0"}}));
  EXPECT_EQ(rows("SELECT url, id, times FROM ids"),
            (std::vector<Row>{{"https://a.test/", "x", "2"}}));
  EXPECT_EQ(rows("SELECT rule, elements, example FROM accessibility"),
            (std::vector<Row>{{"image-alt", "1", "<img>"}}));
  EXPECT_EQ(rows("SELECT count(*) FROM image_rows i JOIN fact_rows f ON f.page_id = i.page_id"),
            (std::vector<Row>{{"2"}}));
}

TEST_F(Schema, PagesShowHashesTimesAndJoinedRobots) {
  EXPECT_EQ(rows("SELECT content_hash, simhash, robots, fetched_at, redirect_to, found_on FROM "
                 "pages WHERE url = 'https://a.test/'"),
            (std::vector<Row>{{"ffffffffffffffff", "fedcba9876543210", "noindex, noarchive",
                               "2023-11-14T22:30:00.000Z", "", ""}}));
  EXPECT_EQ(rows("SELECT redirect_to, found_on FROM pages WHERE url = 'https://a.test/r1'"),
            (std::vector<Row>{{"https://a.test/r2", "https://a.test/"}}));
}

TEST_F(Schema, LinksKeepTheirOrder) {
  EXPECT_EQ(rows("SELECT target, kind, anchor FROM links WHERE source = 'https://a.test/' LIMIT 2"),
            (std::vector<Row>{{"https://a.test/gone", "a", "Gone"},
                              {"https://a.test/dead", "a", "Dead"}}));
}

TEST_F(Schema, HeadersKeepEveryByteAndShowNoControlCharacters) {
  EXPECT_EQ(
      rows("SELECT name, hex(value) FROM headers WHERE url = 'https://a.test/' LIMIT 3"),
      (std::vector<Row>{{"Server", "6E67696E78"}, {"X-Odd", "71225CC3A4"}, {"X-Nul", "61C3A4"}}));
  EXPECT_EQ(
      rows("SELECT json_extract(headers, '$[0]'), json_extract(headers, '$[1]') FROM body LIMIT 1"),
      (std::vector<Row>{
          {R"(["Server","nginx"])", R"(["X-Odd","q\"\\ä","X-Odd","q\"\\\u0001ä"])"}}));
  // SQLite's JSON functions end a string at a NUL; the table has it whole.
  EXPECT_EQ(rows("SELECT headers LIKE '%\"a\\u0000\xC3\xA4\"%' FROM body LIMIT 1"),
            (std::vector<Row>{{"1"}}));
  EXPECT_EQ(rows("SELECT status_line FROM body LIMIT 1"), (std::vector<Row>{{"HTTP/1.1 200 \xC3\xBC"
                                                                             "ber"}}));
}

TEST_F(Schema, BrokenLinksAreThoseToFailuresAndErrorAnswers) {
  EXPECT_EQ(rows("SELECT source, target, status, reason, anchor FROM broken_links WHERE role = "
                 "'page' ORDER BY target"),
            (std::vector<Row>{{"https://a.test/", "https://a.test/dead", "", "dns", "Dead"},
                              {"https://a.test/", "https://a.test/gone", "404", "", "Gone"}}));
}

TEST_F(Schema, RedirectsAreFollowedToTheirEndAndLoopsHaveNone) {
  EXPECT_EQ(
      rows("SELECT source, target, hops, final, loop FROM redirects ORDER BY source"),
      (std::vector<Row>{{"https://a.test/loop1", "https://a.test/loop2", "20", "", "1"},
                        {"https://a.test/loop2", "https://a.test/loop1", "20", "", "1"},
                        {"https://a.test/lost", "mailto:me@a.test", "1", "mailto:me@a.test", "0"},
                        {"https://a.test/r1", "https://a.test/r2", "2", "https://a.test/", "0"},
                        {"https://a.test/r2", "https://a.test/", "1", "https://a.test/", "0"}}));
}

TEST_F(Schema, DuplicatesNameTheFirstOfTheirKind) {
  EXPECT_EQ(rows("SELECT * FROM duplicates"),
            (std::vector<Row>{{"ffffffffffffffff", "https://a.test/copy", "https://a.test/"}}));
}

TEST_F(Schema, ErrorsSayWhyInValidText) {
  EXPECT_EQ(rows("SELECT * FROM errors"),
            (std::vector<Row>{
                {"https://a.test/dead", "dns", "no name\xC3\xBF", "1", "https://a.test/"}}));
}

TEST_F(Schema, EveryReasonHasAName) {
  for (int i = 1; i < 256; ++i) {
    const auto reason = static_cast<Reason>(i);
    const std::string id = std::to_string(i);
    const auto named = rows("SELECT name FROM reason_name WHERE id = " + id);
    EXPECT_EQ(named, name_of(reason).empty() ? std::vector<Row>{}
                                             : (std::vector<Row>{{std::string(name_of(reason))}}));
  }
  EXPECT_FALSE(name_of(Reason::kOther).empty());
}

TEST_F(Schema, LendingReadsOneIndexRangeAndSortsNothing) {
  const auto plan = rows(
      "EXPLAIN QUERY PLAN SELECT q.depth, u.url FROM queue q JOIN url u ON u.id = q.url_id "
      "WHERE q.host_id = 1 AND (q.depth, q.priority, q.url_id) > (0, 0, 0) "
      "ORDER BY q.depth, q.priority, q.url_id");
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_EQ(plan[0][3],
            "SEARCH q USING PRIMARY KEY (host_id=? AND (depth,priority,url_id)>(?,?,?))");
}

std::vector<std::string> documented_queries() {
  std::ifstream file(std::string(CRAWL_SOURCE_DIR) + "/docs/schema.md");
  std::vector<std::string> queries;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    const bool starts = line == "```sql";
    if (starts) queries.emplace_back();
    if (inside && line == "```") inside = false;
    if (inside) queries.back() += line + "\n";
    if (starts) inside = true;
  }
  return queries;
}

// A week of updates, up to now: a page changes each day, one moves, one is gone, one has prices.
void live_for_a_week(const std::string& path) {
  constexpr int64_t kDayMs = 86'400'000;
  const int64_t now =
      std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  HistoryMaker maker(path);
  UserTable product;
  product.name = "product";
  product.columns = {{"name", "text", ""}, {"price", "number", ""}};
  ASSERT_TRUE(
      SqliteTables(maker.database()).prepare({product}, SqliteTables::Existing::kKeep).ok());
  for (int day = 6; day >= 0; --day) {
    const int64_t at = now - day * kDayMs - 60'000;
    maker.run(at, at + 1000);
    HistoryMaker::Found page;
    page.title = "Day " + std::to_string(day);
    page.old_rows = R"({"product":[[0,"Lamp",)" + std::to_string(10 + day) + "]]}";
    maker.change("https://a.test/", page, at, ChangeKind::kChanged, kFieldTitle | kFieldRows);
  }
  HistoryMaker::Found gone;
  gone.status = 410;
  maker.change("https://a.test/copy", gone, now - 1000, ChangeKind::kGone, kFieldStatus);
  HistoryMaker::Found moved;
  moved.status = 301;
  moved.redirect_to = "https://a.test/";
  maker.change("https://a.test/untitled", moved, now - 900, ChangeKind::kMoved, kFieldRedirect);
  maker.database().exec(
      "INSERT INTO finding_kind VALUES(1, 'title-missing', 'error', 1, 1); "
      "INSERT INTO finding_run VALUES(1, 1, ''), (2, 2, ''); "
      "INSERT INTO finding_state VALUES(1, 1, 0, 2); "
      "INSERT INTO finding_past VALUES(1, 2, 0, 1, 1, 2); "
      "INSERT INTO url_orphan SELECT id, 1 FROM url LIMIT 1; "
      "INSERT INTO url_revisit(url_id, due, since, visited_at, interval, errors) "
      "SELECT id, 1, 1, 1, 1000, 2 FROM url LIMIT 1");
  ASSERT_TRUE(maker.database().take_failure().ok());
}

// Of a crawl, or of one that is updated then.
TEST_F(Schema, EveryDocumentedQueryGivesAnAnswer) {
  const auto queries = documented_queries();
  EXPECT_GE(queries.size(), 30u);
  std::vector<std::string> of_history;
  for (const std::string& sql : queries)
    if (sql.find("_history") != std::string::npos || rows(sql).empty()) of_history.push_back(sql);
  EXPECT_EQ(of_history.size(), 11u);
  live_for_a_week(folder_.file("crawl.db"));
  for (const std::string& sql : of_history) EXPECT_FALSE(rows(sql).empty()) << sql;
}

TEST_F(Schema, EveryTableAndViewIsDocumented) {
  std::ifstream file(std::string(CRAWL_SOURCE_DIR) + "/docs/schema.md");
  std::stringstream text;
  text << file.rdbuf();
  std::string words = text.str();
  std::replace_if(
      words.begin(), words.end(), [](unsigned char c) { return !isalnum(c) && c != '_'; }, ' ');
  std::istringstream stream(words);
  const std::set<std::string> known(std::istream_iterator<std::string>{stream}, {});
  for (const Row& row : rows("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")) {
    EXPECT_TRUE(known.contains(row[0])) << row[0];
  }
}

}  // namespace
}  // namespace storage
