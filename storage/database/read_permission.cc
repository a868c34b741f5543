#include "storage/database/read_permission.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ground/ascii.h"

namespace storage {
namespace {

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

// Cookies are as good as passwords, and the file's pages hold them as they are.
bool is_secret(std::string_view table) {
  return table == "site_cookie" || table == "sqlite_dbpage";
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
    case SQLITE_READ:
      return fmt::format("the table {}", first == nullptr ? "" : first);
    case SQLITE_PRAGMA:
      return fmt::format("PRAGMA {}{}", first == nullptr ? "" : first,
                         second == nullptr ? "" : "=");
    case SQLITE_FUNCTION:
      return fmt::format("{}()", second == nullptr ? "" : second);
    default:
      return "";
  }
}

}  // namespace

void ReadPermission::bind(sqlite3* db) { sqlite3_set_authorizer(db, authorize, this); }

int ReadPermission::authorize(void* self, int action, const char* first, const char* second,
                              const char* /*schema*/, const char* /*trigger*/) {
  return static_cast<ReadPermission*>(self)->judge(action, first, second);
}

int ReadPermission::judge(int action, const char* first, const char* second) {
  switch (action) {
    case SQLITE_READ:
      if (!is_secret(lower(first))) return SQLITE_OK;
      break;
    case SQLITE_SELECT:
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
  refused_ = name_of_action(action, first, second);
  return SQLITE_DENY;
}

std::string ReadPermission::refusal() const {
  constexpr std::string_view kWords = "the database is open for reading only";
  if (refused_.empty()) return std::string(kWords);
  return fmt::format("{}: {} is refused", kWords, refused_);
}

}  // namespace storage
