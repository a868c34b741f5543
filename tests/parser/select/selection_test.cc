#include "parser/select/selection.h"

#include <gtest/gtest.h>

#include <ctime>
#include <ostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "parser/html/html.h"
#include "tests/support/conformance.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

class SelectionTest : public testing::Test {
 protected:
  void read(std::string html, std::chrono::milliseconds max_time = std::chrono::seconds(60)) {
    html_ = std::move(html);
    HtmlLimits limits;
    limits.attributes = Attributes::kAll;
    limits.max_time = std::chrono::seconds(60);
    ASSERT_EQ(parser_.parse(html_, limits), HtmlEnd::kComplete);
    tree_.read(parser_);
    selection_.begin(tree_, max_time);
  }
  // The ids of what is chosen, or its name if it has none; "!" and why if it is no selector.
  std::string chosen(std::string_view text, NodeId scope = kNoNode) {
    SelectorProblem problem;
    const auto selector = Selector::compile(text, problem, Selector::Relative::kAllowed);
    if (!selector) return "!" + std::to_string(problem.at) + " " + problem.what;
    std::vector<NodeId> found;
    selection_.all(*selector, scope, found, SIZE_MAX / 2);
    std::string ids;
    for (const NodeId id : found)
      ids.append(ids.empty() ? "" : " ")
          .append(tree_.attribute(tree_[id], "id").value_or(tree_[id].text));
    return ids;
  }
  NodeId with_id(std::string_view wanted) const {
    for (NodeId id = 0; id < tree_.end(); ++id)
      if (tree_[id].is_element() && tree_.attribute(tree_[id], "id") == wanted) return id;
    return kNoNode;
  }

  std::string html_;
  HtmlParser parser_;
  Tree tree_;
  Selection selection_;
};

std::set<std::string_view> sorted(std::string_view words) {
  std::set<std::string_view> all;
  for (std::string_view word = ascii::next_token(words); !word.empty();
       word = ascii::next_token(words))
    all.insert(word);
  return all;
}

TEST_F(SelectionTest, Conformance) {
  CONFORMANCE_CASES(cases, "selectors.jsonl");
  ASSERT_GT(cases.size(), 200u);
  // Other parsers than the standard's make another tree of these pages: lxml nests forms and
  // puts a legend elsewhere, and Python's own reads the page inside of an iframe.
  const std::set<std::string> of_other_trees = {
      "test_disabled.py::TestDisabled::test_disabled_lxml",
      "test_disabled.py::TestDisabled::test_disabled_with_nested_disabled_form_lxml",
      "test_enabled.py::TestEnabled::test_enable_lxml",
      "test_enabled.py::TestEnabled::test_enable_with_nested_disabled_form_lxml",
      "test_root.py::TestRoot::test_no_iframe",
      "test_root.py::TestRoot::test_root_iframe"};
  std::size_t held = 0;
  for (const auto& one : cases) {
    const auto text = one["selector"].get<std::string>();
    SelectorProblem problem;
    const auto selector = Selector::compile(text, problem);
    if (one.contains("invalid")) {
      EXPECT_FALSE(selector) << one["id"] << ": " << text;
      continue;
    }
    EXPECT_TRUE(selector) << one["id"] << ": " << text << ": " << problem.what;
    read(one["html"].get<std::string>());
    if (of_other_trees.contains(one["id"].get<std::string>())) {
      tests::differ_by_choice("selectors.jsonl",
                              "lxml and Python's own parser make another tree of the page than the "
                              "HTML standard, which is followed");
      continue;
    }
    std::string expected;
    for (const auto& id : one["expect"])
      expected.append(expected.empty() ? "" : " ").append(id.get<std::string>());
    // The cases name ids in some order; what is chosen comes in that of the document.
    const std::string found = chosen(text);
    EXPECT_EQ(sorted(found), sorted(expected)) << one["id"] << ": " << text;
    ++held;
  }
  EXPECT_GT(held, 150u);
}

// ---- Scope

