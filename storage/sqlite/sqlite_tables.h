// The tables that a user's rules fill: created, listed in extract_table, filled page by page. Each
// has the columns url and position, and those of its rules. Thread: that of the Database. In a
// write transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/store/records.h"

namespace storage {

class SqliteTables {
 public:
  enum class Existing {
    kKeep,  // rows stay; a table that has other columns is refused
    kMakeAnew,
  };

  explicit SqliteTables(Database& db) : db_(db) {}

  // Makes the tables that are not there. Errors: a table of that name that rules did not make
  // (kNotOurs), or made with other columns (kKeep), with the remedy. Nothing else is kept then.
  ground::Result<void> prepare(const std::vector<UserTable>& tables, Existing existing);

  // Replaces what was made of that page before.
  void keep(const PageTables& page);

  // What the rules of this run made of the page, and what they make of it: a JSON object of those
  // tables that have rows of it, each with its rows in order, and of a row its position and values.
  // "" for none. Equal for equal rows.
  std::string rows_json(std::string_view url);
  std::string rows_json(const PageTables& page) const;
  // Likewise, of all tables that any rules have made.
  std::string all_rows_json(std::string_view url);
  bool has_rules() const { return !tables_.empty(); }

  // Deletes what any rules, of this run or of others, made of the page.
  void forget(std::string_view url);

 private:
  struct Filled {
    std::string name;
    Statement clear, add, rows;
  };

  struct Kept {
    std::string name;
    Statement rows, forget;
  };
  std::vector<Kept>& all_kept();

  ground::Result<void> make(const UserTable& table, Existing existing);

  Database& db_;
  std::vector<Filled> tables_;
  std::optional<std::vector<Kept>> all_;  // of any rules: made when they are needed first
  Statement clear_problems_, add_problem_, forget_problems_;
};

}  // namespace storage
