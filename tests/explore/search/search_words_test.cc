// What people type, as FTS5 and the index read it; and how what was found is laid out.
#include "explore/search/search_words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "explore/search/hit_list.h"
#include "explore/search/search_text.h"
#include "explore/search/snippets.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

class Words : public testing::Test {
 protected:
  void SetUp() override {
    auto made = Snippets::make();
    ASSERT_TRUE(made.ok()) << made.error().message;
    snippets_ = std::move(made).value();
  }
  SearchWords parse(std::string_view typed) {
    return parse_search(typed,
                        [this](std::string_view text) { return snippets_->has_words(text); });
  }
  // Of a text, with [hits].
  std::string shown(std::string_view typed, std::string_view text, std::string_view title = "") {
    auto snippet = snippets_->of(parse(typed).match, title, "", text);
    if (!snippet) return snippet.error().message;
    std::string out = snippet->title.empty() ? snippet->text : snippet->title + "|" + snippet->text;
    for (char& c : out) c = c == kHitBegins ? '[' : c == kHitEnds ? ']' : c;
    return out;
  }

  std::unique_ptr<Snippets> snippets_;
};

TEST_F(Words, AllPhrasePrefixOrAndNot) {
  EXPECT_EQ(parse("one two").match, R"((("one") AND ("two")))");
  EXPECT_EQ(parse("\"one two\" thr*").match, R"((("one two") AND ("thr*" *)))");
  EXPECT_EQ(parse("a OR b c").match, R"((("a" OR "b") AND ("c")))");
  EXPECT_EQ(parse("a -b NOT \"c d\"").match, R"((("a")) NOT ("b" OR "c d"))");
  EXPECT_EQ(parse("a AND b").match, R"((("a") AND ("b")))");
  EXPECT_EQ(parse("a -b").title_match, R"(({title} : (("a"))) NOT ("b"))");
  EXPECT_EQ(parse("\"not closed").match, R"((("not closed")))");
  EXPECT_EQ(parse("not or and").match, R"((("not") AND ("or") AND ("and")))");
}

TEST_F(Words, WhatHasNoWordIsSaid) {
  for (const char* typed : {"", "  ", "\"\"", "* - ! ^ +", "\"*\"", "AND OR NOT"}) {
    EXPECT_EQ(parse(typed).match, "") << typed;
    EXPECT_NE(parse(typed).problem.find("no word"), std::string::npos) << typed;
  }
  EXPECT_NE(parse("-only").problem.find("what to look for"), std::string::npos);
  EXPECT_NE(parse("a OR -b").match, "");
  std::string many;
  for (int i = 0; i < 100; ++i) many += " w" + std::to_string(i);
  EXPECT_NE(parse(many).problem.find("64"), std::string::npos);
}

TEST_F(Words, NothingTypedIsASyntaxError) {
  const std::vector<std::string> pieces{"a",      "\"",
                                        "*",      "(",
                                        ")",      "-",
                                        "NOT",    "OR",
                                        "AND",    "^",
                                        "title:", "NEAR(",
                                        "{x}",    "+",
                                        "'",      ";",
                                        "\xff",   "\xe4\xb8\xad",
                                        "\x01",   std::string(1, '\0')};
  for (const std::string& first : pieces)
    for (const std::string& second : pieces)
      for (const char* third : {"a", "\"", "*", ")"})
        for (const char* between : {"", " "}) {
          const std::string typed = first + between + second + between + third;
          const SearchWords words = parse(typed);
          ASSERT_NE(words.match.empty(), words.problem.empty()) << typed;
          if (words.match.empty()) continue;
          for (const std::string& match : {words.match, words.title_match}) {
            const auto read = snippets_->of(match, "a", "", "a");
            ASSERT_TRUE(read.ok()) << typed << " -> " << match << ": " << read.error().message;
          }
        }
}

TEST_F(Words, AreFoundWhateverTheirCaseAndAccents) {
  EXPECT_EQ(shown("CAFE", "The Caf\u00e9 is open"), "The [Caf\u00e9] is open");
  EXPECT_EQ(shown("std::vector", "use std::vector here"), "use [std::vector] here");
  EXPECT_EQ(shown("bor*", "the borrow checker", "Borrowing"), "[Borrowing]|the [borrow] checker");
  EXPECT_EQ(shown("absent", "Words of a page"), "Words of a page");
}

TEST_F(Words, WithoutSpacesEachCharacterIsOne) {
  const std::string text = "\u6211\u4eec\u5728\u5317\u4eac\u5927\u5b66\u3002";
  EXPECT_EQ(shown("\u5317\u4eac", text), "\u6211\u4eec\u5728[\u5317\u4eac]\u5927\u5b66\u3002");
  // The same characters in another order are other words.
  EXPECT_EQ(shown("\u4eac\u5317", text), text);
  EXPECT_EQ(shown("\ud55c\uad6d", "\ud55c\uad6d\uc5b4\ub294"), "[\ud55c\uad6d]\uc5b4\ub294");
  EXPECT_EQ(shown("C++\u8a9e", "C++\u8a9e and C"), "[C++\u8a9e] and C");
}

