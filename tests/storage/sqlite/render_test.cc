// What is kept of a page that a browser rendered, and what becomes of it when the page is visited
// again.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "storage/history/delta.h"
#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/storage/store/store_testing.h"

namespace storage {
namespace {

constexpr std::string_view kShell = "<div id=app></div><script src=a.js></script>";
constexpr std::string_view kFull = "\xEF\xBB\xBF<div id=app>Words</div><script src=a.js></script>";

RenderRecord rendered() {
  RenderRecord record;
  record.rendered = true;
  record.reason = RenderReason::kEmptyRoot;
  record.url = "http://a.test/1/there";
  record.total = Milliseconds(120);
  record.requests = 2;
  record.text_gain = 5;
  record.links_gain = 3;
  record.raw_delta = Delta().make(kShell, kFull);
  ResourceRecord script;
  script.url = "http://a.test/a.js";
  script.kind = ResourceKind::kScript;
  script.status = 200;
  script.mime = "text/javascript";
  script.size = 30;
  script.status_line = "HTTP/1.1 200 OK";
  script.headers = {{"Content-Type", "text/javascript"}};
  script.body_zstd = "frame";
  ResourceRecord data;
  data.url = "http://a.test/data";
  data.kind = ResourceKind::kXhr;
  data.fate = ResourceFate::kRobots;
  data.method = "POST";
  data.detail = "Disallow: /data\x01";
  record.resources = {script, data};
  record.console = {{"error", "no data\n\x1b[31m", "http://a.test/a.js", 7}};
  record.screenshot = "PNG";
  return record;
}

class Rendered : public testing::Test {
 protected:
  void SetUp() override {
    store_ = std::move(SqliteStore::open(path_, {}, clock_.clocks())).value();
    ASSERT_TRUE(store_->begin_run({"0.1", "{}"}).ok());
    ASSERT_TRUE(store_->add(new_urls({"http://a.test/1"})).ok());
    PageCommit commit = with_text(lend(), "Words");
    commit.render = rendered();
    keep(commit);
  }

  Lease lend() {
    LeaseAnswer answer = *store_->lease({10, 10});
    return answer.leases.at(0);
  }
  void keep(const PageCommit& commit) { EXPECT_EQ(store_->commit({&commit, 1})->pages, 1u); }

  Lease visit_again() {
    EXPECT_TRUE(store_->end_run({"finished"}).ok());
    clock_.advance(Milliseconds(86'400'000));
    EXPECT_TRUE(store_->begin_update(all()).ok());
    EXPECT_TRUE(store_->begin_run({"0.1", "{}"}).ok());
    EXPECT_EQ(store_->queue_due(10)->queued, 1u);
    return lend();
  }

  std::string all_of(const std::string& sql) {
    auto reader = std::move(Reader::open(path_)).value();
    Statement row = reader->database().prepare(sql);
    std::string text;
    while (row.step()) {
      for (int i = 0; i < row.columns(); ++i)
        text += (i == 0 ? "" : "|") + (row.is_null(i) ? std::string("NULL") : row.string(i));
      text += "\n";
    }
    const auto read = reader->database().take_failure();
    EXPECT_TRUE(read.ok()) << read.error().message;
    return text;
  }

