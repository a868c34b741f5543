#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "explore/query/sql_problem.h"
#include "explore/query/sql_statement.h"
#include "explore/query/starting_points.h"
#include "explore/serve/answers.h"
#include "explore/serve/download.h"
#include "explore/serve/json_value.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

// For each of those who ask at one time: half of the server's threads.
constexpr std::size_t kSqlMemory = 64u << 20;

Json columns_of_view(storage::Database& db, std::string_view view) {
  storage::Statement column = db.prepare("SELECT name FROM pragma_table_info(?1)");
  column.with(view);
  Json names = Json::array();
  while (column.step()) names.push_back(column.string(0));
  return names;
}

std::size_t bytes_of(const Json& value) {
  return value.is_string() ? value.get_ref<const std::string&>().size() : 8;
}

// Until there are no more, or too many.
Json rows_of(storage::Statement& statement, bool* is_cut) {
  Json rows = Json::array();
  std::size_t bytes = 0;
  while (statement.step()) {
    if (rows.size() == kMostSqlRows || bytes > kMostSqlBytes) {
      *is_cut = true;
      break;
    }
    Json row = Json::array();
    for (int i = 0; i < statement.columns(); ++i) {
      // Of a row whose cells are too much together, the last ones are cut.
      row.push_back(
          json_of(statement.value(i), kMostSqlBytes - std::min(bytes, kMostSqlBytes - 1)));
      bytes += bytes_of(row.back());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Answer answer_start(const Asking& asking) {
  Json views = Json::array();
  for (const ViewMeaning& view : views_to_ask())
    views.push_back({{"name", view.name},
                     {"meaning", view.meaning},
                     {"columns", columns_of_view(asking.file.database(), view.name)}});
  Json queries = Json::array();
  for (const StartingQuery& query : starting_queries())
    queries.push_back({{"question", query.question}, {"sql", query.sql}});
  return json_answer({{"views", views}, {"queries", queries}});
}

Answer answer_sql(const Asking& asking) {
  const Json body = Json::parse(asking.request.body, nullptr, false);
  if (!body.is_object() || !body.contains("sql") || !body["sql"].is_string())
    return json_problem(400, "the body is to be JSON: {\"sql\": \"SELECT ...\"}");
  const auto sql = body["sql"].get<std::string>();
  storage::Database& db = asking.file.database();
  const storage::QuestionGuard guard(db, kSqlMemory);
  const auto began = std::chrono::steady_clock::now();
  storage::Question question = ask_one_statement(db, sql);
  if (question.problem.empty() && question.statement.parameters() > 0)
    question.problem = "parameters (:name, ?) can't be bound here: write the values into the SQL";
  if (!question.problem.empty())
    return json_problem(400, show_problem(question.problem, sql, question.problem_at));
  bool is_cut = false;
  Json columns = Json::array();
  for (int i = 0; i < question.statement.columns(); ++i)
    columns.push_back(question.statement.column_name(i));
  Json rows = rows_of(question.statement, &is_cut);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  return json_answer(
      {{"columns", columns}, {"rows", rows}, {"is_cut", is_cut}, {"ms", took.count()}});
}

Answer answer_sql_download(const Asking& asking) {
  const auto sql = asking.request.parameter("sql");
  if (!sql || sql->empty()) return json_problem(400, "sql is missing");
  return start_download({std::string(*sql), {}, "answer", read_row_choice(asking.request)},
                        asking.request.parameter("format").value_or(""), asking.served);
}

Answer answer_finding_download(const Asking& asking) {
  const Finding* finding = asking.findings.find(asking.request.parameter("id").value_or(""));
  if (finding == nullptr) return json_problem(404, "no finding has this id");
  return start_download(
      {std::string(finding->sql), {}, std::string(finding->id), read_row_choice(asking.request)},
      asking.request.parameter("format").value_or(""), asking.served);
}

}  // namespace explore
