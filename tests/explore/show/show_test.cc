// Arguments, commands, and finding the URL that is meant.
#include <gtest/gtest.h>

#include "explore/command/arguments.h"
#include "explore/commands.h"
#include "explore/show/url_search.h"
#include "explore/show/url_verdicts.h"
#include "tests/explore/crawl_maker.h"
#include "tests/explore/crawled.h"

namespace explore {
namespace {

constexpr std::array kFlags{Flag{{"format", "FORMAT", "the format"}, "table"},
                            Flag{{"raw", "", "raw"}}};
constexpr Usage kUsage{"query", "DB [SQL]", "Asks.\n", kFlags, "", 1, 2, Dashed::kText};

Arguments read(std::vector<const char*> words) { return {kUsage, words}; }

// The exit status, and what was said on standard error.
std::pair<int, std::string> leaving(const Arguments& arguments) {
  testing::internal::CaptureStderr();
  const int status = arguments.leave_now();
  return {status, testing::internal::GetCapturedStderr()};
}

TEST(Arguments, FlagsStandAnywhere) {
  const Arguments arguments = read({"db", "--format", "csv", "--raw", "SELECT 1", "--format=json"});
  EXPECT_EQ(arguments.leave_now(), -1);
  EXPECT_EQ(arguments.operands(), (std::vector<std::string>{"db", "SELECT 1"}));
  EXPECT_EQ(arguments.value("format"), "json");
  EXPECT_EQ(arguments.values("format").size(), 2u);
  EXPECT_TRUE(arguments.has("raw"));
  EXPECT_EQ(read({"db"}).value("format"), "table");
}

TEST(Arguments, SqlMayBeginWithAComment) {
  EXPECT_EQ(read({"db", "-- all\nSELECT 1"}).operands()[1], "-- all\nSELECT 1");
  EXPECT_EQ(read({"db", "-"}).operands()[1], "-");
  EXPECT_EQ(read({"--", "--raw", "-x"}).operands(), (std::vector<std::string>{"--raw", "-x"}));
}

TEST(Arguments, WordsMayBeginWithADash) {
  static constexpr std::array kLetters{Flag{{"limit", "N", "how many", 'n'}}};
  constexpr Usage kWords{"search", "DB WORDS", "Finds.\n", kLetters, "", 1, 9, Dashed::kWord};
  const std::vector<const char*> words{"db", "-word",     "-n", "3", "-w",
                                       "-",  "--limit=4", "--", "-n"};
  const Arguments arguments(kWords, words);
  EXPECT_EQ(arguments.leave_now(), -1);
  EXPECT_EQ(arguments.operands(), (std::vector<std::string>{"db", "-word", "-w", "-", "-n"}));
  EXPECT_EQ(arguments.values("limit"), (std::vector<std::string>{"3", "4"}));
  EXPECT_EQ(leaving(Arguments(kWords, std::vector<const char*>{"db", "--bogus"})).first, 2);
}

TEST(Arguments, MistakesAreNamed) {
  const std::vector<std::pair<std::vector<const char*>, const char*>> cases{
      {{}, "wants DB [SQL]"},
      {{"a", "b", "c\x1b"}, "no \"c"},
      {{"a", "--bogus"}, "query: unknown option --bogus; it has --format, --raw, --help"},
      {{"a", "--fromat=csv"}, "query: unknown option --fromat (did you mean --format?); it has"},
      {{"a", "-x"}, "query: unknown option -x"},
      {{"a", "--format"}, "--format needs a value: FORMAT"},
      {{"a", "--raw=1"}, "--raw: \"1\" is not one of true, false"}};
  for (const auto& [words, said] : cases) {
    const auto [status, error] = leaving(read(words));
    EXPECT_EQ(status, 2) << said;
    EXPECT_NE(error.find(said), std::string::npos) << error;
    EXPECT_NE(error.find("crawl query --help"), std::string::npos) << error;
    EXPECT_EQ(error.find('\x1b'), std::string::npos);
  }
}

TEST(Commands, HelpFitsAndNearMissesAreKnown) {
  for (const Command& command : commands()) {
    EXPECT_EQ(find_command(command.name), &command);
    EXPECT_NE(commands_help().find(std::string("crawl ") + std::string(command.name)),
              std::string::npos);
  }
  EXPECT_EQ(find_command("queri"), nullptr);
  EXPECT_NE(nearest_command("qeury").find("crawl query"), std::string::npos);
  EXPECT_NE(nearest_command("shwo").find("crawl show"), std::string::npos);
  EXPECT_NE(nearest_command("resum").find("crawl resume"), std::string::npos);
  EXPECT_EQ(nearest_command("seeds.txt"), "");
  EXPECT_EQ(nearest_command(""), "");
  EXPECT_EQ(nearest_command(std::string(100'000, 'q')), "");
}

class UrlSearch : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = CrawlFile::open(crawled_.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    file_ = std::move(opened).value();
  }
  std::vector<std::string> nearest(std::string_view url) {
    return *nearest_urls(file_->database(), file_->pages(), url, 3);
  }

  Crawled crawled_;
  std::unique_ptr<CrawlFile> file_;
};

TEST_F(UrlSearch, SloppyUrlsAreFound) {
  for (const char* typed : {"http://a.test/b", "HTTP://A.TEST:80/b#part", "a.test/b", " A.test/%62",
                            "http://me:pw@a.test/x/../b"}) {
    const auto meant = find_meant(file_->pages(), typed);
    ASSERT_TRUE(meant.ok());
    EXPECT_EQ(meant.value().url, "http://a.test/b") << typed;
    EXPECT_TRUE(meant.value().found) << typed;
  }
}

TEST_F(UrlSearch, WhatIsNotThereIsNamedInItsNormalForm) {
  EXPECT_EQ(find_meant(file_->pages(), "a.test/never").value().url, "https://a.test/never");
  EXPECT_FALSE(find_meant(file_->pages(), "a.test/never").value().found);
  EXPECT_EQ(find_meant(file_->pages(), "").value().url, "");
  EXPECT_EQ(find_meant(file_->pages(), "http://").value().url, "");
}

TEST_F(UrlSearch, NearestAreOtherSpellingsThenTheSameBeginning) {
  EXPECT_EQ(nearest("https://www.a.test/b/").at(0), "http://a.test/b");
  EXPECT_EQ(nearest("http://a.test/gonna").at(0), "http://a.test/gone");
  EXPECT_EQ(nearest("http://a.test/zzz").size(), 3u);
  EXPECT_TRUE(nearest("http://elsewhere.test/").empty());
}

// Of the host with this answer to robots.txt, in a crawl of its own.
std::string verdict_of(int status) {
  const storage::TemporaryFolder folder;
  CrawlMaker maker(folder.file("crawl.db"));
  maker.keep("http://a.test/", storage::page_of({}, 200).page, {});
  maker.robots("http://a.test", status);
  maker.end();
  auto file = CrawlFile::open(folder.file("crawl.db"));
  if (!file) return file.error().message;
  storage::Database& db = (*file)->database();
  return robots_verdict(db, "http://a.test/", db.integer_of("SELECT id FROM host_rows"));
}

TEST(RobotsVerdict, IsWhatTheCrawlMadeOfTheAnswer) {
  EXPECT_EQ(verdict_of(200), "allowed for crawl/0.1 (robots.txt: 200)");
  EXPECT_EQ(verdict_of(404), "allowed (robots.txt: 404)");
  EXPECT_EQ(verdict_of(302), "allowed (robots.txt: 302)") << "the last of too many";
  EXPECT_EQ(verdict_of(0), "no response: nothing is allowed");
  for (const int status : {429, 503})
    EXPECT_EQ(verdict_of(status),
              "nothing is allowed (robots.txt: " + std::to_string(status) + ")");
}

}  // namespace
}  // namespace explore
