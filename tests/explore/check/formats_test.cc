// What came from the web stands in each format as text; and what has no room is left out and said.
#include "explore/check/formats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace explore {
namespace {

const std::string kHostile =
    "</failure>]]><script>|`*_\x1b[31m\x07\u202e\xff\xc3 \u2028\"'&\\\n\r\t";

class Formats : public testing::Test {
 protected:
  Formats() {
    outcome_.subject = "http://a.test/" + kHostile;
    outcome_.coverage.pages = 1;
    JudgedFinding judged;
    judged.finding = find_finding("broken-links");
    judged.columns = {"page", "broken_url", "answer", "anchor"};
    for (const Standing standing : {Standing::kNew, Standing::kKnown, Standing::kIgnored}) {
      ListedRow row;
      row.cells = {"http://a.test:80/" + kHostile, "http://b.test/x", int64_t{404}, kHostile};
      row.standing = standing;
      row.reason = standing == Standing::kIgnored ? kHostile : "";
      row.fingerprint = std::string(32, 'a');
      (standing == Standing::kIgnored ? judged.listed_ignored : judged.listed).push_back(row);
    }
    judged.rows = 2;
    judged.new_rows = judged.known_rows = judged.ignored = 1;
    outcome_.findings.push_back(judged);
    outcome_.ignore.push_back({"broken-links", "x", kHostile, "2020-01-01", true, 0});
    outcome_.baseline = "base.db";
    pass_through(read_gates("error>0,new:error>0,warning>0", findings()).all, outcome_);
  }

  void fill(std::size_t rows) {
    JudgedFinding& judged = outcome_.findings[0];
    judged.listed.resize(rows, judged.listed[0]);
    judged.rows = rows + 1;
  }

  std::string text(FormatWishes wishes = {}) const {
    std::string text;
    Output output(&text);
    write_text(outcome_, wishes, output);
    return text;
  }

