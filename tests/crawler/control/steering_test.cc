// Whole crawls that are steered while they run: on a scripted web, with a clock made by hand.
#include "crawler/control/steering.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crawler/control/standing.h"
#include "tests/support/whole_crawl.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

class SteeringTest : public tests::WholeCrawl {
 protected:
  SteeringTest() {
    options_.delay = milliseconds{0};
    options_.sitemaps = false;
    std::vector<std::string> targets;
    for (int i = 0; i < kPages; ++i) targets.push_back("/" + std::to_string(i));
    web_.page("http://a.example/", links(targets));
    for (const std::string& target : targets) web_.page("http://a.example" + target, links({}));
  }

  // Runs it; calls `step` before each step of the loop.
  void steered(std::function<void()> step) {
    step_ = std::move(step);
    answers_.clear();
    steering_.reset();
    on_step_ = [this] {
      if (!steering_) {
        steering_.emplace(
            Steering::Parts{*crawl_, options_,
                            [this](const std::string& words) { said_.push_back(words); }, [] {}});
        steering_->restore(standing_);
      }
      step_();
    };
    run({"http://a.example/"});
  }
  void control_kept(const ControlKept& kept) override { steering_->kept(kept); }

  void ask(const std::string& line) {
    steering_->ask(line, [this](const std::string& json) { answers_.push_back(json); });
  }
  // When so many requests have gone out, once.
  bool at_request(std::size_t n) {
    if (done_.contains(n) || web_.log().size() < n) return false;
    done_.insert(n);
    return true;
  }

  static constexpr int kPages = 60;
  std::optional<Steering> steering_;
  std::vector<storage::ControlRecord> standing_;
  std::vector<std::string> answers_, said_;
  std::set<std::size_t> done_;
  std::function<void()> step_;
};

