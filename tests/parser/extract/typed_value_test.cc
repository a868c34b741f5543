#include "parser/extract/typed_value.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace parser {
namespace {

// The value as SQL would show it; if there is none "!reason: "text"; what to say".
std::string shown(std::string_view text, const ValueRule& rule) {
  Mismatch mismatch;
  const FieldValue value = to_value(text, rule, mismatch);
  if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) {
    std::string digits = std::to_string(*number);
    while (digits.ends_with('0')) digits.pop_back();
    return digits;
  }
  if (const auto* words = std::get_if<std::string>(&value)) return *words;
  std::string& reason = mismatch.reason;
  EXPECT_EQ(reason.find(text), text.empty() ? 0 : reason.npos) << "it can be grouped";
  const std::size_t end = std::min(reason.find("; say"), reason.size());
  const bool has_value = !mismatch.value.empty() || text.empty();
  return "!" + reason.insert(end, has_value ? ": \"" + mismatch.value + "\"" : "");
}

ValueRule of_type(ValueType type) {
  ValueRule rule;
  rule.type = type;
  return rule;
}

TEST(TypedValue, ANumberIsTheFirstOneOfTheText) {
  const ValueRule rule = of_type(ValueType::kNumber);
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"£51.77", "51.77"},
      {"1,234,567.5 USD", "1234567.5"},
      {"-3", "-3."},
      {"\u2212"
       "4.5 °C",
       "-4.5"},
      {".5 l", "0.5"},
      {"12\u00A0"
       "345",
       "12345."},
      {"1'000", "1000."},
      {"2e3", "2000."},
      {"1.5e-1x", "0.15"},
      {"v1.2.3", "!not certainly a number: \"v1.2.3\"; say decimal = \",\" or \".\""},
      {"3,5 kg", "!not certainly a number: \"3,5 kg\"; say decimal = \",\" or \".\""},
      {"none", "!not a number: \"none\""},
      {"", "!not a number: \"\""},
      {"1e999", "!not a number: \"1e999\""},
  };
  for (const auto& [text, expected] : kCases) EXPECT_EQ(shown(text, rule), expected) << text;
}

TEST(TypedValue, MonthsHaveNamesInAllLanguages) {
  ValueRule rule = of_type(ValueType::kDate);
  for (const std::string_view text :
       {"5. März 2021", "Freitag, 5. März 2021", "vendredi 5 mars 2021", "5 de marzo de 2021",
        "5 марта 2021 г.", "2021年3月5日", "2021년 3월 5일", "5 mars 2021", "5. maaliskuuta 2021",
        "2021. március 5.", "5 มีนาคม 2021", "5 Μαρτίου 2021"})
    EXPECT_EQ(shown(text, rule), "2021-03-05") << text;
  EXPECT_EQ(shown("5. März 2021, 14:30 Uhr", rule), "2021-03-05T14:30:00");
  EXPECT_EQ(shown("5 mars 2021 à 9h05", rule), "2021-03-05T09:05:00");
  for (const std::string_view text :
       {"Montag, 5. März 2021", "5. März 2021 bis 6. März 2021", "Seite vom 5. März 2021",
        "31. Februar 2021", "5. März 2021, 25:30", "5. März", "5 listopada 2021"})
    EXPECT_EQ(shown(text, rule).substr(0, 11), "!not a date") << text;
  rule.language = "pl";
  EXPECT_EQ(shown("5 listopada 2021", rule), "2021-11-05");
  rule.formats = {"iso"};
  EXPECT_EQ(shown("5 listopada 2021", rule).substr(0, 11), "!not a date");
}

TEST(TypedValue, ADecimalCommaIsSaid) {
  ValueRule rule = of_type(ValueType::kNumber);
  rule.decimal = Decimal::kComma;
  EXPECT_EQ(shown("1.234,50 €", rule), "1234.5");
  EXPECT_EQ(shown("0,5", rule), "0.5");
}

// Wrong by a thousand would be worse than nothing.
TEST(TypedValue, ANumberOfTheOtherConventionIsDoubtful) {
  ValueRule rule = of_type(ValueType::kNumber);
  for (const std::string_view text : {"1.234,50", "\u20AC 1.299,-", ",5", "1.234.567"})
    EXPECT_EQ(shown(text, rule).substr(0, 24), "!not certainly a number:") << text;
  EXPECT_EQ(shown("48.85,2.35", rule), "48.85");
  rule.decimal = Decimal::kPoint;
  EXPECT_EQ(shown("1.234, then", rule), "1.234");
  EXPECT_EQ(shown("1.234,50", rule), "!not certainly a number: \"1.234,50\"");
  rule.decimal = Decimal::kUnsaid;
  EXPECT_EQ(shown("-$5.00", rule), "-5.");
  EXPECT_EQ(shown("$5", rule), "5.");
  EXPECT_EQ(shown("No,5", rule), "5.");
  rule.decimal = Decimal::kComma;
  for (const std::string_view text : {"1,234.50", "1,234,567", ".5", "-.5"})
    EXPECT_EQ(shown(text, rule).substr(0, 24), "!not certainly a number:") << text;
  EXPECT_EQ(shown("1 200,50 \u20AC", rule), "1200.5");
  EXPECT_EQ(shown("1 234 567", rule), "1234567.");
  EXPECT_EQ(shown("Nr.5", rule), "5.");
  EXPECT_EQ(shown("3 5", rule), "3.");
}

