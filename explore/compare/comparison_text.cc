// The formats for terminals and programs. A list begins with what many of its rows have in common:
// the template that their pages come from, and the change that is the same on all of them. So what
// was changed once, in a template, is read once.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>

#include "explore/command/interrupt.h"
#include "explore/compare/comparison_report.h"
#include "explore/findings/template_counts.h"
#include "explore/report/html_text.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

std::vector<std::string> columns_of(const storage::Statement& statement) {
  std::vector<std::string> columns;
  for (int i = 0; i < statement.columns(); ++i) columns.push_back(statement.column_name(i));
  return columns;
}

void put_values(const storage::Statement& row, std::vector<storage::SqlValue>& values) {
  for (int i = 0; i < row.columns(); ++i) values[static_cast<std::size_t>(i)] = row.value(i);
}

int column_named(const storage::Statement& statement, std::string_view name) {
  for (int i = 0; i < statement.columns(); ++i)
    if (statement.column_name(i) == name) return i;
  return -1;
}

class ComparisonText {
 public:
  ComparisonText(const ComparisonReport& report, std::size_t most_rows, Output& output)
      : report_(report), most_rows_(most_rows), output_(output) {}

  void write() {
    for (const std::string& words : summary_of(report_)) line(words);
    for (const ReportedList& list : report_.lists)
      if (list.urls > 0 && output_.is_open() && !is_interrupted()) add_list(list);
    add_repeated();
  }

 private:
  // Everything but tables goes through here: nothing of it moves the cursor.
  void line(std::string_view text, bool is_bold = false) {
    const std::string safe = terminal::safe_text(text);
    if (is_bold && output_.has_styles())
      output_.write(fmt::format("\x1b[1m{}\x1b[0m\n", safe));
    else
      output_.write(safe + '\n');
  }

  void add_list(const ReportedList& list) {
    line("");
    line(fmt::format("{} ({}, {}): {}", list.title, list.name, name_of(list.severity),
                     with_thousands(list.urls)),
         true);
    line(list.meaning);
    const uint64_t rows = add_templates(list);
    storage::Statement row = report_.db->prepare(list.sql);
    const auto writer = make_table_writer(columns_of(row), output_);
    std::vector<storage::SqlValue> values(static_cast<std::size_t>(row.columns()));
    std::size_t written = 0;
    while ((most_rows_ == 0 || written < most_rows_) && output_.is_open() && row.step()) {
      put_values(row, values);
      writer->row(values);
      ++written;
    }
    writer->end();
    row.reset();
    if (written < rows)
      line(fmt::format("\u2026 and {} more (--limit 0 lists all)", with_thousands(rows - written)));
  }

  // Gives how many rows there are.
  uint64_t add_templates(const ReportedList& list) {
    std::map<std::string, TemplateCounts> counts;  // by field
    storage::Statement row = report_.db->prepare(list.sql);
    const int field = column_named(row, "field");
    uint64_t rows = 0;
    for (; !is_interrupted() && row.step(); ++rows)
      counts[field < 0 ? "" : row.string(field)].add(row.text(0));
    for (const auto& [name, templates] : counts)
      for (const TemplateCounts::Template& one : templates.most())
        line(fmt::format("  {}{}: {} pages, for example {}", name.empty() ? "" : name + " of ",
                         one.shape, with_thousands(one.rows), one.example));
    return rows;
  }

  void add_repeated() {
    if (report_.repeated_sql.empty()) return;
    storage::Statement row = report_.db->prepare(report_.repeated_sql);
    if (!row.step()) return;
    line("");
    line("The same change on several pages", true);
    const auto writer = make_table_writer(columns_of(row), output_);
    std::vector<storage::SqlValue> values(static_cast<std::size_t>(row.columns()));
    do {
      put_values(row, values);
      writer->row(values);
    } while (output_.is_open() && row.step());
    writer->end();
  }

  const ComparisonReport& report_;
  const std::size_t most_rows_;
  Output& output_;
};

std::string json_string(std::string_view text) {
  constexpr std::size_t kLongest = 4'000;
  return script_json(storage::SqlValue(text), kLongest);
}

std::string json_of(const ReportedCrawl& crawl) {
  return fmt::format("{{\"file\":{},\"started_at\":{},\"pages\":{},\"incomplete\":{}}}",
                     json_string(crawl.path), json_string(crawl.started_at), crawl.pages,
                     crawl.why_incomplete.empty() ? "null" : json_string(crawl.why_incomplete));
}

}  // namespace

void write_comparison_text(const ComparisonReport& report, std::size_t most_rows, Output& output) {
  ComparisonText(report, most_rows, output).write();
}

void write_comparison_rows(const ComparisonReport& report, const RowStyle& style,
                           std::size_t most_rows, Output& output) {
  storage::Statement row = report.db->prepare(report.all_sql);
  const auto writer = make_row_writer(style, columns_of(row), output);
  std::vector<storage::SqlValue> values(static_cast<std::size_t>(row.columns()));
  std::string list;
  std::size_t written = 0;  // of the list
  while (output.is_open() && row.step()) {
    if (row.text(0) != list) {
      list = row.string(0);
      written = 0;
    }
    if (most_rows != 0 && written++ >= most_rows) continue;
    put_values(row, values);
    writer->row(values);
  }
  // What broke off is visibly no document.
  if (!report.db->failed()) writer->end();
}

void write_comparison_json(const ComparisonReport& report, std::size_t most_rows, Output& output) {
  std::string head = fmt::format("{{\"old\":{},\n\"new\":{},\n\"counts\":{{",
                                 json_of(report.old_crawl), json_of(report.new_crawl));
  for (std::size_t i = 0; i < report.lists.size(); ++i)
    head +=
        fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", report.lists[i].name, report.lists[i].urls);
  head += "},\n\"fields\":{";
  for (std::size_t i = 0; i < report.fields.size(); ++i)
    head += fmt::format("{}\"{}\":{}", i == 0 ? "" : ",", report.fields[i].first,
                        report.fields[i].second);
  head += "},\n\"notes\":[";
  for (std::size_t i = 0; i < report.notes.size(); ++i)
    head += (i == 0 ? "" : ",") + json_string(report.notes[i]);
  output.write(head + "],\n\"rows\":");
  write_comparison_rows(report, {Format::kJson, false}, most_rows, output);
  if (!report.db->failed()) output.write("}\n");
}

}  // namespace explore
