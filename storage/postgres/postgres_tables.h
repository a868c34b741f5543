// The tables of the user's rules: made in the schema `public` under their names, and filled with
// the pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/connection.h"
#include "storage/store/records.h"

namespace storage {

// A name of a table or column of rules. Names are checked to have no quotes, but may be words of
// SQL; whatever their case they are one name, as without quotes.
std::string quoted_lower(std::string_view name);

class PostgresTables {
 public:
  // Makes those that are missing. Errors: a table of that name has other columns, or is not from
  // rules (kNotOurs).
  ground::Result<void> make(Connection& server, const std::vector<UserTable>& tables);
  // For each new connection.
  void prepare(Connection& server) const;
  // In a transaction: replaces what there is of the page.
  void queue(Connection& server, const PageTables& page) const;
  // In a transaction: what any rules have made of this page, in whichever run.
  void queue_forget(Connection& server, const std::string& url) const;

 private:
  struct Filled {
    UserTable table;
    std::string clear, add;  // names of statements
  };
  std::vector<Filled> tables_;
  std::vector<std::string> known_;  // names of all that rules have made
};

}  // namespace storage
