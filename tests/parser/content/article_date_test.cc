// Dates in text, and which of them is the article's.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/extract/date_in_text.h"
#include "parser/extract/month_names.h"
#include "parser/html/html.h"

namespace parser {
namespace {

std::string iso(std::string_view text, std::string_view language = "") {
  const auto date = date_in_text(text, language);
  return date ? date->iso : "";
}

TEST(DateInText, IsReadInTheLanguagesOfTheWorld) {
  for (const std::string_view text : {"5. März 2021",      "March 5th, 2021",
                                      "5 Mar 2021",        "5 de marzo de 2021",
                                      "5 mars 2021",       "Venerdì 5 marzo 2021",
                                      "5 марта 2021 г.",   "5 marca 2021",
                                      "5. března 2021",    "2021. március 5.",
                                      "2021 m. kovo 5 d.", "5 Μαρτίου 2021",
                                      "5 Mart 2021",       "5 مارس 2021",
                                      "٥ مارس ٢٠٢١",       "2021年3月5日",
                                      "2021년 3월 5일",    "5 มีนาคม 2021",
                                      "5 maart 2021",      "5. maaliskuuta 2021",
                                      "5 березня 2021",    "05.03.2021",
                                      "05.03.21",          "2021-03-05T10:00:00Z",
                                      "2021/03/05",        "Stand: 5.3.2021, 10:30 Uhr"})
    EXPECT_EQ(iso(text), "2021-03-05") << text;
  EXPECT_EQ(iso("5 มี.ค. 2564", "th"), "2021-03-05");
}

TEST(DateInText, IsNotGuessed) {
  EXPECT_EQ(iso("03/05/2021"), "");
  EXPECT_EQ(iso("03/05/2021", "en"), "");
  EXPECT_EQ(iso("03/05/2021", "en-US"), "2021-03-05");
  EXPECT_EQ(iso("03/05/2021", "en-GB"), "2021-05-03");
  EXPECT_EQ(iso("03/05/2021", "fr"), "2021-05-03");
  EXPECT_EQ(iso("03/25/2021"), "2021-03-25");
  EXPECT_EQ(iso("25/03/2021"), "2021-03-25");
  for (const std::string_view text : {"31. April 2021", "5. Marz 1021", "version 2021.3", "10.5.2",
                                      "May you", "1-2-3", "192.168.12.2021", "5. 2021", ""})
    EXPECT_EQ(iso(text), "") << text;
}

TEST(DateInText, SaysWhereItStands) {
  const std::string text = "Von Ann am 5. März 2021 um 10 Uhr";
  const auto date = date_in_text(text, "de");
  ASSERT_TRUE(date);
  EXPECT_EQ(text.substr(date->begin, date->end - date->begin), "5. März 2021");
}

TEST(MonthNames, MeanAnotherMonthElsewhere) {
  EXPECT_EQ(month_of("listopada", "pl"), 11);
  EXPECT_EQ(month_of("listopada", "hr-HR"), 10);
  EXPECT_EQ(month_of("listopada", ""), 0);
  EXPECT_EQ(month_of("OKT.", "de"), 10);
  EXPECT_EQ(month_of("Haus", "de"), 0);
}

class ArticleDateTest : public testing::Test {
 protected:
  std::string published(std::string body, const std::string& head = "") {
    html_ = "<html lang=de><title>Der Kai</title>" + head + "<body>" + std::move(body);
    HtmlLimits limits;
    limits.attributes = Attributes::kAll;
    parser_.parse(html_, limits);
    tree_.read(parser_);
    return facts_of(tree_, finder_.find(tree_)).published;
  }

