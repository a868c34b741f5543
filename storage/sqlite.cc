#include "storage/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <limits>

namespace storage {
namespace {

ErrorCode code_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOMEM:
      return ErrorCode::kIo;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorCode::kBusy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::kCorrupt;
    default:
      return ErrorCode::kInternal;
  }
}

std::string_view remedy_of(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
      return "free some space on that disk, then run the same command to go on";
    case SQLITE_IOERR:
      return "check the disk (space, quota, cable), then run the same command to go on";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "make the file and its folder writable, or choose another file with -o";
    case SQLITE_CANTOPEN:
      return "check that the folder exists and may be written to, or choose another with -o";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "close the program that writes to the file";
    case SQLITE_NOMEM:
      return "give the process more memory (ulimit -v), then run the same command to go on";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "save what is left with: sqlite3 FILE .recover";
    case SQLITE_CONSTRAINT:
      return "the file contradicts itself, by damage or a bug (then please report it); save what "
             "is left with: sqlite3 FILE .recover";
    default:
      return "this should not happen, please report it";
  }
}

}  // namespace

// --- Statement

Statement::~Statement() { sqlite3_finalize(stmt_); }

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), stmt_(std::exchange(other.stmt_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(stmt_, other.stmt_);
  return *this;
}

void Statement::bind(int index, int64_t value) { sqlite3_bind_int64(stmt_, index, value); }

void Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL where an empty text is meant.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  const int code =
      sqlite3_bind_text64(stmt_, index, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) db_->fail(code, "binding a text");
}

void Statement::bind(int index, Blob blob) {
  const char* bytes = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  const int code = sqlite3_bind_blob64(stmt_, index, bytes, blob.bytes.size(), SQLITE_STATIC);
  if (code != SQLITE_OK) db_->fail(code, "binding a blob");
}

void Statement::bind(int index, OrNull text) {
  text.text.empty() ? bind(index, std::nullopt) : bind(index, text.text);
}

void Statement::bind(int index, std::nullopt_t) { sqlite3_bind_null(stmt_, index); }

bool Statement::step() {
  if (db_ == nullptr || stmt_ == nullptr) return false;  // it failed to prepare: that sticks
  if (db_->failed()) {
    reset();
    return false;
  }
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) db_->fail(code, sqlite3_sql(stmt_));
  reset();
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() { sqlite3_reset(stmt_); }

int64_t Statement::integer(int column) const { return sqlite3_column_int64(stmt_, column); }

std::string_view Statement::text(int column) const {
  const void* bytes = sqlite3_column_blob(stmt_, column);
  const int size = sqlite3_column_bytes(stmt_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(stmt_, column) == SQLITE_NULL;
}

int Statement::columns() const { return sqlite3_column_count(stmt_); }

// --- Database

Result<std::unique_ptr<Database>> Database::open(const std::string& path,
                                                 Milliseconds busy_patience) {
  // Counting its memory costs SQLite a lock on each allocation. Refused once SQLite is in use, and
  // then no harm is done.
  static const int unlocked = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(unlocked);
  sqlite3* handle = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  if (handle == nullptr) return Error{ErrorCode::kInternal, path + ": out of memory"};
  std::unique_ptr<Database> db(new Database(handle, path));
  if (code != SQLITE_OK) {
    db->fail(code, "opening");
    return db->take_failure().error();
  }
  db->wait_for_others(busy_patience);
  return db;
}

Database::~Database() { sqlite3_close_v2(db_); }

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* stmt = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &stmt, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
  return {this, stmt};
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

void Database::fail(int code, std::string_view doing) {
  if (failure_) return;
  constexpr std::size_t kShown = 120;  // of a statement: enough to know it
  const ErrorCode kind = code_of(code);
  std::string message = fmt::format("{}: {} (SQLite error {}", path_, sqlite3_errmsg(db_), code);
  if (kind == ErrorCode::kInternal) message += fmt::format(" in: {}", doing.substr(0, kShown));
  message += fmt::format("): {}", remedy_of(code));
  failure_ = Error{kind, std::move(message)};
}

void Database::fail_as_damaged(std::string_view what) {
  if (failure_) return;
  failure_ = Error{ErrorCode::kCorrupt,
                   fmt::format("{}: damaged: {}: {}", path_, what, remedy_of(SQLITE_CORRUPT))};
}

void Database::roll_back() {
  // Some failures (disk full, I/O) have rolled back already.
  if (sqlite3_get_autocommit(db_) == 0) {
    sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

// --- BulkInsert

BulkInsert::BulkInsert(Database& db, std::string_view into, int columns) {
  std::string row = "(?";
  for (int i = 1; i < columns; ++i) row += ",?";
  row += ')';
  std::string sql = fmt::format("INSERT INTO {} VALUES{}", into, row);
  single_ = db.prepare(sql);
  for (std::size_t i = 1; i < kRowsAtOnce; ++i) sql += ',' + row;
  wide_ = db.prepare(sql);
}

int BulkInsert::next_index(std::size_t columns) {
  if (wide_left_ == 0 && left_ >= kRowsAtOnce) wide_left_ = kRowsAtOnce;
  return wide_left_ == 0 ? 0 : static_cast<int>((kRowsAtOnce - wide_left_) * columns);
}

void BulkInsert::end_row() {
  --left_;
  if (wide_left_ == 0) {
    single_.run();
  } else if (--wide_left_ == 0) {
    wide_.run();
  }
}

// --- Transaction

Transaction::Transaction(Database& db, Kind kind) : db_(db) {
  assert(!db.failed());
  db_.exec(kind == Kind::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (!open_) return;
  db_.roll_back();
  db_.failure_.reset();
}

Result<void> Transaction::commit() {
  assert(open_);
  db_.exec("COMMIT");
  if (!db_.failed()) {
    open_ = false;
    return {};
  }
  db_.roll_back();
  open_ = false;
  return db_.take_failure();
}

}  // namespace storage
