// Database, Statement, Transaction: SQLite without its types. The only user of sqlite3.h.
//
// Errors: the first failure of a database sticks until the transaction it happened in ends. Every
// later step does nothing and gives no row, so a verb is written straight down and asks once:
// Transaction::commit() rolls back and returns the failure. What a verb changes in memory it
// changes after commit() said yes.
// Thread: a Database and all that was made from it belong to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ground/result.h"
#include "storage/sqlite/sql_value.h"
#include "storage/store/records.h"

struct sqlite3;
struct sqlite3_stmt;

namespace storage {

// A text bound as NULL when it is empty.
struct OrNull {
  std::string_view text;
};

// For a reader that recovers or checkpoints, or a program that changes something by hand; other
// crawls are kept out by the lock file.
inline constexpr Milliseconds kBusyPatience{10'000};

class Database;

// A prepared statement. Lifetime: ends before its Database.
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

class Database {
 public:
  // Opens or creates the file; writes nothing to it yet.
  static ground::Result<std::unique_ptr<Database>> open(const std::string& path,
                                                        Milliseconds busy_patience = kBusyPatience);
  // Opens an existing file for reading alone: whatever is prepared, nothing is changed, attached,
  // made or loaded, and the file is trusted in nothing. `is_still`: nobody writes to the file, its
  // journal is empty; it is then read without locks and without files beside it.
  static ground::Result<std::unique_ptr<Database>> open_to_read(const std::string& path,
                                                                bool is_still);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);
  // The first statement of `sql`, which a user wrote. What is wrong with it, or goes wrong in it
  // later (ErrorCode::kQuery), is told in SQLite's words; what is wrong with the file as ever.
  Question ask(std::string_view sql);
  // Runs each statement of `sql`, rows ignored.
  void exec(const std::string& sql);
  // First column of the first row; 0 if there is none.
  int64_t integer_of(std::string_view sql);

  // `arguments`: how many; -1 for any number. Exceptions of `function` become failures.
  void add_function(const std::string& name, int arguments, SqlFunction function);
  // Asked every few microseconds of work; from the first true on the step fails (kInterrupted).
  void interrupt_when(std::function<bool()> is_enough);

  // How long a step waits for a lock that another program holds.
  void wait_for_others(Milliseconds at_most);

  int64_t changes() const;  // rows that the last INSERT, UPDATE or DELETE changed
  // A failure that SQLite does not see: the file holds what we never write. `what` names it.
  void fail_as_damaged(std::string_view what);
  bool failed() const { return failure_.has_value(); }
  // The failure, if there is one, and forgets it. For what runs outside a transaction.
  ground::Result<void> take_failure();
  const std::string& path() const { return path_; }

 private:
  friend class Statement;
  friend class Transaction;
  Database(sqlite3* db, std::string path) : db_(db), path_(std::move(path)) {}
  static ground::Result<std::unique_ptr<Database>> open_handle(const std::string& path,
                                                               const std::string& name, int flags);
  static int authorize(void* self, int action, const char* first, const char* second,
                       const char* schema, const char* trigger);
  static int is_interrupted(void* self);
  // What to say of a statement that the authorizer refused.
  std::string refusal() const;
  void fail(int code, std::string_view doing, bool is_question = false);
  void roll_back();

  sqlite3* db_;
  std::string path_;
  std::optional<ground::Error> failure_;
  bool reads_only_ = false;
  std::string refused_;  // what the statement that is being prepared wanted and may not
  std::function<bool()> is_enough_;
};

// Many rows into one table, several at each run of a statement: for small rows half of the cost is
// the statement's start and end.
class BulkInsert {
 public:
  // `insert_into`: "INSERT INTO table(column, column)".
  BulkInsert(Database& db, std::string_view insert_into, int columns);

  // So many calls of row() follow. What they bind must live until the last of them.
  void begin(std::size_t rows) { left_ = rows; }
  template <typename... Values>
  void row(const Values&... values) {
    Statement& statement = wide_left_ > 0 || left_ >= kRowsAtOnce ? wide_ : single_;
    int index = next_index(sizeof...(values));
    (statement.bind(++index, values), ...);
    end_row();
  }

 private:
  static constexpr std::size_t kRowsAtOnce = 16;
  int next_index(std::size_t columns);
  void end_row();

  Statement single_, wide_;
  std::size_t left_ = 0;
  std::size_t wide_left_ = 0;  // rows still to be bound before wide_ runs
};

// From its making to commit(), or to its end, which rolls back.
class Transaction {
 public:
  enum class Kind { kRead, kWrite };
  Transaction(Database& db, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Failed: everything since the start is rolled back and the failure is forgotten by the database.
  ground::Result<void> commit();

 private:
  Database& db_;
  bool open_ = true;
};

}  // namespace storage