TEST(TypedValue, AYearHasFourDigits) {
  ValueRule rule = of_type(ValueType::kDate);
  EXPECT_EQ(shown("May 2024", rule), "2024-05-01");
  EXPECT_EQ(shown("24-05-01", rule), "!not a date: \"24-05-01\"");
  rule.formats = {"%d.%m.%Y", "%d.%m.%y"};
  EXPECT_EQ(shown("1.5.24", rule), "2024-05-01");
  EXPECT_EQ(shown("1.5.2024", rule), "2024-05-01");
}

TEST(TypedValue, AnIntegerHasNoFractionAndFits) {
  const ValueRule rule = of_type(ValueType::kInteger);
  EXPECT_EQ(shown("In stock (22 available)", rule), "22");
  EXPECT_EQ(shown("1,234 reviews", rule), "1234");
  EXPECT_EQ(shown("4.5", rule), "!not an integer: \"4.5\"");
  EXPECT_EQ(shown("5 870", rule).substr(0, 24), "!not certainly a number:");
  EXPECT_EQ(shown("9223372036854775807", rule), "9223372036854775807");
  EXPECT_EQ(shown("9223372036854775808", rule), "!not an integer: \"9223372036854775808\"");
}

TEST(TypedValue, ABooleanIsOneOfTheUsualWords) {
  const ValueRule rule = of_type(ValueType::kBoolean);
  for (const std::string_view text : {"true", "YES", " on ", "1"})
    EXPECT_EQ(shown(text, rule), "1");
  for (const std::string_view text : {"False", "no", "off", "0"}) EXPECT_EQ(shown(text, rule), "0");
  EXPECT_EQ(shown("perhaps", rule), "!neither true nor false: \"perhaps\"");
}

TEST(TypedValue, ADateWithoutAFormatIsReadAsPagesWriteIt) {
  const ValueRule rule = of_type(ValueType::kDate);
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"2024-02-29", "2024-02-29"},
      {"2023-02-29", "!not a date: \"2023-02-29\""},
      {"2024-05-01T10:20:30Z", "2024-05-01T10:20:30Z"},
      {"2024-05-01T10:20:30.123+02:00", "2024-05-01T08:20:30Z"},
      {"2024-05-01 10:20", "2024-05-01T10:20:00"},
      {"Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"},
      {"6 Nov 1994 08:49:37 -0500", "1994-11-06T13:49:37Z"},
      {"14 March 1879", "1879-03-14"},
      {"March 14, 1879", "1879-03-14"},
      {"Mar 14, 1879", "1879-03-14"},
      {"November 19, 2019 at 8:59 pm", "2019-11-19T20:59:00"},
      {"Sept. 5, 2024", "2024-09-05"},
      {"Thu, 5 Sep 2024 10:00:00 PDT", "2024-09-05T17:00:00Z"},
      {"Tue, 31 Apr 2024 10:00:00 GMT", "!not a date: \"Tue, 31 Apr 2024 10:00:00 GMT\""},
      {"2024-05-01T10:00:00+25:00", "!not a date: \"2024-05-01T10:00:00+25:00\""},
      {"01/05/2024",
       "!not certainly a date: \"01/05/2024\"; say format = \"%d/%m/%Y\" or \"%m/%d/%Y\""},
      {"yesterday", "!not a date: \"yesterday\""},
  };
  for (const auto& [text, expected] : kCases) EXPECT_EQ(shown(text, rule), expected) << text;
}

TEST(TypedValue, ADateOfNamedFormatsIsReadByTheFirstThatFits) {
  ValueRule rule = of_type(ValueType::kDate);
  rule.formats = {"%d.%m.%Y", "%d/%m/%y %H:%M", "unix-ms"};
  EXPECT_EQ(shown("03.04.2021", rule), "2021-04-03");
  EXPECT_EQ(shown("03/04/21 05:06", rule), "2021-04-03T05:06:00");
  EXPECT_EQ(shown("1700000000123", rule), "2023-11-14T22:13:20Z");
  EXPECT_EQ(shown("2021-04-03", rule), "!not a date: \"2021-04-03\"");
  EXPECT_EQ(shown("99999999999999999", rule), "!not a date: \"99999999999999999\"");
}

