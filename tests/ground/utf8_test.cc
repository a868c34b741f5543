#include "ground/utf8.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "ground/code_points.h"

namespace ground {
namespace {

// Every sequence of three bytes in the midst of a block, against a plain reading of the standard.
bool plainly_valid(unsigned a, unsigned b, unsigned c) {
  const auto tail = [](unsigned byte) { return byte >= 0x80 && byte < 0xC0; };
  const auto two = [&](unsigned x, unsigned y) { return x >= 0xC2 && x < 0xE0 && tail(y); };
  if (a < 0x80) return b < 0x80 ? c < 0x80 : two(b, c);
  if (two(a, b)) return c < 0x80;
  if (a < 0xE0 || a > 0xEF || !tail(b) || !tail(c)) return false;
  return (a != 0xE0 || b >= 0xA0) && (a != 0xED || b < 0xA0);
}

TEST(Utf8, EveryThreeBytesAreJudgedRight) {
  std::string text(40, 'a');
  for (unsigned value = 0; value < 1u << 24; value += value % 16 + 1) {
    const unsigned a = value >> 16;
    const unsigned b = value >> 8 & 0xFF;
    const unsigned c = value & 0xFF;
    text[30] = static_cast<char>(a);
    text[31] = static_cast<char>(b);
    text[32] = static_cast<char>(c);
    const bool valid = plainly_valid(a, b, c);
    ASSERT_EQ(is_valid_utf8(text), valid) << std::hex << value;
    ASSERT_EQ(is_valid_utf8_portable(text), valid) << std::hex << value;
  }
}

TEST(Utf8, BothValidatorsAgreeOnFourBytesAtEveryPlace) {
  for (const unsigned a : {0xF0u, 0xF1u, 0xF3u, 0xF4u, 0xF5u, 0xF8u, 0xFFu}) {
    for (unsigned value = 0; value < 1u << 12; ++value) {
      // The two top bits and the next two of each byte decide.
      const char bytes[] = {static_cast<char>(a), static_cast<char>(value >> 4 & 0xF0),
                            static_cast<char>(value & 0xF0), static_cast<char>(value << 4 & 0xF0)};
      const std::string sequence(bytes, sizeof bytes);
      const bool valid = (a == 0xF0   ? value >= 0x900 && value < 0xC00
                          : a == 0xF4 ? value >= 0x800 && value < 0x900
                                      : a > 0xF0 && a < 0xF4 && value >= 0x800 && value < 0xC00) &&
                         (value >> 6 & 3) == 2 && (value >> 2 & 3) == 2;
      const std::string text = std::string(value % 90, 'a') + sequence + std::string(a % 80, 'b');
      ASSERT_EQ(is_valid_utf8_portable(text), valid) << std::hex << a << ' ' << value;
      ASSERT_EQ(is_valid_utf8(text), valid) << std::hex << a << ' ' << value;
    }
  }
}

TEST(Utf8, ACutAnywhereIsFoundAndRepaired) {
  const std::string text =
      "\xF0\x9F\x98\x80"
      "abcdefghijklmnopqrstuvwxyz\xE2\x82\xAC\xF4\x8F\xBF\xBF";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const std::string cut = text.substr(0, length);
    const std::string_view whole = without_cut_sequence(cut);
    EXPECT_TRUE(is_valid_utf8(whole)) << length;
    EXPECT_EQ(is_valid_utf8(cut), whole.size() == cut.size()) << length;
    std::string storage;
    EXPECT_TRUE(is_valid_utf8(repaired_utf8(cut, storage))) << length;
  }
}

TEST(Utf8, EveryScalarValueIsWrittenAndReadBack) {
  for (uint32_t code_point = 0; code_point <= 0x110000; ++code_point) {
    if (!is_scalar_value(code_point)) continue;
    std::string text;
    append_utf8(code_point, text);
    const Utf8Sequence sequence = first_sequence(text);
    ASSERT_TRUE(sequence.is_valid) << code_point;
    ASSERT_EQ(sequence.code_point, code_point);
    ASSERT_EQ(sequence.length, text.size()) << code_point;
    const auto [read, length] = character_at(text, 0);
    ASSERT_EQ(read, code_point);
    ASSERT_EQ(length, text.size()) << code_point;
  }
  EXPECT_TRUE(is_scalar_value(0xD7FF) && is_scalar_value(0xE000) && is_scalar_value(0x10FFFF));
  EXPECT_FALSE(is_scalar_value(0xD800) || is_scalar_value(0xDFFF) || is_scalar_value(0x110000));
}

TEST(Utf8, AnIllFormedSequenceIsAsLongAsItsMaximalSubpart) {
  struct Case {
    std::string_view bytes;
    std::size_t length;
  };
  for (const auto& [bytes, length] :
       {Case{"\x80", 1}, Case{"\xC0\xAF", 1}, Case{"\xC1\x80", 1}, Case{"\xE0\x80\x80", 1},
        Case{"\xED\xA0\x80", 1}, Case{"\xF4\x90\x80\x80", 1}, Case{"\xF5\x80", 1},
        Case{"\xFF\x80", 1}, Case{"\xE6\xBC", 2}, Case{"\xE6\xBCz", 2}, Case{"\xF0\x9F\x98", 3},
        Case{"\xF0\x9F\x98z", 3}, Case{"\xC3", 1}}) {
    const Utf8Sequence sequence = first_sequence(bytes);
    EXPECT_FALSE(sequence.is_valid) << length;
    EXPECT_EQ(sequence.length, length);
    EXPECT_EQ(sequence.code_point, kReplacementCharacter);
  }
}

TEST(Utf8, ACharacterThatWasCutReadsZeros) {
  EXPECT_EQ(character_at("\xE2\x82", 0).code_point, U'\u2080');
  EXPECT_EQ(character_at("a\xF0", 1).length, 4u);
  EXPECT_EQ(character_at("a\u20AC", 1).code_point, U'\u20AC');
}

TEST(Utf8, APrefixCutsNoCharacter) {
  const std::string_view text = "a\u00E9\u20AC\U0001F600";  // 1, 2, 3 and 4 bytes
  const std::size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t most = 0; most < std::size(whole); ++most)
    EXPECT_EQ(utf8_prefix(text, most).size(), whole[most]) << most;
  EXPECT_EQ(begin_of_character(text, 5), 3u);
  EXPECT_EQ(begin_of_character(text, 6), 6u);
  EXPECT_EQ(begin_of_character(text, text.size()), text.size());
}

