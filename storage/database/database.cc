// The first failure sticks to the database until its transaction ends, and everything after it does
// nothing. So code can be written straight down, without a check after each step, and the commit
// tells whether all of it worked. SQLite's codes are translated once, in sqlite_error, into an
// error with the path, what happened and what to do.
#include "storage/database/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "storage/bounds/bounded_functions.h"
#include "storage/bounds/heap_budget.h"
#include "storage/database/sql_function.h"
#include "storage/database/sqlite_error.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

std::string percent_encoded(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool is_plain = c != '%' && c != '?' && c != '#';
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned>(c));
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open_handle(const std::string& path,
                                                        const std::string& name, int flags) {
  // Counting its memory costs SQLite a lock on each allocation. Refused once SQLite is in use, and
  // then no harm is done.
  static const int unlocked = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(unlocked);
  count_sqlite_memory();
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (handle == nullptr) return Error{ErrorCode::kInternal, path + ": out of memory"};
  std::unique_ptr<Database> db(new Database(handle, path));
  db->reads_only_ = (flags & SQLITE_OPEN_READONLY) != 0;
  if (code != SQLITE_OK) {
    db->fail(code, "opening");
    return db->take_failure().error();
  }
  return db;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path,
                                                 Milliseconds busy_patience) {
  auto db = open_handle(path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (db) (*db)->wait_for_others(busy_patience);
  return db;
}

Result<std::unique_ptr<Database>> Database::open_to_read(const std::string& path, bool is_still) {
  // An absolute path is given an empty authority: one that begins with "//" would else be read as
  // another host's.
  const std::string name = fmt::format("file:{}{}?mode=ro{}", path.starts_with('/') ? "//" : "",
                                       percent_encoded(path), is_still ? "&immutable=1" : "");
  auto opened = open_handle(path, name, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  if (!opened) return opened;
  Database& db = **opened;
  db.wait_for_others(kBusyPatience);
  // https://www.sqlite.org/security.html: for files that may be made to do harm. What a schema that
  // isn't trusted may not call is refused by ReadPermission: SQLite 3.40 counts the JSON functions,
  // which our views need, among the unsafe ones.
  sqlite3_db_config(db.db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_limit(db.db_, SQLITE_LIMIT_ATTACHED, 0);
  if (const int code = add_bounded_functions(db.db_); code != SQLITE_OK) db.fail(code, "opening");
  db.exec("PRAGMA cell_size_check=ON");
  if (auto ready = db.take_failure(); !ready) return ready.error();
  db.permission_.bind(db.db_);
  return opened;
}

Database::~Database() { sqlite3_close_v2(db_); }

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* stmt = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
  return {this, stmt};
}

Question Database::ask(std::string_view sql) {
  Question question;
  permission_.forget();
  sqlite3_stmt* stmt = nullptr;
  const char* end = nullptr;
  const int code =
      sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), 0, &stmt, &end);
  question.statement = Statement(this, stmt);
  question.statement.is_question_ = true;
  if (code == SQLITE_OK) {
    question.is_empty = stmt == nullptr;
    question.used = static_cast<std::size_t>(end - sql.data());
    return question;
  }
  const ErrorCode kind = code_of(code);
  if (auto beyond = failure_of_limits(code)) {
    question.problem = beyond->message;
    if (beyond->code == ErrorCode::kInterrupted) failure_ = std::move(beyond);
  } else if ((code & 0xff) == SQLITE_AUTH) {
    question.problem = permission_.refusal();
  } else if (kind == ErrorCode::kInternal) {
    question.problem = sqlite3_errmsg(db_);
    question.problem_at = sqlite3_error_offset(db_);
  } else {
    fail(code, sql);
    question.problem = take_failure().error().message;
  }
  return question;
}