  ManualClock clock_;
  TemporaryFolder folder_;
  const std::string path_ = folder_.file("crawl.db");
  std::unique_ptr<SqliteStore> store_;
};

TEST_F(Rendered, ThePageSaysHowItWas) {
  EXPECT_EQ(all_of("SELECT rendered, render_reason, render_ms, render_requests, render_error, "
                   "script_text, script_links, script_url FROM pages"),
            "1|empty-root|120|2|NULL|5|3|http://a.test/1/there\n");
  EXPECT_EQ(all_of("SELECT png FROM screenshot_rows"), "PNG\n");
}

TEST_F(Rendered, WhatItAskedForIsRows) {
  EXPECT_EQ(
      all_of("SELECT page, url, kind, fate, method, status, mime, size, from_cache, detail, "
             "position FROM resources ORDER BY position"),
      "http://a.test/1|http://a.test/a.js|script|answered|GET|200|text/javascript|30|0|NULL|0\n"
      "http://a.test/1|http://a.test/data|xhr|robots|POST|NULL|NULL|0|0|Disallow: /data|1\n");
  EXPECT_EQ(all_of("SELECT r.url, b.status_line, b.zstd FROM resource_body_rows b "
                   "JOIN resource_rows r ON r.id = b.resource_id"),
            "http://a.test/a.js|HTTP/1.1 200 OK|frame\n");
}

TEST_F(Rendered, WhatItWroteToTheConsoleIsRows) {
  EXPECT_EQ(all_of("SELECT page, level, replace(replace(text, char(10), '/'), char(27), 'ESC'), "
                   "source, line FROM console_messages"),
            "http://a.test/1|error|no data/ESC[31m|http://a.test/a.js|7\n");
}

TEST_F(Rendered, TheBodyAsReceivedIsWhatDiffers) {
  auto reader = std::move(Reader::open(path_)).value();
  Statement row = reader->database().prepare("SELECT delta FROM raw_rows");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(Delta().apply(row.text(0), kFull, 1000), kShell);
  EXPECT_LT(row.text(0).size(), kShell.size());
}

// The shell that came with it has not changed since, whatever its scripts would show now.
TEST_F(Rendered, AnotherVisitAsksForAllOfIt) {
  const Lease lease = visit_again();
  ASSERT_TRUE(lease.revisit);
  EXPECT_EQ(lease.revisit->etag, "");
  EXPECT_EQ(lease.revisit->last_modified, "");
}

TEST_F(Rendered, WhatHangsOffItGoesWithIt) {
  PageCommit commit = with_text(visit_again(), "Other words");
  commit.render.emplace().reason = RenderReason::kPlain;
  keep(commit);
  EXPECT_EQ(all_of("SELECT rendered, render_reason, render_ms, script_text FROM pages"),
            "0|plain|NULL|NULL\n");
  for (const char* view : {"resources", "console_messages", "raw_rows", "resource_body_rows",
                           "screenshot_rows", "console_rows"})
    EXPECT_EQ(all_of(std::string("SELECT count(*) FROM ") + view), "0\n") << view;
  EXPECT_EQ(all_of("SELECT kind FROM changes ORDER BY at DESC LIMIT 1"), "changed\n");
}

// A browser that hung once is no change of the page.
TEST_F(Rendered, AVisitThatCouldNotRenderItLeavesIt) {
  PageCommit commit = with_text(visit_again(), "");
  commit.render.emplace().error = "timeout";
  keep(commit);
  EXPECT_EQ(all_of("SELECT rendered, text FROM pages"), "1|Words\n");
  EXPECT_EQ(all_of("SELECT outcome, detail FROM visits ORDER BY at DESC LIMIT 1"),
            "error|timeout\n");
}

TEST_F(Rendered, AFileOfVersionTenIsReadAndTakesIt) {
  store_.reset();
  {
    auto db = std::move(Database::open(path_)).value();
    std::vector<std::string> views;
    {
      Statement view = db->prepare("SELECT name FROM sqlite_schema WHERE type = 'view'");
      while (view.step()) views.push_back(view.string(0));
    }
    for (const std::string& view : views) db->exec("DROP VIEW " + view);
    db->exec(
        "DROP TABLE page_render; DROP TABLE page_raw; DROP TABLE page_resource; "
        "DROP TABLE page_resource_body; DROP TABLE page_console; DROP TABLE page_screenshot; "
        "DROP TABLE render_reason; DROP TABLE resource_kind; DROP TABLE resource_fate; DROP TABLE "
        "control; "
        "PRAGMA user_version=10");
    ASSERT_TRUE(db->take_failure().ok());
  }
  for (const char* view :
       {"resources", "console_messages", "render_rows", "raw_rows", "resource_rows",
        "resource_body_rows", "console_rows", "screenshot_rows"})
    EXPECT_EQ(all_of(std::string("SELECT count(*) FROM ") + view), "0\n") << view;
  store_ = std::move(SqliteStore::open(path_, {}, clock_.clocks())).value();
  EXPECT_EQ(all_of("SELECT text, rendered FROM pages"), "Words|NULL\n");
}

}  // namespace
}  // namespace storage
