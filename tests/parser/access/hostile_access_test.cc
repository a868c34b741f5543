// Pages made to cost much: a hundred thousand of everything that waits for something else. Each of
// them takes a fraction of a second; what would be quadratic does not end.
#include <gtest/gtest.h>

#include <string>

#include "tests/parser/access/judged.h"

namespace parser {
namespace {

std::string times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(HostileAccess, ManyElementsThatNameEachOther) {
  Judged judged;
  judged.judge(times(10'000, "<label for=a hidden>x</label><input id=a>"));
  EXPECT_EQ(judged.count("label"), 10'000u);
  judged.judge(times(10'000, "<b id=a></b><button aria-labelledby='a b a b c'></button>"));
  EXPECT_EQ(judged.count("button-name"), 10'000u);
  judged.judge("<input aria-labelledby='" + times(500'000, "a ") + "'>");
  EXPECT_EQ(judged.count("label"), 1u);
}

TEST(HostileAccess, ManyElementsNested) {
  Judged judged;
  judged.judge("<ul>" + times(5'000, "<p><a href=x><b role=button tabindex=0>") + "<img src=x>");
  EXPECT_GE(judged.count("list"), 1u);
  judged.judge(times(2'000, "<svg><g role=img>") + times(2'000, "<dl><div>x"));
  EXPECT_GE(judged.count("svg-img-alt"), 1u);
}

TEST(HostileAccess, ManyImagesBesideALongText) {
  Judged judged;
  const std::string blanks(1'000'000, ' ');
  judged.judge("<p>a" + blanks + "b" + times(20'000, "<img src=x alt='a b'>") + "</p>");
  EXPECT_EQ(judged.count("image-redundant-alt"), 0u);
}

TEST(HostileAccess, TablesInTables) {
  Judged judged;
  judged.judge(times(50, "<table><tr><td id=a headers=b>") + times(10'000, "<td headers='a b'>"));
  EXPECT_GE(judged.count("td-headers-attr"), 1u);
}

TEST(HostileAccess, LongAndOddAttributes) {
  Judged judged;
  const std::string longest(1'000'000, 'x');
  judged.judge("<img src=x data-x='" + longest + "' aria-" + longest + "=x role='" + longest +
               "' tabindex='" + std::string(100'000, '9') + "' lang='" + longest + "'>");
  EXPECT_EQ(judged.count("aria-valid-attr"), 1u);
  EXPECT_LE(judged.example("image-alt").size(), FaultBook::kMostExampleBytes);
  constexpr char kNuls[] = "<img\0x alt\0=y><a href=x aria-label='\0'>";
  judged.judge({kNuls, sizeof kNuls - 1});
  judged.judge("");
  EXPECT_GE(judged.count("html-has-lang"), 1u);
}

TEST(HostileAccess, NothingOfThePageBeforeIsLeft) {
  Judged judged;
  judged.judge("<input id=a><img src=x><b accesskey=x></b><iframe title=t></iframe><main></main>");
  judged.judge("<label for=a>x</label><b accesskey=x></b><iframe title=t></iframe><main></main>");
  for (const char* rule :
       {"label", "image-alt", "accesskeys", "frame-title-unique", "landmark-no-duplicate-main"})
    EXPECT_EQ(judged.count(rule), 0u) << rule;
}

}  // namespace
}  // namespace parser
