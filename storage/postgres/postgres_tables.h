// The tables of the user's rules: made in the schema `public` under their names, and filled with
// the pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/server/connection.h"
#include "storage/store/records.h"

namespace storage {

// A name of a table or column of rules. Names are checked to have no quotes, but may be words of
// SQL; whatever their case they are one name, as without quotes.
std::string quoted_lower(std::string_view name);

// "SELECT url, position, columns … WHERE url = ANY($1)", as texts: what PostgreSQL writes of a
// number reads back as the same.
std::string rows_statement(const UserTable& table);
// One of its rows, of the table with that number.
TableRow table_row_of(const PostgresRows& rows, std::size_t row, const UserTable& table,
                      std::size_t number);

class PostgresTables {
 public:
  // Makes those that are missing, and the views of their past. Errors: a table of that name has
  // other columns, or is not from rules (kNotOurs).
  ground::Result<void> make(Connection& server, const std::vector<UserTable>& tables,
                            int bucket_bits);
  // For each new connection.
  void prepare(Connection& server) const;
  // In a transaction: replaces what there is of the page.
  void queue(Connection& server, const PageTables& page) const;
  // In a transaction: what any rules have made of this page, in whichever run.
  void queue_forget(Connection& server, const std::string& url) const;

  // --- Of pages that are visited again, see rows_json()
  bool has_rules() const { return !tables_.empty(); }
  std::string rows_json(const PageTables& page) const;
  // What rules have made of these pages, in their order; any rules, or this run's.
  struct KeptRows {
    std::string of_any, of_ours;
  };
  ground::Result<std::vector<KeptRows>> read(Connection& server,
                                             const std::vector<std::string_view>& urls) const;

 private:
  struct Filled {
    UserTable table;
    std::string clear, add;  // names of statements
  };
  std::vector<Filled> tables_;
  std::vector<UserTable> known_;  // all that rules have made
};

}  // namespace storage
