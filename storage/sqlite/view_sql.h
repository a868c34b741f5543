// A view before it is SQL: what its text says in short is spelled out here, so that all of them say
// it alike.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace storage {

struct View {
  const char* name;
  const char* body;
  // A table that files of older versions lack; null: all have those that it needs.
  const char* table = nullptr;
  // Its columns, for them: there it has no rows.
  const char* columns = nullptr;
  // Rules may have made a table of that name before there was the view.
  bool is_young = false;
};

// Behind "CREATE ". `has_checks`: the file knows which answers are of checks.
std::string statement_of(const View& view, bool has_checks);
// The same for a file that lacks what the view shows: no rows.
std::string absent_statement_of(const View& view);
// `sql` with what it says in short ($time(x) …) spelled out.
std::string spelled_out(std::string sql, bool has_checks);

}  // namespace storage