  std::string html_;
  HtmlParser parser_;
  Tree tree_;
  ArticleFinder finder_;
};

std::string long_line() {
  return "Nach drei Jahren sind die Händler wieder da, und mit ihnen die Kundschaft, die das alte "
         "Licht nicht mochte und die neue Halle lobt. ";
}

std::string paragraphs() {
  std::string html;
  for (int i = 0; i < 5; ++i)
    html +=
        "<p>Der Hafen wurde in drei Jahren umgebaut, und die H\u00E4ndler sagen, dass das Licht in "
        "der "
        "neuen Halle besser ist und die Kundschaft wiederkommt.</p>";
  return html;
}

TEST_F(ArticleDateTest, StandsNearTheTitle) {
  const std::string heading = "<h1>Der Kai</h1>";
  for (const std::string& page :
       {heading + "<p class=info>Von Ann Onym, 5. März 2021, 10:30 Uhr</p>" + paragraphs(),
        "<span>5. März 2021</span>" + heading + paragraphs(),
        heading +
            "<p>Bremen, 5. März 2021 - Der Hafen wurde in drei Jahren umgebaut, und die "
            "H\u00E4ndler sagen, dass das Licht in der neuen Halle besser ist.</p>" +
            paragraphs(),
        "<article>" + heading + paragraphs() + "<p>Erstellt am: 05.03.2021</p></article>",
        heading + paragraphs() + "<p>5. März 2021</p>",
        "<h1><small><time datetime=2021-03-05>heute</time></small> Der Kai</h1>" + paragraphs(),
        "<div class=with-sidebar>" + heading + "<time>5. März 2021</time>" + paragraphs() +
            "</div>",
        // In a line of its own of the heading, behind a long subtitle or lead, with thin spaces,
        // beside a linked author, and before a long text.
        "<h1>Der Kai<br><small>&nbsp; 05.03.2021 • Bo</small></h1>" + paragraphs(),
        heading + "<h2>" + long_line() +
            "</h2><div><span>Von</span> <span>Bo</span> <span "
            "class=date>5. März 2021</span></div>" +
            paragraphs(),
        heading + "<p class=teaser>" + long_line() + "</p><p>5. 3. 2021</p>" + paragraphs(),
        heading + paragraphs() +
            "<div>Von <a href=/bo>Bo</a> <span class=date>5. März 2021</span></div>",
        heading + "<p>5.3.2021 - " + long_line() + long_line() + long_line() + "</p>" +
            paragraphs()})
    EXPECT_EQ(published(page), "2021-03-05") << page.substr(0, 120);
}

TEST_F(ArticleDateTest, IsNoneOfWhatStandsElsewhere) {
  const std::string article = "<article><h1>Der Kai</h1>" + paragraphs() + "</article>";
  for (const std::string& page :
       {article + "<div class=comments><p>Bo, 5. März 2021</p></div>",
        article + "<ul><li>5. März 2021<li>6. März 2021</ul>",
        article + "<div><a href=/x>5. März 2021</a></div>",
        "<h1>Protokoll vom 5. März 2021</h1>" + paragraphs(),
        "<article><h1>Der Kai</h1>" + paragraphs() +
            "<p>Der Rat hat am 5. März 2021 beschlossen, dass der alte Kai stehen bleibt und "
            "niemand mehr dort anlegt, bis das Holz untersucht ist.</p></article>",
        // Of another article, of a picture, in a sentence, and of what a reader wrote.
        article + "<div><a href=/x><span class=date>5. März 2021</span> Der Markt</a></div>",
        "<h1>Der Kai</h1><figure><img src=k.png><figcaption>Bo, 5. März "
        "2021</figcaption></figure>" +
            paragraphs(),
        "<h1>Der Kai</h1><p>Ich habe am 5. März 2021 gesehen, dass " + long_line() + "</p>" +
            paragraphs(),
        article + "<div itemscope itemprop=review><meta itemprop=datePublished "
                  "content=2021-03-05></div>",
        article + "<div itemscope itemtype=http://schema.org/Review><span itemprop=datePublished "
                  "content=2021-03-05></span></div>",
        article + "<div itemprop=review>5. März 2021</div>",
        "<footer>Stand 5. März 2021</footer>" + article})
    EXPECT_EQ(published(page), "") << page.substr(0, 120);
}

TEST_F(ArticleDateTest, IsSaidInTheHeadOrTheAddress) {
  EXPECT_EQ(published("x", "<meta name=publishdate content='2021-03-05'>"), "2021-03-05");
  EXPECT_EQ(
      published("x", "<meta property=article:published_time content='Fr., 05.03.2021 - 14:45'>"),
      "2021-03-05");
  EXPECT_EQ(published("x", "<link rel=canonical href=https://a.test/2021/03/05/kai>"),
            "2021-03-05");
  for (const std::string path : {"2021-03-05-kai", "20210305", "news/20210305_kai.html"})
    EXPECT_EQ(published("x", "<link rel=canonical href=https://a.test/" + path + ">"),
              "2021-03-05");
  EXPECT_EQ(published("x", "<link rel=canonical href=https://a.test/25-03-2021>"), "2021-03-25");
  // Numbers of articles, and days that may be either.
  for (const std::string path :
       {"2021/13/05/kai", "05-03-2021", "202103051", "20211305", "2021-03-05a", "120210305"})
    EXPECT_EQ(published("x", "<link rel=canonical href=https://a.test/" + path + ">"), "");
  EXPECT_EQ(published("<abbr class=published title=2021-03-05T08:00:00>now</abbr>"),
            "2021-03-05T08:00:00");
  // The hour at which a day begins elsewhere is that day, if the page shows it.
  const std::string utc = "<meta name=date content=2021-03-04T23:00:00Z>";
  EXPECT_EQ(published("<h1>Der Kai</h1><p>5. März 2021</p>" + paragraphs(), utc), "2021-03-05");
  EXPECT_EQ(published("<h1>Der Kai</h1><p>9. März 2021</p>" + paragraphs(), utc),
            "2021-03-04T23:00:00Z");
  // What can't be read doesn't hide what can.
  EXPECT_EQ(published("x",
                      "<meta property=article:published_time content=soon><meta name=date "
                      "content=2021-03-05>"),
            "2021-03-05");
}

}  // namespace
}  // namespace parser
