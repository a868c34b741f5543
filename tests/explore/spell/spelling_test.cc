// Which words of a page are judged, by which dictionary, and what is said of those it does not
// know.
#include "explore/spell/spelling.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "explore/spell/dictionaries.h"
#include "explore/spell/nearby_words.h"
#include "explore/spell/prose.h"
#include "explore/spell/word_list.h"
#include "tests/storage/store/store_testing.h"

namespace explore {
namespace {

using WordTexts = std::vector<std::string>;

WordTexts prose_of(std::string_view text) {
  WordTexts words;
  for_each_word(text, [&](const ProseWord& word) { words.emplace_back(word.word); });
  return words;
}

TEST(Prose, PunctuationAroundWordsIsNone) {
  EXPECT_EQ(prose_of("He said: \u201CStop!\u201D (twice), \u2026and left."),
            (WordTexts{"He", "said", "Stop", "twice", "and", "left"}));
  EXPECT_EQ(prose_of("\u00BFQu\u00E9 tal? \u00ABBon\u00BB"), (WordTexts{"Qu\u00E9", "tal", "Bon"}));
}

TEST(Prose, ApostrophesAreOneSignAndSoftHyphensNone) {
  EXPECT_EQ(prose_of("it\u2019s the dogs' l\u2019Europe won't co\u00ADop"),
            (WordTexts{"it's", "the", "dogs", "l'Europe", "won't", "coop"}));
}

TEST(Prose, PartsBetweenHyphensAreWords) {
  EXPECT_EQ(prose_of("well-known Jean\u2011Luc"), (WordTexts{"well", "known", "Jean", "Luc"}));
}

TEST(Prose, WhatIsNoProseIsPassedOver) {
  EXPECT_EQ(prose_of("foo() --verbose -v $path @user #tag /usr/bin a/b snake_case 3rd v2 x=1 "
                     "http://example.com/ me@example.com .htaccess index.html std::map <div> NASA "
                     "camelCase iPhone C++ word(s) 42 \u2013"),
            (WordTexts{}));
}

TEST(Prose, WordsOfOneLetterAndOfTooManyAreNone) {
  EXPECT_EQ(prose_of("a I " + std::string(kMaxWordLetters, 'x')),
            (WordTexts{std::string(kMaxWordLetters, 'x')}));
  EXPECT_EQ(prose_of(std::string(kMaxWordLetters + 1, 'x')), (WordTexts{}));
}

TEST(Prose, AnyTextComesToItsEnd) {
  for (const std::string text : {"", " ", "-", "'", "''", "\u2019", "\u00AD", "(", "a-", "-a",
                                 "a--b", "\u0301\u0301", "\xF0\x9F\x98\x80", "...", "a\u00AD"})
    prose_of(text);
  EXPECT_EQ(prose_of("Vor- und co\u00ADop"), (WordTexts{"und", "coop"})) << "half a word is none";
}

class Spell : public testing::Test {
 protected:
  void SetUp() override {
    write("en_US.aff", "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\n");
    write("en_US.dic",
          "12\nthe\nand\nof\nreceive\nmessage\nbuffer\nis\nhere\nnow\nLondon\nword\ngood\n");
    write("de_DE.aff", "SET UTF-8\n");
    write("de_DE.dic", "3\nHaus\ndas\nist\n");
    write("en_GB.aff", "SET UTF-8\n");
    write("en_GB.dic", "1\ncolour\n");
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
  }
  std::string folder() const { return folder_.file("").substr(0, folder_.file("").size() - 1); }

  storage::TemporaryFolder folder_;
};

TEST_F(Spell, ADictionaryIsThatOfTheRegionOrTheUsualOneOfTheLanguage) {
  Dictionaries dictionaries(folder());
  EXPECT_EQ(dictionaries.names(), (WordTexts{"de_DE", "en_GB", "en_US"}));
  const auto name = [&](std::string_view language) {
    const Dictionary* const found = dictionaries.of(language);
    return found == nullptr ? "" : found->name();
  };
  EXPECT_EQ(name("en"), "en_US");
  EXPECT_EQ(name("EN-gb"), "en_GB");
  EXPECT_EQ(name("en-Latn-GB"), "en_GB");
  EXPECT_EQ(name("en_AU"), "en_US");
  EXPECT_EQ(name("de"), "de_DE");
  EXPECT_EQ(name("de-AT"), "de_DE");
  EXPECT_EQ(name("fr"), "");
  EXPECT_EQ(name(""), "");
  EXPECT_EQ(name("../../etc"), "");
}

TEST_F(Spell, ADictionaryThatCannotBeReadIsToldOnce) {
  write("en_US.aff", "SET NO-SUCH-ENCODING\nFLAG\nPFX A\n");
  Dictionaries dictionaries(folder());
  EXPECT_EQ(dictionaries.of("en-US"), nullptr);
  EXPECT_EQ(dictionaries.of("en-US"), nullptr);
  ASSERT_EQ(dictionaries.problems().size(), 1u);
  EXPECT_TRUE(dictionaries.problems()[0].starts_with("en_US: ")) << dictionaries.problems()[0];
}

TEST_F(Spell, AWordThatTheSiteWritesOtherwiseElsewhereIsATypo) {
  Dictionaries dictionaries(folder());
  const Dictionary& english = *dictionaries.of("en");
  const WordList right;
  Spelling spelling(right, false);
  for (int64_t page = 1; page <= 10; ++page)
    ASSERT_TRUE(spelling.read(page, "receive the message and the buffer", english));
  ASSERT_TRUE(
      spelling.read(11, "the buffer is here\nthe mutex and recieve the message now", english));
  ASSERT_TRUE(spelling.read(12, "the mutex", english));
  const std::vector<UnknownWord> found = spelling.unknown_words();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].word, "recieve");
  EXPECT_EQ(found[0].site_word, "receive");
  EXPECT_EQ(found[0].page_id, 11);
  EXPECT_EQ(found[0].context, "the mutex and recieve the message now");
  EXPECT_EQ(found[1].word, "mutex");
  EXPECT_FALSE(found[1].is_typo());
  EXPECT_EQ(found[1].pages, 2u);
  EXPECT_EQ(found[1].page_id, 11);
}

