// A comment on a pull request: the verdict first, then what is to be mended. GitHub takes 65,536
// characters, so what has no room is left out and said.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "explore/check/formats.h"
#include "explore/check/row_identity.h"
#include "explore/rows/row_writer.h"
#include "ground/utf8.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::SqlValue;
using terminal::with_thousands;

// Kept for the words that say what was left out.
constexpr std::size_t kReserve = 500;
constexpr std::size_t kCellBytes = 500;

// As it is safe to be shown: what turns the direction of writing would turn the comment's, and an
// "@name" would call that person. Behind a joiner without width it calls nobody.
std::string shown(std::string_view text) {
  constexpr std::string_view kJoiner = "\u2060";
  const std::string safe = terminal::safe_text(text);
  const std::string_view cut = ground::utf8_prefix(safe, kCellBytes);
  if (is_web_address(cut)) return cut.size() < safe.size() ? std::string(cut) + "…" : safe;
  std::string out;
  for (const char c : cut) {
    out += c;
    if (c == '@') out += kJoiner;
  }
  return cut.size() < safe.size() ? out + "…" : out;
}

// `buffer` holds what is not in the cell.
SqlValue value_of(const Cell& cell, std::string& buffer) {
  if (const auto* integer = std::get_if<int64_t>(&cell)) return *integer;
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr) return std::monostate();
  buffer = shown(*text);
  return std::string_view(buffer);
}

// What was given on a command line, between other words.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : shown(text)) {
    if (std::string_view("\\`*_[]<>&~|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

class MarkdownFormat {
 public:
  MarkdownFormat(const Outcome& outcome, const FormatWishes& wishes)
      : outcome_(outcome), wishes_(wishes) {}

  std::string text() {
    add_head();
    for (const JudgedFinding& judged : outcome_.findings)
      if (is_listed(judged)) add_finding(judged);
    add_list("Not listed", others());
    add_list("Ignored", ignored());
    add_list("Not covered", outcome_.coverage.notes);
    if (has_left_out_)
      text_ += "\nThere is more than a comment may hold: the other formats have it.\n";
    return std::move(text_);
  }

 private:
  bool is_listed(const JudgedFinding& judged) const {
    return judged.rows > 0 && (wishes_.lists_ungated || outcome_.is_gated(*judged.finding));
  }

  bool add(std::string_view piece) {
    if (text_.size() + piece.size() + kReserve > kMostMarkdown) {
      has_left_out_ = true;
      return false;
    }
    text_ += piece;
    return true;
  }

  void add_head() {
    add(fmt::format("## crawl check: {}\n\n{}\n\n", plain(verdict_in_words(outcome_)),
                    plain(subject_in_words(outcome_))));
    add("| gate | count | |\n| --- | ---: | --- |\n");
    for (const GateResult& result : outcome_.gates)
      add(fmt::format("| {} | {} | {} |\n", plain(result.gate.text), with_thousands(result.count),
                      result.is_passed() ? "passed" : "**failed**"));
  }

  void add_finding(const JudgedFinding& judged) {
    const Finding& finding = *judged.finding;
    if (!add(fmt::format("\n### {}: {} ({})\n\n{} {}\n\n", finding.title,
                         counts_in_words(judged, !outcome_.baseline.empty()),
                         name_of(finding.severity), finding.meaning, finding.remedy)))
      return;
    std::vector<std::string> columns = judged.columns;
    if (!outcome_.baseline.empty()) columns.insert(columns.begin(), "baseline");
    std::string piece;
    Output output(&piece);
    const auto writer = make_row_writer({.format = Format::kMarkdown}, columns, output);
    if (!add(piece)) return;
    const std::size_t most = wishes_.rows == 0 ? judged.listed.size() : wishes_.rows;
    std::size_t listed = 0;
    for (const ListedRow& row : judged.listed) {
      piece.clear();
      if (listed == most) break;
      write_row(row, *writer);
      if (!add(piece)) break;
      ++listed;
    }
    if (judged.rows > listed)
      add(fmt::format("\n… and {} more\n", with_thousands(judged.rows - listed)));
  }

  void write_row(const ListedRow& row, RowWriter& writer) const {
    std::vector<std::string> buffers(row.cells.size());
    std::vector<SqlValue> values;
    if (!outcome_.baseline.empty()) values.emplace_back(name_of(row.standing));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      values.push_back(value_of(row.cells[i], buffers[i]));
    writer.row(values);
  }

  std::vector<std::string> others() const {
    std::vector<std::string> lines;
    for (const JudgedFinding& judged : outcome_.findings)
      if (!is_listed(judged) && judged.rows + judged.fixed + judged.unknown > 0)
        lines.push_back(fmt::format("{} ({}): {}", judged.finding->title,
                                    name_of(judged.finding->severity),
                                    counts_in_words(judged, !outcome_.baseline.empty())));
    return lines;
  }

  std::vector<std::string> ignored() const {
    std::vector<std::string> lines;
    for (const IgnoreUse& use : outcome_.ignore)
      lines.push_back(fmt::format("{} {}: {}{} ({})", use.finding, use.url,
                                  with_thousands(use.rows),
                                  use.is_expired  ? ", ended " + use.until
                                  : use.rows == 0 ? ", nothing to ignore"
                                                  : "",
                                  use.reason));
    return lines;
  }

  void add_list(std::string_view title, const std::vector<std::string>& lines) {
    if (lines.empty() || !add(fmt::format("\n<details><summary>{}: {}</summary>\n\n", title,
                                          with_thousands(lines.size()))))
      return;
    for (const std::string& line : lines)
      if (!add(fmt::format("- {}\n", plain(line)))) break;
    text_ += "\n</details>\n";
  }

  const Outcome& outcome_;
  const FormatWishes& wishes_;
  std::string text_;
  bool has_left_out_ = false;
};

}  // namespace

std::string markdown_of(const Outcome& outcome, const FormatWishes& wishes) {
  return MarkdownFormat(outcome, wishes).text();
}

}  // namespace explore
