#include "parser/extract/extractor.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "parser/extract/rules_file.h"
#include "parser/html/html.h"

namespace parser {
namespace {

class ExtractorTest : public testing::Test {
 protected:
  const Extracted& extract(std::string_view toml, std::string html,
                           std::string_view url = "https://a.test/dir/page") {
    auto read = read_rules(toml, "r.toml");
    if (const auto* problem = std::get_if<RulesProblem>(&read)) ADD_FAILURE() << problem->words;
    if (auto* rules = std::get_if<Rules>(&read)) rules_ = std::move(*rules);
    html_ = std::move(html);
    HtmlLimits limits;
    limits.attributes = Attributes::kAll;
    parser_.parse(html_, limits);
    tree_.read(parser_);
    url_.assign(url);
    return extractor_.extract(rules_, tree_, url_, items_, limits_);
  }

  // Rows as "table position: a|b|c", problems as "table position field: reason", a line each.
  static std::string shown(const Extracted& extracted) {
    std::string all;
    for (const ExtractedRow& row : extracted.rows) {
      all += std::to_string(row.table) + " " + std::to_string(row.position) + ": ";
      for (const FieldValue& value : row.values) {
        if (const auto* number = std::get_if<int64_t>(&value)) all += std::to_string(*number);
        if (const auto* number = std::get_if<double>(&value)) all += std::to_string(*number);
        if (const auto* text = std::get_if<std::string>(&value)) all += *text;
        if (std::holds_alternative<std::monostate>(value)) all += "NULL";
        all += "|";
      }
      all.back() = '\n';
    }
    for (const ExtractProblem& problem : extracted.problems)
      all += std::to_string(problem.table) + " " + std::to_string(problem.position) + " " +
             problem.field + ": " + problem.reason +
             (problem.value.empty() ? "" : ": \"" + problem.value + "\"") + "\n";
    return all;
  }
  // The one field `field` of a table without rows, of this page.
  std::string value(std::string_view field, std::string html) {
    return shown(extract("[tables.t.fields]\nf = " + std::string(field) + "\n", std::move(html)));
  }

  Rules rules_;
  std::string html_;
  HtmlParser parser_;
  Tree tree_;
  Url url_;
  std::vector<ItemView> items_;
  ExtractLimits limits_;
  Extractor extractor_;
};

TEST_F(ExtractorTest, LinksThatAreFollowedAreFoundOnTheWholePage) {
  constexpr std::string_view kRules = R"([tables.lists]
pages = "**/page"
follow = "div, .x"
[tables.more]
pages = "**/page"
follow = "b"
)";
  // html, head, body: 1 to 3.
  const auto& found =
      extract(kRules, "<i>t<b class=x></b></i><div><b></b>t<i></i></div><u></u><b></b>");
  ASSERT_TRUE(found.followed);
  ASSERT_EQ(found.followed->size(), 3u);
  EXPECT_EQ((*found.followed)[0].first, 5u);
  EXPECT_EQ((*found.followed)[0].end, 6u);
  EXPECT_EQ((*found.followed)[1].first, 6u);
  EXPECT_EQ((*found.followed)[1].end, 9u);
  EXPECT_EQ((*found.followed)[2].first, 10u);
  EXPECT_EQ((*found.followed)[2].end, 11u);
  EXPECT_FALSE(extract(kRules, "<div></div>", "https://a.test/other").followed);
  EXPECT_TRUE(extract(kRules, "<p>none").followed->empty());
}

TEST_F(ExtractorTest, EachMatchOfRowsIsARowAndFieldsAreRelativeToIt) {
  EXPECT_EQ(shown(extract(R"([tables.books]
rows = "article"
[tables.books.fields]
title = { css = "a", take = "@title" }
price = { css = "p", type = "number" }
)",
                          "<article><a title='One &amp; only'>One…</a><p>£1.50</p></article>"
                          "<p>£9</p><article><a title=Two>x</a></article>")),
            "0 0: One & only|1.500000\n0 1: Two|NULL\n");
}