TEST_F(Spell, NamesAreLeftOutButInLanguagesWhereEveryNounHasACapital) {
  Dictionaries dictionaries(folder());
  const WordList right;
  Spelling spelling(right, false), with_names(right, true);
  for (Spelling* each : {&spelling, &with_names}) {
    ASSERT_TRUE(each->read(1, "London and Timbuktu", *dictionaries.of("en")));
    ASSERT_TRUE(each->read(2, "das Haus ist Hauss", *dictionaries.of("de")));
  }
  ASSERT_EQ(spelling.unknown_words().size(), 1u);
  EXPECT_EQ(spelling.unknown_words()[0].word, "Hauss");
  EXPECT_EQ(with_names.unknown_words().size(), 2u);
}

TEST_F(Spell, OwnWordsAreRight) {
  Dictionaries dictionaries(folder());
  WordList right;
  right.add_lines("\xEF\xBB\xBF# ours\r\nmutex\r\n  Foobar  \n\ndon\u2019ty\n");
  EXPECT_TRUE(right.has("mutex"));
  EXPECT_TRUE(right.has("Mutex"));
  EXPECT_TRUE(right.has("don'ty"));
  EXPECT_TRUE(right.has("Foobar"));
  EXPECT_FALSE(right.has("foobar"));
  EXPECT_FALSE(right.has("ours"));
  Spelling spelling(right, false);
  ASSERT_TRUE(spelling.read(1, "the mutex and the mutex's buffer", *dictionaries.of("en")));
  EXPECT_TRUE(spelling.unknown_words().empty());
}

TEST_F(Spell, AFileOfWordsThatIsNoTextIsNamed) {
  write("words", "\xFF\xFE\x00");
  WordList right;
  const auto added = right.add_file(folder_.file("words"));
  ASSERT_FALSE(added);
  EXPECT_TRUE(added.error().message.starts_with(folder_.file("words") + ": is not UTF-8"));
  EXPECT_FALSE(right.add_file(folder_.file("nowhere")));
}

TEST_F(Spell, APageInAnotherLanguageThanItStatesIsNotCounted) {
  Dictionaries dictionaries(folder());
  const WordList right;
  Spelling spelling(right, false);
  std::string foreign;
  for (int i = 0; i < 30; ++i)
    foreign += "mot" + std::string(static_cast<std::size_t>(i % 7), 'o') + " ";
  EXPECT_FALSE(spelling.read(1, foreign, *dictionaries.of("en")));
  EXPECT_TRUE(spelling.unknown_words().empty());
  EXPECT_EQ(spelling.words_read(), 0u);
}

TEST_F(Spell, MoreWordsThanCanBeRememberedAreSaid) {
  Dictionaries dictionaries(folder());
  const WordList right;
  Spelling spelling(right, false, 3);
  ASSERT_TRUE(spelling.read(1, "the and of buffer mutex the", *dictionaries.of("en")));
  EXPECT_TRUE(spelling.is_full());
  EXPECT_TRUE(spelling.unknown_words().empty());
  EXPECT_EQ(spelling.words_read(), 4u);
}

TEST(Nearby, OneSlipInsideAWord) {
  NearbyWords words;
  words.add("receive", 50);
  words.add("relieve", 3);
  words.add("iterator", 20);
  words.add("\u00FCber", 9);
  const auto near = [&](std::string_view word) { return words.of(word).word; };
  EXPECT_EQ(near("recieve"), "receive");   // changed places; relieve is as near, and rarer
  EXPECT_EQ(near("receve"), "receive");    // left out
  EXPECT_EQ(near("receeive"), "receive");  // added
  EXPECT_EQ(near("recezve"), "receive");   // taken for another
  EXPECT_EQ(near("erceive"), "receive");
  EXPECT_EQ(near("\u00FCbber"), "\u00FCber");
  EXPECT_EQ(near("receive"), "") << "itself is none";
  EXPECT_EQ(near("iterators"), "") << "another form";
  EXPECT_EQ(near("deceive"), "") << "another word";
  EXPECT_EQ(near(""), "");
  EXPECT_EQ(NearbyWords().of("word").times, 0u);
}

}  // namespace
}  // namespace explore
