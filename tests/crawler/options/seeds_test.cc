#include "crawler/options/seeds.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace {

using crawler::read_seeds;
using crawler::Seeds;

class SeedsFile : public testing::Test {
 protected:
  SeedsFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "crawl-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    file_ = folder_ + "/seeds.txt";
  }
  ~SeedsFile() override { std::filesystem::remove_all(folder_); }

  Seeds read(const std::string& text) {
    std::ofstream(file_, std::ios::binary) << text;
    return read_seeds({file_});
  }

  std::string folder_, file_;
};

std::vector<std::string> urls(const Seeds& seeds) {
  std::vector<std::string> hrefs;
  for (const crawler::Seed& seed : seeds.good) hrefs.emplace_back(seed.url.href());
  return hrefs;
}

using Urls = std::vector<std::string>;

TEST_F(SeedsFile, OneUrlALineInOrderEachNormalFormOnce) {
  const Seeds seeds = read(
      "http://b.example/\n"
      "https://a.example:443/x/../%7euser#part\n"
      "HTTPS://A.example/~user\n"
      "http://b.example\n");
  EXPECT_EQ(urls(seeds), (Urls{"http://b.example/", "https://a.example/~user"}));
  EXPECT_EQ(seeds.good[0].origin, "http://b.example");
  EXPECT_EQ(seeds.good[1].origin, "https://a.example");
  EXPECT_TRUE(seeds.problems.empty());
}

TEST_F(SeedsFile, Utf16WithAByteOrderMarkIsRead) {
  const std::u16string text =
      u"\uFEFFhttp://a.example/\r\n# \u010A\u0A0A\r\nb\u00FCcher.example/\u0416\r\nhtp:/x";
  for (const bool little : {true, false}) {
    std::string bytes;
    for (const char16_t unit : text) {
      const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
      bytes += little ? low : high;
      bytes += little ? high : low;
    }
    const Seeds seeds = read(bytes);
    EXPECT_EQ(urls(seeds), (Urls{"http://a.example/", "https://xn--bcher-kva.example/%D0%96"}));
    ASSERT_EQ(seeds.problems.size(), 1u);
    EXPECT_TRUE(seeds.problems[0].starts_with(file_ + ":4: not a URL: \"htp:/x\""))
        << seeds.problems[0];
  }
  EXPECT_EQ(urls(read("\xFF\xFE")), Urls{});
  EXPECT_TRUE(read("\xFF\xFE").problems.empty());
}

TEST_F(SeedsFile, Utf16WithoutAByteOrderMarkIsNamedOnceWithTheRemedy) {
  using namespace std::string_literals;
  for (const std::string& text : {"h\0t\0t\0p\0\n\0x\0\n\0"s, "\0h\0t\0t\0p\0\n\0x\0\n"s}) {
    const Seeds seeds = read(text);
    EXPECT_TRUE(seeds.good.empty());
    ASSERT_EQ(seeds.problems.size(), 1u);
    EXPECT_NE(seeds.problems[0].find("save it as UTF-8"), std::string::npos) << seeds.problems[0];
  }
  EXPECT_EQ(read("\xFFhttp://a.example/\nhttp://b.example/\n").good.size(), 1u) << "no such mark";
}

TEST_F(SeedsFile, CommentsWhiteSpaceBomAndCrlf) {
  const Seeds seeds = read(
      "\xEF\xBB\xBFhttp://a.example/\r\n"
      "# a comment\r\n"
      "   # indented\r\n"
      "\r\n"
      " \t http://b.example/  \r\n"
      "http://c.example/#part # why\r\n"
      "http://d.example/x\t# why\r\n"
      "http://e.example/last");
  EXPECT_EQ(urls(seeds), (Urls{"http://a.example/", "http://b.example/", "http://c.example/",
                               "http://d.example/x", "http://e.example/last"}));
  EXPECT_TRUE(seeds.problems.empty());
}

TEST_F(SeedsFile, ThisMachineAndPrivateAddressesAreTakenAsHttp) {
  const Seeds seeds = read(
      "localhost:8080\n127.0.0.1:9/x\n[::1]:8080/\n[::1]\n10.1.2.3\nshop.localhost/y\n"
      "192.168.1.1?q\nlocalhost:443\nlocalhost:8443/\n8.8.8.8\n[2001:4860:4860::8888]/z\n"
      "https://localhost:8081\n");
  EXPECT_EQ(urls(seeds), (Urls{"http://localhost:8080/", "http://127.0.0.1:9/x",
                               "http://[::1]:8080/", "http://[::1]/", "http://10.1.2.3/",
                               "http://shop.localhost/y", "http://192.168.1.1/?q",
                               "https://localhost/", "https://localhost:8443/", "https://8.8.8.8/",
                               "https://[2001:4860:4860::8888]/z", "https://localhost:8081/"}));
  EXPECT_TRUE(seeds.problems.empty());
}

TEST_F(SeedsFile, AnArgumentThatIsNoFileMayBeAHost) {
  const std::string here = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  EXPECT_EQ(urls(read_seeds({"example.com", "example.co.uk/x?y", "127.0.0.1:9", "localhost"})),
            (Urls{"https://example.com/", "https://example.co.uk/x?y", "http://127.0.0.1:9/",
                  "http://localhost/"}));
  for (const char* name : {"seeds.txt2", "urls.list", "com", "folder/seeds.txt", "lists.d/a"}) {
    const Seeds seeds = read_seeds({name});
    EXPECT_TRUE(seeds.good.empty()) << name;
    ASSERT_EQ(seeds.problems.size(), 1u) << name;
    EXPECT_NE(seeds.problems[0].find("no such file"), std::string::npos) << seeds.problems[0];
  }
  std::ofstream("example.com") << "http://from.a.file/\n";
  std::filesystem::create_directory("example.org");
  EXPECT_EQ(urls(read_seeds({"example.com", "example.org"})),
            (Urls{"http://from.a.file/", "https://example.org/"}))
      << "a file wins; wget calls its folders by their hosts";
  std::filesystem::current_path(here);
}

