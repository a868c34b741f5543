#include "parser/html/html.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

// The C library declares it only where assertions are on.
// NOLINTNEXTLINE(readability-redundant-declaration)
extern "C" void __assert_fail(const char* assertion, const char* file, unsigned line,
                              const char* function) noexcept;

namespace {

using parser::Element;
using parser::HtmlEnd;
using parser::HtmlLimits;
using parser::HtmlParser;
using parser::Tag;

// Writes down what it is shown: "(" and ")" around elements that are known, texts in between.
class Recorder final : public parser::HtmlVisitor {
 public:
  void open(const Element& element) override {
    ++elements;
    ++depth;
    deepest = std::max(deepest, depth);
    if (element.tag() == Tag::kA) hrefs.emplace_back(element.attribute("href").value_or("none"));
    shown += '(';
  }
  void text(std::string_view text) override { shown += text; }
  void close(Tag) override {
    --depth;
    shown += ')';
  }

  std::string shown;
  std::vector<std::string> hrefs;
  std::size_t elements = 0;
  std::size_t depth = 0, deepest = 0;
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

// The bound that the tests hold a time limit to: gumbo's grace for text, slow machines, sanitizers.
constexpr auto kPatience = std::chrono::seconds(20);

HtmlEnd parse_within_patience(HtmlParser& parser, std::string_view html, const HtmlLimits& limits) {
  const auto begin = std::chrono::steady_clock::now();
  const HtmlEnd end = parser.parse(html, limits);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPatience);
  return end;
}

Recorder record(std::string_view html) {
  HtmlParser parser;
  EXPECT_EQ(parser.parse(html, {}), HtmlEnd::kComplete);
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.depth, 0u);
  return recorder;
}

TEST(Html, WalkShowsElementsAndTextsInDocumentOrder) {
  EXPECT_EQ(record("<p>a<b>c</b>d<br>e<p>f").shown, "(()((a(c)d()e)(f)))");
}

TEST(Html, WalkIsTheTreeAsTheStandardBuildsIt) {
  // Adoption agency and foster parenting.
  EXPECT_EQ(record("<b>1<i>2</b>3</i>").shown, "(()((1(2))(3)))");
  EXPECT_EQ(record("<table>x<tr><td>y</table>").shown, "(()(x((((y))))))");
}

TEST(Html, AnEmptyPageHasItsImpliedElements) { EXPECT_EQ(record("").shown, "(()())"); }

TEST(Html, NothingIsShownBeforeTheFirstParse) {
  const HtmlParser parser;
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.elements, 0u);
}

TEST(Html, TemplateContentIsNoPartOfTheDocument) {
  EXPECT_EQ(record("a<template><a href=x>b</a></template>c").shown, "(()(a()c))");
}

TEST(Html, CommentsAreNotShown) { EXPECT_EQ(record("a<!-- b -->c").shown, "(()(ac))"); }

TEST(Html, AttributesAreDecodedAndTheirNamesInLowerCase) {
  EXPECT_EQ(record("<a HREF='a&amp;b'>").hrefs, std::vector<std::string>{"a&b"});
  EXPECT_EQ(record("<a href>").hrefs, std::vector<std::string>{""});
  EXPECT_EQ(record("<a name=href>").hrefs, std::vector<std::string>{"none"});
}

TEST(Html, XlinkHrefOfSvgIsAnHref) {
  EXPECT_EQ(record("<svg><a xlink:href=x>y</a></svg>").hrefs, std::vector<std::string>{"x"});
}

TEST(Html, ElementsKnowWhetherAReaderSeesThem) {
  struct Seer final : parser::HtmlVisitor {
    void open(const Element& element) override { unseen += element.is_unseen() ? 'u' : 's'; }
    void text(std::string_view) override {}
    void close(Tag) override {}
    std::string unseen;
  };
  HtmlParser parser;
  parser.parse(
      "<body><p hidden><dialog></dialog><dialog open></dialog><x-y></x-y><script></script>", {});
  Seer seer;
  parser.walk(seer);
  EXPECT_EQ(seer.unseen, "susuussu");  // html, head, body, p, dialog, dialog, x-y, script
}

TEST(Html, ControlCharactersDoNoHarm) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(i);
  record("<p" + bytes + "><a href=\"" + bytes + "\">" + bytes + "</a>" + bytes + "<" + bytes + ">");
}

