#include "storage/sqlite/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "ground/ascii.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

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
    case SQLITE_INTERRUPT:
      return ErrorCode::kInterrupted;
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

// The same for one who only reads, and for whom nothing is to be written.
std::string_view remedy_of_reading(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
      return "make room for sorting in the folder of temporary files (SQLITE_TMPDIR names another)";
    case SQLITE_IOERR:
      return "check the disk";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return "its journal can't be read where it lies: copy the file and what stands beside it "
             "(-wal, -journal) to a folder you may write to";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program holds it: try again";
    case SQLITE_NOMEM:
      return "give the process more memory (ulimit -v)";
    default:
      return remedy_of(sqlite_code);
  }
}

std::string percent_encoded(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const bool is_plain = c != '%' && c != '?' && c != '#';
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned>(c));
  }
  return out;
}

// Of those that only look, and only without a value: with one they may set it.
bool is_harmless_pragma(std::string_view name, bool has_value) {
  static constexpr std::array<std::string_view, 10> kOfTables{
      "table_info",  "table_xinfo",      "table_list",  "index_list",      "index_info",
      "index_xinfo", "foreign_key_list", "quick_check", "integrity_check", "data_version"};
  static constexpr std::array<std::string_view, 13> kWithoutValue{
      "application_id", "collation_list", "compile_options", "database_list", "encoding",
      "freelist_count", "function_list",  "journal_mode",    "module_list",   "page_count",
      "page_size",      "pragma_list",    "user_version"};
  const auto is_in = [name](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  return is_in(kOfTables) || (!has_value && is_in(kWithoutValue));
}

std::string lower(const char* text) { return ground::ascii::lowered(text ? text : ""); }

// What a refused action is called, for the few that people try.
std::string name_of_action(int action, const char* first, const char* second) {
  // To SQLite a change of the schema is first of all a change of its own tables.
  const bool is_schema = first != nullptr && std::string_view(first).starts_with("sqlite_");
  switch (action) {
    case SQLITE_INSERT:
      return is_schema ? "CREATE" : "INSERT";
    case SQLITE_UPDATE:
      return is_schema ? "ALTER" : "UPDATE";
    case SQLITE_DELETE:
      return is_schema ? "DROP" : "DELETE";
    case SQLITE_ATTACH:
      return "ATTACH";
    case SQLITE_PRAGMA:
      return fmt::format("PRAGMA {}{}", first == nullptr ? "" : first,
                         second == nullptr ? "" : "=");
    case SQLITE_FUNCTION:
      return fmt::format("{}()", second == nullptr ? "" : second);
    default:
      return "";
  }
}

SqlValue value_of(sqlite3_value* value) {
  const auto view = [](const void* bytes, int size) {
    return bytes == nullptr
               ? std::string_view("")
               : std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  };
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
      return int64_t{sqlite3_value_int64(value)};
    case SQLITE_FLOAT:
      return sqlite3_value_double(value);
    case SQLITE_TEXT: {
      const void* text = sqlite3_value_text(value);  // first: it may convert, and change the size
      return view(text, sqlite3_value_bytes(value));
    }
    case SQLITE_BLOB: {
      const void* bytes = sqlite3_value_blob(value);
      return Blob{view(bytes, sqlite3_value_bytes(value))};
    }
    default:
      return std::monostate();
  }
}

struct Answering {
  sqlite3_context* context;
  void operator()(std::monostate) const { sqlite3_result_null(context); }
  void operator()(int64_t number) const { sqlite3_result_int64(context, number); }
  void operator()(double number) const { sqlite3_result_double(context, number); }
  void operator()(const std::string& text) const {
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  void operator()(const OwnedBlob& blob) const {
    sqlite3_result_blob64(context, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT);
  }
  void operator()(const SqlFailure& failure) const {
    sqlite3_result_error(context, failure.words.data(), static_cast<int>(failure.words.size()));
  }
};

void call_function(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  try {
    const auto& function = *static_cast<const SqlFunction*>(sqlite3_user_data(context));
    std::vector<SqlValue> arguments;
    arguments.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) arguments.push_back(value_of(values[i]));
    std::visit(Answering{context}, function(arguments));
  } catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
  } catch (const std::exception& error) {
    sqlite3_result_error(context, error.what(), -1);
  }
}

void delete_function(void* function) noexcept { delete static_cast<SqlFunction*>(function); }

}  // namespace

// --- Statement

Statement::~Statement() { sqlite3_finalize(stmt_); }

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_),
      stmt_(std::exchange(other.stmt_, nullptr)),
      is_question_(other.is_question_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(stmt_, other.stmt_);
  std::swap(is_question_, other.is_question_);
  return *this;
}

void Statement::bind(int index, int64_t value) { sqlite3_bind_int64(stmt_, index, value); }

void Statement::bind(int index, double value) { sqlite3_bind_double(stmt_, index, value); }

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
  if (code != SQLITE_DONE) db_->fail(code, sqlite3_sql(stmt_), is_question_);
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

SqlValue Statement::value(int column) const {
  return value_of(sqlite3_column_value(stmt_, column));
}

