// ComparisonReport: what a comparison found, ready to be told in any format: sums, notes, and lists
// of rows in a database of our own, each with the SQL that gives it.
// Thread: one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explore/command/output.h"
#include "explore/compare/compared_crawl.h"
#include "explore/findings/findings.h"
#include "explore/rows/row_writer.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

struct ReportedList {
  std::string_view name;  // "gone"
  std::string_view title;
  Severity severity = Severity::kFact;
  std::string_view meaning;
  std::string sql;    // its rows in order, a URL first
  uint64_t urls = 0;  // of all that there are
};

struct ReportedCrawl {
  std::string_view role;  // "OLD"
  std::string path, started_at;
  uint64_t pages = 0;
  std::string why_incomplete;  // see ComparedCrawl
};

struct ComparisonReport {
  std::string_view title;  // "Comparison of two crawls"
  ReportedCrawl old_crawl, new_crawl;
  std::string sum;                  // a sentence: what both have
  std::vector<ReportedList> lists;  // the worst first; all that were asked for, also empty ones
  // What changed how often; empty where that is no question.
  std::vector<std::pair<std::string_view, uint64_t>> fields;
  // Rows of what, times, for_example: the same change on several pages; "" where that is no
  // question.
  std::string repeated_sql;
  std::vector<std::string> notes;  // sentences
  std::string all_sql;             // the rows of all lists, the name of its list before each
  storage::Database* db = nullptr;
};

// Of a time in ISO 8601, for people.
std::string minute_in_words(std::string_view iso);

ReportedCrawl reported(std::string_view role, ComparedCrawl& crawl, uint64_t pages);

// What stands in the way of a fair comparison: crawls that did not end, other options, facts that
// an older version did not keep. `db`: of our own, to ask it.
std::vector<std::string> notes_on(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl,
                                  storage::Database& db);

// Lines: the crawls, the sum, how much there is of what, the notes. Safe for a terminal.
std::vector<std::string> summary_of(const ComparisonReport& report);

// Each writes to `output`; `most_rows`: of each list, 0: all. What goes wrong in the database is
// for its owner to ask for.
// The summary, and below it each list, ahead of it by template where that says more.
void write_comparison_text(const ComparisonReport& report, std::size_t most_rows, Output& output);
// The rows alone.
void write_comparison_rows(const ComparisonReport& report, const RowStyle& style,
                           std::size_t most_rows, Output& output);
// One object: old, new, counts, fields, notes, rows.
void write_comparison_json(const ComparisonReport& report, std::size_t most_rows, Output& output);
// A page with all in it, like the report's. Errors: of the database; kInterrupted.
ground::Result<std::string> comparison_page(const ComparisonReport& report, std::size_t most_rows,
                                            std::string_view made_at);

}  // namespace explore