TEST_F(SelectionTest, TheScopeIsWhereIsLookedButNotWhatCounts) {
  read("<div id=a><p id=b><i id=c></i></p></div><i id=d></i>");
  const NodeId p = with_id("b");
  EXPECT_EQ(chosen("i", p), "c");
  EXPECT_EQ(chosen("div i", p), "c") << "what is outside counts to the left";
  EXPECT_EQ(chosen("p", p), "") << "not itself";
  EXPECT_EQ(chosen(":scope > i", p), "c");
  EXPECT_EQ(chosen(":scope i", with_id("a")), "c");
}

TEST_F(SelectionTest, ARelativeSelectorBeginsAtTheScope) {
  read("<ul id=a><li id=b><ul id=c><li id=d></li></ul></li></ul>");
  EXPECT_EQ(chosen("> li", with_id("a")), "b");
  EXPECT_EQ(chosen("> li li", with_id("a")), "d");
}

TEST_F(SelectionTest, ARelativeSelectorFindsWhatIsBehindTheScope) {
  read(
      "<dl id=l><dt id=a>x <dd id=b><i id=c></i></dd> <dd id=d><i id=e></i></dd><dt id=f><dd id=g>"
      "</dl><p id=h>");
  EXPECT_EQ(chosen("+ dd", with_id("a")), "b");
  EXPECT_EQ(chosen("+ dt", with_id("a")), "");
  EXPECT_EQ(chosen("+ dd i", with_id("a")), "c");
  EXPECT_EQ(chosen("+ dd + dd", with_id("a")), "d");
  EXPECT_EQ(chosen("+ dd ~ dd > i", with_id("a")), "e");
  EXPECT_EQ(chosen("~ dd", with_id("a")), "b d g");
  EXPECT_EQ(chosen("~ dd i", with_id("a")), "c e");
  EXPECT_EQ(chosen("~ dd, > i, + dd", with_id("b")), "c d g") << "in document order, each once";
  EXPECT_EQ(chosen("+ p", with_id("a")), "") << "in the same parent";
  EXPECT_EQ(chosen("+ *, ~ *"), "") << "nothing stands behind the root";
  SelectorProblem problem;
  const auto next = Selector::compile("+ dd", problem, Selector::Relative::kAllowed);
  EXPECT_EQ(selection_.first(*next, with_id("a")), with_id("b"));
  EXPECT_TRUE(selection_.matches(*next, with_id("b"), with_id("a")));
  EXPECT_FALSE(selection_.matches(*next, with_id("d"), with_id("a")));
}

TEST_F(SelectionTest, TheFirstAndTheMost) {
  read("<p id=a><p id=b><p id=c>");
  SelectorProblem problem;
  const auto selector = Selector::compile("p", problem);
  EXPECT_EQ(selection_.first(*selector, kNoNode), with_id("a"));
  std::vector<NodeId> found;
  selection_.all(*selector, kNoNode, found, 2);
  EXPECT_EQ(found.size(), 2u);
  EXPECT_TRUE(selection_.matches(*selector, with_id("c"), kNoNode));
  EXPECT_FALSE(selection_.matches(*selector, 0, kNoNode));
}

// ---- What the conformance cases leave out

TEST_F(SelectionTest, DescendantsAreLookedForBeyondTheNearest) {
  read("<div class=x><p><div class=y id=n><p><b id=a></b></div></div>");
  EXPECT_EQ(chosen(".x > p ~ div b, .x > div b"), "a");
  EXPECT_EQ(chosen(".x div > p > b"), "a");
  EXPECT_EQ(chosen(".x > p > b"), "");
}

TEST_F(SelectionTest, LanguagesAreRanges) {
  read("<html lang=en><p id=a><p id=b lang=de-CH-1996><i id=c></i></p><p id=d lang=''>");
  EXPECT_EQ(chosen("body :lang(en)"), "a");
  EXPECT_EQ(chosen(":lang(de)"), "b c");
  EXPECT_EQ(chosen(":lang('*-CH')"), "b c");
  EXPECT_EQ(chosen(":lang(de-1996)"), "b c");
  EXPECT_EQ(chosen(":lang('')"), "d");
  EXPECT_EQ(chosen("p:not(:lang(en, de))"), "d");
}

