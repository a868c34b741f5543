// The rows of a finding as a report holds them: all are counted, and the first ones are kept, as
// many as fit.
// Memory: bounded by RowLimits, whatever the database.
// Thread: that of the database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "explore/findings/findings.h"
#include "explore/findings/template_counts.h"
#include "ground/result.h"
#include "storage/database/database.h"

namespace explore {

struct RowLimits {
  std::size_t rows = 5000;
  std::size_t bytes = 1u << 20;  // of the rows as JSON
  std::size_t text_bytes = 300;  // of a text
  std::size_t url_bytes = 2100;  // of a text that is an http(s) URL
  std::size_t memory = 0;        // that SQLite may take; 0: without a bound
};

struct FindingRows {
  const Finding* finding = nullptr;
  uint64_t total = 0;  // rows that there are
  uint64_t pages = 0;  // that they stand for, see FoundRows
  std::vector<TemplateCounts::Template> templates;
  std::vector<std::string> columns;
  std::string json;               // arrays with commas between them, fit for a script element
  std::vector<std::size_t> ends;  // of each kept row in `json`

  std::size_t kept() const { return ends.size(); }
  // Keeps the first rows, as many as have so many bytes.
  void cut_to(std::size_t bytes);
};

// Runs the finding's SQL to its end. Errors: what the database says; the finding is named.
ground::Result<FindingRows> rows_of(storage::Database& db, const Finding& finding,
                                    const RowLimits& limits = {});

// Cuts the largest until all together have at most so many bytes: what is small stays whole.
void fit(std::vector<FindingRows>& all, std::size_t bytes);

}  // namespace explore
