// PostgresQuery: one statement that a user wrote, asked of a crawl in PostgreSQL: read-only, and
// with a few hundred rows of its answer in memory.
// Thread: one owner. Errors: of the server, in its words (kQuery), as of the connection.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/database/sql_value.h"
#include "storage/postgres/server/connection.h"

namespace storage {

class PostgresQuery {
 public:
  // `wrong_at`: set to the byte of `sql` at which it is wrong, if an error says one.
  static ground::Result<std::unique_ptr<PostgresQuery>> ask(const std::string& where,
                                                            const std::string& sql, int* wrong_at);

  const std::vector<std::string>& columns() const { return columns_; }
  // The next row; false: there is none. What it holds lives until the next call.
  ground::Result<bool> next(std::vector<SqlValue>* row);

 private:
  explicit PostgresQuery(std::unique_ptr<Connection> server) : server_(std::move(server)) {}
  ground::Result<void> begin(const std::string& sql, int* wrong_at);
  ground::Result<void> fetch();
  ground::Error error_of(const PostgresAnswer& answer) const;

  std::unique_ptr<Connection> server_;
  std::vector<std::string> columns_;
  PostgresRows rows_;
  std::size_t next_ = 0;  // of rows_
  bool is_all_ = false;   // that there are
};

// The views to ask of there.
ground::Result<std::vector<std::string>> views_of_server(const std::string& where);

}  // namespace storage