TEST_F(SeedsFile, AFileThatIsNoTextIsRefusedOnceByWhatItIs) {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> files{
      {"SQLite format 3\0\x10\n\n\n"s, "is a database"},
      {"SQLite format 3\0"s + std::string(52, '\n') + "CrwL\n", "`crawl resume " + file_ + "`"},
      {"\x1F\x8B\x08\0\nx\ny\n"s, "packed with gzip"},
      {"%PDF-1.7\n%\n1 0 obj\n", "is a PDF"},
      {"text\n\nand\nmore\0\n"s, "is a binary file"}};
  for (const auto& [bytes, words] : files) {
    const Seeds seeds = read(bytes);
    EXPECT_TRUE(seeds.good.empty());
    ASSERT_EQ(seeds.problems.size(), 1u) << words;
    EXPECT_NE(seeds.problems[0].find(words), std::string::npos) << seeds.problems[0];
  }
}

TEST_F(SeedsFile, WhatLooksLikeAHostIsTakenAsHttps) {
  const Seeds seeds = read(
      "example.com/x\nEXAMPLE.org\nexample.net:8443/\nlocalhost:8080/y\nlocalhost\n"
      "b\xC3\xBC"
      "cher.example\n192.0.2.1/z\na.example?q=1\n");
  EXPECT_EQ(urls(seeds),
            (Urls{"https://example.com/x", "https://example.org/", "https://example.net:8443/",
                  "http://localhost:8080/y", "http://localhost/", "https://xn--bcher-kva.example/",
                  "http://192.0.2.1/z", "https://a.example/?q=1"}));
  EXPECT_TRUE(seeds.problems.empty());
}

TEST_F(SeedsFile, BadLinesAreReportedWithFileAndLineAndTheRestKept) {
  const Seeds seeds = read(
      "http://a.example/\n"
      "htp:/x\n"
      "mailto:me@a.example\n"
      "http://\n"
      "http://a b/\n"
      "word\n"
      "http://a.example:99999/\n"
      "/relative\n"
      "\x1b[31mred\n"
      "http://z.example/\n");
  EXPECT_EQ(urls(seeds), (Urls{"http://a.example/", "http://z.example/"}));
  const std::vector<std::string> expected = {
      ":2: not a URL: \"htp:/x\" (scheme http or https expected)",
      ":3: not a URL: \"mailto:me@a.example\" (scheme http or https expected)",
      ":4: not a URL: \"http://\" (a host is missing)",
      ":5: not a URL: \"http://a b/\" (the host or port is not valid)",
      ":6: not a URL: \"word\" (scheme http or https expected)",
      ":7: not a URL: \"http://a.example:99999/\" (the host or port is not valid)",
      ":8: not a URL: \"/relative\" (scheme http or https expected)",
      ":9: not a URL: \"\xEF\xBF\xBD[31mred\" (scheme http or https expected)"};
  ASSERT_EQ(seeds.problems.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_EQ(seeds.problems[i], file_ + expected[i]);
}

TEST_F(SeedsFile, ALineOfAnyLengthOrBytesIsOneProblem) {
  const Seeds seeds = read("http://a.example/" + std::string(1'000'000, 'x') + "\nb.example\n" +
                           std::string("\0\xFF\xFE", 3) + "\nc.example");
  EXPECT_EQ(urls(seeds), (Urls{"https://b.example/", "https://c.example/"}));
  ASSERT_EQ(seeds.problems.size(), 2u);
  EXPECT_TRUE(seeds.problems[0].ends_with("(longer than 65536 bytes)"));
  EXPECT_LT(seeds.problems[0].size(), 400u);
}

TEST_F(SeedsFile, AnEmptyFileHasNeitherSeedsNorProblems) {
  const Seeds seeds = read("");
  EXPECT_TRUE(seeds.good.empty());
  EXPECT_TRUE(seeds.problems.empty());
}

TEST(SeedArguments, UrlsNeedNoFile) {
  EXPECT_EQ(urls(read_seeds({"https://a.example/x", "HTTP://b.example"})),
            (Urls{"https://a.example/x", "http://b.example/"}));
  EXPECT_EQ(read_seeds({"http://"}).problems,
            std::vector<std::string>{"not a URL: \"http://\" (a host is missing)"});
}

TEST(SeedArguments, AMissingFileSaysWhatSeedsAre) {
  EXPECT_EQ(read_seeds({"query"}).problems,
            std::vector<std::string>{
                "query: no such file (seeds are files of URLs, URLs, or - for standard input)"});
  EXPECT_EQ(
      read_seeds({"no-such.example"}).problems,
      std::vector<std::string>{
          "no-such.example: no such file (if you meant the website: https://no-such.example)"});
  EXPECT_EQ(read_seeds({"/"}).problems,
            std::vector<std::string>{"/: is a directory; a file of URLs is wanted"});
}

TEST(SeedArguments, DashIsStandardInput) {
  std::istringstream input("a.example\nnonsense\n");
  std::streambuf* before = std::cin.rdbuf(input.rdbuf());
  const Seeds seeds = read_seeds({"-", "https://b.example/"});
  std::cin.rdbuf(before);
  EXPECT_EQ(urls(seeds), (Urls{"https://a.example/", "https://b.example/"}));
  EXPECT_EQ(seeds.problems,
            std::vector<std::string>{"standard input:2: not a URL: \"nonsense\" (scheme http or "
                                     "https expected)"});
}

}  // namespace
