#include "crawler/policy/seen_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

class SeenLinesTest : public testing::Test {
 protected:
  // The page at `url` with this title and body.
  Newness judge(const std::string& url, const std::string& title, const std::string& body) {
    parser::Url parsed;
    EXPECT_EQ(parsed.assign(url), parser::UrlStatus::kOk);
    parsed.normalise();
    const std::string html = "<!DOCTYPE html><title>" + title + "</title>" + body;
    const std::vector<std::pair<std::string, std::string>> headers{{"Content-Type", "text/html"}};
    parser::RawPage raw;
    raw.url = parsed.href();
    raw.status = 200;
    raw.headers = &headers;
    raw.body = html;
    return seen_.judge(parsed, parser_.parse(raw, {}));
  }

  SeenLines seen_;
  parser::PageParser parser_;
};

TEST_F(SeenLinesTest, WhatWasNotSaidBeforeIsNewAndThenNoMore) {
  EXPECT_EQ(judge("http://a.example/x", "Title", "<p>Some words.<p>Others."), Newness::kNew);
  EXPECT_EQ(judge("http://a.example/y", "Title", "<p>Others.<p>Some words."), Newness::kNothingNew);
  EXPECT_EQ(judge("http://a.example/z", "Title", "<p>Words some."), Newness::kNew);
}

TEST_F(SeenLinesTest, OneNewLineIsEnough) {
  std::string menu;
  for (char c = 'a'; c <= 'z'; ++c) menu += std::string("<li>entry ") + c;
  judge("http://a.example/x", "Title", menu);
  EXPECT_EQ(judge("http://a.example/y", "Title", menu + "<p>News of the day."), Newness::kNew);
}

TEST_F(SeenLinesTest, WordsWithDigitsDoNotCount) {
  judge("http://a.example/2026/11", "November 2026", "<p>1 2 3<p>Made at 14:05 in 0.2s, id 7f3a.");
  EXPECT_EQ(
      judge("http://a.example/2027/11", "November 2027", "<p>4 5<p>Made at 9:59 in 1s, id 0b."),
      Newness::kNothingNew);
  EXPECT_EQ(judge("http://a.example/2027/x", "December 2027", "<p>4 5"), Newness::kNew);
}

TEST_F(SeenLinesTest, MonthsAndDaysDoNotCountWhereTheUrlStandsForADate) {
  EXPECT_EQ(judge("http://a.example/2031/05", "May 2031", "<p>No events on Thursday"),
            Newness::kNew);
  EXPECT_EQ(judge("http://a.example/2031/06", "June 2031", "<p>No events on Friday"),
            Newness::kNothingNew);
  EXPECT_EQ(judge("http://a.example/2031/07", "Juli 2031", "<p>No events on Mittwoch, März"),
            Newness::kNothingNew);
  EXPECT_EQ(judge("http://a.example/2031/08", "August 2031", "<p>A concert on Friday"),
            Newness::kNew);
}

TEST_F(SeenLinesTest, ADatedPageIsNewByItsLinksButNotByTheNextDates) {
  const auto month = [this](const std::string& url, const std::string& link) {
    return judge("http://a.example/" + url, "Archive",
                 "<a href=/2031/06>next</a><a href='" + link + "'>more</a>");
  };
  EXPECT_EQ(month("2031/01", "/2031/01/12/first-post"), Newness::kNew);
  EXPECT_EQ(month("2031/02", "/2031/01/12/first-post"), Newness::kNothingNew);
  EXPECT_EQ(month("2031/03", "/2030/12/1/first-post"), Newness::kNothingNew);
  EXPECT_EQ(month("2031/04", "/2031/01/12/second-post"), Newness::kNew);
}

TEST_F(SeenLinesTest, WordsOfThePagesOwnUrlDoNotCount) {
  judge("http://a.example/foo/bar", "Foo/bar is lost", "<p>No /foo/bar here.");
  EXPECT_EQ(judge("http://a.example/red/blue", "red/blue is lost", "<p>No /red/blue here."),
            Newness::kNothingNew);
  EXPECT_EQ(judge("http://a.example/red", "red is lost", "<p>No green here."), Newness::kNew);
}

TEST_F(SeenLinesTest, AnotherPictureIsNewWhateverTheTextSays) {
  EXPECT_EQ(judge("http://a.example/1", "Comic 1", "<img src=/i/1.png>"), Newness::kNew);
  EXPECT_EQ(judge("http://a.example/2", "Comic 2", "<img src=/i/2.png>"), Newness::kNew);
  EXPECT_EQ(judge("http://a.example/3", "Comic 3", "<img src=/i/2.png>"), Newness::kNothingNew);
}

TEST_F(SeenLinesTest, APictureWhoseFolderGrowsWithThePageIsTheSame) {
  judge("http://a.example/a/", "Grow", "<img src=logo.png>");
  EXPECT_EQ(judge("http://a.example/a/a/", "Grow", "<img src=logo.png>"), Newness::kNothingNew);
}

TEST_F(SeenLinesTest, ASiteIsARegistrableDomain) {
  judge("http://x.a.example/", "Title", "<p>Words.");
  EXPECT_EQ(judge("http://y.a.example/", "Title", "<p>Words."), Newness::kNothingNew);
  EXPECT_EQ(judge("http://b.example/", "Title", "<p>Words."), Newness::kNew);
}

TEST_F(SeenLinesTest, OtherScriptsAreWords) {
  EXPECT_EQ(judge("http://a.example/x", "t", "<p>\u6771\u4eac"), Newness::kNew);
  EXPECT_EQ(judge("http://a.example/y", "t", "<p>\u5927\u962a"), Newness::kNew);
  EXPECT_EQ(judge("http://a.example/z", "t", "<p>\u6771\u4eac"), Newness::kNothingNew);
}

TEST_F(SeenLinesTest, NothingToReadSaysNothingOfNewness) {
  const parser::ParsedPage empty;
  parser::ParsedPage redirect;
  redirect.text = "Moved";
  redirect.redirect_to = "http://a.example/y";
  parser::Url url;
  url.assign("http://a.example/x");
  EXPECT_EQ(seen_.judge(url, empty), Newness::kUnknown);
  EXPECT_EQ(seen_.judge(url, redirect), Newness::kUnknown);
}

}  // namespace
}  // namespace crawler