TEST_F(SteeringTest, PausedNothingStartsAndWhatRunsIsKept) {
  options_.per_host = 4;
  std::size_t at_pause = 0;
  steered([&] {
    if (at_request(20)) {
      ask("pause");
      at_pause = web_.log().size();
      loop_.after(milliseconds{60'000}, [&] {
        EXPECT_EQ(web_.log().size(), at_pause);
        EXPECT_EQ(crawl_->snapshot().in_flight, 0u);
        EXPECT_EQ(crawl_->snapshot().bottleneck, Bottleneck::kPaused);
        EXPECT_EQ(name_of(crawl_->snapshot().bottleneck), "paused");
        ask("resume");
      });
    }
  });
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(ending_.pages, 61u);
  EXPECT_GE(ending_.paused, milliseconds{60'000});
  EXPECT_LT(ending_.paused, milliseconds{61'000});
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_EQ(answers_[0].substr(0, 11), "{\"ok\":true,");
}

TEST_F(SteeringTest, TheTimeLimitStandsStillWhilePaused) {
  options_.max_time = milliseconds{10'000};
  options_.delay = milliseconds{1'000};
  steered([&] {
    if (at_request(3)) {
      ask("pause");
      loop_.after(milliseconds{100'000}, [&] { ask("resume"); });
    }
  });
  EXPECT_EQ(ending_.reason, "max-time");
  EXPECT_GE(ending_.elapsed, milliseconds{110'000});
  EXPECT_LT(ending_.elapsed, milliseconds{115'000});
  EXPECT_GT(ending_.pages, 5u);
}

TEST_F(SteeringTest, APausedCrawlThatIsStoppedEnds) {
  steered([&] {
    if (at_request(5)) ask("pause");
    if (answers_.size() == 1 && !done_.contains(999)) {
      done_.insert(999);
      ask("stop");
    }
  });
  EXPECT_EQ(ending_.reason, "stopped");
  ASSERT_EQ(answers_.size(), 2u) << "what was asked is kept before the crawl ends";
}

TEST_F(SteeringTest, APausedCrawlDoesNotEndThoughNothingIsLeft) {
  steered([&] {
    if (at_request(61)) {
      ask("pause");
      loop_.after(milliseconds{30'000}, [&] {
        ask("add http://a.example/late");
        ask("resume");
      });
    }
  });
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(fate("http://a.example/late"), "fetched");
}

TEST_F(SteeringTest, WhatIsSkippedIsNotFetchedAndComesBackWhenItIsUnskipped) {
  options_.per_host = 1;
  bool was_skipped = false;
  steered([&] {
    if (at_request(3)) ask("skip /[1-5].$");
    if (!was_skipped && fate("http://a.example/59") == "skipped by-hand") {
      was_skipped = true;
      ask("unskip /[1-5].$");
    }
  });
  EXPECT_EQ(ending_.reason, "finished");
  EXPECT_EQ(ending_.pages, 61u);
  EXPECT_TRUE(was_skipped);
  EXPECT_EQ(web_.log().size(), 62u);
  for (int i = 0; i < kPages; ++i)
    EXPECT_EQ(fate("http://a.example/" + std::to_string(i)), "fetched");
}

TEST_F(SteeringTest, WhatIsSkippedHasItsReason) {
  options_.per_host = 1;
  steered([&] {
    if (at_request(3)) ask("skip /[1-5].$");
  });
  EXPECT_EQ(fate("http://a.example/59"), "skipped by-hand");
  EXPECT_EQ(ending_.pages, 11u);
}

TEST_F(SteeringTest, ADelayAndSlotsCountAtOnce) {
  options_.delay = milliseconds{3'600'000};
  options_.per_host = 1;
  milliseconds faster{0};
  steered([&] {
    if (at_request(2)) {
      loop_.after(milliseconds{1'000}, [&] {
        faster = loop_.elapsed();
        ask("delay a.example 0");
        ask("slots a.example 7");
      });
    }
  });
  EXPECT_EQ(ending_.pages, 61u);
  EXPECT_LT(loop_.elapsed() - faster, milliseconds{1'000});
  std::size_t most = 0;
  for (const auto& visit : web_.log()) most = std::max(most, visit.with_host);
  EXPECT_EQ(most, 7u);
}

TEST_F(SteeringTest, LimitsCountAtOnceAndMayBeTakenBack) {
  options_.max_pages = 5;
  steered([&] {
    if (at_request(3)) ask("limit max-pages 20");
  });
  EXPECT_EQ(ending_.reason, "max-pages");
  EXPECT_EQ(ending_.pages, 20u);
}

TEST_F(SteeringTest, MoreTransfersThanAtTheStartAreRefused) {
  options_.concurrency = 8;
  steered([&] {
    if (at_request(3)) ask("limit concurrency 9");
    if (at_request(4)) ask("limit concurrency 1");
  });
  ASSERT_EQ(answers_.size(), 2u);
  EXPECT_NE(answers_[0].find("at most 8"), std::string::npos);
  EXPECT_NE(answers_[1].find("\"ok\":true"), std::string::npos);
  EXPECT_EQ(options_.concurrency, 1u);
}

TEST_F(SteeringTest, AnAddedUrlIsFetchedAlsoOutOfScopeOrAfterAFailure) {
  web_.page("http://b.example/", links({"/deeper"}));
  web_.answer("http://a.example/7", [](const FetchJob&, int visit) {
    return visit == 1 ? tests::FakeWeb::broken(FetchOutcome::kProtocol)
                      : tests::FakeWeb::html("<p>now</p>");
  });
  options_.retries = 0;
  options_.per_host = 1;
  steered([&] {
    if (at_request(3)) ask("add http://b.example/");
    if (at_request(40)) ask("add http://a.example/7");
    if (at_request(50)) ask("add http://a.example/8");
  });
  EXPECT_EQ(fate("http://b.example/"), "fetched");
  EXPECT_EQ(fate("http://b.example/deeper"), "skipped scope");
  EXPECT_EQ(fate("http://a.example/7"), "fetched");
  ASSERT_EQ(answers_.size(), 3u);
  EXPECT_NE(answers_[0].find("added: http://b.example/"), std::string::npos) << answers_[0];
  EXPECT_NE(answers_[1].find("having been failed"), std::string::npos) << answers_[1];
  EXPECT_NE(answers_[2].find("fetched already (status 200)"), std::string::npos) << answers_[2];
}

TEST_F(SteeringTest, StatusSaysWhatIsSet) {
  nlohmann::json status;
  steered([&] {
    if (at_request(3)) ask("delay * 1");
    if (at_request(9)) {
      ask("status");
      status = nlohmann::json::parse(answers_.back())["status"];
    }
  });
  EXPECT_EQ(status["state"], "running");
  EXPECT_EQ(status["settings"][0]["setting"], "delay");
  EXPECT_EQ(status["settings"][0]["subject"], "*");
  EXPECT_EQ(status["settings"][0]["value"], "1");
  EXPECT_GT(status["pages"], 0);
}

TEST_F(SteeringTest, WhatStoodAtTheStartHolds) {
  standing_ = {{"skip /[1-5].$", "skip", "/[1-5].$", "yes"},
               {"limit max-pages 9", "limit", "max-pages", "9"}};
  steered([] {});
  EXPECT_EQ(ending_.reason, "max-pages");
  EXPECT_EQ(ending_.pages, 9u);
  ASSERT_FALSE(said_.empty());
  EXPECT_NE(said_[0].find("skip /[1-5].$, limit max-pages 9"), std::string::npos);
}

TEST(StandingControls, ALimitIsOverWhenARunHasEndedByItself) {
  storage::MemoryStore store;
  ASSERT_TRUE(store.begin_run({"test", "{}"}));
  ASSERT_TRUE(store.keep_control({"pause", "paused", "", "yes"}));
  ASSERT_TRUE(store.keep_control({"limit max-pages 9", "limit", "max-pages", "9"}));
  EXPECT_EQ(standing_controls(store)->size(), 2u) << "killed";
  ASSERT_TRUE(store.end_run({"interrupted"}));
  EXPECT_EQ(standing_controls(store)->size(), 2u);
  ASSERT_TRUE(store.begin_run({"test", "{}"}));
  ASSERT_TRUE(store.end_run({"max-pages"}));
  ASSERT_EQ(standing_controls(store)->size(), 1u);
  EXPECT_EQ(store.controls()->at(0).setting, "paused");
}

}  // namespace
}  // namespace crawler