void Database::exec(const std::string& sql) {
  if (failed()) return;
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

int64_t Database::integer_of(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::add_function(const std::string& name, int arguments, SqlFunction function) {
  const int code = add_sql_function(db_, name, arguments, std::move(function));
  if (code != SQLITE_OK) fail(code, name);
}

void Database::add_passing_view(const std::string& sql) { change_passing(sql); }

void Database::change_passing(const std::string& sql) {
  if (reads_only_) sqlite3_set_authorizer(db_, nullptr, nullptr);
  exec(sql);
  if (reads_only_) permission_.bind(db_);
}

int Database::is_interrupted(void* self) {
  return static_cast<const Database*>(self)->is_enough_() ? 1 : 0;
}

void Database::interrupt_when(std::function<bool()> is_enough) {
  constexpr int kSteps = 1000;  // of SQLite's virtual machine
  is_enough_ = std::move(is_enough);
  sqlite3_progress_handler(db_, kSteps, is_enough_ ? is_interrupted : nullptr, this);
}

std::size_t Database::longest_value() const {
  const auto most = static_cast<std::size_t>(sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, -1));
  const HeapBudget* budget = HeapBudget::current();
  return budget == nullptr ? most : std::min(most, budget->most_bytes());
}

void Database::interrupt() { sqlite3_interrupt(db_); }

void Database::wait_for_others(Milliseconds at_most) {
  sqlite3_busy_timeout(db_, static_cast<int>(at_most.count()));
}

int64_t Database::changes() const { return sqlite3_changes(db_); }

Result<void> Database::take_failure() {
  if (!failure_) return {};
  Error error = std::move(*failure_);
  failure_.reset();
  return error;
}

std::optional<Error> Database::failure_of_limits(int code) const {
  const HeapBudget* budget = HeapBudget::current();
  if (budget == nullptr) return std::nullopt;
  // What runs is then brought to an end in any way that does it, and may say so in any way.
  if (budget->is_over()) return Error{ErrorCode::kInterrupted, "interrupted"};
  if ((code & 0xff) != SQLITE_NOMEM || !budget->was_exceeded()) return std::nullopt;
  return Error{
      ErrorCode::kQuery,
      fmt::format("the statement needs more than {} MB of memory, the most that it may take here",
                  budget->most_bytes() >> 20)};
}

void Database::fail(int code, std::string_view doing, bool is_question) {
  if (failure_) return;
  // Also of what a function of ours asks for a guarded question.
  if (auto beyond = failure_of_limits(code)) {
    failure_ = std::move(beyond);
    return;
  }
  constexpr std::size_t kShown = 120;  // of a statement: enough to know it
  const ErrorCode kind = code_of(code);
  // Where the system has no room to map a file into memory, SQLite calls it the disk's fault.
  const bool is_memory =
      (code & 0xff) == SQLITE_IOERR && db_ != nullptr && sqlite3_system_errno(db_) == ENOMEM;
  const int cause = is_memory ? SQLITE_NOMEM : code;
  // VACUUM INTO asks when it runs.
  if (is_question && (code & 0xff) == SQLITE_AUTH) {
    failure_ = Error{ErrorCode::kQuery, permission_.refusal()};
    return;
  }
  if (kind == ErrorCode::kInterrupted || (is_question && kind == ErrorCode::kInternal)) {
    failure_ = Error{is_question && kind == ErrorCode::kInternal ? ErrorCode::kQuery : kind,
                     sqlite3_errmsg(db_)};
    return;
  }
  std::string message = fmt::format("{}: {} (SQLite error {}", path_, sqlite3_errmsg(db_), code);
  if (kind == ErrorCode::kInternal) message += fmt::format(" in: {}", doing.substr(0, kShown));
  message += fmt::format("): {}", remedy_of(cause, reads_only_));
  // SQLITE_BUSY alone passes by itself, when whoever holds the file lets go. SQLITE_LOCKED is of
  // this same connection, so a bug. SQLITE_IOERR may pass as well, but not to be trusted: after a
  // write or a sync that failed the system may take for written what is not, and a second try that
  // succeeds would only hide it.
  failure_ = Error{kind, std::move(message), (code & 0xff) == SQLITE_BUSY};
}

void Database::fail_as_damaged(std::string_view what) {
  if (failure_) return;
  failure_ = Error{ErrorCode::kCorrupt, fmt::format("{}: damaged: {}: {}", path_, what,
                                                    remedy_of(SQLITE_CORRUPT, reads_only_))};
}

void Database::roll_back() {
  // Some failures (disk full, I/O) have rolled back already.
  if (sqlite3_get_autocommit(db_) == 0) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

}  // namespace storage