TEST(Utf8, RepairGivesTheBytesThemselvesIfTheyAreValid) {
  std::string storage = "of before";
  const std::string_view valid = "gr\u00FC\u00DF";
  EXPECT_EQ(repaired_utf8(valid, storage).data(), valid.data());
  EXPECT_EQ(repaired_utf8("a\xFF\xE2\x82z", storage), "a\uFFFD\uFFFDz");
  EXPECT_EQ(repaired_utf8("\xFF", storage), kReplacement);
}

TEST(Utf8, TheWriterKeepsTheOrderOverTheEndOfItsBlock) {
  std::string out, expected;
  Utf8Writer writer(out);
  for (int i = 0; i < 3000; ++i) {
    writer.put(U'\u20AC');
    writer.append_ascii("ab");
    expected += "\u20ACab";
  }
  const std::string longer(10'000, 'x');
  writer.append_ascii(longer);
  writer.put(U'\U0001F600');
  writer.flush();
  EXPECT_EQ(out, expected + longer + "\U0001F600");
}

TEST(Utf8, AsciiIsAllBelow0x80) {
  EXPECT_TRUE(is_ascii(""));
  EXPECT_TRUE(is_ascii("\x7F and more than eight"));
  for (std::size_t place = 0; place < 20; ++place) {
    std::string text(20, 'a');
    text[place] = '\x80';
    EXPECT_FALSE(is_ascii(text));
    EXPECT_EQ(ascii_prefix(text), place);
  }
}

TEST(CodePoints, AreInRangesWithTheirEnds) {
  static constexpr CodePointRange kRanges[] = {{0x20, 0x2F}, {0x3041, 0x3041}, {0x10000, 0x10FFFF}};
  for (const char32_t in : {0x20, 0x2F, 0x3041, 0x10000, 0x10FFFF}) EXPECT_TRUE(is_in(kRanges, in));
  for (const char32_t out : {0x0, 0x1F, 0x30, 0x3040, 0x3042, 0xFFFF})
    EXPECT_FALSE(is_in(kRanges, out));
}

}  // namespace
}  // namespace ground
