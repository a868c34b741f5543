#include "parser/html/tree.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace parser {
namespace {

class TreeTest : public testing::Test {
 protected:
  const Tree& read(std::string html, std::size_t max_nodes = Tree::kMaxNodes) {
    html_ = std::move(html);
    HtmlLimits limits;
    limits.attributes = Attributes::kAll;
    parser_.parse(html_, limits);
    is_whole_ = tree_.read(parser_, max_nodes);
    return tree_;
  }
  // The first element of this name.
  NodeId find(std::string_view name) const {
    for (NodeId id = 0; id < tree_.end(); ++id)
      if (tree_[id].is_element() && tree_[id].text == name) return id;
    return kNoNode;
  }

  std::string html_;
  HtmlParser parser_;
  Tree tree_;
  bool is_whole_ = false;
};

TEST_F(TreeTest, ElementsStandInDocumentOrderEachWithItsEnd) {
  const Tree& tree = read("<title>t</title><div><p>one <b>two</b></p><i>three</i></div>four");
  std::string names;
  for (NodeId id = 0; id < tree.end(); ++id) names.append(tree[id].text).append(",");
  EXPECT_EQ(names, "html,head,title,t,body,div,p,one ,b,two,i,three,four,");
  const Tree::Node& div = tree[find("div")];
  EXPECT_EQ(tree[div.end].text, "four");
  EXPECT_EQ(tree[div.parent].text, "body");
  EXPECT_EQ(tree[0].parent, kNoNode);
  EXPECT_EQ(tree[0].end, tree.end());
}

TEST_F(TreeTest, ElementsKnowTheirPlaceAmongTheirSiblings) {
  const Tree& tree = read("<ul>a<li>b</li>c<li><u></u></li><dd></dd></ul><p>");
  const NodeId first = find("li");
  const NodeId second = find("dd");
  EXPECT_EQ(tree[first].place, 1u);
  EXPECT_EQ(tree[first].previous, kNoNode);
  EXPECT_EQ(tree[second].place, 3u);
  EXPECT_EQ(tree[tree[second].previous].previous, first);
  EXPECT_EQ(tree[find("ul")].elements, 3u);
  EXPECT_EQ(tree[find("p")].previous, find("ul"));
  EXPECT_EQ(tree.next_sibling(second), kNoNode);
  EXPECT_EQ(tree[tree.next_sibling(first)].text, "c");
}

TEST_F(TreeTest, AttributesAreAllThereWithTheirReferencesDecoded) {
  const Tree& tree = read("<p CLASS='some words' data-x=\"a &amp; b\" id onclick='go(1)'>");
  const Tree::Node& p = tree[find("p")];
  EXPECT_EQ(tree.attribute(p, "class"), "some words");
  EXPECT_EQ(tree.attribute(p, "data-x"), "a & b");
  EXPECT_EQ(tree.attribute(p, "id"), "");
  EXPECT_EQ(tree.attribute(p, "onclick"), "go(1)");
  EXPECT_EQ(tree.attribute(p, "title"), std::nullopt);
  EXPECT_EQ(tree.attributes(p).size(), 4u);
}

TEST_F(TreeTest, NamesAreAsTheStandardWritesThem) {
  const Tree& tree = read(
      "<My-Card></My-Card><svg viewbox='0 0 1 1'><foreignobject></foreignobject>"
      "<a xlink:href=/x></a></svg><math><MI>x</math>");
  EXPECT_NE(find("my-card"), kNoNode);
  EXPECT_EQ(tree[find("foreignObject")].name_space, Namespace::kSvg);
  EXPECT_EQ(tree.attribute(tree[find("svg")], "viewBox"), "0 0 1 1");
  EXPECT_EQ(tree.attribute(tree[find("a")], "xlink:href"), "/x");
  EXPECT_EQ(tree[find("mi")].name_space, Namespace::kMathMl);
}

TEST_F(TreeTest, WhatAReaderDoesNotSeeIsMarked) {
  const Tree& tree = read("<p hidden>a</p><script>b</script><template><u>c</u></template><i>d</i>");
  EXPECT_TRUE(tree[find("p")].unseen);
  EXPECT_TRUE(tree[find("script")].unseen);
  EXPECT_FALSE(tree[find("i")].unseen);
  EXPECT_EQ(find("u"), kNoNode) << "of a template nothing is part of the page";
}

TEST_F(TreeTest, APageWithMoreNodesIsCutWhereTheLimitIs) {
  const Tree& tree = read("<p>a<p>b<p>c<div><i></i></div>", 6);
  EXPECT_FALSE(is_whole_);
  ASSERT_EQ(tree.size(), 6u);  // html head body p a p
  EXPECT_EQ(tree[0].end, 6u);
  EXPECT_EQ(tree[5].end, 6u);
  EXPECT_EQ(tree[2].elements, 2u);
  read("<p>a");
  EXPECT_TRUE(is_whole_);
}

TEST_F(TreeTest, APageWithoutMarkupHasATreeAndNoPageHasOneToo) {
  EXPECT_EQ(read("words").size(), 4u);
  EXPECT_EQ(read("").size(), 3u);
}

TEST_F(TreeTest, DeepNestingCostsNoStack) {
  std::string html;
  for (int i = 0; i < 5000; ++i) html += "<div>";
  const Tree& tree = read(html);
  EXPECT_GT(tree.size(), 500u);
  EXPECT_EQ(tree[0].end, tree.end());
}

}  // namespace
}  // namespace parser
