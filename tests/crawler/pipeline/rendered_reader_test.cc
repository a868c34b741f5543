// What becomes of a page that a browser rendered, on its way through a worker.
#include "crawler/pipeline/rendered_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "crawler/pipeline/parser_pool.h"
#include "parser/http/inflate.h"

namespace crawler {
namespace {

constexpr std::string_view kShell =
    "<title>Stock\xE9</title><a href='/about'>About</a><div id=app>Loading</div>"
    "<script src=app.js></script>";

PageWork work_of(std::string html) {
  PageWork work;
  work.lease.url = "http://a.test/shop";
  work.lease.origin = "http://a.test";
  work.page.outcome = FetchOutcome::kAnswered;
  work.page.status = 200;
  work.page.headers = {{"Content-Type", "text/html; charset=windows-1252"}};
  work.page.body = kShell;
  work.rendered.emplace().html = std::move(html);
  work.rendered->reason = storage::RenderReason::kEmptyRoot;
  return work;
}

std::string inflated(std::string_view frame) {
  std::string buffer;
  std::string_view bytes;
  EXPECT_EQ(parser::inflate(frame, "zstd", 1 << 20, buffer, bytes), parser::InflateEnd::kComplete);
  return std::string(bytes);
}

class RenderedWork : public testing::Test {
 protected:
  storage::PageCommit commit_of(PageWork work, bool keep_bodies = true) {
    ParserSettings settings;
    settings.keep_bodies = keep_bodies;
    parser::Url seed;
    seed.assign("http://a.test/");
    const Admission admission(Options(), {Seed{seed, "http://a.test"}});
    PageWorker worker(settings, admission, *seen_);
    return worker.parse(std::move(work)).commit;
  }

  const std::unique_ptr<SeenLines> seen_ = std::make_unique<SeenLines>();
};

TEST_F(RenderedWork, IsReadAsItsScriptsLeaveIt) {
  PageWork work = work_of(
      "<!DOCTYPE html><title>Stock\xC3\xA9 (2)</title><a href='/about'>About</a>"
      "<div id=app><p>Zw\xC3\xB6lf Schl\xC3\xBCssel</p><a href='two'>Two</a> <a "
      "href='#x'>x</a></div>");
  work.rendered->url = "http://a.test/shop/list/";
  work.rendered->requests = 4;
  const storage::PageCommit commit = commit_of(std::move(work));
  EXPECT_EQ(commit.page.title, "Stock\xC3\xA9 (2)");
  EXPECT_EQ(commit.page.charset, "UTF-8");
  EXPECT_EQ(commit.page.content_type, "text/html");
  EXPECT_NE(commit.page.text.find("Zw\xC3\xB6lf"), std::string::npos);
  EXPECT_EQ(commit.page.size, kShell.size());
  ASSERT_EQ(commit.outlinks.size(), 2u);
  EXPECT_EQ(commit.outlinks[1].target.url, "http://a.test/shop/list/two");
  ASSERT_TRUE(commit.render);
  EXPECT_TRUE(commit.render->rendered);
  EXPECT_EQ(commit.render->url, "http://a.test/shop/list/");
  EXPECT_EQ(commit.render->requests, 4u);
  EXPECT_EQ(commit.render->links_gain, 1u);
  EXPECT_EQ(commit.render->text_gain, 15u + 5u);  // "Zwölf Schlüssel", "Two x"
}

// Who reads the stored body again takes it for UTF-8, whatever Content-Type says.
TEST_F(RenderedWork, BothBodiesAreKept) {
  const std::string html = "<!DOCTYPE html><div id=app>caf\xC3\xA9</div>";
  const storage::PageCommit commit = commit_of(work_of(html));
  const std::string kept = inflated(commit.page.body_zstd);
  EXPECT_EQ(kept, "\xEF\xBB\xBF" + html);
  EXPECT_EQ(storage::Delta().apply(commit.render->raw_delta, kept, 1 << 20), kShell);
  parser::PageParser again;
  const std::vector<std::pair<std::string, std::string>> headers{
      {"Content-Type", "text/html; charset=windows-1252"}};
  parser::RawPage raw{"http://a.test/shop", 200, &headers, kept};
  EXPECT_EQ(again.parse(raw, {}).text, "caf\xC3\xA9");
  EXPECT_EQ(commit.page.headers.size(), 1u);
  EXPECT_EQ(commit.page.headers[0].value, "text/html; charset=windows-1252");
}

TEST_F(RenderedWork, WithoutBodiesNoneOfThemIsKept) {
  PageWork work = work_of("<p>x");
  work.rendered->resources.emplace_back().body = "alert(1)";
  work.rendered->resources[0].record.headers = {{"Server", "x"}};
  const storage::PageCommit commit = commit_of(std::move(work), false);
  EXPECT_EQ(commit.page.body_zstd, "");
  EXPECT_EQ(commit.render->raw_delta, "");
  ASSERT_EQ(commit.render->resources.size(), 1u);
  EXPECT_EQ(commit.render->resources[0].body_zstd, "");
  EXPECT_TRUE(commit.render->resources[0].headers.empty());
}

TEST_F(RenderedWork, WhatCouldNotBeRenderedIsKeptAsItCame) {
  PageWork work = work_of("");
  work.rendered->error = "timeout";
  work.rendered->console = {{"error", std::string(5'000, 'x') + "\xC3", "", 0}};
  work.rendered->resources.emplace_back().body = "alert(1)";
  const storage::PageCommit commit = commit_of(std::move(work));
  EXPECT_EQ(commit.page.title, "Stock\xC3\xA9");
  EXPECT_EQ(commit.page.charset, "windows-1252");
  EXPECT_EQ(inflated(commit.page.body_zstd), kShell);
  EXPECT_FALSE(commit.render->rendered);
  EXPECT_EQ(commit.render->error, "timeout");
  EXPECT_EQ(commit.render->text_gain, 0u);
  EXPECT_EQ(commit.render->raw_delta, "");
  EXPECT_EQ(commit.render->console.at(0).text.size(), kMostConsoleBytes);
  EXPECT_EQ(inflated(commit.render->resources.at(0).body_zstd), "alert(1)");
}

TEST_F(RenderedWork, APageThatWritesAndAsksWithoutEndIsCut) {
  PageWork work = work_of("<p>x");
  work.rendered->console.resize(kMostConsoleRecords + 1);
  work.rendered->resources.resize(kMostResourceRecords + 1);
  const storage::PageCommit commit = commit_of(std::move(work));
  EXPECT_EQ(commit.render->console.size(), kMostConsoleRecords);
  EXPECT_EQ(commit.render->resources.size(), kMostResourceRecords);
}

TEST_F(RenderedWork, PagesThatShareAShellHaveContentsOfTheirOwn) {
  const uint64_t one = commit_of(work_of("<p>one")).page.content_hash;
  EXPECT_NE(one, commit_of(work_of("<p>two")).page.content_hash);
  EXPECT_EQ(one, commit_of(work_of("<p>one")).page.content_hash);
}

}  // namespace
}  // namespace crawler
