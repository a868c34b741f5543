// What is between two sequences and two texts, and how it is shown.
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "explore/file/row_diff.h"
#include "explore/history/diff_formats.h"
#include "explore/history/sequence_diff.h"
#include "explore/history/text_diff.h"

namespace explore {
namespace {

using Sequence = std::vector<uint32_t>;

// Leads `was` to `is` by what was found.
Sequence rebuilt(const Sequence& was, const Sequence& is, const std::vector<DifferingSpan>& found) {
  Sequence made;
  std::size_t at = 0;
  for (const DifferingSpan& one : found) {
    while (at < one.was_begin) made.push_back(was[at++]);
    for (std::size_t i = one.is_begin; i < one.is_end; ++i) made.push_back(is[i]);
    at = one.was_end;
  }
  while (at < was.size()) made.push_back(was[at++]);
  return made;
}

std::size_t edits(const std::vector<DifferingSpan>& found) {
  std::size_t sum = 0;
  for (const DifferingSpan& one : found)
    sum += one.was_end - one.was_begin + one.is_end - one.is_begin;
  return sum;
}

// By the longest common subsequence, the slow way.
std::size_t fewest_edits(const Sequence& was, const Sequence& is) {
  std::vector<std::size_t> row(is.size() + 1, 0);
  for (const uint32_t each : was) {
    std::size_t diagonal = 0;
    for (std::size_t j = 0; j < is.size(); ++j) {
      const std::size_t above = row[j + 1];
      row[j + 1] = each == is[j] ? diagonal + 1 : std::max(row[j + 1], row[j]);
      diagonal = above;
    }
  }
  return was.size() + is.size() - 2 * row[is.size()];
}

TEST(SequenceDiff, FindsTheFewestEdits) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    Sequence was(random() % 24), is(random() % 24);
    const uint32_t letters = 1 + random() % 6;
    for (uint32_t& each : was) each = random() % letters;
    for (uint32_t& each : is) each = random() % letters;
    const auto found = differences(was, is);
    ASSERT_EQ(rebuilt(was, is, found), is);
    ASSERT_EQ(edits(found), fewest_edits(was, is));
    for (std::size_t i = 1; i < found.size(); ++i)
      ASSERT_LT(found[i - 1].was_end, found[i].was_begin);
  }
}