TEST_F(SelectionTest, DirectionIsThatOfTheNearestWord) {
  read("<p id=a dir=RTL><b id=b></b></p><p id=c>");
  EXPECT_EQ(chosen("body :dir(rtl)"), "a b");
  EXPECT_EQ(chosen("p:dir(ltr)"), "c");
}

TEST_F(SelectionTest, NamesOfSvgKeepTheirCase) {
  read("<svg id=s viewBox='0 0 1 1'><linearGradient id=g></linearGradient></svg>");
  EXPECT_EQ(chosen("linearGradient"), "g");
  EXPECT_EQ(chosen("lineargradient"), "");
  EXPECT_EQ(chosen("[viewBox]"), "s");
  EXPECT_EQ(chosen("SVG"), "");
}

TEST_F(SelectionTest, TheLanguageOfThePageIsThatOfItsMetaElement) {
  read(
      "<meta http-equiv=Content-Language content='de, en'>"
      "<meta http-equiv=Content-Language content=' fr-CA x'><p id=a><p id=b lang=it>");
  EXPECT_EQ(chosen("p:lang(fr)"), "a");
  EXPECT_EQ(chosen("p:lang(de)"), "");
  read("<p id=a>");
  tree_.set_default_language("pl");
  EXPECT_EQ(chosen("p:lang(pl)"), "a");
}

TEST_F(SelectionTest, DirectionIsFoundInLetters) {
  read(
      "<div dir=auto id=a>12 \u05E2\u05D1</div><div dir=auto id=b>x \u05E2</div><div dir=auto id=c>"
      "<p dir=ltr id=d>x</p><bdi id=e>x</bdi>\u0639<i id=f></i></div><bdi id=g>\u0639</bdi>"
      "<div dir=rtl id=h><p dir=auto id=i>12</p><bdi id=j>12</bdi><p dir=x id=k></div>"
      "<input dir=auto id=l value='\u05E2'>");
  EXPECT_EQ(chosen("body :dir(rtl)"), "a c f g h k l");
  EXPECT_EQ(chosen("div:dir(ltr)"), "b");
}

TEST_F(SelectionTest, ClassesAndIdsHaveNoCaseInQuirksMode) {
  const std::string body = "<p id=Q class='x teST'>x</p>";
  read(body);
  EXPECT_EQ(chosen("p.test"), "Q");
  EXPECT_EQ(chosen("#q"), "Q");
  EXPECT_EQ(chosen(".z, #r"), "");
  EXPECT_EQ(chosen("[id=q]"), "") << "attributes keep theirs";
  read("<!doctype html>" + body);
  EXPECT_EQ(chosen("p.test, #q"), "");
  EXPECT_EQ(chosen("p.teST"), "Q");
}

TEST_F(SelectionTest, CommentsPartNothing) {
  read("<!doctype html><p id=a class='x y'><i id=b class=x></i></p>");
  EXPECT_EQ(chosen("p/**/.x"), "a");
  EXPECT_EQ(chosen("p/**//* */.x/**/.y/**/[id]/**/:not(i)"), "a");
  EXPECT_EQ(chosen("p /**/ .x"), "b");
  EXPECT_EQ(chosen("/**/p/**/>/**/i"), "b");
  EXPECT_EQ(chosen("p/**/i")[0], '!');
}

TEST_F(SelectionTest, ATemplateIsASibling) {
  read("<div><template><p id=no></template><p id=p>x</p></div>");
  EXPECT_EQ(chosen("p:first-child"), "");
  EXPECT_EQ(chosen("template"), "template");
  EXPECT_EQ(chosen("p:nth-child(2), template + p"), "p");
  EXPECT_EQ(chosen("#no"), "");
}

