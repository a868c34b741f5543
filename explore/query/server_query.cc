#include "explore/query/server_query.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "explore/command/output.h"
#include "explore/query/sql_problem.h"
#include "explore/query/starting_points.h"
#include "storage/postgres/postgres_query.h"
#include "storage/store/place.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

int complain_of(const ground::Error& error, const std::string& sql, int at = -1) {
  const bool is_of_sql = error.code == ground::ErrorCode::kQuery;
  complain(is_of_sql ? show_problem(error.message, sql, at) : error.message);
  return terminal::kFailed;
}

}  // namespace

int query_server(const std::string& where, const std::string& sql, const RowStyle& style) {
  int wrong_at = -1;
  auto question = storage::PostgresQuery::ask(where, sql, &wrong_at);
  if (!question) return complain_of(question.error(), sql, wrong_at);
  Output output(STDOUT_FILENO);
  const std::unique_ptr<RowWriter> writer = make_row_writer(style, (*question)->columns(), output);
  std::vector<storage::SqlValue> row;
  uint64_t rows = 0;
  while (output.is_open()) {
    auto is_row = (*question)->next(&row);
    if (!is_row) {
      // An answer that breaks off is not ended, see write_rows() of files.
      if (style.format == Format::kTable) writer->end();
      output.finish();
      return complain_of(is_row.error(), sql);
    }
    if (!*is_row) break;
    writer->row(row);
    ++rows;
  }
  writer->end();
  const int written = output.finish();
  if (style.format == Format::kTable && output.is_terminal() && output.is_open())
    std::fprintf(stderr, "%s row%s\n", terminal::with_thousands(rows).c_str(),
                 rows == 1 ? "" : "s");
  return written;
}

int list_server_views(const std::string& where) {
  auto views = storage::views_of_server(where);
  if (!views) return complain_of(views.error(), "");
  Output output(STDOUT_FILENO);
  output.write("Views to ask (docs/schema.md has their columns):\n");
  for (const std::string& view : *views) output.write("  " + view + "\n");
  output.write(fmt::format("\nFor example\n  crawl query {} \"{}\"\n",
                           terminal::safe_text(storage::shown_place(where)),
                           starting_queries().front().sql));
  return output.finish();
}

}  // namespace explore
