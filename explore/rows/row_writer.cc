#include "explore/rows/row_writer.h"

#include <fmt/format.h>

#include <cmath>

#include "ground/ascii.h"

namespace explore {

std::optional<Format> format_named(std::string_view name) {
  if (name == "table") return Format::kTable;
  if (name == "csv") return Format::kCsv;
  if (name == "tsv") return Format::kTsv;
  if (name == "md") return Format::kMarkdown;
  if (name == "json") return Format::kJson;
  if (name == "jsonl") return Format::kJsonl;
  return std::nullopt;
}

std::unique_ptr<RowWriter> make_row_writer(const RowStyle& style,
                                           const std::vector<std::string>& columns,
                                           Output& output) {
  switch (style.format) {
    case Format::kCsv:
      return make_csv_writer(columns, style.raw_csv, output);
    case Format::kJson:
    case Format::kJsonl:
      return make_json_writer(columns, style.format == Format::kJson, output);
    case Format::kTsv:
    case Format::kMarkdown:
      return make_line_writer(columns, style.format == Format::kMarkdown, output);
    default:
      return make_table_writer(columns, output);
  }
}

std::string hex(std::string_view bytes) {
  using ground::ascii::kUpperHex;
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kUpperHex[byte >> 4];
    out += kUpperHex[byte & 0xF];
  }
  return out;
}

std::string real_text(double number) {
  // SQLite's own way to write what no digits say; JSON's grammar has it too.
  if (std::isinf(number)) return number > 0 ? "9.0e+999" : "-9.0e+999";
  std::string text = fmt::format("{}", number);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";
  return text;
}

}  // namespace explore
