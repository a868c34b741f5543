#include "parser/extract/rules_file.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parser {
namespace {

Rules good(std::string_view toml) {
  auto read = read_rules(toml, "r.toml");
  if (const auto* problem = std::get_if<RulesProblem>(&read)) ADD_FAILURE() << problem->words;
  return std::holds_alternative<Rules>(read) ? std::get<Rules>(read) : Rules();
}

std::string problem_of(std::string_view toml) {
  const std::vector<std::string> taken = {"pages"};
  const auto read = read_rules(toml, "r.toml", taken);
  const auto* const problem = std::get_if<RulesProblem>(&read);
  return problem == nullptr ? "" : problem->words;
}

// A table of one field, which is line 2.
std::string with_field(std::string_view field) {
  return "[tables.t.fields]\n" + std::string(field) + "\n";
}

TEST(RulesFile, TablesAndFieldsComeInTheOrderOfTheFile) {
  const Rules rules = good(R"(
[tables.zebras]
description = "All of them."
pages = ["https://a.test/z/*", "https://b.test/**"]
rows = "article"
[tables.zebras.fields]
stripes = { css = "b", type = "integer", required = true }
name = "h1"
born = { css = "time", take = "@datetime", type = "date", format = "iso" }
[tables.apes]
pages_regex = "/apes/[0-9]+$"
fields.seen = { css = ".seen", take = "exists" }
)");
  ASSERT_EQ(rules.tables.size(), 2u);
  const TableRule& zebras = rules.tables[0];
  EXPECT_EQ(zebras.name, "zebras");
  EXPECT_EQ(zebras.description, "All of them.");
  EXPECT_TRUE(zebras.rows);
  ASSERT_EQ(zebras.fields.size(), 3u);
  EXPECT_EQ(zebras.fields[0].name, "stripes");
  EXPECT_TRUE(zebras.fields[0].required);
  EXPECT_EQ(zebras.fields[0].value.type, ValueType::kInteger);
  EXPECT_EQ(zebras.fields[1].name, "name");
  EXPECT_EQ(zebras.fields[2].take, Take::kAttribute);
  EXPECT_EQ(zebras.fields[2].attribute, "datetime");
  EXPECT_TRUE(zebras.applies_to("https://a.test/z/1"));
  EXPECT_FALSE(zebras.applies_to("https://a.test/z/1/2"));
  EXPECT_TRUE(rules.fill_tables_of("https://c.test/apes/12"));
  EXPECT_FALSE(rules.fill_tables_of("https://c.test/apes/x"));
  EXPECT_EQ(rules.tables[1].fields[0].value.type, ValueType::kBoolean);
}

TEST(RulesFile, WhatIsFollowedNeedsNoTable) {
  const Rules rules = good(R"(
[tables.lists]
pages = ["https://a.test/**"]
pages_regex = 'c\.test/"q"'
follow = ".next, .product a"
[tables.books]
follow = ""
fields.name = "h1"
)");
  ASSERT_EQ(rules.tables.size(), 1u);
  ASSERT_EQ(rules.follows.size(), 2u);
  EXPECT_TRUE(rules.follows[0].links);
  EXPECT_TRUE(rules.follows[0].applies_to("https://a.test/x"));
  EXPECT_TRUE(rules.follows[0].applies_to("https://c.test/\"q\""));
  EXPECT_FALSE(rules.follows[0].applies_to("https://b.test/x"));
  EXPECT_FALSE(rules.follows[1].links);
  EXPECT_TRUE(rules.choose_links_of("https://b.test/x"));
  const Rules again = good(rules.follow_text);
  EXPECT_TRUE(again.tables.empty());
  EXPECT_EQ(again.follows.size(), 2u);
  EXPECT_TRUE(again.follows[0].applies_to("https://c.test/\"q\"") ||
              again.follows[1].applies_to("https://c.test/\"q\""));
  EXPECT_EQ(again.follow_text, rules.follow_text);
  EXPECT_EQ(good("[tables.t.fields]\nf = 'b'\n").follow_text, "");
}

TEST(RulesFile, WhatIsFollowedIsRefusedWithItsTable) {
  EXPECT_EQ(problem_of("[tables.lists]\nfollow = \"a, b[\"\n"),
            "r.toml:2:16: table lists: follow: the name of an attribute is missing");
  EXPECT_NE(problem_of("[tables.a]\nrows = 'b'\nfields.c = 'd'\n[tables.b]\nof = 'a'\nrows = "
                       "'e'\nfollow = 'a'\nfields.c = 'd'\n")
                .find("table b: follow: with of"),
            std::string::npos);
}

TEST(RulesFile, WhatIsIgnoredNeedsNoTable) {
  const Rules rules = good(R"(
ignore = [".ad", "#visitors"]
ignore_text = 'seen [0-9]+ times'
[tables.shop]
pages = "https://shop.test/**"
ignore = ".also-bought"
[tables.books]
pages = "https://books.test/**"
ignore_text = ['a', 'b']
fields.name = "h1"
)");
  ASSERT_EQ(rules.ignores.size(), 3u);
  EXPECT_EQ(rules.ignores[0].elements.size(), 2u);
  EXPECT_EQ(rules.ignores[0].texts.size(), 1u);
  EXPECT_TRUE(rules.ignores[0].applies_to("https://any.test/"));
  EXPECT_TRUE(rules.ignores[1].applies_to("https://shop.test/x"));
  EXPECT_FALSE(rules.ignores[1].applies_to("https://books.test/x"));
  EXPECT_EQ(rules.ignores[2].texts.size(), 2u);
  ASSERT_EQ(rules.tables.size(), 1u);
  EXPECT_EQ(rules.tables[0].name, "books");
  const Rules again = good(rules.ignore_text);
  EXPECT_EQ(again.ignores.size(), 3u);
  EXPECT_TRUE(again.tables.empty());
  EXPECT_EQ(again.ignore_text, rules.ignore_text);
  EXPECT_TRUE(good("ignore = 'a'\n").ignore_parts_of("https://a.test/"));
  const Rules others = good("[tables.t.fields]\nf = 'b'\n");
  EXPECT_EQ(others.ignore_text, "");
  EXPECT_FALSE(others.ignore_parts_of("https://a.test/"));
}

TEST(RulesFile, DefaultsAreOfTheFieldsType) {
  const Rules rules = good(R"([tables.t.fields]
a = { css = "a", type = "integer", default = 3 }
b = { css = "a", type = "number", default = 3 }
c = { css = "a", type = "boolean", default = false }
d = { css = "a", type = "date", default = "1 May 2024" }
e = { css = "a", default = "none" }
f = { css = "a", many = true, default = [] }
)");
  ASSERT_EQ(rules.tables.size(), 1u);
  const std::vector<FieldValue> expected = {int64_t{3},          3.0,
                                            int64_t{0},          std::string("2024-05-01"),
                                            std::string("none"), std::string("[]")};
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(rules.tables[0].fields[i].otherwise, expected[i]) << i;
}

TEST(RulesFile, TheFirstGroupIsMeantIfThereIsOne) {
  const Rules rules = good(R"toml([tables.t.fields]
a = { css = "a", regex = "x" }
b = { css = "a", regex = "(x)(y)" }
c = { css = "a", regex = "(x)(y)", group = 2 }
d = { css = "a", regex = "(x)(y)", group = 0 }
)toml");
  ASSERT_EQ(rules.tables.size(), 1u);
  const int expected[] = {0, 1, 2, 0};
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(rules.tables[0].fields[i].value.group, expected[i]) << i;
}

TEST(RulesFile, ATableOfItemsTakesItsFieldsByPath) {
  const Rules rules = good(R"([tables.t]
items = "Product"
fields.name = {}
fields.price = { path = "offers[0].price", type = "number" }
fields.brand = "$.brand.name"
)");
  ASSERT_EQ(rules.tables.size(), 1u);
  const TableRule& table = rules.tables[0];
  EXPECT_EQ(table.items, "Product");
  EXPECT_EQ(table.fields[0].path, std::vector<std::string>{"name"});
  EXPECT_EQ(table.fields[1].path, (std::vector<std::string>{"offers", "0", "price"}));
  EXPECT_EQ(table.fields[2].path, (std::vector<std::string>{"brand", "name"}));
}

struct Wrong {
  std::string toml;
  std::string_view words;  // how the problem begins, or a part of it
};

TEST(RulesFile, WhatIsWrongIsSaidWithItsLineAndColumn) {
  const Wrong kWrong[] = {
      {"", "r.toml:1:1: no tables"},
      {"[tables]\n", "r.toml:1:1: no tables"},
      {"[tables.t\n", "r.toml:1:10: "},
      {"x = 1\n[tables.t.fields]\na = 'b'\n", "r.toml:1:1: unknown key \"x\""},
      {"[tables.t]\nrow = 'a'\nfields.a = 'b'\n", "r.toml:2:1: unknown key \"row\" (there are "},
      {"[tables.t]\n", "r.toml:1:9: table t has no fields"},
      {"[tables.pages.fields]\na = 'b'\n", "r.toml:1:9: table pages: that name is taken"},
      {"[tables.Pages.fields]\na = 'b'\n", "r.toml:1:9: table Pages: that name is taken"},
      {"[tables.sqlite_x.fields]\na = 'b'\n", "that name is taken"},
      {"[tables.\"a b\".fields]\na = 'b'\n", "r.toml:1:9: table name \"a b\": letters"},
      {"[tables.a.fields]\nb = 'b'\n[tables.A.fields]\nb = 'b'\n", "two tables are named A"},
      {"[tables.a.fields]\nb = 'b'\n[tables.a.fields]\nb = 'b'\n", "r.toml:3:"},
      {with_field("a = 'b'\nA = 'b'"), "r.toml:3:1: two fields are named A"},
      {with_field("url = 'b'"), "r.toml:2:1: field url: that name is taken"},
      {with_field("RowId = 'b'"), "r.toml:2:1: field RowId: that name is taken"},
      {with_field("a = 3"), "r.toml:2:5: field a: a selector, or { css"},
      {with_field("a = 'b[c'"), "r.toml:2:9: css: ']' expected"},
      {with_field("a = { css = \"b[c\" }"), "r.toml:2:17: css: "},
      {with_field("a = { css = 'b', typ = 'text' }"), "r.toml:2:18: unknown key \"typ\""},
      {with_field("a = { css = 'b', type = 'txt' }"),
       "r.toml:2:25: type = \"txt\": there are text"},
      {with_field("a = { css = 'b', take = 'href' }"), "take = \"href\": there are text, lines"},
      {with_field("a = { css = 'b', regex = 'c(' }"), "r.toml:2:26: regex: missing )"},
      {with_field("a = { css = 'b', regex = 'c', group = 1 }"), "group: a number from 0 to 0"},
      {with_field("a = { css = 'b', group = 1 }"), "group: of which regex?"},
      {with_field("a = { css = 'b', format = 'iso' }"), "format: only a date has one"},
      {with_field("a = { css = 'b', type = 'date', format = 'x' }"), "format = \"x\": iso"},
      {with_field("a = { css = 'b', decimal = ',' }"), "decimal: only numbers"},
      {with_field("a = { css = 'b', type = 'number', decimal = ';' }"), "decimal: \",\" or"},
      {with_field("a = { css = 'b', type = 'integer', default = 'x' }"), "not of type integer"},
      {with_field("a = { css = 'b', required = true, default = 'x' }"), "a required field needs"},
      {with_field("a = { css = 'b', required = 1 }"), "r.toml:2:29: required is true or false"},
      {with_field("a = { css = 'b', take = 'exists', many = true }"), "has an answer, and one"},
      {with_field("a = { css = 'b', take = 'exists', type = 'text' }"), "is a boolean"},
      {with_field("a = { css = 'b', map = {} }"), "map: {"},
      {with_field("a = { css = 'b', path = 'x..y' }"), "path = \"x..y\": write it like"},
      {"[tables.t]\nitems = 'P'\nrows = 'a'\nfields.a = 'b'\n", "r.toml:3:8: rows and items"},
      {"[tables.t]\nitems = 'P'\nfields.a = { css = 'b' }\n", "takes its fields by path"},
      {"[tables.t]\npages = 3\nfields.a = 'b'\n", "r.toml:2:9: pages is a text in quotes"},
      {"[tables.t]\npages_regex = ['a', 'b)']\nfields.a = 'b'\n", "r.toml:2:21: pages_regex: "},
      {"[tables.t]\nrows = 'a >>'\nfields.a = 'b'\n", "r.toml:2:"},
      {"ignore = ['a', \"b[\"]\n", "r.toml:1:19: ignore: the name of an attribute is missing"},
      {"ignore = '> a'\n", "r.toml:1:"},
      {"ignore_text = ['a', 'b)']\n", "r.toml:1:21: ignore_text: unexpected ): b)"},
      {"ignore = 3\n", "r.toml:1:10: ignore is a text in quotes"},
      {"[tables.t]\nignore = 'a['\n", "r.toml:2:13: table t: ignore: "},
      {"[tables.a]\nrows = 'b'\nfields.c = 'd'\n[tables.e]\nof = 'a'\nrows = 'f'\nignore = 'g'\n"
       "fields.h = 'i'\n",
       "r.toml:4:9: table e: ignore: with of"},
  };
  for (const Wrong& wrong : kWrong)
    EXPECT_NE(problem_of(wrong.toml).find(wrong.words), std::string::npos)
        << wrong.toml << "gives: " << problem_of(wrong.toml) << "\nnot: " << wrong.words;
}

// toml++ frees tables in tables by recursion: keys like these ended the program.
TEST(RulesFile, KeysOfThousandsOfPartsAreRefusedUnread) {
  std::string key = "a";
  for (int i = 0; i < 200'000; ++i) key += ".a";
  const std::string words = "a key of more than 32 parts: these are no rules";
  EXPECT_EQ(problem_of("\n" + key + " = 1\n"), "r.toml:2: " + words);
  EXPECT_EQ(problem_of("[" + key + "]\n"), "r.toml:1: " + words);
  EXPECT_EQ(problem_of("t = { x = 1, " + key + " = 1 }\n"), "r.toml:1: " + words);
  EXPECT_EQ(problem_of("x = \"\"\"it's\n\"\"\"\"\n" + key + " = 1 }\n"), "r.toml:3: " + words);
}

TEST(RulesFile, DotsInTextsAndCommentsAreNoPartsOfKeys) {
  const std::string dots(100, '.');
  for (const std::string quote : {"'", "\"", "\"\"\"", "'''"})
    good("# " + dots + "\n[tables.t]\ndescription = " + quote + dots + quote +
         "\n[tables.t.fields]\nx = 'a'\n");
}

TEST(RulesFile, AFileOfMegabytesIsRefusedUnread) {
  EXPECT_NE(problem_of(std::string(2u << 20, '#')).find("these are no rules"), std::string::npos);
}

}  // namespace
}  // namespace parser
