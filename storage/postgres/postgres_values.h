// PostgresValues: what a statement is given, as it travels. Thread: plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storage {

// The parameters of one statement, in order. Numbers go as int8, arrays as int8[], text[], bytea[].
class PostgresValues {
 public:
  PostgresValues& number(int64_t value);
  PostgresValues& number(std::optional<int64_t> value);
  PostgresValues& key(uint64_t value) { return number(static_cast<int64_t>(value)); }
  PostgresValues& real(double value);
  PostgresValues& truth(bool value);
  // Valid UTF-8; what PostgreSQL does not take (NUL) becomes U+FFFD.
  PostgresValues& text(std::string_view value);
  PostgresValues& text_or_null(std::string_view value);  // "" is NULL
  PostgresValues& bytes(std::string_view value);
  PostgresValues& bytes_or_null(std::string_view value);
  PostgresValues& null();
  PostgresValues& numbers(const std::vector<int64_t>& values);
  // As text().
  PostgresValues& texts(const std::vector<std::string_view>& values);
  PostgresValues& texts_or_null(const std::vector<std::string_view>& values);  // "" is NULL

 private:
  friend class Connection;
  struct Value {
    std::size_t at = 0;
    int size = -1;  // -1: NULL
  };
  void begin();
  void end();
  void append32(uint32_t value);
  void append64(uint64_t value);
  void append_text(std::string_view value);
  void append_array(std::size_t size, uint32_t type, bool has_null);

  std::string buffer_;
  std::vector<Value> values_;
};

}  // namespace storage