TEST_F(SelectionTest, WhatOnlyALivingPageHasMatchesNothing) {
  read("<a id=a href=/x>x</a>");
  EXPECT_EQ(chosen(":hover, :visited, :focus-within"), "");
  EXPECT_EQ(chosen("a:not(:hover)"), "a");
}

// ---- What is no selector

TEST_F(SelectionTest, MistakesHaveAPlaceAndARemedy) {
  EXPECT_EQ(chosen("div > > p"), "!6 a selector is missing before \">\"");
  EXPECT_EQ(chosen("a::before"),
            "!1 pseudo-elements like ::text are not supported; use take = \"text\" or \"@href\"");
  EXPECT_EQ(chosen("a:frist-child"), "!1 unknown pseudo-class \":frist-child\"");
  EXPECT_EQ(chosen("svg|a"), "!3 namespaces are not declared: write *|");
  EXPECT_EQ(chosen("a[b=c x]"), "!6 unknown flag \"x\": there are i and s");
  EXPECT_EQ(chosen("a["), "!2 the name of an attribute is missing");
  EXPECT_EQ(chosen("a[b"), "!3 ']' expected, not the end");
  EXPECT_EQ(chosen("p:nth-child(2x)"), "!14 ')' or \"of\" expected");
  EXPECT_EQ(chosen("a)"), "!1 unexpected ')'");
  EXPECT_EQ(chosen(""), "!0 a selector is missing before the end");
  EXPECT_EQ(chosen(std::string(9000, 'a')), "!8192 longer than 8192 bytes");
}

TEST_F(SelectionTest, NestingIsBounded) {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += ":not(";
  EXPECT_NE(chosen(deep).find("nested deeper than 16 lists"), std::string::npos);
  std::string lengthy = "a";
  for (int i = 0; i < 1000; ++i) lengthy += " a";
  EXPECT_NE(chosen(lengthy).find("compound selectors in a row"), std::string::npos);
}

TEST_F(SelectionTest, WhatOtherToolsHaveIsAnsweredWithWhatCssHas) {
  EXPECT_EQ(chosen("p:first"),
            "!1 unknown pseudo-class \":first\": write :first-child or :first-of-type");
  EXPECT_NE(chosen("p:contains('x')").find("against a regex"), std::string::npos);
  EXPECT_NE(chosen("p:eq(0)").find("count from 1"), std::string::npos);
  EXPECT_NE(chosen("p:before").find("pseudo-element"), std::string::npos);
  EXPECT_EQ(chosen("[xlink|href]"),
            "!6 namespaces are not declared: write *|, or xlink\\:href for xlink:href");
}

TEST_F(SelectionTest, EachFormOfOtherToolsHasAHint) {
  for (const char* const text : {"p:gt(1)",
                                 "p:lt(1)",
                                 "p:nth(1)",
                                 "p:visible",
                                 "p:hidden",
                                 "p:has-text('x')",
                                 "p:-soup-contains('x')",
                                 "p:-soup-contains-own('x')",
                                 "p:-abp-contains(x)",
                                 "p:-abp-has(x)",
                                 ":header",
                                 ":input",
                                 ":button",
                                 ":checkbox",
                                 ":radio",
                                 ":submit",
                                 ":image",
                                 ":file",
                                 ":password",
                                 ":reset",
                                 ":text",
                                 ":selected",
                                 ":animated",
                                 "p:icontains(x)",
                                 "p:containsOwn(x)",
                                 "p:upward(1)",
                                 "p:xpath(//a)",
                                 "p:matches-css(x)",
                                 "p:min-text-length(3)",
                                 "p:re(x)",
                                 "p:attr(x)"}) {
    const std::string answer = chosen(text);
    EXPECT_NE(answer.find("\": "), answer.npos) << text << ": " << answer;
  }
  EXPECT_EQ(chosen("[href!=x]"), "!5 \"!=\" is not CSS: write :not([href=\"…\"])");
  EXPECT_EQ(chosen("a[@href]"), "!2 attributes have no \"@\" in CSS");
  EXPECT_EQ(chosen("li[1]"), "!3 a place is no attribute: write :nth-child(), which counts from 1");
  EXPECT_EQ(chosen("//div"),
            "!0 unexpected \"/\": this is CSS, not XPath: a space or '>' leads down");
  EXPECT_NE(chosen("div/p").find("not XPath"), std::string::npos);
  EXPECT_NE(chosen("a::text").find("take ="), std::string::npos);
  EXPECT_NE(chosen("a::attr(href)").find("@href"), std::string::npos);
}

