// A rendered page, as it is shown and archived: as its scripts left it, and as its server sent it.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "explore/export/export_command.h"
#include "explore/file/crawl_file.h"
#include "explore/show/show_command.h"
#include "storage/history/delta.h"
#include "tests/explore/crawl_maker.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

const std::string kUrl = "http://a.test/";
const std::string kShell = "<div id=app></div><script src=a.js></script>";
const std::string kFull = "\xEF\xBB\xBF<div id=app>Words</div><script src=a.js></script>";

class RenderedPages : public testing::Test {
 protected:
  void SetUp() override {
    CrawlMaker maker(path_);
    storage::PageRecord page;
    page.status = 200;
    page.content_type = "text/html";
    page.charset = "UTF-8";
    page.size = kShell.size();
    page.headers = {{"Content-Type", "text/html; charset=iso-8859-1"}};
    page.status_line = "HTTP/1.1 200 OK";
    page.body_zstd = zstd_of(kFull);
    storage::RenderRecord render;
    render.rendered = true;
    render.raw_delta = storage::Delta().make(kShell, kFull);
    render.screenshot = "\x89PNG";
    storage::ResourceRecord script;
    script.url = "http://a.test/a.js";
    script.kind = storage::ResourceKind::kScript;
    script.status = 200;
    script.status_line = "HTTP/1.1 200 OK";
    script.headers = {{"X-Script", "yes"}};
    script.body_zstd = zstd_of("alert(1)");
    storage::ResourceRecord cached = script;
    cached.headers.clear();
    cached.body_zstd.clear();
    cached.from_cache = true;
    storage::ResourceRecord posted = script;
    posted.method = "POST";
    posted.url = "http://a.test/posted";
    render.resources = {script, cached, posted};
    maker.take_render(std::move(render));
    maker.keep(kUrl, page, {});
    maker.end();
  }

  std::string shown(std::vector<const char*> flags) {
    std::vector<const char*> words{path_.c_str(), kUrl.c_str()};
    words.insert(words.end(), flags.begin(), flags.end());
    testing::internal::CaptureStdout();
    EXPECT_EQ(run_show(words), 0);
    return testing::internal::GetCapturedStdout();
  }

  storage::TemporaryFolder folder_;
  const std::string path_ = folder_.file("crawl.db");
};

TEST_F(RenderedPages, AreShownEitherWay) {
  EXPECT_EQ(shown({"--html"}), kFull);
  EXPECT_EQ(shown({"--raw"}), kShell);
  EXPECT_EQ(shown({"--screenshot"}), "\x89PNG");
}

TEST_F(RenderedPages, HaveNoRawBodyOfThePast) {
  const std::vector<const char*> words{path_.c_str(), kUrl.c_str(), "--raw", "--at", "1"};
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_show(words), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("--at and --raw can't be combined"),
            std::string::npos);
}

TEST_F(RenderedPages, AreArchivedAsTheyCame) {
  const std::string archive = folder_.file("crawl.warc");
  const std::vector<const char*> words{path_.c_str(), "--format", "warc",
                                       "--no-gzip",   "-o",       archive.c_str()};
  ASSERT_EQ(run_export(words), 0);
  std::ifstream in(archive, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  EXPECT_NE(text.find(kShell), std::string::npos);
  EXPECT_EQ(text.find("Words"), std::string::npos);
  EXPECT_NE(text.find("WARC-Target-URI: http://a.test/a.js"), std::string::npos);
  EXPECT_NE(text.find("X-Script: yes"), std::string::npos);
  EXPECT_NE(text.find("alert(1)"), std::string::npos);
  EXPECT_NE(text.find("via: http://a.test/"), std::string::npos);
  EXPECT_EQ(text.find("posted"), std::string::npos);
  std::size_t answers = 0;
  for (std::size_t at = text.find("WARC-Type: response"); at != std::string::npos;
       at = text.find("WARC-Type: response", at + 1))
    ++answers;
  EXPECT_EQ(answers, 2u);
}

}  // namespace
}  // namespace explore
