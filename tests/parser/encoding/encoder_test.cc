#include "parser/encoding/encoder.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "ground/utf8.h"
#include "parser/encoding/charset.h"

namespace parser {
namespace {

// What the encoding lacks as "<number>".
std::string encoded(std::string_view utf8, Encoding encoding) {
  Encoder encoder(encoding);
  std::string out;
  while (const auto missing = encoder.encode(utf8, out))
    out.append("<").append(std::to_string(static_cast<unsigned>(*missing))).append(">");
  return out;
}

TEST(Encoder, WritesSingleBytes) {
  EXPECT_EQ(encoded("тест ё", Encoding::kWindows1251), "\xF2\xE5\xF1\xF2 \xB8");
  EXPECT_EQ(encoded("тест", Encoding::kKoi8R), "\xD4\xC5\xD3\xD4");
  EXPECT_EQ(encoded("ש", Encoding::kIso8859_8I), "\xF9");
  EXPECT_EQ(encoded("a\uF7FFb", Encoding::kXUserDefined),
            "a\xFF"
            "b");
}

TEST(Encoder, GivesBackWhatTheEncodingLacks) {
  EXPECT_EQ(encoded("a海\uFFFDb😀", Encoding::kWindows1251), "a<28023><65533>b<128512>");
  EXPECT_EQ(encoded("\u20AC", Encoding::kIso8859_2), "<8364>");
  EXPECT_EQ(encoded("x\u0080", Encoding::kXUserDefined), "x<128>");
  EXPECT_EQ(encoded("😀", Encoding::kGbk), "<128512>");
  EXPECT_EQ(encoded("\uE5E5", Encoding::kGb18030), "<58853>");
}

TEST(Encoder, WritesJapanese) {
  EXPECT_EQ(encoded("海①\u00A5\u203Eｱ", Encoding::kShiftJis), "\x8A\x43\x87\x40\\~\xB1");
  EXPECT_EQ(encoded("\u2212", Encoding::kShiftJis), "\x81\x7C");
  EXPECT_EQ(encoded("海ｱ\u00A5", Encoding::kEucJp), "\xB3\xA4\x8E\xB1\\");
  // Of the places of "∵" and of "纊" it is the standard's that are written.
  EXPECT_EQ(encoded("∵纊", Encoding::kShiftJis), "\x81\xE6\xFA\x5C");
}

TEST(Encoder, ReturnsToAsciiInIso2022Jp) {
  EXPECT_EQ(encoded("a海b", Encoding::kIso2022Jp), "a\x1B$B3$\x1B(Bb");
  EXPECT_EQ(encoded("海😀", Encoding::kIso2022Jp), "\x1B$B3$\x1B(B<128512>");
  EXPECT_EQ(encoded("\u00A5a\\", Encoding::kIso2022Jp), "\x1B(J\\a\x1B(B\\");
  EXPECT_EQ(encoded("ｱ", Encoding::kIso2022Jp), "\x1B$B%\"\x1B(B");
  EXPECT_EQ(encoded("\x1B", Encoding::kIso2022Jp), "<65533>");
}

TEST(Encoder, WritesChineseAndKorean) {
  EXPECT_EQ(encoded("海€", Encoding::kGbk), "\xBA\xA3\x80");
  EXPECT_EQ(encoded("海€😀", Encoding::kGb18030), "\xBA\xA3\xA2\xE3\x94\x39\xFC\x36");
  EXPECT_EQ(encoded("\uE7C7", Encoding::kGb18030), "\x81\x35\xF4\x37");
  EXPECT_EQ(encoded("\uE81E\u9FB4", Encoding::kGb18030), "\xFE\x59\xFE\x59");
  EXPECT_EQ(encoded("海十═", Encoding::kBig5), "\xAE\xFC\xA4\x51\xF9\xF9");
  EXPECT_EQ(encoded("\u43F0", Encoding::kBig5), "<17392>");  // only of Hong Kong's
  EXPECT_EQ(encoded("한", Encoding::kEucKr), "\xC7\xD1");
}

TEST(Encoder, SendsNothingInUtf16) {
  EXPECT_EQ(output_encoding(Encoding::kUtf16Le), Encoding::kUtf8);
  EXPECT_EQ(output_encoding(Encoding::kUtf16Be), Encoding::kUtf8);
  EXPECT_EQ(output_encoding(Encoding::kReplacement), Encoding::kUtf8);
  EXPECT_EQ(output_encoding(Encoding::kKoi8U), Encoding::kKoi8U);
}

// All that is written is read as the same character, but for those that are written as another one.
TEST(Encoder, IsReadByTheDecoder) {
  const std::u32string_view written_as_others = U"\u00A5\u203E\u2212";
  for (int i = 0; i <= static_cast<int>(Encoding::kXUserDefined); ++i) {
    const auto encoding = static_cast<Encoding>(i);
    if (output_encoding(encoding) != encoding) continue;
    const bool is_japanese = encoding == Encoding::kShiftJis || encoding == Encoding::kEucJp ||
                             encoding == Encoding::kIso2022Jp;
    std::size_t known = 0;
    std::string text, storage;
    for (char32_t code_point = 0x80; code_point < 0x11000; ++code_point) {
      if (!ground::is_scalar_value(code_point)) continue;
      if (is_japanese && written_as_others.find(code_point) != std::u32string_view::npos) continue;
      if (encoding == Encoding::kIso2022Jp && code_point >= 0xFF61 && code_point <= 0xFF9F)
        continue;
      const bool is_old = code_point >= 0xE78D && code_point <= 0xE864;
      if (code_point == 0xFEFF) continue;  // the mark at the start of a text
      if (is_old && (encoding == Encoding::kGbk || encoding == Encoding::kGb18030)) continue;
      text.clear();
      ground::append_utf8(code_point, text);
      std::string_view rest = text;
      std::string bytes;
      if (Encoder(encoding).encode(rest, bytes)) continue;
      ++known;
      ASSERT_EQ(to_utf8(bytes, name_of(encoding), storage), text)
          << name_of(encoding) << " U+" << std::hex << static_cast<unsigned>(code_point);
    }
    EXPECT_GE(known, 60u) << name_of(encoding);
  }
}

}  // namespace
}  // namespace parser
