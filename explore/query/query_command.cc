// The SQL is anyone's, so it is checked three times: the file is open read-only, SQLite's
// authorizer refuses everything that is not reading, and only one statement is taken. Rows are
// written as they come, in constant memory; if something fails halfway, the output is left visibly
// incomplete and the status says so.
#include "explore/query/query_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/query/server_query.h"
#include "explore/query/sql_parameters.h"
#include "explore/query/sql_problem.h"
#include "explore/query/sql_statement.h"
#include "explore/query/starting_points.h"
#include "explore/rows/row_writer.h"
#include "storage/database/question_guard.h"
#include "storage/store/place.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

constexpr std::array kQueryFlags{
    Flag{{"format", "FORMAT", "table, csv, tsv, json, jsonl or md", 0,
          "table,csv,tsv,json,jsonl,md"},
         "table"},
    Flag{{"param", "NAME=VALUE", "binds :NAME; a number is bound as one (repeatable)"}},
    Flag{{"param-text", "NAME=VALUE", "the same, always as text"}},
    Flag{{"raw-csv", "", "csv: leave cells that a spreadsheet would run"}},
};

}  // namespace

constinit const Usage kQueryUsage{
    "query",
    "DB [SQL]",
    "Asks a crawl's database in SQL, read-only, also while the crawl runs. DB is a\n"
    "file, or postgres://HOST/DATABASE (then in the SQL of PostgreSQL).\n"
    "Without SQL: what there is to ask, and queries to start from.\n"
    "SQL: one statement, or - to read it from standard input.\n",
    kQueryFlags,
    "Examples\n"
    "  crawl query crawl.db\n"
    "  crawl query crawl.db \"SELECT url, status FROM pages WHERE status >= 400\"\n"
    "  crawl query crawl.db --format csv - < slow.sql > slow.csv\n"
    "  crawl query crawl.db --param host=https://example.com \\\n"
    "    \"SELECT count(*) FROM urls WHERE host = :host\"\n"
    "\nExit status: 0 answered, 1 failed, 2 usage, 130 interrupted.\n",
    1,
    2,
    Dashed::kText};

namespace {

constexpr std::size_t kMaxSqlBytes = 1u << 20;

// All of standard input; "" and a word of complaint if it can't be read.
std::string read_standard_input(std::string* problem) {
  std::string text;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t size = read(STDIN_FILENO, block.data(), block.size());
    if (size == 0) return text;
    if (size < 0 && errno == EINTR && !is_interrupted()) continue;
    if (size < 0) {
      *problem = fmt::format("standard input: {}", std::strerror(errno));
      return "";
    }
    text.append(block.data(), static_cast<std::size_t>(size));
    if (text.size() > kMaxSqlBytes) {
      *problem = fmt::format("standard input: more than {} bytes of SQL", kMaxSqlBytes);
      return "";
    }
  }
}

int refuse_sql(std::string_view words, std::string_view sql, int at) {
  complain(show_problem(words, sql, at));
  return terminal::kFailed;
}

// The rows of the statement; gives how many there were. An answer that breaks off is not ended: as
// JSON it is then visibly no document.
uint64_t write_rows(storage::Database& db, storage::Statement& statement, const RowStyle& style,
                    Output& output) {
  bool is_row = statement.step();
  if (db.failed()) return 0;
  std::vector<std::string> columns(static_cast<std::size_t>(statement.columns()));
  for (int i = 0; i < statement.columns(); ++i)
    columns[static_cast<std::size_t>(i)] = statement.column_name(i);
  const std::unique_ptr<RowWriter> writer = make_row_writer(style, columns, output);
  std::vector<storage::SqlValue> values(columns.size());
  uint64_t rows = 0;
  for (; is_row && output.is_open(); is_row = statement.step()) {
    for (int i = 0; i < statement.columns(); ++i)
      values[static_cast<std::size_t>(i)] = statement.value(i);
    writer->row(values);
    ++rows;
  }
  if (!db.failed() || style.format == Format::kTable) writer->end();
  return rows;
}

