#include "crawler/policy/conditions.h"

#include <gtest/gtest.h>

namespace crawler {
namespace {

using Lines = std::vector<std::string>;

storage::Revisit known(std::string etag, std::string last_modified) {
  // 1994-11-06 08:49:37 UTC, the date of RFC 9110.
  return {std::move(etag), std::move(last_modified),
          std::chrono::system_clock::time_point(std::chrono::seconds(784'111'777)), false};
}

TEST(Conditions, AreThoseThatTheServerGave) {
  EXPECT_EQ(conditions_of(known("W/\"1\"", "Sat, 05 Nov 1994 08:49:37 GMT")),
            (Lines{"If-None-Match: W/\"1\"", "If-Modified-Since: Sat, 05 Nov 1994 08:49:37 GMT"}));
}

TEST(Conditions, WithoutADateTheLastVisitIsNamed) {
  EXPECT_EQ(conditions_of(known("", "")),
            Lines{"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"});
}

TEST(Conditions, AfterAnErrorAllOfItIsAskedFor) {
  storage::Revisit revisit = known("\"1\"", "");
  revisit.is_doubtful = true;
  EXPECT_TRUE(conditions_of(revisit).empty());
}

TEST(Conditions, WhatWouldBeAnotherHeaderIsNotSent) {
  const Lines lines = conditions_of(known("\"1\"\r\nX-Evil: 1", std::string(2'000, 'x')));
  EXPECT_EQ(lines, Lines{"If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"});
}

}  // namespace
}  // namespace crawler
