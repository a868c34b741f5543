// Pages in Debian's Chromium. Where there is none these tests are skipped.
#include "crawler/render/renderer.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crawler/render/browser.h"

namespace crawler {
namespace {

using storage::ResourceFate;
using storage::ResourceKind;

// A site in a map. What is not in it is answered with 404.
class MapSource final : public ResourceSource {
 public:
  explicit MapSource(EventLoop& loop) : loop_(loop) {}

  void ask(PageNumber page, ResourceRequest request, Done done) override {
    asked.push_back(request);
    loop_.post([this, page, request = std::move(request), done = std::move(done)] {
      if (std::find(forgotten_.begin(), forgotten_.end(), page) != forgotten_.end()) return;
      ResourceAnswer answer;
      const auto found = bodies.find(request.url);
      answer.record.status = found == bodies.end() ? 404 : 200;
      const bool is_script = request.url.ends_with(".js");
      answer.record.headers = {{"Content-Type", is_script ? "text/javascript" : "text/html"}};
      if (request.url.ends_with(".json"))
        answer.record.headers = {{"Content-Type", "application/json"}};
      if (found != bodies.end()) answer.body = found->second;
      done(std::move(answer));
    });
  }
  void forget(PageNumber page) override { forgotten_.push_back(page); }
  bool is_held_up(PageNumber /*page*/) const override { return false; }

  std::vector<std::string> urls() const {
    std::vector<std::string> urls;
    for (const ResourceRequest& request : asked) urls.push_back(request.url);
    return urls;
  }

  std::map<std::string, std::string> bodies;
  std::vector<ResourceRequest> asked;

 private:
  EventLoop& loop_;
  std::vector<PageNumber> forgotten_;
};

class RendererTest : public testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);
    settings_.program = find_browser("");
    if (settings_.program.empty()) GTEST_SKIP() << "no Chromium: install chromium-headless-shell";
    settings_.warn = [this](const std::string& words) { warnings_.push_back(words); };
  }

  Renderer& renderer() {
    if (!renderer_) renderer_ = std::make_unique<Renderer>(loop_, settings_, source_);
    return *renderer_;
  }
  void add(const std::string& body, const std::string& path = "page") {
    RenderJob job;
    job.url = "https://site.example/" + path;
    job.headers = {{"Content-Type", "text/html; charset=utf-8"}};
    job.body = body;
    const std::size_t at = pages_.size();
    pages_.emplace_back();
    ++out_;
    renderer().render(std::move(job), [this, at](RenderedPage page) {
      pages_[at] = std::move(page);
      if (--out_ == 0) loop_.stop();
    });
  }
  const std::vector<RenderedPage>& rendered() {
    loop_.run();
    return pages_;
  }
  RenderedPage render(const std::string& body, const std::string& path = "page") {
    add(body, path);
    return rendered().back();
  }
  static bool has(const RenderedPage& page, const std::string& text) {
    return page.html.find(text) != std::string::npos;
  }

  EventLoop loop_;
  MapSource source_{loop_};
  Renderer::Settings settings_;
  std::unique_ptr<Renderer> renderer_;
  std::vector<RenderedPage> pages_;
  std::size_t out_ = 0;
  std::vector<std::string> warnings_;
};

