#include "crawler/control/control_command.h"

#include <gtest/gtest.h>

#include <string>

namespace crawler {
namespace {

std::string words_of(const std::string& line) {
  const ReadControl read = read_control(line);
  EXPECT_EQ(read.problem, "") << line;
  return read.command.words();
}

std::string problem_of(const std::string& line) { return read_control(line).problem; }

TEST(ControlCommand, EachVerbIsReadAndSaidAgain) {
  for (const char* line :
       {"status", "pause", "resume", "stop", "delay example.com 500", "delay * 2s",
        "delay https://example.com:8443 default", "slots example.com 8", "skip /a b/",
        "unskip ^http", "add http://example.com/", "limit max-pages 10", "limit max-time 90",
        "limit concurrency default"})
    EXPECT_EQ(words_of(line), line);
}

TEST(ControlCommand, HostsAndUrlsTakeTheirNormalForm) {
  EXPECT_EQ(words_of("  delay   EXAMPLE.com   1s "), "delay example.com 1s");
  EXPECT_EQ(words_of("slots HTTP://Example.com:80/ 3"), "slots http://example.com 3");
  EXPECT_EQ(words_of("add HTTP://user:word@Example.com/%7Ea#x"), "add http://example.com/~a");
}

TEST(ControlCommand, WhatIsWrongIsSaid) {
  EXPECT_NE(problem_of("fly").find("no such command: \"fly\" (there are status, pause"),
            std::string::npos);
  EXPECT_NE(problem_of("").find("no such command"), std::string::npos);
  EXPECT_EQ(problem_of("pause now"), "pause takes nothing behind it");
  EXPECT_EQ(problem_of("delay example.com"), "use: delay HOST MS");
  EXPECT_NE(problem_of("delay example.com soon").find("delay HOST MS: "), std::string::npos);
  EXPECT_NE(problem_of("slots example.com 0").find("slots HOST N: "), std::string::npos);
  EXPECT_NE(problem_of("delay example.com:8080 5").find("not a host"), std::string::npos);
  EXPECT_NE(problem_of("delay http://example.com/a 5").find("not a host"), std::string::npos);
  EXPECT_NE(problem_of("add ftp://example.com/").find("not a URL"), std::string::npos);
  EXPECT_NE(problem_of("limit max-depth 3").find("can't be changed while the crawl runs"),
            std::string::npos);
  EXPECT_NE(problem_of("limit max-pages many").find("limit max-pages: "), std::string::npos);
}

TEST(ControlCommand, BytesThatAreNoTextAreRefused) {
  const std::string expected = "a command is a line of UTF-8 without control characters";
  EXPECT_EQ(problem_of("skip \x1b[2J"), expected);
  EXPECT_EQ(problem_of(std::string("pause\0", 6)), expected);
  EXPECT_EQ(problem_of("skip \xff"), expected);
  EXPECT_NE(problem_of("skip " + std::string(kMostControlBytes, 'a')).find("at most 8192 bytes"),
            std::string::npos);
}

}  // namespace
}  // namespace crawler
