#include "parser/extract/ignored_parts.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <variant>

#include "parser/extract/rules_file.h"
#include "parser/html/html.h"
#include "parser/html/partial_walk.h"

namespace parser {
namespace {

constexpr std::string_view kPage = "https://a.test/page";
constexpr std::chrono::milliseconds kLongTime{60'000};

Rules rules_of(std::string_view toml) {
  auto read = read_rules(toml, "r.toml");
  if (const auto* problem = std::get_if<RulesProblem>(&read)) ADD_FAILURE() << problem->words;
  auto* const rules = std::get_if<Rules>(&read);
  return rules != nullptr ? std::move(*rules) : Rules();
}

std::string rest_of(std::string_view toml, std::string_view text) {
  const Rules rules = rules_of(toml);
  IgnoredParts ignored;
  ignored.begin(rules, kPage, false, kLongTime);
  return ignored.rest_of(text);
}

// Names of elements and texts as they are shown.
class Shown final : public HtmlVisitor {
 public:
  void open(const Element& element) override { words.append(element.name()).append(" "); }
  void text(std::string_view text) override { words.append(text).append(" "); }
  void close(Tag) override { words += "/ "; }
  std::string words;
};

struct WithoutElements {
  std::string walked;
  std::string tree;  // names and texts
};

WithoutElements without(std::string_view toml, const std::string& html) {
  const Rules rules = rules_of(toml);
  HtmlParser parser;
  HtmlLimits limits;
  limits.attributes = Attributes::kAll;
  parser.parse(html, limits);
  Tree tree;
  tree.read(parser);
  IgnoredParts ignored;
  ignored.begin(rules, kPage, false, kLongTime);
  const auto elements = ignored.elements(tree);
  EXPECT_FALSE(ignored.ran_out());
  Shown shown;
  PartialWalk partial(shown, elements);
  parser.walk(partial);
  EXPECT_TRUE(tree.read(parser, Tree::kMaxNodes, elements));
  WithoutElements rest{shown.words, ""};
  for (NodeId id = 0; id < tree.end(); ++id) rest.tree.append(tree[id].text).append(" ");
  return rest;
}

TEST(IgnoredParts, ElementsGoWithAllThatIsInsideOfThem) {
  const auto rest =
      without("ignore = ['.ad', 'i']\n",
              "<body><p>a</p><div class=ad>b<i>c</i><img></div><p>d<i>e</i>f<b>g</b>");
  EXPECT_EQ(rest.walked, "html head / body p a / p d f b g / / / / ");
  EXPECT_EQ(rest.tree, "html head body p a p d f b g ");
}

TEST(IgnoredParts, FirstLastAndAllOfThePage) {
  EXPECT_EQ(without("ignore = 'head, b'\n", "<title>t</title>a<b>c</b>").walked,
            "html body a / / ");
  EXPECT_EQ(without("ignore = 'html'\n", "<title>t</title>a").walked, "");
  EXPECT_EQ(without("ignore = '.none'\n", "<p>a").walked, "html head / body p a / / / ");
}

TEST(IgnoredParts, RulesAreForTheirPages) {
  const std::string html = "<p class=x>a<p class=y>b";
  EXPECT_EQ(without("[tables.t]\npages = 'https://b.test/**'\nignore = '.x'\n"
                    "[tables.u]\npages = 'https://a.test/**'\nignore = '.y'\n",
                    html)
                .walked,
            "html head / body p a / / / ");
}

TEST(IgnoredParts, TextsGoFromEachLine) {
  EXPECT_EQ(rest_of("ignore_text = 'seen \\d+ times'\n", "x seen 3 times y\nz\nseen 44 times\n"),
            "x   y\nz\n \n");
  EXPECT_EQ(rest_of("ignore_text = ['^\\(\\d+\\) ', ' \\| Shop$']\n", "(12) Cups | Shop"),
            " Cups ");
  // An expression sees one line at a time.
  EXPECT_EQ(rest_of("ignore_text = '(?s)a.*b'\n", "a\nb"), "a\nb");
  EXPECT_EQ(rest_of("ignore_text = 'a'\n", ""), "");
}

TEST(IgnoredParts, WhatMatchesNothingTakesNothing) {
  EXPECT_EQ(rest_of("ignore_text = 'x*'\n", "axxb\u00fcxc"), "a b\u00fc c");
  EXPECT_EQ(rest_of("ignore_text = '\\b'\n", "a b"), "a b");
  // What stands before a match still stands there for the next.
  EXPECT_EQ(rest_of("ignore_text = '\\ba'\n", "aa a"), " a  ");
}

// Each search reads to the end of the text and finds a letter.
TEST(IgnoredParts, TheTimeOfTextsIsBounded) {
  const std::string text(4u << 20, 'a');
  const Rules rules = rules_of("ignore_text = ['a.*b|a', '(a.*b)?']\n");
  IgnoredParts ignored;
  ignored.begin(rules, kPage, false, std::chrono::milliseconds(50));
  const std::string rest = ignored.rest_of(text);
  EXPECT_TRUE(ignored.ran_out());
  EXPECT_GE(rest.size(), text.size());
}

}  // namespace
}  // namespace parser