TEST(Html, DeepNestingEndsWithinTheTimeLimitAndKeepsWhatWasBuilt) {
  HtmlParser parser;
  const std::string html = "<a href=first>" + repeated("<div>", 100'000) + "<a href=last>";
  const HtmlEnd end =
      parse_within_patience(parser, html, {.max_time = std::chrono::milliseconds(200)});
  EXPECT_TRUE(end == HtmlEnd::kTime || end == HtmlEnd::kDepth);
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.hrefs.at(0), "first");
  EXPECT_GT(recorder.deepest, 500u);
}

TEST(Html, TextThatScansADeepStackIsHeldAgainstTheTimeLimitToo) {
  // Each character looks for the b among the open elements, and none of them allocates. The
  // character, which might be a mark, makes gumbo read them all.
  HtmlParser parser;
  const std::string html = "<a href=first></a>" + repeated("<div>", 5'000) + "<b>\U000F0000" +
                           std::string(4'000'000, 'x');
  EXPECT_EQ(parse_within_patience(parser, html, {.max_time = std::chrono::milliseconds(300)}),
            HtmlEnd::kTime);
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.hrefs, std::vector<std::string>{"first"});
}

TEST(Html, WhatLooksLikeMarkupInTextDoesNotHideItsLength) {
  HtmlParser parser;
  const std::string deep = repeated("<div>", 5'000) + "<b>\U000F0000";
  const HtmlLimits limits{.max_time = std::chrono::milliseconds(300)};
  EXPECT_EQ(parse_within_patience(parser, deep + repeated("x< ", 1'000'000), limits),
            HtmlEnd::kTime);
  EXPECT_EQ(parse_within_patience(parser, deep + "<PlainText>" + repeated("<a", 1'000'000), limits),
            HtmlEnd::kTime);
}

TEST(Html, DepthAloneIsNoReasonToCutALargePage) {
  HtmlParser parser;
  const std::string html = repeated("<div>", 2'000) + repeated("<p>some words</p>", 20'000);
  EXPECT_EQ(parser.parse(html, {.max_time = kPatience}), HtmlEnd::kComplete);
}

TEST(Html, CommentsBehindTheEndAreNotTakenForOpenElements) {
  HtmlParser parser;
  const std::string html = "<p>a</p></body></html>" + repeated("<!---->", 20'000);
  EXPECT_EQ(parser.parse(html, {.max_time = kPatience, .condense = false}), HtmlEnd::kComplete);
}

TEST(Html, ModerateNestingIsComplete) {
  HtmlParser parser;
  EXPECT_EQ(parser.parse(repeated("<div>", 600), {}), HtmlEnd::kComplete);
}

TEST(Html, TheArenaLimitKeepsWhatCameBefore) {
  HtmlParser parser;
  const std::string html = "<a href=first>x</a>" + repeated("<p class=a>y", 100'000);
  EXPECT_EQ(parser.parse(html, {.max_arena_bytes = 1u << 20}), HtmlEnd::kArena);
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.hrefs, std::vector<std::string>{"first"});
  EXPECT_GT(recorder.elements, 100u);
}

TEST(Html, AnyArenaLimitLeavesAWalkableTree) {
  const std::string html =
      "<!doctype html><title>t</title><p><b>1<i>2<table>x<tr><td>y</b></table></i><a href=z>"
      "<svg><a href=q></svg><template><p></template><select><option>1</select>";
  HtmlParser parser;
  for (std::size_t limit = 0; limit < 24'000; limit += 8) {
    parser.parse(html, {.max_arena_bytes = limit});
    Recorder recorder;
    parser.walk(recorder);
    ASSERT_EQ(recorder.depth, 0u);
  }
}

TEST(Html, AFaultOfGumboEndsThePageNotTheProgram) {
  HtmlParser parser;
  // Gumbo 0.10 fails an assertion here; a version without the fault reads all of it.
  const HtmlEnd end =
      parser.parse("<a href=first>x</a><table><math><mi><![CDATA[x]]>y</table>", {});
  EXPECT_TRUE(end == HtmlEnd::kFault || end == HtmlEnd::kComplete);
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.hrefs, std::vector<std::string>{"first"});
}

TEST(HtmlDeathTest, AssertionsOfOthersStillEndTheProgram) {
  EXPECT_DEATH(__assert_fail("one == two", "file", 3, "function"),
               "file:3: function: Assertion `one == two' failed");
}

TEST(Html, AParserIsAsGoodAsNewAfterALimit) {
  HtmlParser parser;
  parser.parse(repeated("<p>", 100'000), {.max_arena_bytes = 1u << 20});
  ASSERT_EQ(parser.parse("<p>a", {}), HtmlEnd::kComplete);
  Recorder recorder;
  parser.walk(recorder);
  EXPECT_EQ(recorder.shown, "(()((a)))");
}

}  // namespace