TEST_F(ExtractorTest, ScopeIsTheRowItself) {
  EXPECT_EQ(shown(extract(R"([tables.links]
rows = "a"
[tables.links.fields]
own = ":scope"
of_class = ":scope.new"
either = { css = "b, :scope", many = true }
inside = ":scope > b"
new = { css = ":scope.new", take = "exists" }
link = { css = ":scope", take = "url" }
other = "a"
)",
                          "<a class=new href=/1>One <b>bold</b></a><a href=/2>Two</a>")),
            "0 0: One bold|One bold|[\"One bold\",\"bold\"]|bold|1|https://a.test/1|NULL\n"
            "0 1: Two|NULL|[\"Two\"]|NULL|0|https://a.test/2|NULL\n");
}

TEST_F(ExtractorTest, WithoutRowsAPageIsOneRowIfSomethingIsFound) {
  const std::string_view rules = "[tables.t.fields]\na = 'h1'\nb = { css = 'h2', default = 'x' }\n";
  EXPECT_EQ(shown(extract(rules, "<h1>Head</h1>")), "0 0: Head|x\n");
  EXPECT_EQ(shown(extract(rules, "<p>Nothing of it</p>")), "");
}

TEST_F(ExtractorTest, OnlyPagesThatMatchAreAsked) {
  const std::string_view rules = "[tables.t]\npages = 'https://a.test/yes/*'\nfields.a = 'h1'\n";
  EXPECT_EQ(shown(extract(rules, "<h1>x</h1>", "https://a.test/yes/1")), "0 0: x\n");
  EXPECT_EQ(shown(extract(rules, "<h1>x</h1>", "https://a.test/no/1")), "");
}

TEST_F(ExtractorTest, ARowWithoutARequiredFieldIsAProblem) {
  EXPECT_EQ(shown(extract(R"([tables.t]
rows = "li"
fields.a = { css = "b", required = true }
fields.b = { css = "i", type = "integer" }
)",
                          "<ul><li><b>x</b><i>1</i><li><i>2</i><li><b> </b><li><b>y</b><i>z</i>")),
            "0 0: x|1\n0 3: y|NULL\n0 1 a: nothing found by b\n0 2 a: nothing found by b\n"
            "0 3 b: not an integer: \"z\"\n");
}

TEST_F(ExtractorTest, ItemsInsideOfOthersAreFound) {
  const std::string json = R"({"@type":"ItemList","itemListElement":[
      {"@type":"ListItem","item":{"@type":"Product","name":"A","isSimilarTo":{"@type":"Product","name":"X"}}},
      {"@type":"ListItem","item":{"@type":["Thing","http://schema.org/Product"],"name":"B"}}]})";
  items_ = {{"ItemList", json}};
  for (const std::string_view type : {"Product", "https://schema.org/Product"})
    EXPECT_EQ(shown(extract(
                  "[tables.t]\nitems = \"" + std::string(type) + "\"\nfields.name = 'name'\n", "")),
              "0 0: A\n0 1: B\n");
}

