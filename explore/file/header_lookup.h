// HeaderLookup: the SQL functions header_of(headers, name), which reads a value out of the headers
// as the view body_rows has them, and header_list(headers, name), which gives all values of that
// name as a JSON array; and is_bot_wall(status, title, size, headers), see ground/bot_wall. Unlike
// header(url, name) they look up no row. Many names are asked of one page in a row, and by each
// finding of the same pages again: headers that were read are kept.
// Memory: a few times kMostKept. Thread: that of its Database.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "explore/file/stored_pages.h"
#include "storage/database/database.h"

namespace explore {

class HeaderLookup {
 public:
  // Errors: those of the database stick to it.
  void add_sql_functions(storage::Database& db);

 private:
  static constexpr std::size_t kMostKept = 1 << 20;  // bytes of JSON

  // Until the next call.
  const HeaderLines& read(std::string_view json);
  storage::SqlAnswer is_wall(std::span<const storage::SqlValue> values);

  std::unordered_map<std::string, HeaderLines> kept_;  // by their JSON
  std::size_t kept_bytes_ = 0;
  std::string last_json_;
  const HeaderLines* last_ = nullptr;
};

}  // namespace explore
