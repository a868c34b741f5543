#include "terminal/terminal_text.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace terminal {
namespace {

constexpr std::string_view kFffd = "\xEF\xBF\xBD";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all += part;
  return all;
}

TEST(TerminalSafe, ControlsAreReplaced) {
  EXPECT_EQ(safe_text("plain text"), "plain text");
  EXPECT_EQ(safe_text("a\x1b[2Jb\r\n\tc\x7F"),
            joined({"a", kFffd, "[2Jb", kFffd, kFffd, kFffd, "c", kFffd}));
  EXPECT_EQ(safe_text("C1 \xC2\x9B"), joined({"C1 ", kFffd}));
  EXPECT_EQ(safe_text(std::string_view("\0", 1)), kFffd);
  EXPECT_EQ(safe_text("turned \xE2\x80\xAE"), joined({"turned ", kFffd}));
}

TEST(TerminalSafe, MarksOfDirectionAreDroppedAndWhatTurnsTextIsReplaced) {
  EXPECT_EQ(safe_text("cpp\u200E | \u200Fmemory\u061C"), "cpp | memory");
  EXPECT_EQ(safe_text("ab\u200Ecd", 3), "ab\u2026");
  EXPECT_EQ(safe_text("abc\u200E", 3), "abc");
  EXPECT_EQ(safe_text("a\u202Eb\u2066c"), "a\uFFFDb\uFFFDc");
}

TEST(TerminalSafe, InvalidUtf8IsReplacedAsUnicodeSays) {
  EXPECT_EQ(safe_text("\xC3\xA9 \xE6\xBC\xA2 \xF0\x9F\x98\x80"),
            "\xC3\xA9 \xE6\xBC\xA2 \xF0\x9F\x98\x80");
  EXPECT_EQ(safe_text("\xC0\xAF"), joined({kFffd, kFffd}));             // overlong
  EXPECT_EQ(safe_text("\xED\xA0\x80"), joined({kFffd, kFffd, kFffd}));  // surrogate
  EXPECT_EQ(safe_text("\xF4\x90\x80\x80"), joined({kFffd, kFffd, kFffd, kFffd}));
  EXPECT_EQ(safe_text("\xE6\xBC"), kFffd);  // cut short
  EXPECT_EQ(safe_text("\xE6\xBCz"), joined({kFffd, "z"}));
  EXPECT_EQ(safe_text("\xFF\x80"), joined({kFffd, kFffd}));
}

TEST(TerminalSafe, CutsToColumnsNotBytes) {
  EXPECT_EQ(safe_text("abcdef", 6), "abcdef");
  EXPECT_EQ(safe_text("abcdefg", 6), "abcde\xE2\x80\xA6");
  EXPECT_EQ(safe_text("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xE2\x80\xA6");
  // Two columns each: one and an ellipsis fit in three or four.
  EXPECT_EQ(safe_text("\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2", 4), "\xE6\xBC\xA2\xE2\x80\xA6");
  EXPECT_EQ(safe_text("e\xCC\x81x", 2), "e\xCC\x81x");
  EXPECT_EQ(safe_text("ab", 1), "\xE2\x80\xA6");
  EXPECT_EQ(columns_of("a\xE6\xBC\xA2"
                       "e\xCC\x81"),
            4u);
}

TEST(Columns, AreCountedAsTerminalsCount) {
  EXPECT_EQ(columns_of("\u05D0\u05B7"), 1u);          // Hebrew letter with a point
  EXPECT_EQ(columns_of("\u0E01\u0E34"), 1u);          // Thai letter with a vowel above
  EXPECT_EQ(columns_of("\u1112\u1161\u11AB"), 2u);    // one Hangul syllable of three letters
  EXPECT_EQ(columns_of("\uFF21\u3042\uAC00"), 6u);    // full width, kana, Hangul
  EXPECT_EQ(columns_of("\uFF76"), 1u);                // half width
  EXPECT_EQ(columns_of("\U0001F600\U00020000"), 4u);  // emoji, a rare ideograph
  EXPECT_EQ(columns_of("a\u200Db"), 2u);              // a joiner
  EXPECT_EQ(columns_of("\u2500\u00E9\u2026"), 3u);    // ambiguous ones are narrow
}

}  // namespace
}  // namespace terminal