int answer(CrawlFile& file, std::string_view sql, const std::vector<SqlParameter>& parameters,
           const RowStyle& style) {
  storage::Database& db = file.database();
  const storage::QuestionGuard guard(db, kCommandMemory);
  storage::Question question = ask_one_statement(db, sql);
  if (is_interrupted()) return terminal::kInterrupted;
  if (!question.problem.empty()) return refuse_sql(question.problem, sql, question.problem_at);
  const std::string problem = bind_parameters(parameters, question.statement);
  if (!problem.empty()) return refuse_sql(problem, "", -1);
  Output output(STDOUT_FILENO);
  const uint64_t rows = write_rows(db, question.statement, style, output);
  const int written = output.finish();
  if (const int judged = file.judge(); judged != terminal::kAsAsked) return judged;
  // Below a table on a terminal; elsewhere the answer is the rows alone.
  if (style.format == Format::kTable && output.is_terminal() && output.is_open())
    std::fprintf(stderr, "%s row%s\n", terminal::with_thousands(rows).c_str(),
                 rows == 1 ? "" : "s");
  return written;
}

int list(CrawlFile& file, std::string_view name) {
  Output output(STDOUT_FILENO);
  show_starting_points(file.database(), name, output);
  const int written = output.finish();
  const int judged = file.judge();
  return judged == terminal::kAsAsked ? written : judged;
}

// Gives what is wrong with them, or "".
std::string read_parameters(const Arguments& arguments, std::vector<SqlParameter>* parameters) {
  for (const std::string_view flag : {"param", "param-text"}) {
    for (const std::string& given : arguments.values(flag)) {
      const std::string wrong =
          parse_parameter(given, flag == "param-text", &parameters->emplace_back());
      if (!wrong.empty()) return fmt::format("--{}: {}", flag, wrong);
    }
  }
  return "";
}

// "-" is replaced by what stands on standard input.
int read_sql(std::string* sql) {
  if (*sql != "-") return terminal::kAsAsked;
  std::string problem;
  *sql = read_standard_input(&problem);
  if (is_interrupted()) return terminal::kInterrupted;
  return problem.empty() ? terminal::kAsAsked : refuse_sql(problem, "", -1);
}

// Ctrl-C ends the program, as ever: the server hears that nobody waits any more.
int ask_server(const Arguments& arguments, const std::string& where, bool has_parameters,
               const RowStyle& style) {
  if (has_parameters)
    return arguments.refuse("--param works on files alone: write the value into the SQL");
  if (arguments.operands().size() == 1) return list_server_views(where);
  std::string sql = arguments.operands()[1];
  const int status = read_sql(&sql);
  return status == terminal::kAsAsked ? query_server(where, sql, style) : status;
}

}  // namespace

int run_query(std::span<const char* const> words) {
  const Arguments arguments(kQueryUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const std::string format = arguments.value("format");
  if (!format_named(format))
    return arguments.refuse(
        fmt::format("--format \"{}\" is unknown; use table, csv, tsv, json, jsonl or md", format));
  const RowStyle style{*format_named(format), arguments.has("raw-csv")};
  std::vector<SqlParameter> parameters;
  const std::string wrong = read_parameters(arguments, &parameters);
  if (!wrong.empty()) return arguments.refuse(wrong);

  const std::string& path = arguments.operands()[0];
  if (storage::is_postgres_place(path))
    return ask_server(arguments, path, !parameters.empty(), style);
  note_interrupts();
  auto file = CrawlFile::open(path);
  if (!file) {
    complain(file.error().message);
    return terminal::kFailed;
  }
  if (arguments.operands().size() == 1) return list(**file, path);
  std::string sql = arguments.operands()[1];
  if (const int status = read_sql(&sql); status != terminal::kAsAsked) return status;
  return answer(**file, sql, parameters, style);
}

}  // namespace explore
