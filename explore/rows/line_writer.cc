// A row on each line: tab-separated values for programs, and a table of Markdown, as GitHub reads
// it. What would end a cell, or be read as markup, is written so that it doesn't.
#include <string>
#include <utility>

#include "explore/rows/row_writer.h"
#include "ground/utf8.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::SqlValue;

bool is_one_url(std::string_view text) {
  return (text.starts_with("http://") || text.starts_with("https://")) &&
         text.find_first_of(" \t\r\n<>") == std::string_view::npos;
}

class LineWriter : public RowWriter {
 public:
  LineWriter(const std::vector<std::string>& columns, bool is_markdown, Output& output)
      : is_markdown_(is_markdown), output_(output) {
    begin_line();
    for (const std::string& column : columns) add_cell(is_markdown_ ? marked(column) : tsv(column));
    end_line();
    if (!is_markdown_) return;
    begin_line();
    for (std::size_t i = 0; i < columns.size(); ++i) add_cell("---");
    end_line();
  }

  void row(std::span<const SqlValue> values) override {
    begin_line();
    for (const SqlValue& value : values) add_cell(text_of(value));
    end_line();
  }

  void end() override {}

 private:
  std::string text_of(const SqlValue& value) {
    if (const auto* integer = std::get_if<int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return real_text(*real);
    if (const auto* blob = std::get_if<storage::Blob>(&value)) return hex(blob->bytes);
    const auto* text = std::get_if<std::string_view>(&value);
    if (text == nullptr) return "";
    const std::string_view repaired = ground::repaired_utf8(*text, repaired_);
    return is_markdown_ ? marked(repaired) : tsv(repaired);
  }

  // As PostgreSQL and MySQL read and write them.
  static std::string tsv(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '\t' || c == '\n' || c == '\r' || c == '\\') out += '\\';
      out += c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
    }
    return out;
  }

  // Other people's text is no markup: it is shown, and does nothing.
  static std::string marked(std::string_view text) {
    std::string out;
    if (is_one_url(text)) {
      for (const char c : text) out += c == '|' ? "%7C" : std::string(1, c);
      return '<' + out + '>';
    }
    for (const char c : text) {
      if (std::string_view("\\|`*_[]<>&~").find(c) != std::string_view::npos) out += '\\';
      out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out;
  }

  void begin_line() {
    line_ = is_markdown_ ? "|" : "";
    is_first_ = true;
  }

  void add_cell(const std::string& cell) {
    const std::string safe = output_.is_terminal() ? terminal::safe_text(cell) : cell;
    if (is_markdown_) {
      line_ += ' ' + safe + " |";
    } else {
      line_ += (is_first_ ? "" : "\t") + safe;
    }
    is_first_ = false;
  }

  void end_line() { output_.write(line_ += '\n'); }

  bool is_markdown_;
  bool is_first_ = true;
  Output& output_;
  std::string line_;
  std::string repaired_;
};

}  // namespace

std::unique_ptr<RowWriter> make_line_writer(const std::vector<std::string>& columns,
                                            bool is_markdown, Output& output) {
  return std::make_unique<LineWriter>(columns, is_markdown, output);
}

}  // namespace explore