TEST_F(SelectionTest, MistakesAreShownAsWholeCharacters) {
  EXPECT_EQ(chosen("p \xE2\x82\xAC, \"\xE2\x82\xAC\""), "!7 a selector is missing before \"\"\"");
  EXPECT_EQ(chosen("p\x01"), "!1 unexpected byte 0x01");
  EXPECT_EQ(chosen("p, \xE2\x82\xAC!"), "!6 unexpected \"!\"");
}

TEST_F(SelectionTest, ALineEndsAStringUnlessItIsEscaped) {
  read("<p id=a title=ab>");
  EXPECT_EQ(chosen("[title='a\\\nb']"), "a");
  EXPECT_EQ(chosen("[title='a\\\r\nb']"), "a");
  EXPECT_EQ(chosen("[title='a\\\fb']"), "a");
  for (const char* const end : {"\n", "\r", "\f"})
    EXPECT_EQ(chosen(std::string("[title='a") + end + "b']")[0], '!');
}

TEST_F(SelectionTest, FormulasAreThoseOfTheStandard) {
  read("<i id=a></i><i id=b></i><i id=c></i><i id=d></i>");
  EXPECT_EQ(chosen("i:nth-child( +2n + 1 )"), "a c");
  EXPECT_EQ(chosen("i:nth-child(-n+2)"), "a b");
  EXPECT_EQ(chosen("i:nth-child(n)"), "a b c d");
  EXPECT_EQ(chosen("i:nth-child(0n+3)"), "c");
  EXPECT_EQ(chosen("i:nth-child(2n/**/+/**/2)"), "b d");
  EXPECT_EQ(chosen("i:nth-child(99999999999999n+2)"), "b");
  EXPECT_EQ(chosen("i:nth-child(-99999999999999)"), "");
  for (const char* const wrong :
       {"", "+ 2n", "2 n", "2n 1", "2n + -1", "+-1", "2n-", "evens", "n2"})
    EXPECT_EQ(chosen("i:nth-child(" + std::string(wrong) + ")")[0], '!') << wrong;
}

TEST_F(SelectionTest, AttributesOfAnyNamespaceHaveAPrefix) {
  read("<svg><a id=a xlink:href=/x></a></svg><a id=b href=/y></a>");
  EXPECT_EQ(chosen("[*|href]"), "a b");
  EXPECT_EQ(chosen("[|href]"), "b");
  EXPECT_EQ(chosen("[xlink\\:href]"), "a");
  EXPECT_EQ(chosen(":any-link"), "a b");
}

TEST_F(SelectionTest, AnInputOfATypeThatNobodyKnowsIsWritten) {
  read("<input id=a type=foo><input id=b type=RADIO><p contenteditable><input id=c type=button>");
  EXPECT_EQ(chosen("input:read-write"), "a");
}

// ---- Hostile pages

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (; times > 0; --times) all += text;
  return all;
}

struct Costly {
  const char* what;
  std::string html;
  std::string selector;
};

void PrintTo(const Costly& costly, std::ostream* out) { *out << costly.what; }

class CostlySelection : public SelectionTest, public testing::WithParamInterface<Costly> {};

// Each takes seconds if its work is not counted.
TEST_P(CostlySelection, EndsWithItsTimeAndWithoutAnAnswer) {
  constexpr std::chrono::milliseconds kTime(20);
  read(GetParam().html, kTime);
  const auto cpu_seconds = [] { return static_cast<double>(clock()) / CLOCKS_PER_SEC; };
  const double begin = cpu_seconds();
  EXPECT_EQ(chosen(GetParam().selector), "");
  EXPECT_TRUE(selection_.ran_out());
  EXPECT_LT(cpu_seconds() - begin, 1.0) << "of 0.02";
  EXPECT_EQ(chosen("body"), "") << "nothing is found from then on";
}