TEST_F(ExtractorTest, ReferencesBetweenItemsAreFollowed) {
  items_ = {
      {"Article",
       R"({"@type":"Article","author":[{"@id":"#j"},{"@id":"#none"}],"publisher":{"@id":"#p"}})"},
      {"Person", R"({"@type":"Person","@id":"#j","name":"Jane"})"},
      {"Organization", R"({"@type":"Organization","@id":"#p","name":"Press"})"}};
  EXPECT_EQ(shown(extract("[tables.t]\nitems = 'Article'\nfields.a = 'author.name'\n"
                          "fields.p = 'publisher.name'\n",
                          "")),
            "0 0: Jane|Press\n");
  // With its type it is a reference too, and no row of its own.
  items_[0].json = R"({"@type":"Article","author":{"@type":"Person","@id":"#j"}})";
  EXPECT_EQ(shown(extract("[tables.t]\nitems = 'Article'\nfields.a = 'author.name'\n", "")),
            "0 0: Jane\n");
  EXPECT_EQ(shown(extract("[tables.t]\nitems = 'Person'\nfields.name = 'name'\n", "")),
            "0 0: Jane\n");
}

TEST_F(ExtractorTest, ReferencesToALargeListAreBounded) {
  std::string list = R"({"@type":"L","@id":"#l","all":[)", rows = R"({"@type":"X","rows":[)";
  for (int i = 0; i < 100'000; ++i) list += "{},";
  for (int i = 0; i < 20'000; ++i) rows += R"({"@type":"R","l":{"@id":"#l"}},)";
  list += "{}]}", rows += "{}]}";
  items_ = {{"L", list}, {"X", rows}};
  EXPECT_TRUE(extract("[tables.t]\nitems = 'R'\nfields.a = 'l.all.x'\n", "").hit_limit);
}

TEST_F(ExtractorTest, OfManyEachMatchCounts) {
  const std::string page = "<p>a=1 b=2</p><p>none</p><p>c=3</p>";
  EXPECT_EQ(value("{ css = 'p', regex = '(\\w)=(\\d)', many = true }", page),
            "0 0: [\"a\",\"b\",\"c\"]\n0 0 f: the regex matches nothing: \"none\"\n");
  EXPECT_EQ(value("{ css = 'p', regex = '(\\w)=(\\d)', group = 2, type = 'integer', many = true }",
                  "<p>a=1 b=2"),
            "0 0: [1,2]\n");
  EXPECT_EQ(value("{ css = 'p', regex = 'x*', many = true }", "<p>ax"), "0 0: [\"\",\"x\",\"\"]\n");
}

TEST_F(ExtractorTest, TheRegexFindsTheJsonThatAPathIsAskedOf) {
  const std::string page = "<script>window.__D__ = {\"a\":{\"b\":\"v\"}};\nrun();</script>";
  EXPECT_EQ(value("{ css = 'script', take = 'html', regex = '= (.*);', path = 'a.b' }", page),
            "0 0: v\n");
  EXPECT_EQ(value("{ css = 'script', take = 'html', regex = 'no', path = 'a.b' }", page),
            "0 0 f: the regex matches nothing\n");
}

TEST_F(ExtractorTest, WhatCanBeTakenOfAnElement) {
  const std::string page =
      "<base href=/base/><div id=d class='x y'>\n one <b>two</b><p>three</p>four<br>five"
      "<script>no()</script><span hidden>no</span></div><a href='../x?a=1#f'>link</a>"
      "<img src=i.png><table><tr><td>a<td>b</table>";
  EXPECT_EQ(value("'#d'", page), "0 0: one two three four five\n");
  EXPECT_EQ(value("{ css = '#d', take = 'lines' }", page), "0 0: one two\nthree\nfour\nfive\n");
  EXPECT_EQ(value("{ css = 'tr', take = 'lines' }", page), "0 0: a\tb\n");
  const std::string code =
      "<div>x<pre>\n\ndef f():\n    if <b>x</b>:<br><br>\treturn 1\n\n</pre> y <i>z</i></div>";
  EXPECT_EQ(value("{ css = 'pre', take = 'lines' }", code),
            "0 0: \ndef f():\n    if x:\n\n\treturn 1\n");
  EXPECT_EQ(value("{ css = 'div', take = 'lines' }", code),
            "0 0: x\n\ndef f():\n    if x:\n\n\treturn 1\ny z\n");
  EXPECT_EQ(value("{ css = 'pre code', take = 'lines' }", "<pre><code>a\n  b\n</code>\n</pre>"),
            "0 0: a\n  b\n");
  EXPECT_EQ(value("{ css = 'pre' }", code), "0 0: def f(): if x: return 1\n");
  const std::string table =
      "<table><tr><th>Name<th>Price<tr><td><p>A</p><td>1<tr><td>B<br>b<td></table><p>Behind";
  EXPECT_EQ(value("{ css = 'body', take = 'lines' }", table),
            "0 0: Name\tPrice\nA\t1\nB\nb\nBehind\n");
  EXPECT_EQ(value("{ css = 'body' }", table), "0 0: Name Price A 1 B b Behind\n");
  EXPECT_EQ(value("{ css = '#d', take = '@class' }", page), "0 0: x y\n");
  EXPECT_EQ(value("{ css = '#d p', take = 'html' }", page), "0 0: three\n");
  EXPECT_EQ(value("{ css = '#d p', take = 'outer-html' }", page), "0 0: <p>three</p>\n");
  EXPECT_EQ(value("{ css = 'a', take = 'url' }", page), "0 0: https://a.test/x?a=1#f\n");
  EXPECT_EQ(value("{ css = 'a', take = 'url' }", "<a href=' mailto:a@b.test '>"),
            "0 0: mailto:a@b.test\n");
  EXPECT_EQ(value("{ css = 'a', take = 'url' }", "<a href='JavaScript:x()'>x"), "");
  EXPECT_EQ(value("{ css = 'svg', take = '@viewBox' }", "<svg viewBox='0 0 1 1'></svg>"),
            "0 0: 0 0 1 1\n");
  EXPECT_EQ(value("{ css = 'img', take = 'url' }", page), "0 0: https://a.test/base/i.png\n");
  EXPECT_EQ(value("{ css = 'script' }", page), "0 0: no()\n");
}

TEST_F(ExtractorTest, PresenceIsTrueOrFalse) {
  const std::string_view rules =
      "[tables.t]\nrows = 'li'\nfields.x = { css = 'b', take = 'exists' }\n";
  EXPECT_EQ(shown(extract(rules, "<ul><li><b></b><li>")), "0 0: 1\n0 1: 0\n");
}

TEST_F(ExtractorTest, LinksSideBySideStandApart) {
  const std::string links = "<p><a href=/a>Red</a><a href=/b><b>Blue</b></a><a href=/b>ish</a></p>";
  EXPECT_EQ(value("{ css = 'p' }", links), "0 0: Red Blueish\n");
  EXPECT_EQ(value("{ css = 'p' }", "<p><a href=/a>\u65E5</a><a href=/b>\u6771</a></p>"),
            "0 0: \u65E5\u6771\n");
  EXPECT_EQ(value("{ css = 'p' }", "<p>a<a name=x></a><a href=/a>b</a>c</p>"), "0 0: abc\n");
}

TEST_F(ExtractorTest, HtmlIsWrittenAsTheStandardSays) {
  EXPECT_EQ(value("{ css = 'div', take = 'html' }",
                  "<div><p title='a\"b<'>x &lt; y&nbsp;&amp;<br>z<wbr><img alt=''>"
                  "<script>a<b</script><my-tag></my-tag></div>"),
            "0 0: <p title=\"a&quot;b&lt;\">x &lt; y&nbsp;&amp;<br>z<wbr><img alt=\"\">"
            "<script>a<b</script><my-tag></my-tag></p>\n");
}

TEST_F(ExtractorTest, ManyValuesAreAJsonArray) {
  EXPECT_EQ(value("{ css = 'i', many = true }", "<i>a</i><i> \"b\" </i><i></i>"),
            "0 0: [\"a\",\"\\\"b\\\"\"]\n");
  EXPECT_EQ(value("{ css = 'i', many = true, type = 'integer' }", "<i>1</i><i>x</i><i>3</i>"),
            "0 0: [1,3]\n0 0 f: not an integer: \"x\"\n");
  EXPECT_EQ(value("{ css = 'i', many = true, type = 'json' }", "<i>{\"a\": 1}</i>"),
            "0 0: [{\"a\":1}]\n");
}

TEST_F(ExtractorTest, JsonInsideOfAPageIsTakenByPath) {
  const std::string page =
      "<script id=data>{\"offers\": [{\"price\": 3.5}, {\"price\": \"4\"}], \"x\": null}</script>";
  EXPECT_EQ(value("{ css = '#data', path = 'offers.price', type = 'number' }", page),
            "0 0: 3.500000\n");
  EXPECT_EQ(value("{ css = '#data', path = 'offers.price', type = 'number', many = true }", page),
            "0 0: [3.5,4.0]\n");
  EXPECT_EQ(value("{ css = '#data', path = 'offers[1]', type = 'json' }", page),
            "0 0: {\"price\":\"4\"}\n");
  EXPECT_EQ(value("{ css = '#data', path = 'x' }", page), "");
  const std::string digits =
      "<i>{\"price\": 19.90, \"weight\": 1.234, \"gtin\": 12345678901234567890123}</i>";
  EXPECT_EQ(value("{ css = 'i', path = 'price' }", digits), "0 0: 19.90\n");
  EXPECT_EQ(value("{ css = 'i', path = 'gtin', many = true, type = 'json' }", digits),
            "0 0: [12345678901234567890123]\n");
  // JSON has one way to write numbers.
  EXPECT_EQ(value("{ css = 'i', path = 'weight', type = 'number' }", digits), "0 0: 1.234000\n");
  EXPECT_EQ(value("{ css = '#data', path = 'x' }", "<script id=data>{oops</script>"),
            "0 0 f: not JSON: \"{oops\"\n");
}

TEST_F(ExtractorTest, ItemsOfATypeAreRows) {
  items_ = {{"Product", R"({"name": "Lamp", "offers": {"price": "12.50"}})"},
            {"https://schema.org/Product", R"({"name": "Desk"})"},
            {"Productive", R"({"name": "no"})"}};
  EXPECT_EQ(shown(extract(R"([tables.t]
items = "Product"
fields.name = { required = true }
fields.price = { path = "offers.price", type = "number" }
fields.brand = "brand"
)",
                          "")),
            "0 0: Lamp|12.500000|NULL\n0 1: Desk|NULL|NULL\n");
}

TEST_F(ExtractorTest, APageOfTooManyRowsIsCutAndSaysSo) {
  limits_.max_rows = 3;
  std::string html = "<ul>";
  for (int i = 0; i < 5; ++i) html += "<li>x";
  const Extracted& extracted = extract("[tables.t]\nrows = 'li'\nfields.a = {}\n", html);
  EXPECT_EQ(extracted.rows.size(), 3u);
  EXPECT_TRUE(extracted.hit_limit);
}

TEST_F(ExtractorTest, AValueOfTooManyBytesIsCutAtACharacter) {
  limits_.max_value_bytes = 4;
  EXPECT_EQ(shown(extract("[tables.t]\nfields.a = 'p'\n", "<p>abc\u00E4def")), "0 0: abc\n");
  EXPECT_TRUE(extractor_.extract(rules_, tree_, url_, {}, limits_).hit_limit);
  EXPECT_EQ(
      shown(extract("[tables.t]\nfields.a = { css = 'p', take = 'html' }\n", "<p>abcdef<b>x")), "");
}

TEST_F(ExtractorTest, RowsInsideRowsCostNoMoreThanTheLimit) {
  limits_.max_bytes = 1u << 20;
  std::string html;
  for (int i = 0; i < 400; ++i) html += "<div>some words";
  const Extracted& extracted =
      extract("[tables.t]\nrows = 'div'\nfields.a = {}\nfields.b = { take = 'html' }\n", html);
  EXPECT_TRUE(extracted.hit_limit);
}

TEST_F(ExtractorTest, AddressesOfOneFieldCostNoMoreThanTheLimit) {
  limits_.max_bytes = 1u << 20;
  std::string html = "<base href='http://b.test/" + std::string(60'000, 'x') + "/'>";
  for (int i = 0; i < 1'000; ++i) html += "<a href=y></a>";
  const Extracted& extracted =
      extract("[tables.t.fields]\nf = { css = 'a', take = 'url', many = true }\n", html);
  ASSERT_EQ(extracted.rows.size(), 1u);
  EXPECT_LT(std::get<std::string>(extracted.rows[0].values[0]).size(), (1u << 20) + 70'000);
  EXPECT_TRUE(extracted.hit_limit);
}

TEST_F(ExtractorTest, AnObjectThatIsNamedOftenCostsNoMoreThanTheLimit) {
  limits_.max_bytes = 1u << 20;
  const std::string large =
      R"({"@type":"X","@id":"#x","name":")" + std::string(60'000, 'x') + "\"}";
  std::string list = R"({"@type":"List","of":[)";
  for (int i = 0; i < 1'000; ++i) list += R"({"@id":"#x"},)";
  list.back() = ']';
  list += '}';
  items_ = {{"X", large}, {"List", list}};
  const Extracted& extracted =
      extract("[tables.t]\nitems = 'List'\nfields.f = { path = 'of.name', many = true }\n", "");
  ASSERT_EQ(extracted.rows.size(), 1u);
  EXPECT_LT(std::get<std::string>(extracted.rows[0].values[0]).size(), (1u << 20) + 70'000);
  EXPECT_TRUE(extracted.hit_limit);
}

TEST_F(ExtractorTest, ABaseThatIsTooLongToBeALinkIsNoBase) {
  EXPECT_EQ(value("{ css = 'a', take = 'url' }",
                  "<base href='http://b.test/" + std::string(70'000, 'x') + "/'><a href=y></a>"),
            "0 0: https://a.test/dir/y\n");
}

}  // namespace
}  // namespace parser
