// Many rows into one table, several at each run of a statement: for small rows half of the cost is
// the statement's start and end. Thread, errors, lifetime: those of a Statement.
#pragma once

#include <cstddef>
#include <string_view>

#include "storage/database/statement.h"

namespace storage {

class BulkInsert {
 public:
  // `insert_into`: "INSERT INTO table(column, column)".
  BulkInsert(Database& db, std::string_view insert_into, int columns);

  // So many calls of row() follow. What they bind must live until the last of them.
  void begin(std::size_t rows) { left_ = rows; }
  template <typename... Values>
  void row(const Values&... values) {
    Statement& statement = wide_left_ > 0 || left_ >= kRowsAtOnce ? wide_ : single_;
    int index = next_index(sizeof...(values));
    (statement.bind(++index, values), ...);
    end_row();
  }

 private:
  static constexpr std::size_t kRowsAtOnce = 16;
  int next_index(std::size_t columns);
  void end_row();

  Statement single_, wide_;
  std::size_t left_ = 0;
  std::size_t wide_left_ = 0;  // rows still to be bound before wide_ runs
};

}  // namespace storage