std::vector<Costly> costly() {
  std::string attributes;
  for (int i = 0; i < 300; ++i) attributes += " a" + std::to_string(i);
  const std::string words = repeated("y ", 2'000'000);
  return {
      {"HasInHas", repeated("<p class=a>", 20'000), "p:has(~ p ~ p:has(~ b))"},
      {"NotHas", repeated("<p class=a>", 20'000), "p:not(:has(~ p ~ p ~ p:has(~ b)))"},
      {"Language",
       "<html><body>" + repeated("<div" + attributes + ">", 250) + repeated("<b></b>", 20'000),
       "b:lang(en)"},
      {"Direction", repeated("<div" + attributes + ">", 250) + repeated("<b></b>", 20'000),
       "b:dir(rtl)"},
      {"Editable", repeated("<div" + attributes + ">", 250) + repeated("<b></b>", 20'000),
       "b:read-write"},
      {"Classes", "<div class='" + words + "x'>" + repeated("<b></b>", 4'000), ".x b.q, .x b"},
      {"Words", "<div title='" + words + "x'>" + repeated("<b></b>", 4'000), "[title~=x] b"},
      {"Parts", "<p title='" + repeated("-", 4'000'000) + "'>",
       "[title*='" + repeated("-", 4'000) + "x']"},
      {"Space", repeated("<b></b>", 4'000) + "<p>" + repeated(" ", 2'000'000) + "</p>",
       "b:not(:has(~ p:empty))"},
      {"Legends",
       "<fieldset disabled>" + repeated("<b></b>", 20'000) + "<legend>" +
           repeated("<input>", 50'000),
       "input:disabled"},
      {"Buttons", repeated("<button form=x></button>", 20'000), ":default"},
      {"Radios", repeated("<input type=radio name=x>", 20'000), ":indeterminate"},
      {"Options", "<select>" + repeated("<option disabled>", 20'000), ":checked"},
      {"Siblings", repeated("<b></b>", 60'000), "i + b:has(~ i)"},
      {"Deep", repeated("<div>", 9'000), "i div:not(:is(p div) div) > div div"},
  };
}

INSTANTIATE_TEST_SUITE_P(Pages, CostlySelection, testing::ValuesIn(costly()),
                         [](const auto& one) { return one.param.what; });

TEST_F(SelectionTest, PlacesAmongSiblingsAreFoundOnce) {
  read("<table>" + repeated("<tr><td class=x>1<td>2", 3'000), std::chrono::seconds(10));
  for (const char* const text :
       {"tr:nth-of-type(2) ~ tr", "tr:nth-last-of-type(2) + tr", "tr:nth-child(2 of :has(.x)) ~ tr",
        "tr ~ tr ~ tr:last-child",
        "tr:nth-child(n of tr):nth-child(n of .z, tr):nth-child(n of *):nth-child(n of :not(b))"
        ":nth-child(n of :has(td)):nth-child(n of :is(tr))"})
    EXPECT_NE(chosen(text), "") << text;
  EXPECT_FALSE(selection_.ran_out()) << "one by one they cost the square or the cube of the rows";
}

TEST_F(SelectionTest, DepthCostsNoMoreThanItsProduct) {
  std::string html;
  for (int i = 0; i < 500; ++i) html += "<div class=a>";
  read(html + "<b id=x>", std::chrono::seconds(10));
  EXPECT_EQ(chosen("i .a .a .a .a .a .a .a .a .a .a b"), "");
  EXPECT_EQ(chosen(".a .a > .a .a > .a .a .a .a .a .a b"), "x");
  EXPECT_FALSE(selection_.ran_out());
}

}  // namespace
}  // namespace parser
