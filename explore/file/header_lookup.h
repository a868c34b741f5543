// HeaderLookup: the SQL functions header_of(headers, name), which reads a value out of the headers
// as the view body_rows has them, and header_list(headers, name), which gives all values of that
// name as a JSON array. Unlike header(url, name) they look up no row, and many names are asked of
// one page in a row: the headers are read once for all of them.
// Memory: of the last headers. Thread: that of its Database.
#pragma once

#include <string>

#include "explore/file/stored_pages.h"
#include "storage/database/database.h"

namespace explore {

class HeaderLookup {
 public:
  // Errors: those of the database stick to it.
  void add_sql_functions(storage::Database& db);

 private:
  void read(std::string_view json);
  storage::SqlAnswer value_of(std::string_view name) const;
  storage::SqlAnswer list_of(std::string_view name) const;

  std::string json_;
  HeaderLines lines_;
};

}  // namespace explore