TEST_F(RendererTest, WhatScriptsMakeOfAPageAfterTimersAndRequestsIsThere) {
  source_.bodies["https://site.example/app.js"] =
      "setTimeout(() => fetch('/data.json').then(r => r.json()).then(d => {"
      "  document.title = 'rendered';"
      "  document.body.innerHTML = d.map(x => `<a href=/p/${x}>item</a>`).join('');"
      "  setTimeout(() => { document.body.dataset.done = 1 }, 3000) }), 2000)";
  source_.bodies["https://site.example/data.json"] = "[1, 2, 30]";
  const RenderedPage page = render("<title>raw</title><script src=/app.js></script>");
  EXPECT_EQ(page.error, "");
  EXPECT_TRUE(has(page, "<title>rendered</title>")) << page.html;
  EXPECT_TRUE(has(page, "<a href=\"/p/30\">item</a>")) << page.html;
  EXPECT_TRUE(has(page, "data-done=\"1\"")) << page.html;
  EXPECT_EQ(source_.urls(), (std::vector<std::string>{"https://site.example/app.js",
                                                      "https://site.example/data.json"}));
  ASSERT_EQ(page.resources.size(), 2u);
  EXPECT_EQ(page.resources[0].record.kind, ResourceKind::kScript);
  EXPECT_EQ(page.resources[1].record.status, 200);
  EXPECT_EQ(page.resources[1].body, "[1, 2, 30]");
  EXPECT_LT(page.total, Milliseconds{10'000});
  EXPECT_TRUE(warnings_.empty()) << warnings_.front();
}

TEST_F(RendererTest, OpenShadowRootsAndFramesOfItsOriginAreInIt) {
  source_.bodies["https://site.example/in/frame.html"] = "<a href=inner.html>framed</a>";
  const RenderedPage page = render(
      "<x-y></x-y><iframe src=/in/frame.html></iframe><script>"
      "document.querySelector('x-y').attachShadow({mode: 'open'}).innerHTML = '<a href=/s>s</a>'"
      "</script>");
  EXPECT_TRUE(has(page, "<a href=\"/s\">s</a>")) << page.html;
  EXPECT_TRUE(has(page, "href=\"https://site.example/in/inner.html\"")) << page.html;
}

TEST_F(RendererTest, WhereScriptsGoIsALinkAndNoPage) {
  const RenderedPage page = render(
      "here<script>onload = () => { window.open('/opened'); setTimeout(() => {"
      "location = '/elsewhere' }, 100) }</script>");
  EXPECT_EQ(page.error, "");
  EXPECT_TRUE(has(page, "here")) << page.html;
  EXPECT_TRUE(has(page, "href=\"https://site.example/elsewhere\"")) << page.html;
  EXPECT_TRUE(has(page, "href=\"https://site.example/opened\"")) << page.html;
  EXPECT_TRUE(source_.asked.empty()) << source_.asked.front().url;
}

TEST_F(RendererTest, PushStateChangesTheUrlAndConsoleIsHeard) {
  const RenderedPage page = render(
      "<script>history.pushState({}, '', '/pushed?x'); console.error('oops', 1);"
      "setTimeout(() => { throw new Error('thrown') }, 5)</script>");
  EXPECT_EQ(page.url, "https://site.example/pushed?x");
  ASSERT_EQ(page.console.size(), 2u);
  EXPECT_EQ(page.console[0].level, "error");
  EXPECT_EQ(page.console[0].text, "oops 1");
  EXPECT_EQ(page.console[1].level, "exception");
  EXPECT_NE(page.console[1].text.find("thrown"), std::string::npos);
}

TEST_F(RendererTest, APageThatHangsOrCrashesCostsItselfAlone) {
  settings_.tab.timeout = Milliseconds{3'000};
  settings_.tabs = 2;
  add("<script>while (true) {}</script>", "endless");
  add("<p>good</p>", "good");
  add("<script>const a = []; while (true) a.push(new ArrayBuffer(1 << 28).slice(0))</script>",
      "greedy");
  add("<p>good</p>", "good2");
  const auto& pages = rendered();
  EXPECT_EQ(pages[0].error, "timeout");
  EXPECT_EQ(pages[0].html, "");
  EXPECT_TRUE(has(pages[1], "good")) << pages[1].error;
  EXPECT_TRUE(has(pages[3], "good")) << pages[3].error;
}

// Neither alive nor waiting to be waited for.
TEST_F(RendererTest, NothingOfABrowserIsLeft) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);  // as the first process of a container
  EXPECT_EQ(render("<p>good</p>").error, "");
  renderer_.reset();
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(RendererTest, APageThatHoldsItsTabWhenItHasToGoCostsNotTheNextOne) {
  settings_.tab.timeout = Milliseconds{6'000};  // on a busy machine a good page takes some
  add("<script>onpagehide = () => { for (;;); }</script>", "holds");
  add("<p>good</p>", "good");
  const auto& pages = rendered();
  EXPECT_TRUE(has(pages[1], "good")) << pages[1].error;
}

TEST_F(RendererTest, ManyPagesOfOneSiteTakeTurnsInTheTabs) {
  settings_.tabs = 2;
  settings_.pages_of_a_browser = 12;
  for (int i = 0; i < 30; ++i)
    add("<script>document.write(localStorage.x ?? 'fresh', sessionStorage.x ?? 'fresh');"
        "localStorage.x = sessionStorage.x = 'stale'</script>",
        std::to_string(i));
  for (const RenderedPage& page : rendered())
    EXPECT_TRUE(has(page, "freshfresh")) << page.error << page.html;
}

}  // namespace
}  // namespace crawler
