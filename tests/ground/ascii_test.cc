#include "ground/ascii.h"

#include <gtest/gtest.h>

#include <string>

namespace ground::ascii {
namespace {

TEST(Ascii, KindsOfEveryByte) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const std::string spaces = " \t\n\f\r";
  for (int value = 0; value < 256; ++value) {
    const char c = static_cast<char>(value);
    const bool is_letter = value != 0 && letters.find(c) != letters.npos;
    const bool is_figure = value >= 48 && value <= 57;
    EXPECT_EQ(is_alpha(c), is_letter) << value;
    EXPECT_EQ(is_digit(c), is_figure) << value;
    EXPECT_EQ(is_alphanumeric(c), is_letter || is_figure) << value;
    EXPECT_EQ(is_upper(c), is_letter && value < 96) << value;
    EXPECT_EQ(is_space(c), spaces.find(c) != spaces.npos) << value;
    EXPECT_EQ(is_control(c), value < 32 || value == 127) << value;
    EXPECT_EQ(lower(c), is_letter && value < 96 ? static_cast<char>(value + 32) : c) << value;
  }
}

TEST(Ascii, HexadecimalDigitsInEitherCaseAndNothingElse) {
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(hex_value(kUpperHex[i]), static_cast<int>(i));
    EXPECT_EQ(hex_value(kLowerHex[i]), static_cast<int>(i));
  }
  for (const char c : {'/', ':', '@', 'G', '`', 'g', ' ', '\0', '\xC1', '\xFF'})
    EXPECT_EQ(hex_value(c), -1) << static_cast<int>(c);
}

TEST(Ascii, DigitsAloneAndAtLeastOne) {
  EXPECT_TRUE(is_digits("0"));
  EXPECT_TRUE(is_digits("08015"));
  for (const char* other : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "\u0661"})
    EXPECT_FALSE(is_digits(other)) << other;
}

TEST(Ascii, OnlyLettersHaveACase) {
  EXPECT_TRUE(same_but_for_case("Content-TYPE", "cONTENT-type"));
  EXPECT_TRUE(same_but_for_case("", ""));
  EXPECT_FALSE(same_but_for_case("a", "ab"));
  EXPECT_FALSE(same_but_for_case("[", "{"));
  EXPECT_FALSE(same_but_for_case("@", "`"));
  EXPECT_FALSE(same_but_for_case("\xC3\x84", "\xC3\xA4"));  // A and a with two dots
  EXPECT_TRUE(equals("GZip", "gzip"));
  EXPECT_FALSE(equals("GZip", "gzi"));
  EXPECT_TRUE(starts_with("HTTPS://a.test", "https://"));
  EXPECT_FALSE(starts_with("HTTP", "https://"));
  EXPECT_EQ(lowered("Any CASE \xC3\x84[@"), "any case \xC3\x84[@");
}

TEST(Ascii, TrimTakesWhiteSpaceAsItIsAskedTo) {
  EXPECT_EQ(trim(" \t\n\f\r a b \r"), "a b");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim("\va\v"), "\va\v");
  EXPECT_EQ(trim("\r\n a \t", " \t"), "\r\n a");
  EXPECT_EQ(trim("\r\n\f a \t", kHttpBlanks), "\f a");
  EXPECT_EQ(trim(" \t ", " \t"), "");
  EXPECT_EQ(trim("", " \t"), "");
  EXPECT_EQ(trim("a", " \t"), "a");
  EXPECT_EQ(trim_start(" \t\n\f\r a b \r"), "a b \r");
  EXPECT_EQ(trim_start(" \n "), "");
}

TEST(Ascii, EscapesOfUrlsAreInUpperCase) {
  std::string out = "x";
  for (const char c : {'\xC3', '\n', '%'}) append_percent_encoded(c, out);
  EXPECT_EQ(out, "x%C3%0A%25");
}

TEST(Ascii, TokensOfAList) {
  std::string_view list = " a,b , \tc,,";
  EXPECT_EQ(next_token(list, ','), "a");
  EXPECT_EQ(next_token(list, ','), "b");
  EXPECT_EQ(next_token(list, ','), "c");
  EXPECT_EQ(next_token(list, ','), "");
  EXPECT_TRUE(has_token("noopener NOFOLLOW", "nofollow"));
  EXPECT_FALSE(has_token("nofollowing", "nofollow"));
}

TEST(Ascii, FoldingMakesEveryRunOfWhiteSpaceOneSpace) {
  for (const std::string_view text :
       {"", " ", "a", " a\n\tb  c ", "a b", "a  b", " a", "a ", "\v"}) {
    std::string folded;
    append_folded(text, folded);
    EXPECT_EQ(is_folded(text), folded == text) << '"' << text << '"';
    EXPECT_TRUE(is_folded(folded)) << '"' << folded << '"';
  }
  std::string folded;
  append_folded(" a\n\tb  c ", folded);
  EXPECT_EQ(folded, "a b c");
}

}  // namespace
}  // namespace ground::ascii
