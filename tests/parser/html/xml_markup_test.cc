#include "parser/html/xml_markup.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace parser {
namespace {

// Without the document type that each has.
std::string html(std::string_view xml) {
  constexpr std::string_view kStart = "<!DOCTYPE html>";
  std::string storage;
  const std::string_view answer = html_of_xml(xml, storage);
  EXPECT_TRUE(answer.starts_with(kStart));
  return std::string(answer.substr(kStart.size()));
}

TEST(XmlMarkup, ClosesWhatXmlCloses) {
  EXPECT_EQ(html("<script src='a'/><title/><a id='x'/><div/><p>x</p>"),
            "<script src='a'></script><title></title><a id='x'></a><div></div><p>x</p>");
  EXPECT_EQ(html("<br/><img alt='/>'/><hr></hr><col />"), "<br><img alt='/>'><hr><col >");
  EXPECT_EQ(html("<svg><path d='M1'/></svg>"), "<svg><path d='M1'></path></svg>");
}

TEST(XmlMarkup, SectionsAreText) {
  EXPECT_EQ(html("<p><![CDATA[a < b && c]]></p>"), "<p>a &lt; b &amp;&amp; c</p>");
  EXPECT_EQ(html("<title>a<![CDATA[<b>]]></title>"), "<title>a&lt;b></title>");
  EXPECT_EQ(html("a &amp; &eacute;&#228;"), "a &amp; &eacute;&#228;");
}

TEST(XmlMarkup, ScriptsAreWhatXmlReads) {
  EXPECT_EQ(html("<script>//<![CDATA[\nif (a < b && c) x;\n//]]></script>"),
            "<script>//\nif (a < b && c) x;\n//</script>");
  EXPECT_EQ(html("<script>a &lt; b &amp;&amp; &#99; &nbsp;<!-- no --></script>"),
            "<script>a < b && c &nbsp;</script>");
  EXPECT_EQ(html("<script><![CDATA[\"</script><!--\"]]></script><p/>"),
            "<script>\"<\\/script><\\!--\"</script><p></p>");
  EXPECT_EQ(html("<style>p &gt; a {}</style>"), "<style>p > a {}</style>");
}

TEST(XmlMarkup, DeclarationsGo) {
  EXPECT_EQ(
      html("<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a \"]>\"><!ELEMENT b ANY>]><?x > ?>a"),
      "a");
  EXPECT_EQ(html("a<!-- > -- x -->b"), "a<!---->b");
  EXPECT_EQ(html("<textarea>a<!-- b --><i>c</i></textarea><i>d</i>"),
            "<textarea>ac</textarea><i>d</i>");
}

TEST(XmlMarkup, SaysLanguageAsHtmlDoes) {
  EXPECT_EQ(html("<html xmlns='x' xml:lang='de' title=' xml:lang='>"),
            "<html xmlns='x' lang='de' title=' xml:lang='>");
}

TEST(XmlMarkup, WhatIsNotWellFormedEnds) {
  for (const std::string_view xml :
       {"<", "</", "<a", "<a b='", "<!--", "<![CDATA[x", "<!DOCTYPE [", "<?x", "<script>a",
        "<script>a<", "<title>x", "<title>x</titl", "</>", "<1>"})
    EXPECT_LE(html(xml).size(), xml.size() + 20) << xml;
  EXPECT_EQ(html("a < b<plaintext>c</plaintext><p>"), "a &lt; bc<p>");
}

}  // namespace
}  // namespace parser
