#include "storage/postgres/postgres_values.h"

#include <bit>

#include "ground/utf8.h"

namespace storage {
namespace {

// Types as pg_type.dat numbers them.
constexpr uint32_t kTypeOfNumber = 20;  // int8
constexpr uint32_t kTypeOfText = 25;

}  // namespace

void PostgresValues::begin() { values_.push_back({buffer_.size(), 0}); }
void PostgresValues::end() {
  values_.back().size = static_cast<int>(buffer_.size() - values_.back().at);
}
void PostgresValues::append32(uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) buffer_ += static_cast<char>(value >> shift);
}
void PostgresValues::append64(uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) buffer_ += static_cast<char>(value >> shift);
}

void PostgresValues::append_text(std::string_view value) {
  if (value.find('\0') == value.npos) {
    buffer_ += value;
    return;
  }
  for (const char c : value) {
    if (c == '\0')
      buffer_ += ground::kReplacement;
    else
      buffer_ += c;
  }
}

PostgresValues& PostgresValues::number(int64_t value) {
  begin();
  append64(static_cast<uint64_t>(value));
  end();
  return *this;
}

PostgresValues& PostgresValues::number(std::optional<int64_t> value) {
  return value ? number(*value) : null();
}

PostgresValues& PostgresValues::real(double value) {
  begin();
  append64(std::bit_cast<uint64_t>(value));
  end();
  return *this;
}

PostgresValues& PostgresValues::truth(bool value) {
  begin();
  buffer_ += value ? '\1' : '\0';
  end();
  return *this;
}

PostgresValues& PostgresValues::text(std::string_view value) {
  begin();
  append_text(value);
  end();
  return *this;
}

PostgresValues& PostgresValues::text_or_null(std::string_view value) {
  return value.empty() ? null() : text(value);
}

PostgresValues& PostgresValues::bytes(std::string_view value) {
  begin();
  buffer_ += value;
  end();
  return *this;
}

PostgresValues& PostgresValues::bytes_or_null(std::string_view value) {
  return value.empty() ? null() : bytes(value);
}

PostgresValues& PostgresValues::null() {
  values_.push_back({buffer_.size(), -1});
  return *this;
}

// https://www.postgresql.org/docs/current/arrays.html says nothing of how they travel: array_send()
// in the server's arrayfuncs.c does. Dimensions, whether there are NULLs, the elements' type, then
// the length of the dimension and where it begins.
void PostgresValues::append_array(std::size_t size, uint32_t type, bool has_null) {
  append32(size == 0 ? 0 : 1);
  append32(has_null ? 1 : 0);
  append32(type);
  if (size == 0) return;
  append32(static_cast<uint32_t>(size));
  append32(1);
}

PostgresValues& PostgresValues::numbers(const std::vector<int64_t>& values) {
  begin();
  append_array(values.size(), kTypeOfNumber, false);
  for (const int64_t value : values) {
    append32(8);
    append64(static_cast<uint64_t>(value));
  }
  end();
  return *this;
}

PostgresValues& PostgresValues::texts(const std::vector<std::string_view>& values) {
  begin();
  append_array(values.size(), kTypeOfText, false);
  for (const std::string_view value : values) {
    const std::size_t at = buffer_.size();
    append32(0);
    append_text(value);
    const auto size = static_cast<uint32_t>(buffer_.size() - at - 4);
    for (int i = 0; i < 4; ++i) buffer_[at + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  end();
  return *this;
}

PostgresValues& PostgresValues::texts_or_null(const std::vector<std::string_view>& values) {
  begin();
  append_array(values.size(), kTypeOfText, true);
  for (const std::string_view value : values) {
    if (value.empty()) {
      append32(UINT32_MAX);
      continue;
    }
    const std::size_t at = buffer_.size();
    append32(0);
    append_text(value);
    const auto size = static_cast<uint32_t>(buffer_.size() - at - 4);
    for (int i = 0; i < 4; ++i) buffer_[at + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  end();
  return *this;
}

}  // namespace storage