TEST(TypedValue, ANamedFormatIsReadAlone) {
  ValueRule rule = of_type(ValueType::kDate);
  rule.formats = {"iso"};
  EXPECT_EQ(shown("2024-05-01", rule), "2024-05-01");
  EXPECT_EQ(shown("1 May 2024", rule), "!not a date: \"1 May 2024\"");
  rule.formats = {"words"};
  EXPECT_EQ(shown("1 May 2024 at 10:00", rule), "2024-05-01T10:00:00");
  EXPECT_EQ(shown("2024-05-01", rule), "!not a date: \"2024-05-01\"");
  EXPECT_EQ(shown("21/05/2024", rule), "!not a date: \"21/05/2024\"");
  rule.formats = {"rfc2822"};
  EXPECT_EQ(shown("Wed, 1 May 2024 10:00:00 EST (Eastern)", rule), "2024-05-01T15:00:00Z");
  EXPECT_EQ(shown("1 May 2024", rule), "!not a date: \"1 May 2024\"");
  rule.formats = {"%Y-%m-%d %H:%M %z"};
  EXPECT_EQ(shown("2024-05-01 10:00 +0200", rule), "2024-05-01T08:00:00Z");
  EXPECT_EQ(shown("2024-05-01 10:00 +2500", rule).substr(0, 5), "!not ");
  rule.formats = {"%d.%m.%Y"};
  EXPECT_EQ(shown("31.04.2024", rule), "!not a date: \"31.04.2024\"");
}

TEST(TypedValue, AFormatIsANameOrAPattern) {
  for (const std::string_view format : {"iso", "rfc2822", "words", "unix", "unix-ms", "%Y"})
    EXPECT_TRUE(is_date_format(format)) << format;
  EXPECT_FALSE(is_date_format("german"));
  for (const std::string_view wrong : {"%Q", "%Y-%m-%dT%H:%M:%S.%f", "%s", "%"})
    EXPECT_FALSE(is_date_format(wrong)) << wrong;
}

TEST(TypedValue, JsonIsCheckedAndCompact) {
  const ValueRule rule = of_type(ValueType::kJson);
  EXPECT_EQ(shown(" { \"b\" : [1, 2], \"a\": null } ", rule), R"({"b":[1,2],"a":null})");
  EXPECT_EQ(shown("{\"b\"", rule), "!not JSON: \"{\"b\"\"");
  EXPECT_EQ(shown("[19.90, 12345678901234567890123]", rule), "[19.90,12345678901234567890123]");
  EXPECT_EQ(shown(std::string(200'000, '['), rule).substr(0, 5), "!JSON");
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  EXPECT_EQ(shown(deep, rule), "!JSON that is nested too deep");
  std::string list = "[", wide = "{";
  for (int i = 0; i < 200'000; ++i) {
    list += "{},";
    wide += "\"" + std::to_string(i) + "\":[\"}:\\\"{\"],";
  }
  EXPECT_EQ(shown(list + "{}]", rule).size(), 600'004u);
  EXPECT_EQ(shown(wide + "\"a\":1}", rule), "!JSON with too many members in an object");
}

TEST(TypedValue, TheRegexComesFirstThenTheMap) {
  ValueRule rule = of_type(ValueType::kInteger);
  std::string problem;
  rule.regex = Pattern::compile("star-rating (\\w+)", problem);
  rule.group = 1;
  rule.mapped = {{"One", "1"}, {"Three", "3"}};
  EXPECT_EQ(shown("star-rating Three", rule), "3");
  EXPECT_EQ(shown("star-rating Nine", rule), "!not one of the mapped texts: \"Nine\"");
  EXPECT_EQ(shown("rating", rule), "!the regex matches nothing: \"rating\"");
  rule.regex = Pattern::compile("(bar)|foo", problem);
  rule.group = 1;
  EXPECT_EQ(shown("foo", rule), "!group 1 of the regex has no part: \"foo\"");
}

TEST(Pattern, AGlobIsTheWholeUrl) {
  std::string problem;
  const auto glob = Pattern::compile_glob("https://a.test/b.c/*/x?**", problem);
  ASSERT_TRUE(glob);
  EXPECT_TRUE(glob->finds("https://a.test/b.c/d/x?q=/y"));
  EXPECT_FALSE(glob->finds("https://a.test/b.c/d/e/x?"));
  EXPECT_FALSE(glob->finds("https://a.test/bxc/d/x?"));
  EXPECT_FALSE(glob->finds("xhttps://a.test/b.c/d/x?"));
}

TEST(Pattern, AGroupThatTakesNoPartIsNothing) {
  std::string problem;
  const auto pattern = Pattern::compile("a(b)?", problem);
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->groups(), 1);
  EXPECT_EQ(pattern->first("ab", 1), "b");
  EXPECT_EQ(pattern->first("ac", 1), std::nullopt);
  EXPECT_EQ(pattern->first("ac", 0), "a");
  EXPECT_FALSE(Pattern::compile("a(", problem));
  EXPECT_NE(problem, "");
}

}  // namespace
}  // namespace parser
