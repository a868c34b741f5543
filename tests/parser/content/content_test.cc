// Main content, what is said of it, and Markdown.
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/content/byline.h"
#include "parser/content/markdown.h"
#include "parser/html/html.h"

namespace parser {
namespace {

const std::string kLong =
    "This is a sentence that an author wrote, with a comma and some more words, so that it looks "
    "like one. ";

class ContentTest : public testing::Test {
 protected:
  void read(std::string html) {
    html_ = std::move(html);
    HtmlLimits limits;
    limits.attributes = Attributes::kAll;
    parser_.parse(html_, limits);
    tree_.read(parser_);
    article_ = &finder_.find(tree_);
  }
  std::string text(std::string html) {
    read(std::move(html));
    return article_text(tree_, *article_, 1u << 20);
  }
  // Of all of a page: what is no article is not looked into.
  std::string markdown(std::string html, std::size_t most = 1u << 20) {
    read(std::move(html));
    Url url;
    url.assign("https://a.test/dir/page");
    Article all;
    all.root = tree_.empty() ? kNoNode : 0;
    all.left_out.assign(tree_.size(), 0);
    return article_markdown(tree_, all, url, most);
  }
  ArticleFacts facts(std::string html) {
    read(std::move(html));
    return facts_of(tree_, *article_);
  }

