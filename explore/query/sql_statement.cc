#include "explore/query/sql_statement.h"

#include <optional>

namespace explore {
namespace {

// Whether anything but comments stands behind the first statement; then where it begins.
std::optional<std::size_t> second_statement(storage::Database& db, std::string_view sql,
                                            std::size_t used) {
  while (used < sql.size()) {
    const std::size_t begin = sql.find_first_not_of(" \t\r\n;", used);
    if (begin == std::string_view::npos) return std::nullopt;
    const storage::Question next = db.ask(sql.substr(begin));
    if (!next.problem.empty() || !next.is_empty) return begin;
    if (next.used == 0) return std::nullopt;
    used = begin + next.used;
  }
  return std::nullopt;
}

}  // namespace

storage::Question ask_one_statement(storage::Database& db, std::string_view sql) {
  // SQLite would take what stands before it for all.
  if (const std::size_t nul = sql.find('\0'); nul != sql.npos) {
    storage::Question wrong;
    wrong.problem = "a NUL character, where SQL ends";
    wrong.problem_at = static_cast<int>(nul);
    return wrong;
  }
  storage::Question question = db.ask(sql);
  if (!question.problem.empty()) return question;
  if (!question.is_empty && question.statement.columns() == 0) {
    question.problem =
        "the database is open for reading only, and this statement returns no rows: use SELECT, "
        "WITH, VALUES or PRAGMA";
  } else if (question.is_empty) {
    question.problem = "no SQL statement given";
  } else if (const auto second = second_statement(db, sql, question.used)) {
    question.problem = "only one statement at a time; a second one begins here";
    question.problem_at = static_cast<int>(*second);
  }
  return question;
}

}  // namespace explore