  Outcome outcome_;
};

TEST_F(Formats, TextMovesNoCursor) {
  for (const Grouping grouping : {Grouping::kFinding, Grouping::kPage, Grouping::kTarget}) {
    const std::string said = text({grouping});
    for (const char c : said) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
    EXPECT_EQ(said.find("\u202e"), std::string::npos);
    EXPECT_NE(said.find("http://b.test/x"), std::string::npos);
    EXPECT_NE(said.find("failed error>0: 2"), std::string::npos);
    EXPECT_NE(said.find("failed new:error>0: 1"), std::string::npos);
    EXPECT_NE(said.find("passed warning>0: 0"), std::string::npos);
    EXPECT_NE(said.find("has ended, ignores nothing"), std::string::npos);
    EXPECT_TRUE(said.ends_with("FAILED\n")) << said;
  }
}

TEST_F(Formats, TextListsSoManyRowsAndSaysWhatMoreThereIs) {
  fill(300);
  EXPECT_NE(text().find("… and 201 more"), std::string::npos);
  EXPECT_NE(text({.rows = 0}).find("… and 1 more"), std::string::npos);
}

TEST_F(Formats, MarkdownFitsIntoAComment) {
  fill(5000);
  for (ListedRow& row : outcome_.findings[0].listed)
    row.cells[3] = std::string(290, '|') + "\xe6\xbc\xa2";
  for (const std::size_t rows : {0, 100, 5000}) {
    const std::string comment = markdown_of(outcome_, {.rows = rows});
    EXPECT_LE(comment.size(), 65'536u);
    EXPECT_NE(comment.find(" more\n"), std::string::npos);
  }
  EXPECT_NE(markdown_of(outcome_, {.rows = 0}).find("more than a comment may hold"),
            std::string::npos);
}

TEST_F(Formats, MarkdownHasNoMarkupOfOthers) {
  const std::string comment = markdown_of(outcome_, {});
  for (std::size_t at = comment.find('<'); at != std::string::npos;
       at = comment.find('<', at + 1)) {
    const std::string_view rest = std::string_view(comment).substr(at + 1);
    EXPECT_TRUE(comment[at - 1] == '\\' || rest.starts_with("http://b.test/x>") ||
                rest.starts_with("details>") || rest.starts_with("summary>") ||
                rest.starts_with("/details>") || rest.starts_with("/summary>"))
        << rest.substr(0, 20);
  }
  EXPECT_EQ(comment.find("\u202e"), std::string::npos);
  EXPECT_EQ(comment.find('\x1b'), std::string::npos);
  // A row is one line with as many cells as the head.
  EXPECT_NE(comment.find("| new |"), std::string::npos);
  EXPECT_NE(comment.find("**failed**"), std::string::npos);
}

TEST_F(Formats, MarkdownCallsNobody) {
  outcome_.subject = "http://a.test/@someone";
  outcome_.ignore[0].reason = "@someone said so";
  outcome_.findings[0].listed[0].cells[3] = "thanks @someone";
  const std::string comment = markdown_of(outcome_, {});
  EXPECT_NE(comment.find("thanks @\u2060someone"), std::string::npos);
  EXPECT_NE(comment.find("(@\u2060someone said so)"), std::string::npos) << comment;
}

TEST_F(Formats, SarifIsBoundedAndSaysWhatIsLeftOut) {
  fill(25'100);
  std::string sarif = sarif_of(outcome_);
  const auto results = [](const std::string& all) {
    std::size_t count = 0;
    for (std::size_t at = all.find("\"ruleId\""); at != std::string::npos;
         at = all.find("\"ruleId\"", at + 1))
      ++count;
    return count;
  };
  EXPECT_LE(results(sarif), 25'000u);
  EXPECT_NE(sarif.find("results were left out"), std::string::npos);
  fill(7'000);
  for (ListedRow& row : outcome_.findings[0].listed)
    row.cells[1] = "http://b.test/" + std::string(2000, 'x');
  sarif = sarif_of(outcome_);
  EXPECT_LT(sarif.size(), kMostSarif + 100'000);
  EXPECT_LT(results(sarif), 7'000u);
}

TEST_F(Formats, SarifNamesPlacesThatGitHubTakes) {
  const std::string sarif = sarif_of(outcome_);
  // No scheme, and no colon that would look like one.
  EXPECT_NE(sarif.find(R"("uri":"a.test%3A80/)"), std::string::npos) << sarif;
  EXPECT_EQ(sarif.find(R"("uri":"http)"), std::string::npos);
  EXPECT_NE(sarif.find(R"("suppressions":[{"kind":"external")"), std::string::npos);
  EXPECT_NE(sarif.find(R"("baselineState":"new")"), std::string::npos);
}

TEST_F(Formats, JunitFailsWhatFailedAGateAlone) {
  JudgedFinding warning;
  warning.finding = find_finding("soft-404");
  warning.columns = {"url"};
  warning.rows = 1;
  warning.listed.push_back({{"http://a.test/soft"}, Standing::kKnown, "", "b"});
  outcome_.findings.push_back(warning);
  outcome_.gates.clear();
  pass_through(read_gates("error>0,warning>5", findings()).all, outcome_);
  const std::string junit = junit_of(outcome_);
  EXPECT_NE(junit.find("tests=\"3\" failures=\"1\" errors=\"0\""), std::string::npos) << junit;
  const std::size_t soft = junit.find("crawl.soft-404");
  ASSERT_NE(soft, std::string::npos);
  EXPECT_EQ(junit.substr(soft, junit.find("</testcase>", soft) - soft).find("<failure"),
            std::string::npos);
  EXPECT_EQ(junit.find("<script"), std::string::npos);
  EXPECT_EQ(junit.find('\x1b'), std::string::npos);
}

TEST_F(Formats, WhatCouldNotBeJudgedIsAnErrorOfItsOwn) {
  outcome_.findings.clear();
  outcome_.gates.clear();
  outcome_.coverage.problem = "hosts were unavailable: <x>";
  pass_through(read_gates("error>0", findings()).all, outcome_);
  EXPECT_EQ(outcome_.verdict, Verdict::kUnjudged);
  EXPECT_NE(junit_of(outcome_).find("<error type=\"coverage\" message=\"hosts were unavailable: "
                                    "&lt;x&gt;\"/>"),
            std::string::npos);
  EXPECT_NE(sarif_of(outcome_).find("\"executionSuccessful\":false"), std::string::npos);
  EXPECT_NE(json_of(outcome_).find("\"verdict\": \"unjudged\""), std::string::npos);
  EXPECT_NE(text().find("NOT JUDGED: hosts were unavailable"), std::string::npos);
}

}  // namespace
}  // namespace explore
