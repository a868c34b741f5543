// RowWriter: writes rows in one of the formats, one after the other.
// Memory: constant, whatever the number of rows; a table keeps its first rows until it knows how
// wide its columns are.
// Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/command/output.h"
#include "storage/database/sql_value.h"

namespace explore {

enum class Format { kTable, kCsv, kTsv, kJson, kJsonl, kMarkdown };

// "table", "csv", "tsv", "json", "jsonl", "md".
std::optional<Format> format_named(std::string_view name);

class RowWriter {
 public:
  virtual ~RowWriter() = default;
  // One value for each column.
  virtual void row(std::span<const storage::SqlValue> values) = 0;
  // After the last row.
  virtual void end() = 0;
};

struct RowStyle {
  Format format = Format::kTable;
  // Of CSV: cells as they are, also those that a spreadsheet would take for formulas.
  bool raw_csv = false;
};

// `output` must outlive the writer.
std::unique_ptr<RowWriter> make_row_writer(const RowStyle& style,
                                           const std::vector<std::string>& columns, Output& output);

// Each format has a file of its own.
std::unique_ptr<RowWriter> make_table_writer(const std::vector<std::string>& columns,
                                             Output& output);
std::unique_ptr<RowWriter> make_csv_writer(const std::vector<std::string>& columns, bool is_raw,
                                           Output& output);
// `as_array`: one JSON document; else an object on each line.
std::unique_ptr<RowWriter> make_json_writer(const std::vector<std::string>& columns, bool as_array,
                                            Output& output);

// `is_markdown`: a table of Markdown; else tab-separated values.
std::unique_ptr<RowWriter> make_line_writer(const std::vector<std::string>& columns,
                                            bool is_markdown, Output& output);

// What values look like in more than one format.
std::string hex(std::string_view bytes);
// As short as leads back to the same number, and never like an integer.
std::string real_text(double number);

}  // namespace explore
