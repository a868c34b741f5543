#include "explore/report/finding_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "explore/findings/group_scores.h"
#include "explore/report/html_text.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

std::size_t room_for(const storage::SqlValue& value, const RowLimits& limits) {
  const auto* text = std::get_if<std::string_view>(&value);
  const bool is_url =
      text != nullptr && (text->starts_with("http://") || text->starts_with("https://"));
  return is_url ? limits.url_bytes : limits.text_bytes;
}

std::string json_row(const storage::Statement& statement, const RowLimits& limits) {
  std::string row = "[";
  for (int i = 0; i < statement.columns(); ++i) {
    const storage::SqlValue value = statement.value(i);
    if (i > 0) row += ',';
    row += script_json(value, room_for(value, limits));
  }
  return row + ']';
}

}  // namespace

void FindingRows::cut_to(std::size_t bytes) {
  while (!ends.empty() && ends.back() > bytes) ends.pop_back();
  json.resize(ends.empty() ? 0 : ends.back());
}

namespace {

// Counts the rows of a statement, and keeps the first.
void read_rows(storage::Statement& statement, const RowLimits& limits, FindingRows& found) {
  TemplateCounts templates;
  const int pages = column_of_pages(statement);
  bool is_full = false;
  while (statement.step()) {
    ++found.total;
    found.pages += pages < 0 ? 1 : statement.natural(pages);
    templates.add(statement.text(0));
    if (is_full || found.kept() == limits.rows) continue;
    const std::string row = json_row(statement, limits);
    is_full = found.json.size() + row.size() + 1 > limits.bytes;
    if (is_full) continue;
    if (!found.json.empty()) found.json += ",\n";
    found.json += row;
    found.ends.push_back(found.json.size());
  }
  found.templates = templates.most();
}

}  // namespace

ground::Result<FindingRows> rows_of(storage::Database& db, const Finding& finding,
                                    const RowLimits& limits) {
  FindingRows found;
  found.finding = &finding;
  std::optional<storage::QuestionGuard> guard;
  if (limits.memory > 0) guard.emplace(db, limits.memory);
  storage::Question question = db.ask(finding.sql);
  if (!question.problem.empty()) {
    return ground::Error{ground::ErrorCode::kQuery,
                         fmt::format("{}: {}", finding.id, question.problem)};
  }
  storage::Statement& statement = question.statement;
  found.columns.resize(static_cast<std::size_t>(statement.columns()));
  for (int i = 0; i < statement.columns(); ++i)
    found.columns[static_cast<std::size_t>(i)] = statement.column_name(i);
  read_rows(statement, limits, found);
  if (auto done = db.take_failure(); !done) {
    ground::Error error = done.error();
    if (error.code == ground::ErrorCode::kQuery)
      error.message = fmt::format("{}: {}", finding.id, error.message);
    return error;
  }
  return found;
}

void fit(std::vector<FindingRows>& all, std::size_t bytes) {
  std::vector<std::size_t> sizes;
  sizes.reserve(all.size());
  for (const FindingRows& each : all) sizes.push_back(each.json.size());
  std::sort(sizes.begin(), sizes.end());
  // The smaller ones leave of their equal share to the larger ones.
  std::size_t share = bytes;
  std::size_t left = bytes;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    share = left / (sizes.size() - i);
    if (sizes[i] > share) break;
    left -= sizes[i];
    share = bytes;
  }
  for (FindingRows& each : all) each.cut_to(share);
}

}  // namespace explore
