#include "parser/page/text.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <string>

#include "parser/page/word_breaker.h"
#include "parser/page/words.h"

namespace {

using parser::HtmlParser;
using parser::TextCollector;
using parser::word_statistics;

class Page final : public parser::HtmlVisitor {
 public:
  explicit Page(std::string_view html, std::size_t max_text_bytes = 1000) {
    parser_.parse(html, {});
    text_.begin(max_text_bytes, 1000);
    parser_.walk(*this);
  }
  void open(const parser::Element& element) override { text_.open(element); }
  void text(std::string_view text) override { text_.text(text); }
  void close(parser::Tag tag) override { text_.close(tag); }

  TextCollector* operator->() { return &text_; }

 private:
  HtmlParser parser_;
  TextCollector text_;
};

std::string visible(std::string_view html, std::size_t max_text_bytes = 1000) {
  Page page(html, max_text_bytes);
  return std::string(page->visible().value());
}

TEST(Text, WhiteSpaceIsFolded) {
  EXPECT_EQ(visible("  a \n\t b  "), "a b");
  EXPECT_EQ(visible("a <b> b</b> <i>c</i>d"), "a b cd");
  EXPECT_EQ(visible("a long line of words with single spaces and then\n  two of them\r\nand on"),
            "a long line of words with single spaces and then two of them and on");
  EXPECT_EQ(visible("sixteen bytes to  find the double space in them all"),
            "sixteen bytes to find the double space in them all");
}

TEST(Text, BlocksStandOnLinesOfTheirOwn) {
  EXPECT_EQ(visible("a<p>b</p><div><div>c</div></div>d"), "a\nb\nc\nd");
  EXPECT_EQ(visible("<ul><li>a<li>b</ul><h1>c</h1>"), "a\nb\nc");
  EXPECT_EQ(visible("a<br>b<br><br>c<span>d</span>"), "a\nb\ncd");
  EXPECT_EQ(visible("a<search>b</search>c"), "a\nb\nc");
}

TEST(Text, CellsAreDividedByTabs) {
  EXPECT_EQ(visible("<table><tr><td>a<td>b<tr><th>c<th>d</table>e"), "a\tb\nc\td\ne");
}

// As Chromium's innerText has it without a style sheet.
TEST(Text, ElementsWithinALinePartNoWords) {
  EXPECT_EQ(visible("<span>a</span><span>b</span><b>c</b><i>d</i> <span>e</span><label>f</label>"
                    "<span></span><time>g</time><br>h<span> </span><span>i</span><em>j</em>"
                    "<table><tr><td>k</td><td><span>l</span><span>m</span></td></tr></table>"),
            "abcd efg\nh ij\nk\tlm");
}

TEST(Text, WhatHasRoomOfItsOwnInALineStandsApart) {
  EXPECT_EQ(visible("a<button>b</button><button>c</button>d"), "a b c d");
  EXPECT_EQ(visible("<svg><text>a</text><text>b<tspan>c</tspan></text></svg>d"), "a bc d");
}

TEST(Text, LinksSideBySideStandApart) {
  EXPECT_EQ(visible("<a href=/a>Contact</a><a href=/b>About</a><a href=/c><b>Us</b></a>"),
            "Contact About Us");
  EXPECT_EQ(visible("<sup><a href=#a>1</a></sup><sup><a href=#b>2</a></sup>"), "1 2");
  EXPECT_EQ(visible("<a href=/a>\u00DCber</a><a href=/b>\u0443\u0441</a>"),
            "\u00DCber \u0443\u0441");
  // One word of two links to one place, marks, and scripts that part no words.
  EXPECT_EQ(visible("<a href=/a>Beau</a><a href=/a>tiful</a>"), "Beautiful");
  EXPECT_EQ(visible("<a href=/a>[1]</a><a href=/b>[2]</a>, <a href=/c>x</a><a href=/d>!</a>"),
            "[1][2], x!");
  EXPECT_EQ(visible("<a href=/a>\u65E5\u672C</a><a href=/b>\u6771\u4EAC</a>"),
            "\u65E5\u672C\u6771\u4EAC");
  // Words beside links, links without words, code, and what parts them already.
  EXPECT_EQ(visible("a<a href=/a>b</a>c<a href=/b>d</a>"), "abcd");
  EXPECT_EQ(visible("foo<a name=x></a><a href=/b>bar</a>"), "foobar");
  EXPECT_EQ(visible("<a href=/a>foo</a><a href=/b></a>bar"), "foobar");
  EXPECT_EQ(visible("<pre><a href=/a>std</a><a href=/b>x</a></pre>"), "stdx");
  EXPECT_EQ(visible("<a href=/a>b</a><br><a href=/b>c</a> <a href=/c>d</a>"), "b\nc d");
}

TEST(Text, PreformattedTextIsVerbatim) {
  EXPECT_EQ(visible("a<pre>b  c\n d\n\ne\n</pre>f"), "a\nb  c\n d\n\ne\nf");
  EXPECT_EQ(visible("<textarea>a\n b</textarea>"), "a\n b");
}

TEST(Text, WhatAReaderDoesNotSeeIsLeftOut) {
  EXPECT_EQ(visible("a<script>b</script><style>c</style><noscript><p>d</p></noscript>"
                    "<template>e</template><!-- f --><p hidden>g<b>h</b></p>i"),
            "ai");
  EXPECT_EQ(visible("<head><title>a</title></head>b<svg><title>c</title><text>d</text></svg>"),
            "b d");
  EXPECT_EQ(visible("<dialog>a</dialog><dialog open>b</dialog><iframe>c</iframe><video>d</video>"),
            "b");
}

TEST(Text, WhatItsStyleHidesIsLeftOut) {
  EXPECT_EQ(visible("a<p style='color: red; DISPLAY : none !important'>b<b>c</b></p>"
                    "<i style=visibility:hidden>d</i><i style='visibility: collapse'>e</i>f"),
            "af");
  EXPECT_EQ(visible("a<i style='display&#58;none'>b</i><b style=\"display:\nnone\">c</b>d"), "ad");
  EXPECT_EQ(visible("<i style='display:none; display:inline'>a</i><i style='--display:none'>b</i>"
                    "<i style='opacity:0'>c</i><i style='display'>d</i>"),
            "abcd");
  EXPECT_EQ(visible("<body style='display:none'>a"), "a");
}

TEST(Text, ANoscriptThatIsNotClosedDoesNotHideTheRestOfThePage) {
  EXPECT_EQ(visible("a<noscript><p>b</noscript><p>c"), "a\nb\nc");
}

TEST(Text, TheLimitCutsAtACharacter) {
  EXPECT_EQ(visible("abc", 3), "abc");
  EXPECT_EQ(visible("ab\xC3\xA4", 3), "ab");
  EXPECT_EQ(visible("<p>ab<p>cd", 3), "ab\n");
  Page page("<p>ab<p>cd", 2);
  EXPECT_TRUE(page->visible().hit_limit());
  EXPECT_FALSE(Page("ab", 2)->visible().hit_limit());
}

TEST(Text, TitleIsTheFirstTitleElementOfHtml) {
  EXPECT_EQ(
      Page("<svg><title>a</title></svg><title> b \n c&amp; </title><title>d</title>")->title(),
      "b c&");
  EXPECT_EQ(Page("<p>a")->title(), "");
}

TEST(Text, TitlesAndDescriptionsHaveNothingUnseen) {
  Page page(
      "<title>Gro\u00DF&shy;v\u00E4&shy;ter &#x200B; am&#xFEFF; Herd</title>"
      "<meta name=description content='Ur&shy;gro\u00DF o\uFB03ce 10\u00B2'><p>a&shy;b");
  EXPECT_EQ(page->title(), "Gro\u00DFv\u00E4ter am Herd");
  EXPECT_EQ(page->description(), "Urgro\u00DF o\uFB03ce 10\u00B2") << "letters stay as written";
  EXPECT_NE(page->visible().value().find("a\u00ADb"), std::string_view::npos) << "as the page says";
  EXPECT_EQ(Page("<title>&shy; &#x2060;</title>")->title(), "");
}

TEST(Text, MetaNamesAreCaseInsensitive) {
  Page page(
      "<META NAME=Description CONTENT=' a  b '><meta name=description content=c>"
      "<meta name=robots content=noindex><meta name=ROBOTS content='nofollow, x'>"
      "<meta http-equiv=Content-Language content=de>");
  EXPECT_EQ(page->description(), "a b");
  EXPECT_EQ(page->robots(), "noindex, nofollow, x");
  EXPECT_EQ(page->content_language(), "de");
}

TEST(Text, LangIsThatOfTheRootElement) {
  EXPECT_EQ(Page("<html lang='en-GB'><p lang=fr>a")->lang(), "en-GB");
}

TEST(Text, ANulOfPlainTextIsAReplacementCharacterWithinTheLimit) {
  TextCollector text;
  text.begin(8, 1000);
  text.visible().set(std::string_view("a\0b\0", 4));
  EXPECT_EQ(text.visible().value(),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_FALSE(text.visible().hit_limit());
  text.begin(8, 1000);
  text.visible().set(std::string_view("a\0\0\0", 4));
  EXPECT_EQ(text.visible().value(), "a\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_TRUE(text.visible().hit_limit());
}

TEST(Text, ACollectorForgetsThePageBefore) {
  TextCollector text;
  text.begin(10, 1000);
  text.visible().set("abc");
  text.begin(10, 1000);
  EXPECT_EQ(text.visible().value(), "");
}

TEST(Words, AreRunsOfLettersAndDigits) {
  EXPECT_EQ(word_statistics("").count, 0u);
  EXPECT_EQ(word_statistics(" .,;-\n\t").count, 0u);
  EXPECT_EQ(word_statistics("a").count, 1u);
  EXPECT_EQ(word_statistics("Hello, world: it's 42nd/3").count, 5u);
  EXPECT_EQ(word_statistics("Gr\xC3\xBC\xC3\x9F Gott \xE2\x80\x93 \xC3\xA4").count, 3u);
}

TEST(Words, AreCountedAlikeWhereverTheyLie) {
  for (std::size_t length = 0; length < 200; ++length) {
    std::string text(length, 'x');
    EXPECT_EQ(word_statistics(text).count, length > 0 ? 1u : 0u);
    EXPECT_EQ(word_statistics(text + " \xC3\xA4 b").count, length > 0 ? 3u : 2u);
  }
  std::string text;
  for (unsigned i = 0; i < 300; ++i) {
    text += std::string(i % 23 + 1, 'a') + (i % 3 == 0 ? ", " : " ");
    EXPECT_EQ(word_statistics(text).count, i + 1);
  }
}

TEST(Words, WithoutSpacesAreThoseOfTheDictionaries) {
  EXPECT_EQ(word_statistics("\u4E2D\u6587").count, 1u);
  EXPECT_EQ(word_statistics("我们在北京大学学习中文。").count, 6u);
  EXPECT_EQ(word_statistics("東京に行く。コンピューター").count, 4u);
  EXPECT_EQ(word_statistics("ภาษาไทย").count, 2u);
  EXPECT_EQ(word_statistics("ພາສາລາວ").count, 2u);
  EXPECT_EQ(word_statistics("ខ្ញុំទៅផ្សារ").count, 3u);
  EXPECT_EQ(word_statistics("한국어 문장입니다").count, 2u) << "is written with spaces";
}

TEST(Words, OfSeveralScriptsInARow) {
  EXPECT_EQ(word_statistics("ab\u4E2D\u6587cd").count, 3u);
  EXPECT_EQ(word_statistics("ไทย ab").count, 2u);
  EXPECT_EQ(word_statistics("abไทยcd ef").count, 4u);
  EXPECT_EQ(word_statistics("2024\u5E74\u3002x").count, 3u);
}

TEST(Words, WhatNobodySeesDividesNone) {
  EXPECT_EQ(word_statistics("Gro\u00DF\u00ADv\u00E4\u00ADter").count, 1u);
  EXPECT_EQ(word_statistics("super\u200Bcali\u2060fragi\uFEFF\u00ADlistic word").count, 2u);
  EXPECT_EQ(word_statistics("\uFB01n \uFF21\uFF22\uFF11").count, 2u) << "a ligature, wide letters";
}

TEST(Words, AreJoinedByWhatStandsWithinThem) {
  EXPECT_EQ(word_statistics("it's l\u2019\u00E9t\u00E9 col\u00B7lecci\u00F3 snake_case").count, 4u);
  EXPECT_EQ(word_statistics("3.14 1,000,000 1'000 example.com").count, 4u);
  EXPECT_EQ(word_statistics("end.Begin 1,a 'quoted' a - b e.g. _x_ __").count, 8u);
}

TEST(Words, OfALongTextWithoutSpacesAreEstimated) {
  const std::string sentence = "我们在北京大学学习中文";
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += sentence;
  const uint32_t words = word_statistics(text).count;
  EXPECT_NEAR(words, 50'000 * 6, 3000);
  std::string lines;
  for (int i = 0; i < 50'000; ++i) lines += sentence + "。";
  EXPECT_NEAR(word_statistics(lines).count, 50'000 * 6, 20);
}

// Any text, with what joins words and what divides them, against ICU reading all of it.
TEST(Words, AreThoseThatIcuFinds) {
  const std::vector<std::string> pieces = {
      "a",      "Bc",     "1",      "23",     " ",      " ",      ".",      ",",
      "'",      ";",      "_a",     "1_",     "-",      "/",      "\"",     "(",
      "\u00E9", "\u2019", "\u0436", "\u4E2D", "\u6587", "\u3042", "\u3002", "longer words",
      "\n"};
  std::mt19937 random(5);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (unsigned n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    ASSERT_EQ(word_statistics(text).count, parser::count_words_without_spaces(text)) << text;
  }
}

std::string many_words(unsigned count, unsigned changed) {
  std::string text;
  for (unsigned i = 0; i < count; ++i)
    text += "word" + std::to_string(i == changed ? 100'000 : i * i) + " ";
  return text;
}

TEST(Simhash, IsZeroOnlyWithoutWords) {
  EXPECT_EQ(word_statistics("...").simhash, 0u);
  EXPECT_NE(word_statistics("one").simhash, 0u);
  EXPECT_NE(word_statistics("one two").simhash, 0u);
  EXPECT_NE(word_statistics("one").simhash, word_statistics("one two").simhash);
}

TEST(Simhash, IsAlikeForTextsThatAreAlike) {
  const uint64_t hash = word_statistics(many_words(500, 1000)).simhash;
  EXPECT_LE(std::popcount(hash ^ word_statistics(many_words(500, 250)).simhash), 6);
  EXPECT_GE(std::popcount(hash ^ word_statistics("quite another text it is").simhash), 16);
}

TEST(Simhash, DoesNotDependOnCaseOrPunctuation) {
  EXPECT_EQ(word_statistics("one two three four").simhash,
            word_statistics("One, TWO; three - Four!").simhash);
}

TEST(Simhash, OfManyShinglesIsTheMajorityOfEachBit) {
  // Two texts of which the first holds the second's shingles and as many again, equally often each.
  const uint64_t one = word_statistics("a b c").simhash;
  std::string often;
  for (int i = 0; i < 100; ++i) often += "a b c ";
  // Shingles abc, bca, cab: the majority of three.
  const uint64_t two = word_statistics("b c a").simhash;
  const uint64_t three = word_statistics("c a b").simhash;
  const uint64_t majority = (one & two) | (one & three) | (two & three);
  EXPECT_EQ(word_statistics(often).simhash, majority);
}

}  // namespace
