#include "ground/bytes_as_text.h"

#include <gtest/gtest.h>

#include "ground/utf8.h"

namespace ground {
namespace {

TEST(BytesAsText, ValidUtf8IsTheBytesThemselves) {
  std::string buffer;
  const std::string_view text = "gr\u00FC\u00DF \u20AC \U0010FFFF";
  EXPECT_EQ(as_text(text, buffer).data(), text.data());
  EXPECT_EQ(as_text("", buffer), "");
}

TEST(BytesAsText, WhatIsNotUtf8IsLatin1) {
  EXPECT_EQ(text_of("gr\xFC\xDF"), "gr\u00FC\u00DF");
  EXPECT_EQ(text_of("\x80\x9F"), "\u0080\u009F");            // and not as in windows-1252
  EXPECT_EQ(text_of("\u00FC\xFC"), "\u00C3\u00BC\u00FC");    // all of it, as soon as a part is not
  EXPECT_EQ(text_of("a\xE2\x82"), "a\u00E2\u0082");          // cut off
  EXPECT_EQ(text_of("\xED\xA0\x80"), "\u00ED\u00A0\u0080");  // a surrogate
  EXPECT_EQ(text_of(std::string_view("\xFF\0", 2)), std::string("\u00FF\0", 3));
}

TEST(BytesAsText, EveryByteComesBack) {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  std::string text = "before ";
  append_characters(bytes, text);
  EXPECT_TRUE(is_valid_utf8(text));
  EXPECT_EQ(bytes_of_characters(text), "before " + bytes);
}

TEST(BytesAsText, CharactersThatAreNoByteStay) {
  EXPECT_EQ(bytes_of_characters("\u20AC \u0100 \U0001F600"), "\u20AC \u0100 \U0001F600");
  EXPECT_EQ(bytes_of_characters("a\xC3"), "a\xC3");
  EXPECT_EQ(bytes_of_characters("\xC3z\xC1\x81\x80"), "\xC3z\xC1\x81\x80");
}

TEST(BytesAsText, ControlCharactersAreTakenOutButTabs) {
  std::string buffer;
  for (const std::string_view text : {"", "a\tb \u00C3\u00A0 \u20AC \u5B57", "\u00C2"})
    EXPECT_EQ(without_controls(text, buffer).data(), text.data()) << text;
  EXPECT_EQ(without_controls("\x1B[31mred\x07\r\n\x7F", buffer), "[31mred");
  EXPECT_EQ(without_controls("\u0080a\u009B\u009Fb\u00A0\x1F", buffer), "ab\u00A0");
  EXPECT_EQ(without_controls(std::string_view("\0x\0", 3), buffer), "x");
  EXPECT_EQ(without_controls("\x01\x02", buffer), "");
  buffer = "a\x1B";
  EXPECT_EQ(without_controls(buffer, buffer), "a") << "what was read into the buffer before";
}

}  // namespace
}  // namespace ground
