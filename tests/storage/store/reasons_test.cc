#include "storage/store/reasons.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

using storage::kReasons;
using storage::Reason;
using storage::ReasonRow;
using storage::UrlState;

using Names = std::set<std::string>;

// The lines of a section of the manual that are rows of its table.
std::vector<std::string> rows_of_manual(const std::string& heading, const char* begin = "| `") {
  std::ifstream manual(std::string(CRAWL_SOURCE_DIR) + "/docs/manual.md");
  std::vector<std::string> rows;
  bool is_there = false;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("## ")) is_there = line == "## " + heading;
    if (is_there && line.starts_with(begin)) rows.push_back(line);
  }
  return rows;
}

// What stands between `backquotes`.
std::vector<std::string> quoted_in(const std::string& text) {
  std::vector<std::string> quoted;
  for (std::size_t at = 0; (at = text.find('`', at)) != std::string::npos;) {
    const std::size_t end = text.find('`', at + 1);
    quoted.push_back(text.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return quoted;
}

template <typename Which>
Names names_where(Which which) {
  Names names;
  for (const ReasonRow& row : kReasons)
    if (which(row)) names.emplace(row.name);
  return names;
}

TEST(Reasons, EachHasOneRowWithANameAndWordsOfItsOwn) {
  std::set<Reason> reasons;
  Names names, words;
  for (const ReasonRow& row : kReasons) {
    EXPECT_NE(row.reason, Reason::kNone);
    EXPECT_TRUE(reasons.insert(row.reason).second) << row.name;
    EXPECT_TRUE(names.emplace(row.name).second) << row.name;
    EXPECT_TRUE(words.emplace(row.words).second) << row.name;
    EXPECT_EQ(find_reason(row.reason), &row);
    EXPECT_TRUE(row.trap.empty() || row.state == UrlState::kSkipped) << row.name;
    EXPECT_TRUE(row.limit.empty() || !row.trap.empty()) << row.name;
  }
  EXPECT_EQ(find_reason(Reason::kNone), nullptr);
  EXPECT_EQ(name_of(static_cast<Reason>(19)), "");
}

// The numbers stand in databases that there are.
TEST(Reasons, NumbersStayAsTheyAre) {
  const std::map<int, std::string> numbers = {{1, "scope"},
                                              {2, "exclude"},
                                              {3, "include"},
                                              {4, "max-depth"},
                                              {5, "resource"},
                                              {6, "nofollow"},
                                              {7, "url-length"},
                                              {8, "path-depth"},
                                              {9, "repeated-segment"},
                                              {10, "redirect-hops"},
                                              {11, "nothing-new"},
                                              {12, "bad-port"},
                                              {13, "follow"},
                                              {20, "robots"},
                                              {21, "query-budget"},
                                              {22, "equal-content"},
                                              {23, "max-per-host"},
                                              {24, "hosts-per-domain"},
                                              {25, "sitemap-budget"},
                                              {26, "max-checks-per-host"},
                                              {27, "host-unavailable"},
                                              {28, "by-hand"},
                                              {40, "private-address"},
                                              {41, "dns"},
                                              {42, "connect"},
                                              {43, "tls"},
                                              {44, "timeout"},
                                              {45, "reset"},
                                              {46, "protocol"},
                                              {47, "too-slow"},
                                              {48, "robots-unreachable"},
                                              {49, "other"}};
  std::map<int, std::string> of_table;
  for (const ReasonRow& row : kReasons) of_table[static_cast<int>(row.reason)] = row.name;
  EXPECT_EQ(of_table, numbers);
}

// And one check too many, which may still be a page.
TEST(Reasons, OnlyHowAUrlWasFoundIsRevived) {
  for (const ReasonRow& row : kReasons) {
    const bool is_check = row.reason == Reason::kMaxChecksPerHost;
    EXPECT_EQ(is_revivable(row.reason), row.reason <= Reason::kFollow || is_check) << row.name;
  }
  EXPECT_FALSE(storage::is_revivable(Reason::kNone));
}

TEST(Reasons, TheManualNamesEachInItsState) {
  std::map<std::string, Names> manual;
  for (const std::string& row : rows_of_manual("Reasons")) {
    std::vector<std::string> quoted = quoted_in(row);
    const bool is_final =
        quoted[0] == "failed" || row.find("when its turn came |") != std::string::npos;
    Names& names = manual[quoted[0] + (is_final ? "" : ", revivable")];
    names.insert(quoted.begin() + 1, quoted.end());
  }
  const std::map<std::string, Names> table = {
      {"skipped, revivable", names_where([](const ReasonRow& row) { return row.is_revivable; })},
      {"skipped", names_where([](const ReasonRow& row) {
         return row.state == UrlState::kSkipped && !row.is_revivable;
       })},
      {"failed", names_where([](const ReasonRow& row) { return row.state == UrlState::kFailed; })}};
  EXPECT_EQ(manual, table);
}

TEST(Reasons, TheManualExplainsEachTrapAndItsLimit) {
  std::map<std::string, std::string> manual, table;
  for (const std::string& row : rows_of_manual("Traps")) {
    const std::vector<std::string> quoted = quoted_in(row);
    const bool has_option = quoted.back().starts_with("--");
    manual[quoted.front()] = has_option ? quoted.back().substr(2) : "";
  }
  for (const ReasonRow& row : kReasons)
    if (is_trap(row.reason)) table[std::string(row.name)] = row.limit;
  EXPECT_EQ(manual, table);
}

TEST(EndReasons, TheManualNamesEach) {
  Names manual, table;
  for (const std::string& row : rows_of_manual("Exit status", "| ")) {
    const std::size_t column = row.find('|', 1) + 1;
    for (const std::string& name : quoted_in(row.substr(column, row.find('|', column) - column)))
      manual.insert(name);
  }
  for (const storage::EndReasonRow& row : storage::kEndReasons) table.insert(std::string(row.name));
  EXPECT_EQ(manual, table);
}

TEST(EndReasons, AreFoundByTheirNames) {
  for (const storage::EndReasonRow& row : storage::kEndReasons) {
    EXPECT_EQ(name_of(row.reason), row.name);
    EXPECT_EQ(storage::find_end_reason(row.name), &row);
  }
  EXPECT_EQ(storage::find_end_reason("eaten by a bear"), nullptr);
}

}  // namespace