TEST(SequenceDiff, IsRightAlsoWhereItStopsLooking) {
  std::mt19937 random(11);
  Sequence was(5000), is(6000);
  for (uint32_t& each : was) each = random() % 3;
  for (uint32_t& each : is) each = random() % 3;
  for (const uint64_t steps : {0, 1, 1000, 100'000, 100'000'000}) {
    const auto found = differences(was, is, steps);
    EXPECT_EQ(rebuilt(was, is, found), is) << steps;
  }
  EXPECT_LT(edits(differences(was, is)), edits(differences(was, is, 1000)));
}

std::string lines_of(int lines, const std::string& word) {
  std::string text;
  for (int i = 0; i < lines; ++i) text += word + std::to_string(i) + "\n";
  return text;
}

using TextPieces = std::vector<TextPiece>;

TEST(TextDiff, MarksWordsInLinesThatDiffer) {
  const std::string was = "First\nThe quick brown fox jumps.\nLast\n";
  const std::string is = "First\nThe quick red fox jumps!\nLast";
  const TextDiff diff = diff_texts(was, is);
  ASSERT_EQ(diff.blocks.size(), 3u);
  EXPECT_TRUE(diff.blocks[0].is_same && diff.blocks[2].is_same);
  EXPECT_EQ(diff.blocks[1].pieces, (TextPieces{{Presence::kSame, "The quick "},
                                               {Presence::kRemoved, "brown"},
                                               {Presence::kAdded, "red"},
                                               {Presence::kSame, " fox jumps"},
                                               {Presence::kRemoved, "."},
                                               {Presence::kAdded, "!"},
                                               {Presence::kSame, "\n"}}));
  EXPECT_EQ(diff.words_removed, 1u);
  EXPECT_EQ(diff.words_added, 1u);
  EXPECT_TRUE(diff.differs());
  EXPECT_FALSE(diff_texts(was, was).differs());
  EXPECT_FALSE(diff_texts("", "").differs());
  EXPECT_TRUE(diff_texts("", "a").differs());
  EXPECT_TRUE(diff_texts("a.", "a!").differs());
}

TEST(TextDiff, AsManyLinesAreHeldAgainstOneAnother) {
  const TextDiff diff = diff_texts("one a\ntwo a\n", "one b\ntwo b\n");
  ASSERT_EQ(diff.blocks.size(), 2u);
  EXPECT_EQ(diff.blocks[1].pieces, (TextPieces{{Presence::kSame, "two "},
                                               {Presence::kRemoved, "a"},
                                               {Presence::kAdded, "b"},
                                               {Presence::kSame, "\n"}}));
}

TEST(TextDiff, LinesWithNothingInCommonAreOthers) {
  const TextDiff diff = diff_texts("alpha beta gamma delta", "one two three four");
  ASSERT_EQ(diff.blocks.size(), 1u);
  EXPECT_EQ(diff.blocks[0].pieces, (TextPieces{{Presence::kRemoved, "alpha beta gamma delta"},
                                               {Presence::kAdded, "one two three four"}}));
}

TEST(TextDiff, ScriptsWithoutSpacesAreParted) {
  const TextDiff diff =
      diff_texts("\u65E5\u672C\u8A9E\u306E\u672C", "\u65E5\u672C\u8A9E\u306E\u6B4C");
  ASSERT_EQ(diff.blocks.size(), 1u);
  EXPECT_EQ(diff.blocks[0].pieces, (TextPieces{{Presence::kSame, "\u65E5\u672C\u8A9E\u306E"},
                                               {Presence::kRemoved, "\u672C"},
                                               {Presence::kAdded, "\u6B4C"}}));
}

TEST(TextDiff, TextsOfAMegabyteWithoutACommonLineEndSoon) {
  const std::string was = lines_of(100'000, "left"), is = lines_of(100'000, "right");
  ASSERT_GT(was.size(), 900'000u);
  const auto began = std::chrono::steady_clock::now();
  const TextDiff diff = diff_texts(was, is);
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_EQ(diff.words_removed, 100'000u);
  EXPECT_LT(took, std::chrono::seconds(30)) << "a second, but for sanitizers and other work";
}

TEST(TextDiff, NoTextsTakeForEver) {
  // Two letters in any order: paths are many, and long.
  std::mt19937 random(3);
  std::string was, is;
  for (int i = 0; i < 200'000; ++i) {
    was += random() % 2 == 0 ? "a\n" : "b\n";
    is += random() % 2 == 0 ? "a\n" : "b\n";
  }
  EXPECT_TRUE(diff_texts(was, is).differs());
  std::string was_words = was, is_words = is;
  std::replace(was_words.begin(), was_words.end(), '\n', ' ');
  std::replace(is_words.begin(), is_words.end(), '\n', ' ');
  EXPECT_TRUE(diff_texts(was_words, is_words).differs());
  EXPECT_TRUE(diff_texts(std::string(1'000'000, '\xFF'), std::string(999'999, '\x80')).differs());
}

void fill(PageDiff* diff) {
  diff->was.number = 1;
  diff->is.number = 2;
  diff->is.seen_from = 86'400'000;
  diff->fields = {{"title", "Old <b>", "New\x1b[31m"}, {"redirect", "", "http://a.test/"}};
  diff->was_text = "one\nsame\nthe <i>old</i> words\n";
  diff->is_text = "one\nsame\nthe <i>new</i> words\n";
  diff->text = diff_texts(diff->was_text, diff->is_text);
  diff->links_added = {{"a", "http://a.test/\"x", "", "to <x>", true}};
  diff->data_removed = {{"json-ld", R"({"a":"</script>"})"}};
}

TEST(DiffFormats, TextIsSafeForATerminal) {
  PageDiff diff;
  fill(&diff);
  std::string text;
  Output output(&text);
  write_diff_text("http://a.test/", diff, output);
  EXPECT_NE(text.find("title        Old <b> \u2192 New\uFFFD[31m\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  same\n- the <i>[-old-]</i> words\n+ the <i>{+new+}</i> words\n"),
            std::string::npos)
      << text;
  EXPECT_NE(
      text.find("Links: 0 removed, 1 added\n+ a         http://a.test/\"x  \u201Cto <x>\u201D  "
                "nofollow\n"),
      std::string::npos)
      << text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(DiffFormats, HtmlIsNobodysMarkup) {
  PageDiff diff;
  fill(&diff);
  const std::string html = diff_page("http://a.test/?<script>", diff);
  EXPECT_NE(html.find("the &lt;i&gt;<del>old</del><ins>new</ins>&lt;/i&gt; words"),
            std::string::npos)
      << html;
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("</script"), std::string::npos);
  EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
}

TEST(DiffFormats, JsonSaysAllOfIt) {
  PageDiff diff;
  fill(&diff);
  const std::string json = diff_json("http://a.test/", diff);
  EXPECT_NE(json.find(R"("redirect":{"was":null,"is":"http://a.test/"})"), std::string::npos)
      << json;
  EXPECT_NE(json.find(R"({"same_lines":2,"first":"","last":"one\nsame\n","has_more":false},)"
                      R"({"changed":[{"same":"the <i>"},{"removed":"old"},{"added":"new"})"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("seen_from":"1970-01-02T00:00:00.000Z")"), std::string::npos) << json;
}

PastRow row(int64_t position, const std::string& name, const std::string& price) {
  return {"goods", position, {{"name", name}, {"price", price}}};
}

std::string said(const std::vector<PastRow>& was, const std::vector<PastRow>& is) {
  std::string words;
  for (const FieldDiff& field : diff_rows(was, is))
    words += field.name + ": " + field.was + " > " + field.is + "\n";
  return words;
}

TEST(RowDiff, ARowIsKnownByItsFirstValueThenByItsPlace) {
  EXPECT_EQ(said({row(0, "a", "1")}, {row(0, "a", "2")}), "goods.price: 1 > 2\n");
  EXPECT_EQ(said({row(0, "a", "1"), row(1, "b", "2")}, {row(0, "b", "2"), row(1, "a", "1")}), "");
  EXPECT_EQ(said({row(0, "a", "1"), row(1, "b", "2")}, {row(0, "c", "3"), row(1, "b", "4")}),
            "goods[0].name: a > c\ngoods[0].price: 1 > 3\ngoods[1].price: 2 > 4\n");
  EXPECT_EQ(said({row(0, "a", "1")}, {row(0, "b", "1"), row(1, "a", "1")}),
            "goods[0]:  > name: b, price: 1\n");
  EXPECT_EQ(said({row(0, "a", ""), row(1, "a", "2")}, {}),
            "goods[0]: name: a > \ngoods[1]: name: a, price: 2 > \n");
  // Rows of the same first value one by one, those that are as they were first.
  EXPECT_EQ(said({row(0, "a", "1"), row(1, "a", "2")}, {row(0, "a", "2"), row(1, "a", "3")}),
            "goods[1].price: 1 > 3\n");
}

TEST(RowDiff, OtherColumnsCameAndWent) {
  const PastRow was{"t", 0, {{"name", "a"}, {"old", "1"}}},
      is{"t", 0, {{"name", "a"}, {"new", "2"}}};
  EXPECT_EQ(said({was}, {is}), "t.new:  > 2\nt.old: 1 > \n");
}

}  // namespace
}  // namespace explore
