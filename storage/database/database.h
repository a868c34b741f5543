// A database: SQLite without its types. See statement.h, transaction.h and bulk_insert.h for what
// is done with it.
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
#include "storage/database/read_permission.h"
#include "storage/database/sql_value.h"
#include "storage/database/statement.h"
#include "storage/store/records.h"

struct sqlite3;

namespace storage {

// For a reader that recovers or checkpoints, or a program that changes something by hand; other
// crawls are kept out by the lock file.
inline constexpr Milliseconds kBusyPatience{10'000};

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
  // "CREATE TEMP VIEW …": for this connection alone, also where it only reads. The file's own
  // tables and views of that name are then hidden.
  void add_passing_view(const std::string& sql);
  // What is made, filled or dropped under TEMP, likewise for this connection alone. `sql` is the
  // program's own: nobody asks here whether it changes more than that.
  void change_passing(const std::string& sql);
  // Asked every few microseconds of work; from the first true on the step fails (kInterrupted).
  void interrupt_when(std::function<bool()> is_enough);
  // What a value may take here: see QuestionGuard, and SQLite's own limit where there is none.
  std::size_t longest_value() const;

  // For a QuestionGuard. Thread: any. Whether interrupt_when would end it now; the steps that run
  // are to end.
  bool is_time_over() const { return is_enough_ && is_enough_(); }
  void interrupt();

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
  static int is_interrupted(void* self);
  void fail(int code, std::string_view doing, bool is_question = false);
  std::optional<ground::Error> failure_of_limits(int code) const;
  void roll_back();

  sqlite3* db_;
  std::string path_;
  std::optional<ground::Error> failure_;
  bool reads_only_ = false;
  ReadPermission permission_;
  std::function<bool()> is_enough_;
};

}  // namespace storage