TEST(SearchText, IsAsAReaderSeesIt) {
  const auto seen = [](std::string_view text) {
    std::string buffer;
    return std::string(seen_through(text, &buffer));
  };
  EXPECT_EQ(seen("Gro\u00DF\u00ADv\u00E4ter"), "Gro\u00DFv\u00E4ter");
  EXPECT_EQ(seen("zero\u200Bwidth \uFEFFand\u2060 joined"), "zerowidth and joined");
  EXPECT_EQ(seen("\u0645\u06CC\u200C\u062E"), "\u0645\u06CC\u062E") << "a joiner of letters";
  EXPECT_EQ(seen("\u1797\u17B6\u200B\u179F\u17B6"), "\u1797\u17B6\u200B\u179F\u17B6")
      << "between words of Khmer";
  EXPECT_EQ(seen("\uFB01nd o\uFB03ce"), "find office");
  EXPECT_EQ(seen("\uFF21\uFF22\uFF23 \uFF11\uFF12"), "ABC 12");
  EXPECT_EQ(seen("\uFF76\uFF9E\uFF7D"), "\u30AC\u30B9") << "narrow kana, with its sign";
  EXPECT_EQ(seen("CO\u2082 10\u00B2 Name\u2122 \u00BD"), "CO2 10\u00B2 Name\u2122 \u00BD");
  EXPECT_EQ(seen("\uFDFA"),
            "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 "
            "\u0639\u0644\u064A\u0647 \u0648\u0633\u0644\u0645");
  const std::string same = "plain, gr\u00FC\u00DFe, \u0436, \u4E2D\u6587, \u1EA1, \U0001F600 ";
  std::string buffer;
  EXPECT_EQ(seen_through(same, &buffer).data(), same.data());
  EXPECT_EQ(as_searched("", &buffer), "");
  EXPECT_EQ(as_searched("\u00AD", &buffer), "");
}

TEST_F(Words, AreFoundHoweverTheyAreWritten) {
  EXPECT_EQ(shown("Gro\u00DFv\u00E4ter", "Die Gro\u00DF\u00ADv\u00E4\u00ADter."),
            "Die [Gro\u00DFv\u00E4ter].");
  EXPECT_EQ(shown("gro\u00DF\u00ADv\u00E4ter", "Die Gro\u00DFv\u00E4ter."),
            "Die [Gro\u00DFv\u00E4ter].");
  EXPECT_EQ(shown("office", "the o\uFB03ce"), "the [office]");
  EXPECT_EQ(shown("\uFF21\uFF22\uFF23", "abc"), "[abc]");
  EXPECT_EQ(shown("co2", "less CO\u2082"), "less [CO2]");
  EXPECT_NE(parse("\u00AD").problem, "") << "is no word";
}

TEST(Marks, AreNotCopiedWhereNoneAreNeeded) {
  std::string buffer;
  const std::string plain = "caf\u00e9 \u2014 \u20ac \xff\xe4\xb8";
  EXPECT_EQ(with_marks(plain, &buffer).data(), plain.data());
  const std::string mixed = "a\u5317b";
  EXPECT_EQ(with_marks(mixed, &buffer),
            "a\u200b\u5317\u200b"
            "b");
  EXPECT_EQ(without_marks(with_marks(mixed, &buffer)), mixed);
}

TEST_F(Words, MarksOfAPageAreNoHits) {
  EXPECT_EQ(shown("word", "a \x02word\x03 \x02 c"), "a  [word]    c");
}

TEST_F(Words, ASnippetOfALongTextHasTheWord) {
  const std::string filler = [] {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "filler ";
    return text;
  }();
  const std::string snippet = shown("needle", filler + "the needle is here");
  EXPECT_NE(snippet.find("[needle]"), std::string::npos);
  EXPECT_LT(snippet.size(), 500u);
}

TEST(Lines, FitAndKeepTheirHits) {
  const std::string marked = "one \x02two three\x03 four \x1b[31m five";
  for (const std::string& line : lines_of(marked, 10, "", ""))
    EXPECT_LE(terminal::columns_of(line), 10u) << line;
  EXPECT_EQ(lines_of(marked, 10, "<", ">"),
            (std::vector<std::string>{"one <two>", "<three> four", "\ufffd[31m five"}));
  EXPECT_EQ(lines_of(marked, 0, "", ""),
            (std::vector<std::string>{"one two three four \ufffd[31m five"}));
  EXPECT_EQ(lines_of("abcdefgh", 3, "", ""), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(lines_of("\u5317\u4eac\u5927\u5b66", 5, "", ""),
            (std::vector<std::string>{"\u5317\u4eac", "\u5927\u5b66"}));
  EXPECT_TRUE(lines_of(" \n ", 10, "<", ">").empty());
}

}  // namespace
}  // namespace explore
