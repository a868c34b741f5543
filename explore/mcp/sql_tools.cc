// SQL that a model wrote, and what it needs to know to write it.
#include <algorithm>
#include <string>

#include "explore/mcp/table_part.h"
#include "explore/mcp/token_budget.h"
#include "explore/mcp/tool.h"
#include "explore/query/sql_problem.h"
#include "explore/query/sql_statement.h"
#include "explore/query/starting_points.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

constexpr std::size_t kModelMemory = 64u << 20;

constexpr std::string_view kFunctions =
    "html(url), header(url, name), host(url), domain(url), text REGEXP pattern (RE2), "
    "decompress(body.zstd), url_id(url), page_rank(id), near_duplicate_of(id), noindex(robots)";

Json view_with_columns(storage::Database& db, std::string_view name, std::string_view meaning) {
  storage::Statement column = db.prepare("SELECT name FROM pragma_table_info(?1)");
  column.with(name);
  std::string columns;
  while (column.step()) {
    if (!columns.empty()) columns += ", ";
    columns += column.text(0);
  }
  return {{"name", name}, {"meaning", meaning}, {"columns", columns}};
}

ToolAnswer one_view(const ToolCall& call, const std::string& name) {
  Json view = view_with_columns(call.file.database(), name, "");
  if (view["columns"].get_ref<const std::string&>().empty())
    return refusal("There is no view or table of that name; schema without arguments lists them.");
  view.erase("meaning");
  ToolAnswer answer;
  answer.data = {{"views", Json::array({view})}};
  return answer;
}

}  // namespace

ToolResult tell_schema(const ToolCall& call) {
  const std::string one = call.text("view");
  if (!one.empty()) return one_view(call, one);
  ToolAnswer answer;
  Json views = Json::array();
  std::size_t used = 0;
  uint64_t place = 0;
  const auto fits = [&](const Json& json) {
    used += tokens_of(json.dump()) + 1;
    return used <= call.tokens;
  };
  for (const ViewMeaning& view : views_to_ask()) {
    if (place++ < call.place() || answer.data.contains("next_cursor")) continue;
    Json made = view_with_columns(call.file.database(), view.name, view.meaning);
    if (made["columns"].get_ref<const std::string&>().empty()) continue;  // of an older file
    if (fits(made))
      views.push_back(std::move(made));
    else
      answer.data["next_cursor"] = std::to_string(place - 1);
  }
  answer.data["views"] = std::move(views);
  if (call.place() > 0 || !fits(kFunctions)) return answer;
  answer.data["functions"] = kFunctions;
  Json queries = Json::array();
  for (const StartingQuery& query : starting_queries()) {
    Json made{{"question", query.question}, {"sql", query.sql}};
    if (fits(made)) queries.push_back(std::move(made));
  }
  answer.data["queries"] = std::move(queries);
  return answer;
}

ToolResult run_sql(const ToolCall& call) {
  const std::string sql = call.text("sql");
  storage::Database& db = call.file.database();
  const storage::QuestionGuard guard(db, kModelMemory);
  storage::Question question = ask_one_statement(db, sql);
  if (question.problem.empty() && question.statement.parameters() > 0)
    question.problem = "parameters (:name, ?) can't be bound here: write the values into the SQL";
  if (!question.problem.empty())
    return refusal(show_problem(question.problem, sql, question.problem_at));
  TablePart part = table_part(question.statement, call.place(), call.tokens);
  if (part.is_too_wide)
    return refusal("Not even one row fits: ask for fewer columns, or give more max_tokens.");
  ToolAnswer answer;
  answer.data = Json::object();
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  std::move(part.rows).put_into(answer.data, std::move(part.columns));
  return answer;
}

}  // namespace explore
