#include "explore/rows/row_writer.h"
#include "ground/utf8.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::SqlValue;

// RFC 4180: what is quoted, and how.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

bool wants_quotes(std::string_view text) {
  return text.empty() || text.find_first_of(",\"\r\n") != std::string_view::npos ||
         text.front() == ' ' || text.back() == ' ';
}

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || text.empty()) return false;
  if (digits == std::string_view::npos) return true;
  if (text[digits] != '.' || digits + 1 == text.size()) return false;
  return text.find_first_not_of("0123456789", digits + 1) == std::string_view::npos;
}

// A spreadsheet runs a cell that begins so (https://owasp.org/www-community/attacks/CSV_Injection);
// behind an apostrophe it is text.
bool is_run_by_spreadsheets(std::string_view text) {
  static constexpr std::string_view kFullWidth[] = {"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  if (text.empty() || is_plain_number(text)) return false;
  for (const std::string_view sign : kFullWidth)
    if (text.starts_with(sign)) return true;
  return std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

class CsvWriter : public RowWriter {
 public:
  CsvWriter(const std::vector<std::string>& columns, bool is_raw, Output& output)
      : is_raw_(is_raw), output_(output) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) line_ += ',';
      add_text(columns[i]);
    }
    end_line();
  }

  void row(std::span<const SqlValue> values) override {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line_ += ',';
      add(values[i]);
    }
    end_line();
  }

  void end() override {}

 private:
  void add(const SqlValue& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      add_text(*text);
    } else if (const auto* integer = std::get_if<int64_t>(&value)) {
      line_ += std::to_string(*integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
      line_ += real_text(*real);
    } else if (const auto* blob = std::get_if<storage::Blob>(&value)) {
      line_ += hex(blob->bytes);
    }
  }

  void add_text(std::string_view text) {
    std::string cell = is_raw_ || !is_run_by_spreadsheets(text) ? "" : "'";
    cell += ground::repaired_utf8(text, repaired_);
    if (output_.is_terminal()) cell = terminal::safe_text(cell);
    line_ += wants_quotes(cell) ? in_quotes(cell) : cell;
  }

  void end_line() {
    output_.write(line_ += "\r\n");
    line_.clear();
  }

  bool is_raw_;
  Output& output_;
  std::string line_;
  std::string repaired_;
};

}  // namespace

std::unique_ptr<RowWriter> make_csv_writer(const std::vector<std::string>& columns, bool is_raw,
                                           Output& output) {
  return std::make_unique<CsvWriter>(columns, is_raw, output);
}

}  // namespace explore
