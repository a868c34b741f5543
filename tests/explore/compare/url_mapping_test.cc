#include "explore/compare/url_mapping.h"

#include <gtest/gtest.h>

#include <string>

namespace explore {
namespace {

std::string mapped(std::string_view rule, std::string_view url) {
  UrlMapping map;
  EXPECT_EQ(map.add(rule), "");
  return map.of(url);
}

TEST(UrlMapping, TheFirstRuleThatIsFoundCounts) {
  UrlMapping map;
  EXPECT_TRUE(map.empty());
  ASSERT_EQ(map.add("^http://old\\.test/shop/(\\d+)=>http://new.test/item?id=\\1"), "");
  ASSERT_EQ(map.add("^http://old\\.test/=>http://new.test/"), "");
  EXPECT_EQ(map.of("http://old.test/shop/12"), "http://new.test/item?id=12");
  EXPECT_EQ(map.of("http://old.test/about"), "http://new.test/about");
  EXPECT_EQ(map.of("http://other.test/http://old.test/"), "http://other.test/http://old.test/");
}

TEST(UrlMapping, WhatComesOutIsInNormalForm) {
  EXPECT_EQ(mapped("^http://a.test/x=>HTTP://B.test:80/%7ex/../y", "http://a.test/x"),
            "http://b.test/y");
  EXPECT_EQ(mapped("\\.php$=>", "http://a.test/x.php"), "http://a.test/x");
}

TEST(UrlMapping, WhatIsNoUrlAnyMoreStaysAsItWas) {
  EXPECT_EQ(mapped("^http=>ftp", "http://a.test/x"), "http://a.test/x");
  EXPECT_EQ(mapped("^.*$=>", "http://a.test/x"), "http://a.test/x");
}

TEST(UrlMapping, WhatIsWrongIsNamed) {
  UrlMapping map;
  EXPECT_NE(map.add("(a=>b").find("(a: not a regular expression in RE2 syntax: missing )"),
            std::string::npos);
  EXPECT_NE(map.add("(a)=>\\2").find("\\2: "), std::string::npos);
  EXPECT_NE(map.add("a=b").find("write REGEX=>REPLACEMENT"), std::string::npos);
  EXPECT_TRUE(map.empty());
}

TEST(UrlMapping, PatternsThatTakeOtherEnginesForEverTakeNoTime) {
  EXPECT_EQ(mapped("(a+)+$=>x", "http://a.test/" + std::string(1900, 'a') + "!"),
            "http://a.test/" + std::string(1900, 'a') + "!");
}

}  // namespace
}  // namespace explore
