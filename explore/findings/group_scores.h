// The score of each group of findings, and how it comes about.
//
// A group begins with 100. Each finding that found something takes points away: at most 50 if it is
// an error, 20 if a warning, 5 if a notice. It takes as much of these as the share of the pages
// that it is found on, and a tenth at the least, since what is found once may be the first page.
// Facts take nothing, and no group goes below 0. Thread: pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/findings/findings.h"
#include "storage/database/statement.h"

namespace explore {

struct FoundRows {
  const Finding* finding = nullptr;
  uint64_t rows = 0;
  // Pages that they stand for: of a line for a site those that it counts; else as many as rows.
  uint64_t pages = 0;
};

struct Deduction {
  const Finding* finding = nullptr;
  double share = 0;   // of the pages, from 0.1 to 1
  double points = 0;  // what it takes
};

struct GroupScore {
  std::string_view group;
  int score = 100;  // rounded
  std::size_t checks = 0;
  std::size_t errors = 0, warnings = 0, notices = 0;  // findings that found something
  std::vector<Deduction> deductions;                  // the largest first
};

// `pages`: HTML pages of the crawl. The groups in the order of `found`.
std::vector<GroupScore> group_scores(std::span<const FoundRows> found, uint64_t pages);

// The column that says how many pages a row stands for, where a row is a line for a site; else -1.
int column_of_pages(const storage::Statement& statement);

// "100 - 50 (Broken links, error, on 100 % of the pages) - 2 (…) = 48"
std::string reckoning_in_words(const GroupScore& score);

}  // namespace explore
