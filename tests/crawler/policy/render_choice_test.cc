#include "crawler/policy/render_choice.h"

#include <gtest/gtest.h>

#include <string>

#include "parser/url/url.h"

namespace crawler {
namespace {

using parser::ScriptNeed;
using parser::ScriptSign;
using storage::RenderReason;

constexpr ScriptNeed kNo{};
constexpr ScriptNeed kPerhaps{ScriptNeed::Verdict::kPerhaps, ScriptSign::kState};
constexpr ScriptNeed kYes{ScriptNeed::Verdict::kYes, ScriptSign::kNoscript};
constexpr double kUnlucky = 0.9, kLucky = 0.01;

parser::Url url(const std::string& text) {
  parser::Url made;
  EXPECT_EQ(made.assign(text), parser::UrlStatus::kOk) << text;
  made.normalise();
  return made;
}

class Choosing : public testing::Test {
 protected:
  RenderReason asked(const std::string& at, ScriptNeed need, double chance = kUnlucky) {
    const auto decision = choice_.decide(url(at), need, chance);
    rendered_ = decision.render;
    return decision.reason;
  }
  void learn(const std::string& at, bool gained, int times = 1) {
    for (int i = 0; i < times; ++i) choice_.learn(url(at), gained);
  }

  RenderChoice choice_;
  bool rendered_ = false;
};

TEST_F(Choosing, WhatNeedsNoScriptsIsLeft) {
  EXPECT_EQ(asked("http://a.test/", kNo, kLucky), RenderReason::kPlain);
  EXPECT_FALSE(rendered_);
  EXPECT_EQ(choice_.size(), 0u);
}

TEST_F(Choosing, WhatNeedsThemIsRendered) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(asked("http://a.test/p/" + std::to_string(i), kYes), RenderReason::kNoscript);
    EXPECT_TRUE(rendered_);
  }
}

TEST_F(Choosing, TheFirstThreeOfAShapeThenByGain) {
  for (const char* at : {"http://a.test/p/one", "http://a.test/p/two", "http://a.test/p/three"}) {
    EXPECT_EQ(asked(at, kPerhaps), RenderReason::kFirst);
    EXPECT_TRUE(rendered_);
  }
  learn("http://a.test/p/one", false, 2);
  learn("http://a.test/p/one", true);
  EXPECT_EQ(asked("http://a.test/p/four", kPerhaps), RenderReason::kGain);
  EXPECT_TRUE(rendered_);
  learn("http://a.test/p/four", false, 3);
  EXPECT_EQ(asked("http://a.test/p/five", kPerhaps), RenderReason::kNoGain);
  EXPECT_FALSE(rendered_);
  // Another shape is another question.
  EXPECT_EQ(asked("http://a.test/q/one", kPerhaps), RenderReason::kFirst);
  EXPECT_EQ(asked("http://b.test/p/one", kPerhaps), RenderReason::kFirst);
}

TEST_F(Choosing, OneInTwentyIsLookedAtAgainAndMayTurnIt) {
  for (int i = 0; i < 3; ++i) asked("http://a.test/p/x", kPerhaps);
  learn("http://a.test/p/x", false, 3);
  int again = 0;
  for (int i = 0; i < 1000; ++i) {
    again += asked("http://a.test/p/x", kPerhaps, i / 1000.0) == RenderReason::kRecheck ? 1 : 0;
  }
  EXPECT_EQ(again, 50);
  learn("http://a.test/p/x", true);
  EXPECT_EQ(asked("http://a.test/p/x", kPerhaps), RenderReason::kGain);
}

TEST_F(Choosing, MarkupIsNotBelievedForEver) {
  learn("http://a.test/p/x", false, 9);
  EXPECT_EQ(asked("http://a.test/p/x", kYes), RenderReason::kNoscript);
  learn("http://a.test/p/x", false);
  EXPECT_EQ(asked("http://a.test/p/x", kYes), RenderReason::kNoGain);
  EXPECT_FALSE(rendered_);
  EXPECT_EQ(asked("http://a.test/p/x", kYes, kLucky), RenderReason::kRecheck);
  learn("http://a.test/p/x", true);
  EXPECT_EQ(asked("http://a.test/p/x", kYes), RenderReason::kNoscript);
}

// A browser that answers nothing is not asked about each of a thousand pages that are on their way.
TEST_F(Choosing, WithoutAnAnswerTheDoubtfulAreFew) {
  int rendered = 0;
  for (int i = 0; i < 1000; ++i) {
    asked("http://a.test/p/x", kPerhaps);
    rendered += rendered_ ? 1 : 0;
  }
  EXPECT_EQ(rendered, 16);
}

TEST(RenderShape, IsOfATemplateAndNotOfAPage) {
  const auto shape = [](const std::string& text) { return RenderChoice::shape_of(url(text)); };
  EXPECT_EQ(shape("http://a.test/docs/intro.html"), shape("http://a.test/docs/more.html"));
  EXPECT_EQ(shape("http://a.test/2024/01/x"), shape("http://a.test/2025/12/y"));
  EXPECT_EQ(shape("http://a.test/s?q=1&p=2"), shape("http://a.test/s?q=x&p="));
  EXPECT_NE(shape("http://a.test/docs/intro.html"), shape("http://a.test/docs/intro.php"));
  EXPECT_NE(shape("http://a.test/docs/a"), shape("http://a.test/blog/a"));
  EXPECT_NE(shape("http://a.test/docs/"), shape("http://a.test/docs/a"));
  EXPECT_NE(shape("http://a.test/s?q=1"), shape("http://a.test/s?r=1"));
  EXPECT_NE(shape("http://a.test/a"), shape("http://b.test/a"));
}

TEST(RenderShape, MemoryIsBoundedAndTheLatestStay) {
  RenderChoice choice(100);
  for (int i = 0; i < 3; ++i) choice.decide(url("http://kept.test/p/x"), kPerhaps, kUnlucky);
  for (int i = 0; i < 3; ++i) choice.learn(url("http://kept.test/p/x"), false);
  for (int i = 0; i < 5000; ++i) {
    const std::string other(1 + i % 26, static_cast<char>('a' + i % 26));
    choice.decide(url("http://" + std::to_string(i) + ".test/" + other + "/"), kPerhaps, kUnlucky);
    ASSERT_LE(choice.size(), 101u);
    if (i % 20 != 0) continue;
    EXPECT_FALSE(choice.decide(url("http://kept.test/p/x"), kPerhaps, kUnlucky).render) << i;
  }
}

TEST(RenderGain, IsMoreThanWhatScriptsAddToMostPages) {
  EXPECT_TRUE(is_gain(400, 0, 100, 5));
  EXPECT_FALSE(is_gain(99, 0, 100, 5));
  EXPECT_FALSE(is_gain(400, 0, 40'000, 5));
  EXPECT_TRUE(is_gain(0, 1, 100, 20));
  EXPECT_FALSE(is_gain(0, 1, 100, 21));
  EXPECT_FALSE(is_gain(0, 0, 0, 0));
}

}  // namespace
}  // namespace crawler
