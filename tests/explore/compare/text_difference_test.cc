#include "explore/compare/text_difference.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace explore {
namespace {

TEST(TextDifference, CountsTheWordsOfAShortestEdit) {
  const TextDifference one = text_difference("a b c d e", "a x c d e f", false);
  EXPECT_EQ(one.added, 2u);
  EXPECT_EQ(one.removed, 1u);
  EXPECT_FALSE(one.is_rough);
  EXPECT_EQ(in_words(one), "2 words added, 1 removed");
  EXPECT_EQ(one.before, "b c d e");
  EXPECT_EQ(one.after, "x c d e f");
  const TextDifference moved = text_difference("a b c d", "c d a b", false);
  EXPECT_EQ(moved.added, 2u);
  EXPECT_EQ(moved.removed, 2u);
  EXPECT_FALSE(text_difference("a b", "a  b", false).is_any);
  EXPECT_EQ(in_words(text_difference("", "a", false)), "1 word added");
  EXPECT_EQ(in_words(text_difference("a b", "", false)), "2 words removed");
}

TEST(TextDifference, IsThatOfTheSlowestWay) {
  // All texts of up to five words of two sorts, against the table of the longest common part.
  std::vector<std::string> texts;
  for (int length = 0; length <= 5; ++length)
    for (int bits = 0; bits < 1 << length; ++bits) {
      std::string text;
      for (int i = 0; i < length; ++i) text += (bits >> i & 1) != 0 ? "a " : "b ";
      texts.push_back(text);
    }
  const auto common = [](const std::string& a, const std::string& b) {
    std::vector<std::vector<std::size_t>> best(a.size() / 2 + 1,
                                               std::vector<std::size_t>(b.size() / 2 + 1));
    for (std::size_t i = 1; i <= a.size() / 2; ++i)
      for (std::size_t j = 1; j <= b.size() / 2; ++j)
        best[i][j] = a[2 * i - 2] == b[2 * j - 2] ? best[i - 1][j - 1] + 1
                                                  : std::max(best[i - 1][j], best[i][j - 1]);
    return best.back().back();
  };
  for (const std::string& a : texts)
    for (const std::string& b : texts) {
      const TextDifference found = text_difference(a, b, false);
      const std::size_t shared = common(a, b);
      ASSERT_EQ(found.removed, a.size() / 2 - shared) << a << "/ " << b;
      ASSERT_EQ(found.added, b.size() / 2 - shared) << a << "/ " << b;
      ASSERT_EQ(found.is_any, a != b);
    }
}

TEST(TextDifference, TextsThatHaveNothingInCommonTakeNoTimeToSpeakOf) {
  std::string before, after;
  for (int i = 0; i < 200'000; ++i) {
    before += "a" + std::to_string(i) + " same ";
    after += "b" + std::to_string(i) + " same same ";
  }
  const TextDifference found = text_difference(before, after, false);
  EXPECT_TRUE(found.is_rough);
  EXPECT_EQ(found.removed, 200'000u);
  EXPECT_EQ(found.added, 400'000u);
  EXPECT_LT(found.before.size(), 400u);
}

TEST(TextDifference, UrlsAreComparedByWhatTheyStandFor) {
  const storage::LinkWord link = [](std::string_view url) {
    return "http://new" + std::string(url.substr(10));
  };
  EXPECT_FALSE(text_difference("see http://old/x", "see http://new/x", false, link).is_any);
  EXPECT_TRUE(text_difference("see http://old/x", "see http://new/y", false, link).is_any);
}

}  // namespace
}  // namespace explore
