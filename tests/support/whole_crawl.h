// WholeCrawl: whole crawls in memory: the real Crawl, frontier, robots gate, parser and admission
// on a scripted web, a MemoryStore and a clock made by hand. No sockets, no threads, no sleeps.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "crawler/pipeline/page_record.h"
#include "crawler/ring/crawl.h"
#include "storage/memory/memory_store.h"
#include "tests/support/fake_web.h"
#include "tests/support/inline_pipeline.h"
#include "tests/support/manual_loop.h"

namespace tests {

class WholeCrawl : public testing::Test, public crawler::CrawlListener {
 protected:
  WholeCrawl() {
    options_.user_agent = "crawl/test";
    options_.wait_for_hosts = crawler::Milliseconds{0};
  }

  void run(const std::vector<std::string>& seed_urls) {
    std::vector<crawler::Seed> seeds;
    for (const std::string& text : seed_urls) {
      parser::Url url;
      ASSERT_EQ(url.assign(text), parser::UrlStatus::kOk) << text;
      url.normalise();
      seeds.push_back({url, std::string(url.origin())});
    }
    const crawler::Admission admission(options_, seeds);
    crawler::ParserSettings settings;
    settings.robots_agent = "crawl";
    crawler::SeenLines seen;
    crawler::PageWorker worker(settings, admission, seen);
    InlinePipeline pipeline(loop_, *seam_, worker, admission);
    crawler::Crawl crawl({options_, admission, web_, web_, pipeline, loop_, *this});
    pipeline.serve(crawl);
    crawl_ = &crawl;
    pipeline_ = &pipeline;
    ended_ = false;
    loop_.on_wake([&] { crawl.wake(); });
    ASSERT_TRUE(seam_->begin_run({"test", "{}"}));
    crawl.start(seeds, crawler::Ledger::credits_for(options_.concurrency, 1));
    for (int steps = 0; !ended_; ++steps) {
      ASSERT_LT(steps, most_steps_) << "the crawl does not end";
      if (on_step_) on_step_();
      ASSERT_TRUE(loop_.step()) << "the crawl waits for nothing";
    }
    ending_ = crawl.ending();
    crawl_ = nullptr;
    pipeline_ = nullptr;
    expect_counts_add_up();
  }

  void expect_counts_add_up() {
    const storage::Stats stats = store_.stats().value();
    EXPECT_EQ(stats.discovered, stats.fetched + stats.skipped + stats.failed + stats.waiting);
  }

  // State and reason of a URL, "" if it is not known: "fetched", "skipped scope".
  std::string fate(const std::string& text) {
    parser::Url url;
    url.assign(text);
    url.normalise();
    const std::vector<ground::UrlKey> keys{parser::key_of(url)};
    const auto found = store_.look_up(keys).value();
    if (!found[0]) return "";
    std::string fate(name_of(found[0]->state));
    if (found[0]->reason != storage::Reason::kNone)
      fate += " " + std::string(name_of(found[0]->reason));
    return fate;
  }

  static std::string links(const std::vector<std::string>& targets) {
    std::string body = "<!DOCTYPE html><title>t</title>";
    for (const std::string& target : targets) body += "<a href=\"" + target + "\">x</a>";
    return body;
  }

  void page_done(const crawler::PageLine&) override {}
  void message(const std::string& text) override { messages_.push_back(text); }
  void warning(const std::string& text) override { warnings_.push_back(text); }
  void ended() override {
    ended_ = true;
    hosts_at_end_ = crawl_->snapshot().hosts;
  }

  crawler::Options options_;
  ManualLoop loop_;
  FakeWeb web_{loop_};
  storage::MemoryStore store_{
      storage::Clocks{[this] { return loop_.now(); }, [this] { return loop_.wall_now(); }}};
  storage::Store* seam_ = &store_;  // what the crawl is given
  std::vector<std::string> messages_, warnings_;
  std::function<void()> on_step_;
  // While run() runs.
  crawler::Crawl* crawl_ = nullptr;
  InlinePipeline* pipeline_ = nullptr;
  crawler::Ending ending_;
  bool ended_ = false;
  int most_steps_ = 2'000'000;
  std::size_t hosts_at_end_ = 0;  // in memory
};

}  // namespace tests
