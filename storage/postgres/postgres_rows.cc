#include "storage/postgres/postgres_rows.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>

namespace storage {
namespace {

uint32_t read32(const char* bytes) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

int64_t read_number(const char* bytes, int size) {
  uint64_t value = size > 0 && (bytes[0] & 0x80) != 0 ? ~uint64_t{0} : 0;
  for (int i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<int64_t>(value);
}

// Calls `take` with each element's bytes of an array of one dimension.
template <typename Take>
void each_element(std::string_view array, Take take) {
  constexpr std::size_t kHead = 12, kDimension = 8;
  if (array.size() < kHead || read32(array.data()) != 1) return;
  const uint32_t size = read32(array.data() + kHead);
  std::size_t at = kHead + kDimension;
  for (uint32_t i = 0; i < size && at + 4 <= array.size(); ++i) {
    const auto length = static_cast<int32_t>(read32(array.data() + at));
    at += 4;
    const auto bytes = static_cast<std::size_t>(std::max(length, 0));
    if (bytes > array.size() - at) return;
    take(array.substr(at, bytes));
    at += bytes;
  }
}

}  // namespace

PostgresRows::PostgresRows(pg_result* result) : result_(result, PQclear) {}

std::size_t PostgresRows::size() const {
  return result_ ? static_cast<std::size_t>(PQntuples(result_.get())) : 0;
}

bool PostgresRows::is_null(std::size_t row, int column) const {
  return PQgetisnull(result_.get(), static_cast<int>(row), column) != 0;
}

int64_t PostgresRows::number(std::size_t row, int column) const {
  const int at = static_cast<int>(row);
  return read_number(PQgetvalue(result_.get(), at, column), PQgetlength(result_.get(), at, column));
}

std::string_view PostgresRows::text(std::size_t row, int column) const {
  const int at = static_cast<int>(row);
  return {PQgetvalue(result_.get(), at, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), at, column))};
}

std::vector<int64_t> PostgresRows::numbers(std::size_t row, int column) const {
  std::vector<int64_t> values;
  each_element(text(row, column), [&values](std::string_view bytes) {
    values.push_back(read_number(bytes.data(), static_cast<int>(bytes.size())));
  });
  return values;
}

std::vector<std::string> PostgresRows::texts(std::size_t row, int column) const {
  std::vector<std::string> values;
  each_element(text(row, column),
               [&values](std::string_view bytes) { values.emplace_back(bytes); });
  return values;
}

uint64_t PostgresRows::changed() const {
  uint64_t changed = 0;
  if (!result_) return changed;
  for (const char* digit = PQcmdTuples(result_.get()); *digit != '\0'; ++digit)
    changed = changed * 10 + static_cast<uint64_t>(*digit - '0');
  return changed;
}

int PostgresRows::columns() const { return result_ ? PQnfields(result_.get()) : 0; }

std::string PostgresRows::column_name(int column) const {
  const char* name = PQfname(result_.get(), column);
  return name == nullptr ? "" : name;
}

// Numbers of types: src/include/catalog/pg_type.dat of PostgreSQL.
bool PostgresRows::is_number(int column) const {
  constexpr std::array<Oid, 6> kNumbers{20, 21, 23, 700, 701, 1700};
  const Oid type = PQftype(result_.get(), column);
  return std::find(kNumbers.begin(), kNumbers.end(), type) != kNumbers.end();
}

bool PostgresRows::is_truth(int column) const {
  constexpr Oid kBool = 16;
  return PQftype(result_.get(), column) == kBool;
}

}  // namespace storage
