// PostgresRows: what a statement was answered, as libpq has it. Thread: plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_result;

namespace storage {

// What a statement was answered. What text() gives lives as long as this.
class PostgresRows {
 public:
  PostgresRows() = default;
  explicit PostgresRows(pg_result* result);

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  bool is_null(std::size_t row, int column) const;
  int64_t number(std::size_t row, int column) const;  // of any width; 0 for NULL
  uint64_t key(std::size_t row, int column) const {
    return static_cast<uint64_t>(number(row, column));
  }
  std::string_view text(std::size_t row, int column) const;  // or bytes; "" for NULL
  std::string string(std::size_t row, int column) const { return std::string(text(row, column)); }
  // Elements of an int8[]; empty for NULL.
  std::vector<int64_t> numbers(std::size_t row, int column) const;
  std::vector<std::string> texts(std::size_t row, int column) const;
  uint64_t changed() const;  // rows that it inserted, updated or deleted

  int columns() const;
  std::string column_name(int column) const;
  // Of queue_words(): what the column's texts stand for.
  bool is_number(int column) const;
  bool is_truth(int column) const;

 private:
  std::shared_ptr<pg_result> result_;
};

}  // namespace storage
