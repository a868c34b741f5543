#include "storage/database/statement.h"

#include <sqlite3.h>

#include <utility>

#include "storage/database/database.h"
#include "storage/database/sql_function.h"

namespace storage {

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
  return sql_value_of(sqlite3_column_value(stmt_, column));
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

}  // namespace storage
