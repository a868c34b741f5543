// A prepared statement: what is bound to it, its steps, the row that it stands on.
// Errors: of its Database, where they stick; after one every step does nothing and gives no row.
// Thread: that of its Database. Lifetime: ends before its Database.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "storage/database/sql_value.h"

struct sqlite3_stmt;

namespace storage {

class Database;

// A text bound as NULL when it is empty.
struct OrNull {
  std::string_view text;
};

class Statement {
 public:
  Statement() = default;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  // Binds the values to ?1, ?2 …; strings must live until the statement is reset or stepped to its
  // end.
  template <typename... Values>
  Statement& with(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }
  void bind(int index, int64_t value);
  void bind(int index, uint64_t value) { bind(index, static_cast<int64_t>(value)); }
  void bind(int index, uint32_t value) { bind(index, static_cast<int64_t>(value)); }
  void bind(int index, int value) { bind(index, static_cast<int64_t>(value)); }
  void bind(int index, double value);
  void bind(int index, std::string_view text);
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, Blob blob);
  void bind(int index, OrNull text);
  void bind(int index, std::nullopt_t);
  template <typename T>
  void bind(int index, const std::optional<T>& value) {
    value ? bind(index, *value) : bind(index, std::nullopt);
  }

  // True: a row is there to read. False: the end, or a failure; the statement is reset.
  bool step();
  // Steps to the end.
  void run();
  void reset();

  // Columns of the present row, from 0. Views hold until the next step or reset.
  int64_t integer(int column) const;
  uint64_t natural(int column) const { return static_cast<uint64_t>(integer(column)); }
  std::string_view text(int column) const;
  std::string string(int column) const { return std::string(text(column)); }
  SqlValue value(int column) const;
  bool is_null(int column) const;

  int columns() const;
  std::string column_name(int column) const;
  // What is to be bound: indexes from 1 to parameters(), each with its name and its first letter
  // (":name", "@name", "$name", "?5"), or "" for a plain "?".
  int parameters() const;
  std::string parameter_name(int index) const;

 private:
  friend class Database;
  Statement(Database* db, sqlite3_stmt* stmt) : db_(db), stmt_(stmt) {}

  Database* db_ = nullptr;
  sqlite3_stmt* stmt_ = nullptr;
  bool is_question_ = false;
};

// A statement that someone else wrote, or what is wrong with it.
struct Question {
  Statement statement;
  bool is_empty = false;  // white space and comments alone
  std::size_t used = 0;   // bytes of the SQL up to its end, the semicolon included
  std::string problem;    // "" if there is none; then the statement gives no row
  int problem_at = -1;    // byte in the SQL, -1 where SQLite can't tell
};

}  // namespace storage