  std::string html_;
  HtmlParser parser_;
  Tree tree_;
  ArticleFinder finder_;
  const Article* article_ = nullptr;
};

std::string paragraphs(int count) {
  std::string html;
  for (int i = 0; i < count; ++i) html += "<p>" + std::to_string(i) + " " + kLong + "</p>";
  return html;
}

// ---- The article

TEST_F(ContentTest, WhatStandsAroundAnArticleIsLeftOut) {
  const std::string found =
      text("<nav><a href=/>Home</a></nav><div class=page><div class=story>" + paragraphs(5) +
           "<div class=share-bar>Share this</div><ul><li><a href=/x>Read that</a></ul></div>"
           "<div id=comments><p>" +
           kLong + kLong + "</p></div><div class=sidebar>" + paragraphs(1) +
           "</div></div><footer>" + kLong + "</footer>");
  EXPECT_TRUE(article_->is_article);
  EXPECT_NE(found.find("4 This is"), std::string::npos);
  for (const std::string_view other : {"Home", "Share", "Read that"})
    EXPECT_EQ(found.find(other), std::string::npos) << other;
  EXPECT_EQ(std::count(found.begin(), found.end(), '\n'), 4) << found;
}

TEST_F(ContentTest, AFormAroundAllOfAPageIsNoForm) {
  EXPECT_NE(text("<form class=comments>" + paragraphs(4) + "</form>").find("3 This"),
            std::string::npos);
}

TEST_F(ContentTest, OfSeveralArticlesTheFirstIsThePages) {
  const std::string found =
      text("<main><article>" + paragraphs(6) + "</article><article><p>Another: " + kLong + kLong +
           "</p></article><article><p>Third: " + kLong + kLong + kLong + "</p></article></main>");
  EXPECT_NE(found.find("5 This"), std::string::npos);
  EXPECT_EQ(found.find("Another"), std::string::npos);
}

// As documentations write them, each in its own way.
TEST_F(ContentTest, HeadingsThatLinkToThemselvesStay) {
  const std::string found = text(
      "<main><h2 id=a><a class=header href=#a>From mdBook</a></h2>" + paragraphs(2) +
      "<h2>From Sphinx<a class=headerlink href=#b title='Permalink'>\u00B6</a></h2>" +
      paragraphs(2) + "<h3><a class=anchor href=#c>#</a> From GitHub</h3>" + paragraphs(2) +
      "<h3 id=d><a href=#d>\u5E8F</a></h3>" + paragraphs(1) +
      "<h3><span class=meta-title>In a span</span><a href=#e><svg></svg></a></h3>" + paragraphs(1) +
      "<h3>Wiki<span class=mw-editsection>[<a href=/edit>edit</a>]</span></h3>" + paragraphs(1) +
      "</main>");
  for (const std::string_view heading :
       {"From mdBook\n", "From Sphinx\n", "From GitHub\n", "\u5E8F\n", "In a span\n", "Wiki"})
    EXPECT_NE(found.find(heading), std::string::npos) << heading << found;
  for (const std::string_view mark : {"\u00B6", "#", "edit"})
    EXPECT_EQ(found.find(mark), std::string::npos) << mark << found;
}

TEST_F(ContentTest, OnlyTheFirstMainHeadingIsTheTitle) {
  const auto lines = [this](std::string html) {
    const std::string all = text(std::move(html));
    return all.substr(0, all.find("\n0"));
  };
  const std::string title = "<article><h1>Title</h1>", part = "<h1>Part</h1>" + paragraphs(4);
  EXPECT_EQ(text(title + paragraphs(1) + part), text("<article>" + paragraphs(1) + part));
  EXPECT_NE(text(title + paragraphs(1) + part).find("\nPart\n"), std::string::npos);
  EXPECT_EQ(lines(title + part), "Part");
  EXPECT_EQ(lines("<article><header><h1>Title</h1></header>" + part), "Part");
  EXPECT_EQ(text("<main><header><h1><a href=/>Site</a></h1></header>" + title + paragraphs(4)),
            text("<main>" + title + paragraphs(4)));
}

TEST_F(ContentTest, NamesThatOnlySoundLikeFurnitureDropNothing) {
  std::string fields;
  for (int i = 0; i < 5; ++i)
    fields += "<div class='field field--label-hidden field__item'><p>" + std::to_string(i) + " " +
              kLong + kLong + "</p></div>";
  const std::string found =
      text("<main><h1>The quay</h1><p class=article-teaser>In short: " + kLong + "</p>" + fields +
           "<blockquote class=twitter-tweet>A tweet. " + kLong + "</blockquote>" +
           "<h2 id=what-comes-next>Then</h2><div class=fb>Told: " + kLong +
           "</div><div class='text has-share'>Shared: " + kLong + kLong + "</div></main>");
  for (const std::string_view part :
       {"In short", "0 This", "4 This", "A tweet", "Then", "Told:", "Shared:"})
    EXPECT_NE(found.find(part), std::string::npos) << part << found;
  EXPECT_EQ(text("<main>" + paragraphs(5) + "<div class=teaser><h3><a href=/x>Other</a></h3><p>" +
                 kLong + "<a href=/x>Read the whole of it</a></p></div></main>")
                .find("Other"),
            std::string::npos);
}

TEST_F(ContentTest, LeadsBeforeTheBodyAreOfTheArticle) {
  const std::string body = "<div class=body>" + paragraphs(5) + "</div>";
  for (const std::string& lead :
       {"<article><h1>T</h1><p class=lead>In short, it is so. " + kLong + "</p>" + body,
        "<article><h1>T</h1><div><p>In short, it is so. " + kLong + "</p></div>" + body,
        "<article><h1>T</h1><h2 class=subheadline>In short, it is so, and so it was.</h2>" + body,
        "<article><header><h1>T</h1><h2 class=lead>In short, it is so, and was "
        "so before anyone knew of it.</h2></header>" +
            body,
        "<header><h1>T</h1><p class=intro>In short, it is so. " + kLong + "</p></header><article>" +
            body})
    EXPECT_NE(text("<p>" + kLong + lead + "</article>").find("In short"), std::string::npos)
        << lead;
  const std::string found = text(
      "<p>Above: " + kLong + "</p><article><h1>T</h1><figure class=caption><p>Picture: " + kLong +
      "</p></figure><div class=disclaimer>Paid: " + kLong + "</div>" + body);
  for (const std::string_view other : {"Above", "Picture", "Paid"})
    EXPECT_EQ(found.find(other), std::string::npos) << other << found;
}

TEST_F(ContentTest, AnArticleMayHaveSeveralParts) {
  const std::string parts =
      "<div class=story-body>First: " + paragraphs(9) +
      "</div><div class=ad-slot>Ad</div><div class=story-body>Second: " + paragraphs(2) + "</div>";
  EXPECT_NE(text("<main><h1>T</h1>" + parts + "</main>").find("Second"), std::string::npos);
  std::string sections;
  for (int i = 0; i < 4; ++i)
    sections += "<article class='part text'><h2>" + std::to_string(i) + "</h2>" + paragraphs(3) +
                "</article>";
  const std::string found = text("<main><h1>T</h1>" + sections + "</main>");
  EXPECT_NE(found.find("\n3\n"), std::string::npos) << found;
  EXPECT_NE(text("<main><h1>T</h1><section>" + paragraphs(9) +
                 "<section class=more>More: " + paragraphs(2) + "</section></section></main>")
                .find("More"),
            std::string::npos);
}

TEST_F(ContentTest, AnArticleMayStandInACellOfALayout) {
  const std::string found = text("<table><tr><td><a href=/>Home</a><td><b>T</b><br>Mine: " + kLong +
                                 kLong + kLong + kLong + "<td><a href=/x>Other</a></table>");
  EXPECT_TRUE(article_->is_article);
  EXPECT_NE(found.find("Mine:"), std::string::npos);
  for (const std::string_view other : {"Home", "Other"})
    EXPECT_EQ(found.find(other), std::string::npos) << other << found;
}

TEST_F(ContentTest, OfArticlesThatFollowWhenOneScrollsTheFirstIsThePages) {
  const auto article = [](const std::string& name, int count) {
    return "<article class=entry><h1>" + name + "</h1><p>" + name + ": " + kLong + "</p>" +
           paragraphs(count) + "</article>";
  };
  const std::string found =
      text("<section>" + article("Mine", 1) + article("Next", 30) + "</section>");
  EXPECT_NE(found.find("Mine:"), std::string::npos) << found;
  EXPECT_EQ(found.find("Next:"), std::string::npos);
}

TEST_F(ContentTest, OthersWordsAreNoneOfAShortArticle) {
  const std::string found = text(
      "<div class=post><h1>T</h1><div class=entry><p>Short, but all of it is mine. " + kLong +
      "</p></div></div><div id=comments><p>Theirs: " + kLong + "</p><p>" + kLong + "</p></div>");
  EXPECT_TRUE(article_->is_article);
  EXPECT_NE(found.find("mine"), std::string::npos);
  EXPECT_EQ(found.find("Theirs"), std::string::npos) << found;
  EXPECT_EQ(text("<article><div id=toc_container><ul class=toc_list><li><a href=#a>A part with a "
                 "long name</a><li><a href=#b>Another part of it</a></ul></div>" +
                 paragraphs(4) + "</article>")
                .find("long name"),
            std::string::npos);
}

TEST_F(ContentTest, HeadingsOfNothingAreLeftOut) {
  const std::string found =
      text("<article><h2>Part</h2><h3>Inner</h3>" + paragraphs(3) +
           "<h3>More on this</h3><ul><li><a href=/a>One</a></ul><h2>End</h2>" + paragraphs(1) +
           "<h3>You may like</h3><h2>Whole: " + kLong + "</h2></article>");
  for (const std::string_view kept : {"Part", "Inner", "End", "Whole"})
    EXPECT_NE(found.find(kept), std::string::npos) << kept;
  for (const std::string_view other : {"More on", "You may"})
    EXPECT_EQ(found.find(other), std::string::npos) << other;
}

TEST_F(ContentTest, WhatStyleHidesIsNoText) {
  const std::string found = text(
      "<article>" + paragraphs(4) + "<p style='DISPLAY : none'>One: " + kLong +
      "<p style='visibility:hidden'>Two: " + kLong + "<p style='display:block'>Three: " + kLong +
      "<p style='visibility:collapse'>Four: " + kLong +
      "<p style='display:none;display:block'>Five: " + kLong + "</article>");
  for (const std::string_view hidden : {"One", "Two", "Four"})
    EXPECT_EQ(found.find(hidden), std::string::npos) << hidden;
  EXPECT_NE(found.find("Three"), std::string::npos);
  EXPECT_NE(found.find("Five"), std::string::npos);
}

TEST_F(ContentTest, APageOfLittleTextHasAnArticleIfItNamesOne) {
  EXPECT_EQ(text("<nav><a href=/>Home</a></nav><div class=entry-content><ol><li>The minutes of the "
                 "last meeting are read<li>Ann sends her draft to all of them<li>Bo looks for a "
                 "room for the "
                 "summer party, and for a date</ol></div>"),
            "The minutes of the last meeting are read\nAnn sends her draft to all of them\nBo "
            "looks for a room for "
            "the summer party, and for a date");
  EXPECT_TRUE(article_->is_article);
  text("<p>The minutes of the last meeting are read, and Ann sends her draft to all of them.");
  EXPECT_FALSE(article_->is_article);
  text(
      "<main><ul><li><a href=/1>The minutes of the last meeting, of the one before, and of all "
      "others that anyone kept</a></ul></main>");
  EXPECT_FALSE(article_->is_article);
}

TEST_F(ContentTest, APageWithoutAnArticleSaysSo) {
  EXPECT_EQ(text("<ul><li><a href=/1>one</a><li><a href=/2>two</a></ul>"), "one\ntwo");
  EXPECT_FALSE(article_->is_article);
  EXPECT_EQ(text(""), "");
}

TEST_F(ContentTest, WordsInNamesThatProgramsMakeMeanNothing) {
  EXPECT_NE(text("<div class='sc-77 hAdRRP'>" + paragraphs(3) + "</div><p>x").find("2 This"),
            std::string::npos);
}

TEST_F(ContentTest, HostilePagesEnd) {
  std::string html;
  for (int i = 0; i < 100'000; ++i) html += "<p class=a>x<b>y";
  read(html);
  markdown(html);
  html = "x";
  for (int i = 0; i < 100'000; ++i) html += "<b>\"x";
  markdown(html);
  html.clear();
  for (int i = 0; i < 100'000; ++i) html += "<i><b>\"</b></i>x<s>y</s>";
  markdown(html);
  std::string deep;
  for (int i = 0; i < 5'000; ++i) deep += "<ul><li><blockquote>";
  EXPECT_LT(markdown(deep + "x").size(), 1'000u);
  std::string marks = "<h1>";
  for (int i = 0; i < 100'000; ++i) marks += "<b></b>";
  for (int i = 0; i < 50'000; ++i) marks += "<a href=#>#</a>";
  text(marks);
  std::string headings;
  for (int i = 0; i < 4'000; ++i) headings += "<h2><div><a href=#></a>";
  text(headings);
  // Each of them has something to leave out.
  std::string empty;
  for (int i = 0; i < 100'000; ++i) empty += "<h1><small></small></h1>";
  EXPECT_EQ(facts("<title>T</title>" + empty).title, "T");
}

TEST_F(ContentTest, ALongBaseIsNotResolvedForNothing) {
  std::string html = "<base href='http://a.test/" + std::string(60'000, 'a') + "/'>x";
  for (int i = 0; i < 30'000; ++i) html += "<a href=x> </a><a href=y><img src='http://['></a>";
  const auto cpu_seconds = [] {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
  };
  const double begin = cpu_seconds();
  EXPECT_EQ(markdown(html), "x\n");
  EXPECT_LT(cpu_seconds() - begin, 8);
}

// ---- What is said of it

TEST_F(ContentTest, FactsComeFromTheSurestPlace) {
  const ArticleFacts said = facts(
      "<html lang=en-GB><title>A title - The Site</title><meta name=author content='Ann Onym'>"
      "<meta property=article:published_time content='2024-05-01T00:30:00+02:00'>"
      "<body><time datetime=2020-01-01>then</time><p class=byline>by Someone</p>");
  EXPECT_EQ(said.title, "A title");
  EXPECT_EQ(said.byline, "Ann Onym");
  EXPECT_EQ(said.published, "2024-05-01T00:30:00+02:00");  // the day as it is written
  EXPECT_EQ(said.language, "en-GB");
  const ArticleFacts marked = facts(
      "<title>Site | Something else</title><h1>Head</h1><p class=byline>By Bo Gus</p>"
      "<script type=application/ld+json>{\"datePublished\": \"2023-02-03\"}</script>");
  EXPECT_EQ(marked.title, "Head");
  EXPECT_EQ(marked.byline, "Bo Gus");
  EXPECT_EQ(marked.published, "2023-02-03");
}

TEST_F(ContentTest, TitlesAreReadToTheirEnd) {
  EXPECT_EQ(facts("<title>Tom &amp; Jerry: the story | Site</title>").title,
            "Tom & Jerry: the story");
  EXPECT_EQ(facts("<title>It&#39;s raining & it stays so</title>").title,
            "It's raining & it stays so");
  const std::string whole(999, 'a');
  EXPECT_EQ(facts("<title>" + whole + "\u00E9</title>").title, whole);
  EXPECT_EQ(facts("<html lang=en-GB><p>x").language, "en-GB");
  EXPECT_EQ(facts("<html lang=" + whole + "><p>x").language, "");
}

TEST_F(ContentTest, AuthorsAreInJsonTooAndThoseOfReviewsAreNot) {
  const std::string script = "<script type=application/ld+json>";
  EXPECT_EQ(facts(script + R"({"@type":"NewsArticle","author":[{"name":"Ann & Co"},{"name":"Bo"}],
                               "datePublished":"2024-05-06"}</script><p class=byline>x)")
                .byline,
            "Ann & Co, Bo");
  EXPECT_EQ(facts(script + R"({"@graph":[{"@type":"Article","author":{"name":"Jane"}}]}</script>)")
                .byline,
            "Jane");
  EXPECT_EQ(
      facts(script + R"({"@type":"Product","review":{"author":{"name":"Jane"}}}</script>)").byline,
      "");
  EXPECT_EQ(facts(script + R"({"author": "Jo"}</script>)").byline, "Jo");
  EXPECT_EQ(facts(script + R"({"author": {"url": "/jo"}}</script>)").byline, "");
  EXPECT_EQ(facts(script + R"({"author": broken</script>)").byline, "");
}

TEST_F(ContentTest, ATitleIsWhatTheHeadAndAHeadingAgreeOn) {
  const std::string article = "<article>" + paragraphs(4) + "</article>";
  const auto title = [&](const std::string& element, const std::string& said,
                         const std::string& headings) {
    return facts("<title>" + element + "</title><meta property=og:title content='" + said + "'>" +
                 headings + article)
        .title;
  };
  // The title may stand last, and in the second rank.
  EXPECT_EQ(title("Zoll online - News - A law on tobacco has been announced", "",
                  "<h1>Zoll</h1><h1>News</h1><h1>A law on tobacco has been announced</h1>"),
            "A law on tobacco has been announced");
  EXPECT_EQ(title("Bo's Home | A journey to Python", "", "<h2>A journey to Python</h2>"),
            "A journey to Python");
  EXPECT_EQ(title("SW082 – 82 reasons | Us", "SW082 – 82 reasons", "<h2>SW082 – 82 reasons</h2>"),
            "SW082 – 82 reasons");
  // A site's name behind it, a line above it, and a divider of its own.
  EXPECT_EQ(title("What we do | NEW", "What we do", "<h1>What we do | OLD</h1>"), "What we do");
  EXPECT_EQ(title("Ahead? - Us", "Ahead? - Us", "<h1>Turn: Ahead?</h1>"), "Ahead?");
  const std::string whole = "Studen BE - The A6 is closed";
  EXPECT_EQ(title(whole, whole, "<h1>" + whole + "</h1>"), whole);
}

TEST_F(ContentTest, AHeadingInABarIsTheSites) {
  const std::string bar =
      "<title>Owning - The Book</title><div id=menu-bar><h1>The Book</h1></div>";
  EXPECT_EQ(facts(bar + "<main><h2>Owning</h2>").title, "Owning");
  EXPECT_EQ(facts("<title>Owning - The Book</title><main class=menu><h1>The Book</h1>").title,
            "The Book");
  EXPECT_EQ(
      facts("<title>Own \u2014 Docs</title><h1>Own It<a class=headerlink href=#own>\u00B6</a></h1>")
          .title,
      "Own It");
  EXPECT_EQ(facts("<title>The Book</title><header><h1>The Book</h1></header>").title, "The Book");
}

TEST(Byline, IsANameOnly) {
  for (const auto& [text, name] : std::vector<std::pair<std::string, std::string>>{
           {"Von Ann Onym", "Ann Onym"},
           {"VON ANN ONYM", "ANN ONYM"},
           {"vonAnn Onym", "Ann Onym"},
           {"By Ann Onym and Bo Gus", "Ann Onym and Bo Gus"},
           {"Par Ann Onym, le 5 mars 2021", "Ann Onym"},
           {"von Ann Onym am 5. M\u00E4rz 2021 um 10:30", "Ann Onym"},
           {"Ann Onym | Reporter", "Ann Onym"},
           {"Autor: Ann Onym", "Ann Onym"},
           {"View all posts by Ann Onym", "Ann Onym"},
           {"Byron Vonn", "Byron Vonn"},
           {"Ursula von der Leyen", "Ursula von der Leyen"},
           {"\u738B\u5C0F\u660E", "\u738B\u5C0F\u660E"},
           {"dpa/lno", "dpa/lno"}})
    EXPECT_EQ(clean_byline(text), name) << text;
  for (const std::string_view text :
       {"", "null", "admin", "by Admin", "Unknown", "5. M\u00E4rz 2021", "https://a.test/ann",
        "ann@a.test", "STERN.de", "Kai Verlag GmbH", "Von", "2021", " - "})
    EXPECT_EQ(clean_byline(text), "") << text;
}

TEST_F(ContentTest, BylinesAreOfThisArticleAndNoPublisher) {
  const std::string script = "<script type=application/ld+json>";
  const std::string text = "<article>" + paragraphs(5) + "</article>";
  EXPECT_EQ(
      facts("<meta property=og:site_name content='A Diary'><meta name=author content='A "
            "diary'>" +
            script + R"({"author":{"name":"null"}}</script><span class=author>Ann</span>)" + text)
          .byline,
      "Ann");
  EXPECT_EQ(facts(script + R"({"author":{"name":"Kai Press"},"publisher":{"name":"Kai Press"}})" +
                  "</script>" + text)
                .byline,
            "");
  EXPECT_EQ(facts(script + R"({"@graph":[{"@type":"Article","author":{"@id":"#p"}},)" +
                  R"({"@type":"Person","@id":"#p","name":"Ann Onym"}]}</script>)" + text)
                .byline,
            "Ann Onym");
  EXPECT_EQ(facts("<p class=article__author>Von Ann Onym</p>" + text).byline, "Ann Onym");
  EXPECT_EQ(
      facts("<div itemprop=author><p>Ann Onym</p><p>writes about quays</p></div>" + text).byline,
      "Ann Onym");
  EXPECT_EQ(facts(text + "<p class=author>Bo</p>").byline, "");
  EXPECT_EQ(facts("<article><h1>T</h1>" + paragraphs(3) +
                  "<div class=comments><b class=author>Bo</b></div></article>")
                .byline,
            "");
}

TEST_F(ContentTest, TheSitesNameIsNoTitle) {
  const std::string site = "<meta property=og:site_name content='A Diary'>";
  EXPECT_EQ(facts("<title>The quay | A Diary</title><meta property=og:title content='The quay'>" +
                  site + "<h1><a href=/>A Diary</a></h1><article><h2>The quay</h2>" + paragraphs(4))
                .title,
            "The quay");
  EXPECT_EQ(facts("<title>The quay | A Diary</title><h1>A Diary</h1><p>x").title, "The quay");
  EXPECT_EQ(facts("<title>A Diary: home</title><h1><a href=https://a.test/>A Diary</a></h1>"
                  "<h1>The quay</h1><main>x")
                .title,
            "The quay");
  EXPECT_EQ(facts("<title>The quay - A Diary</title><meta property=og:title content='The quay - A "
                  "Diary'>" +
                  site + "<h1></h1>")
                .title,
            "The quay");
  EXPECT_EQ(facts("<title>The quay - part two</title><meta property=og:title content='The quay - "
                  "part two'>" +
                  site)
                .title,
            "The quay - part two");
}

TEST_F(ContentTest, OfSeveralHeadingsTheTitleSaysWhichIsTheArticles) {
  EXPECT_EQ(facts("<title>The quay \u203A A Diary</title><h1>Menu</h1><h1>The quay</h1><article>" +
                  paragraphs(4) + "</article><h1>More of it</h1>")
                .title,
            "The quay");
  EXPECT_EQ(facts("<title>Quays</title><meta property=og:title content='Quays'><header><h1>What a "
                  "quay costs</h1></header>")
                .title,
            "What a quay costs");
  EXPECT_EQ(facts("<title>Quays of the north</title><meta property=og:title content='Quays of the "
                  "north'><h1>Details</h1>")
                .title,
            "Quays of the north");
}

TEST_F(ContentTest, LinesAboveATitleAreNoneOfIt) {
  EXPECT_EQ(facts("<h1><span class=overline>Harbours</span>The quay</h1>").title, "The quay");
  EXPECT_EQ(facts("<h1><small>Harbours</small><br>The quay</h1>").title, "The quay");
  EXPECT_EQ(facts("<h1><span class=kicker>The quay</span></h1>").title, "The quay");
  EXPECT_EQ(
      facts("<meta property=og:title content='The quay is rebuilt'><h1><span>North</span> The "
            "quay is rebuilt</h1>")
          .title,
      "The quay is rebuilt");
}

// ---- Markdown

TEST_F(ContentTest, Blocks) {
  EXPECT_EQ(markdown("<h2>Head</h2><p>one<p>two<br>three<hr><div>four<div>five</div></div>"),
            "## Head\n\none\n\ntwo\\\nthree\n\n---\n\nfour\n\nfive\n");
  EXPECT_EQ(markdown("a<blockquote><p>b<p>c<blockquote>d</blockquote></blockquote>e"),
            "a\n\n> b\n>\n> c\n>\n> > d\n\ne\n");
}

TEST_F(ContentTest, Lists) {
  EXPECT_EQ(markdown("<p>x<ul><li>a<li>b<ol><li>c<li>d</ol><li><p>e<p>f</ul>g"),
            "x\n\n- a\n- b\n  1. c\n  2. d\n- e\n\n  f\n\ng\n");
}

TEST_F(ContentTest, ListsKeepTheirNumbers) {
  EXPECT_EQ(markdown("<ol start=5><li>a<li>b<li value=7>c<li>d</ol>"), "5. a\n6. b\n7. c\n8. d\n");
  EXPECT_EQ(markdown("<ol start=99999999999><li>a<li>b</ol>"), "999999999. a\n999999999. b\n");
  EXPECT_EQ(markdown("<ol start=-3><li>a<li value=x>b<li value=0>c</ol>"), "1. a\n2. b\n0) c\n");
  // Another number than 1 can't stand directly below text.
  EXPECT_EQ(markdown("<ul><li>a<ol start=2><li>b</ol></ul>"), "- a\n\n  2. b\n");
}

TEST_F(ContentTest, ItemsKeepWhatIsInside) {
  EXPECT_EQ(markdown("<ul><li><li>a<li><ul><li></ul><li>b<li></ul>c"), "- a\n- b\n\nc\n");
  EXPECT_EQ(markdown("x<ul><li></ul>y<ul><li><li>z</ul>"), "x\n\ny\n\n- z\n");
  EXPECT_EQ(markdown("<ul><li><blockquote>q<p>r</blockquote><li><blockquote></blockquote></ul>"),
            "- > q\n  >\n  > r\n");
  EXPECT_EQ(markdown("<blockquote>q</blockquote>"), "> q\n");
  EXPECT_EQ(markdown("<ul><li><table><tr><td>a<td>b<tr><td>c<td>d</table>e</ul>"),
            "- | a | b |\n  | --- | --- |\n  | c | d |\n\n  e\n");
  EXPECT_EQ(markdown("<ul><li><hr></ul>"), "- ___\n");
  EXPECT_EQ(
      markdown("<ul><li><blockquote>a</blockquote><blockquote><ul><li>b</ul></blockquote></ul>"),
      "- > a\n\n  > - b\n");
}

TEST_F(ContentTest, ListsSideBySideStayApart) {
  EXPECT_EQ(markdown("<ul><li>a</ul><ul><li>b</ul><ul><li>c</ul>"), "- a\n\n* b\n\n- c\n");
  EXPECT_EQ(markdown("<ol><li>a</ol><ol><li>b</ol><ul><li>c</ul>"), "1. a\n\n1) b\n\n- c\n");
  EXPECT_EQ(markdown("<ul><li>a<ul><li>b</ul><ul><li>c</ul><li>d</ul>x<ul><li>e</ul>"),
            "- a\n  - b\n  * c\n- d\n\nx\n\n- e\n");
}

TEST_F(ContentTest, InlineMarkup) {
  EXPECT_EQ(markdown("a <b> bold </b>b <em>it</em>, <del>no</del> <code>x`y</code>"),
            "a **bold** b *it*, ~~no~~ ``x`y``\n");
}

TEST_F(ContentTest, MarkupGoesOnInTheNextBlock) {
  EXPECT_EQ(markdown("<b><p>one<p>two</b>three <b></b>four"), "**one**\n\n**two**three four\n");
  EXPECT_EQ(markdown("<i>a<h2>b</h2><ul><li>c<li>d.</ul></i>e <sup>f<p>g</p></sup>h"),
            "*a*\n\n## *b*\n\n- *c*\n- *d.*\n\ne <sup>f</sup>\n\n<sup>g</sup>\n\nh\n");
  EXPECT_EQ(markdown("<b><table><tr><td>a<td><p>b<p>c</table></b>d"),
            "| **a** | **b<br>c** |\n| --- | --- |\n\nd\n");
}

TEST_F(ContentTest, WhatIsRaisedOrLoweredStaysApart) {
  EXPECT_EQ(markdown("3·10<sup>8</sup> m/s, CO<sub>2</sub>, 10<sup>-3</sup> kg, 2<sup>2<sup>3</sup>"
                     "</sup> x<sub></sub>"),
            "3·10<sup>8</sup> m/s, CO<sub>2</sub>, 10<sup>-3</sup> kg, "
            "2<sup>2<sup>3</sup></sup> x\n");
  EXPECT_EQ(markdown("<b>a</b><sup><b>b</b></sup> <b>c<sub>d</sub></b>e <i>f<sup>g</sup></i>"),
            "**a**<sup>**b**</sup> c<sub>d</sub>e *f<sup>g</sup>*\n");
  EXPECT_EQ(markdown("<a href=/x>a<sup>b</sup></a><sup><a href=/y>c</a></sup>&lt;<sup>d</sup>"),
            "[a<sup>b</sup>](https://a.test/x)<sup>[c](https://a.test/y)</sup><<sup>d</sup>\n");
  EXPECT_EQ(markdown("<table><tr><th>m<sup>2</sup><td><sup>1</sup>a</table>"),
            "| m<sup>2</sup> | <sup>1</sup>a |\n| --- | --- |\n");
}

TEST_F(ContentTest, EqualEmphasisSideBySideIsOne) {
  EXPECT_EQ(markdown("<em>a</em><em>b</em> <b>c</b><b>d</b> <b>e</b> <b>f</b>"),
            "*ab* **cd** **e** **f**\n");
  EXPECT_EQ(markdown("<em>a <b>b</b></em><em><b>c</b> d</em>"), "*a **bc** d*\n");
  EXPECT_EQ(markdown("<b>a</b><i>b</i> <code>c</code><code>d</code>"), "**a**b `cd`\n");
}

TEST_F(ContentTest, EmphasisThatWouldBeTextIsLeftOut) {
  EXPECT_EQ(markdown("<b>Note:</b>text foo<b>\"q\"</b>bar <b>“中”</b>文 <b>中</b>文"),
            "Note:text foo\"q\"bar “中”文 **中**文\n");
  EXPECT_EQ(markdown("<b>Note:</b> a <b>b.</b>, <b><i>c!</i></b>d <b><a href=/x>e</a></b>f"),
            "**Note:** a **b.**, c!d [e](https://a.test/x)f\n");
  EXPECT_EQ(markdown("<b>a&nbsp;</b>b <b>c.</b><a href=/x>d</a> <b>\"e\"</b><i>f</i>"),
            "a\u00A0b **c.**[d](https://a.test/x) \"e\"*f*\n");
  // Nor does what stood apart become markup.
  EXPECT_EQ(markdown("&lt;<b>b&gt;</b>x !<b><a href=/x>e</a></b>f &amp;<b>l;</b>x"),
            "\\<b>x \\![e](https://a.test/x)f \\&l;x\n");
  EXPECT_EQ(markdown("<b>&gt; a!</b>b<p><b># c</b>"), "\\> a!b\n\n**\\# c**\n");
  EXPECT_EQ(markdown("<code>a</code><b><code>b</code></b>c"), "`a` `b`c\n");
  EXPECT_EQ(markdown("<del><b>a</b></del>b <del><b>a</b></del> b"), "ab ~~**a**~~ b\n");
  // What may end the emphasis around it.
  EXPECT_EQ(markdown("<i><b>a</b> (<b>\"b\"</b>) <b>c</b></i>"), "***a** (\"b\") **c***\n");
}

TEST_F(ContentTest, LinksAndImagesAreResolved) {
  EXPECT_EQ(markdown("<a href=../x>a <b>b</b></a> <a href='y(1)'>c</a> <a href='#z'>d</a> "
                     "<a href='javascript:e'>e</a><img src=i.png alt='f [g]'><img src=data:x>"),
            "[a **b**](https://a.test/x) [c](<https://a.test/dir/y(1)>) d "
            "e![f \\[g\\]](https://a.test/dir/i.png)\n");
  EXPECT_EQ(markdown("<a href=/x><h3>Card</h3><p>text</p></a>after"),
            "### [Card](https://a.test/x)\n\n[text](https://a.test/x)\n\nafter\n");
  EXPECT_EQ(markdown("<a href=/x><div>Card</div><p>text</p></a>after"),
            "[Card text](https://a.test/x)\n\nafter\n");
}

TEST_F(ContentTest, CodeKeepsItsLinesAndNamesItsLanguage) {
  EXPECT_EQ(markdown("<pre><code class='hljs language-cpp'>int a;\n\n  b();\n</code></pre>x"),
            "```cpp\nint a;\n\n  b();\n```\n\nx\n");
  EXPECT_EQ(markdown("<pre>a ``` b</pre>"), "````\na ``` b\n````\n");
  EXPECT_EQ(markdown("x<blockquote><pre>a\n\nb</pre><p>c</blockquote>"),
            "x\n\n> ```\n> a\n>\n> b\n> ```\n>\n> c\n");
}

TEST_F(ContentTest, Tables) {
  EXPECT_EQ(
      markdown("<table><tr><th>a<th>b|c<tr><td><p>1</p><p>2</p><td><code>x|y</code></table>z"),
      "| a | b\\|c |\n| --- | --- |\n| 1<br>2 | `x\\|y` |\n\nz\n");
  EXPECT_EQ(markdown("<table><tr><td>for the look<tr><td>alone</table>"),
            "for the look\n\nalone\n");
}

TEST_F(ContentTest, TablesKeepEachCellInItsColumn) {
  EXPECT_EQ(markdown("<table><tr><th colspan=3>T<tr><td>a<td>b<td>c</table>"),
            "| T |  |  |\n| --- | --- | --- |\n| a | b | c |\n");
  EXPECT_EQ(markdown("<table><tr><th colspan=100>T<tr><td>a<td>b<tr><td>c</table>"),
            "| T |  |\n| --- | --- |\n| a | b |\n| c |  |\n");
  EXPECT_EQ(markdown("<table><tr><td>a<tr><td>b<td>c</table>"),
            "| a |  |\n| --- | --- |\n| b | c |\n");
  EXPECT_EQ(markdown("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>"),
            "| a | b |\n| --- | --- |\n|  | c |\n");
  EXPECT_EQ(markdown("<table><tr><td>a<td rowspan=0>b<td>c<tr><td>d<td>e<tbody><tr><td>f<td>g"),
            "| a | b | c |\n| --- | --- | --- |\n| d |  | e |\n| f | g |  |\n");
}

TEST_F(ContentTest, ACellIsOneLine) {
  EXPECT_EQ(markdown("<table><tr><td><div>Label</div>value<td>x<hr>y<br>z</table>"),
            "| Label<br>value | x<br>y<br>z |\n| --- | --- |\n");
  EXPECT_EQ(markdown("<table><tr><td><a href='/x?a|b'>c</a><td><img src='/i?a|b' alt='d'></table>"),
            "| [c](https://a.test/x?a%7Cb) | ![d](https://a.test/i?a%7Cb) |\n| --- | --- |\n");
  EXPECT_EQ(markdown("<a href='/x?a|`b\\'>c</a>"), "[c](https://a.test/x?a|%60b%5C)\n");
}

TEST_F(ContentTest, TablesAreBounded) {
  std::string html = "<table>";
  for (int i = 0; i < 100'000; ++i) html += "<tr><td rowspan=9999999 colspan=9999999>";
  EXPECT_LT(markdown(html).size(), (1u << 20) + 10'000);
}

TEST_F(ContentTest, TextNeverBecomesMarkup) {
  EXPECT_EQ(
      markdown(
          "<p># a<p>- b<p>1. c<p>&gt; d<p>*e* _f_ g_h `i` &lt;b&gt; [j](k) &amp;amp; 2 &lt; 3"),
      "\\# a\n\n\\- b\n\n1\\. c\n\n\\> d\n\n\\*e\\* \\_f\\_ g_h \\`i\\` \\<b> \\[j\\](k) "
      "\\&amp; 2 < 3\n");
}

TEST_F(ContentTest, TextThatComesInPiecesNeverBecomesMarkup) {
  EXPECT_EQ(markdown("now!<a href=/x>bang</a>"), "now\\![bang](https://a.test/x)\n");
  EXPECT_EQ(markdown("&lt;<span>b&gt;</span> &lt;<b>i</b>&gt; &amp;<u>lt;</u>"),
            "\\<b> <**i**> \\&lt;\n");
  EXPECT_EQ(markdown("&lt;<b></b>script> &amp;<b></b>lt;"), "\\<script> \\&lt;\n");
  EXPECT_EQ(markdown("1<b></b>. a"), "1\\. a\n");
  EXPECT_EQ(markdown("(_foo_) \"_bar_\" __init__ a_b s<span>_</span>t"),
            "(\\_foo\\_) \"\\_bar\\_\" \\_\\_init\\_\\_ a_b s_t\n");
}

TEST_F(ContentTest, AHeadingIsOneLine) {
  EXPECT_EQ(markdown("<h2>Install on<br>Linux</h2>a<br>b"), "## Install on Linux\n\na\\\nb\n");
  EXPECT_EQ(markdown("<h2><div>a<br>b</div>c</h2>"), "## a b\n\nc\n");
  EXPECT_EQ(markdown("<h2>Learn C #</h2><h2>C#</h2><h2>##</h2><h2>a <b>#</b></h2>x #"),
            "## Learn C \\#\n\n## C#\n\n## \\##\n\n## a **#**\n\nx #\n");
}

TEST_F(ContentTest, BreaksInARowEndAParagraph) {
  EXPECT_EQ(markdown("text<br><br>second<br> <br><br>third<br>"), "text\n\nsecond\n\nthird\n");
  EXPECT_EQ(markdown("<p>a<br></p>b<b>c<br></b>d"), "a\n\nb**c**\\\nd\n");
}

TEST_F(ContentTest, BlocksInCodeAreLines) {
  EXPECT_EQ(markdown("<pre><div>first</div><div> second\n</div><div>third</div>fourth</pre>"),
            "```\nfirst\n second\nthird\nfourth\n```\n");
}

TEST_F(ContentTest, MarkdownIsBounded) {
  std::string html;
  for (int i = 0; i < 1000; ++i) html += "<p>word";
  EXPECT_LT(markdown(html, 100).size(), 200u);
}

TEST_F(ContentTest, TheTitleStandsAbove) {
  EXPECT_EQ(titled_markdown({"T *x*", "Ann", "2024-01-02", "en"}, "text\n"),
            "# T \\*x\\*\n\nAnn, 2024-01-02\n\ntext\n");
  EXPECT_EQ(titled_markdown({}, "text\n"), "text\n");
  // And once only.
  EXPECT_EQ(titled_markdown({"What is *it*?", "", "", ""}, "## What Is \\*It\\*?\n\ntext\n"),
            "# What is \\*it\\*?\n\ntext\n");
  EXPECT_EQ(titled_markdown({"It", "", "", ""}, "## It is\n\ntext\n"),
            "# It\n\n## It is\n\ntext\n");
  EXPECT_EQ(titled_markdown({"It", "", "", ""}, "# It"), "# It\n\n");
  EXPECT_EQ(titled_markdown({"Learn C #", "", "", ""}, markdown("<h1>Learn C #</h1>x")),
            "# Learn C \\#\n\nx\n");
}

}  // namespace
}  // namespace parser