int Statement::columns() const { return sqlite3_column_count(stmt_); }

std::string Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(stmt_, column);
  return name == nullptr ? "" : name;
}

int Statement::parameters() const { return sqlite3_bind_parameter_count(stmt_); }

std::string Statement::parameter_name(int index) const {
  const char* name = sqlite3_bind_parameter_name(stmt_, index);
  return name == nullptr ? "" : name;
}

// --- Database

Result<std::unique_ptr<Database>> Database::open_handle(const std::string& path,
                                                        const std::string& name, int flags) {
  // Counting its memory costs SQLite a lock on each allocation. Refused once SQLite is in use, and
  // then no harm is done.
  static const int unlocked = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(unlocked);
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
  // isn't trusted may not call is refused by `authorize`: SQLite 3.40 counts the JSON functions,
  // which our views need, among the unsafe ones.
  sqlite3_db_config(db.db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_limit(db.db_, SQLITE_LIMIT_ATTACHED, 0);
  db.exec("PRAGMA cell_size_check=ON");
  if (auto ready = db.take_failure(); !ready) return ready.error();
  sqlite3_set_authorizer(db.db_, authorize, &db);
  return opened;
}

int Database::authorize(void* self, int action, const char* first, const char* second,
                        const char* /*schema*/, const char* /*trigger*/) {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      // All that reach beyond the database.
      if (lower(second) != "load_extension" && lower(second) != "fts3_tokenizer") return SQLITE_OK;
      break;
    case SQLITE_UPDATE:
      // So SQLite itself declares its virtual tables (json_each, pragma_table_info). Who writes it
      // in SQL is refused all the same, by SQLITE_DBCONFIG_DEFENSIVE and the way the file is open.
      if (std::string_view(first) == "sqlite_master") return SQLITE_OK;
      break;
    case SQLITE_PRAGMA:
      if (is_harmless_pragma(lower(first), second != nullptr)) return SQLITE_OK;
      break;
    default:
      break;
  }
  static_cast<Database*>(self)->refused_ = name_of_action(action, first, second);
  return SQLITE_DENY;
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
  refused_.clear();
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
  if ((code & 0xff) == SQLITE_AUTH) {
    question.problem = refusal();
  } else if (kind == ErrorCode::kInternal) {
    question.problem = sqlite3_errmsg(db_);
    question.problem_at = sqlite3_error_offset(db_);
  } else {
    fail(code, sql);
    question.problem = take_failure().error().message;
  }
  return question;
}

std::string Database::refusal() const {
  constexpr std::string_view kWords = "the database is open for reading only";
  if (refused_.empty()) return std::string(kWords);
  return fmt::format("{}: {} is refused", kWords, refused_);
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
  // Not from within the file's own views: they are as little trusted as its rows.
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  const int code = sqlite3_create_function_v2(db_, name.c_str(), arguments, flags,
                                              new SqlFunction(std::move(function)), call_function,
                                              nullptr, nullptr, delete_function);
  if (code != SQLITE_OK) fail(code, name);
}

int Database::is_interrupted(void* self) {
  return static_cast<const Database*>(self)->is_enough_() ? 1 : 0;
}

void Database::interrupt_when(std::function<bool()> is_enough) {
  constexpr int kSteps = 1000;  // of SQLite's virtual machine
  is_enough_ = std::move(is_enough);
  sqlite3_progress_handler(db_, kSteps, is_enough_ ? is_interrupted : nullptr, this);
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

void Database::fail(int code, std::string_view doing, bool is_question) {
  if (failure_) return;
  constexpr std::size_t kShown = 120;  // of a statement: enough to know it
  const ErrorCode kind = code_of(code);
  // Where the system has no room to map a file into memory, SQLite calls it the disk's fault.
  const bool is_memory =
      (code & 0xff) == SQLITE_IOERR && db_ != nullptr && sqlite3_system_errno(db_) == ENOMEM;
  const int cause = is_memory ? SQLITE_NOMEM : code;
  // VACUUM INTO asks when it runs.
  if (is_question && (code & 0xff) == SQLITE_AUTH) {
    failure_ = Error{ErrorCode::kQuery, refusal()};
    return;
  }
  if (kind == ErrorCode::kInterrupted || (is_question && kind == ErrorCode::kInternal)) {
    failure_ = Error{is_question && kind == ErrorCode::kInternal ? ErrorCode::kQuery : kind,
                     sqlite3_errmsg(db_)};
    return;
  }
  std::string message = fmt::format("{}: {} (SQLite error {}", path_, sqlite3_errmsg(db_), code);
  if (kind == ErrorCode::kInternal) message += fmt::format(" in: {}", doing.substr(0, kShown));
  message += fmt::format("): {}", reads_only_ ? remedy_of_reading(cause) : remedy_of(cause));
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

BulkInsert::BulkInsert(Database& db, std::string_view insert_into, int columns) {
  std::string row = "(?";
  for (int i = 1; i < columns; ++i) row += ",?";
  row += ')';
  std::string sql = fmt::format("{} VALUES{}", insert_into, row);
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
