#include "storage/database/bulk_insert.h"

#include <fmt/format.h>

#include <string>

#include "storage/database/database.h"

namespace storage {

BulkInsert::BulkInsert(Database& db, std::string_view insert_into, int columns) {
  std::string row = "(?";
  for (int i = 1; i < columns; ++i) row += ",?";
  row += ')';
  std::string sql = fmt::format("{} VALUES{}", insert_into, row);
  single_ = db.prepare(sql);
  for (std::size_t i = 1; i < kRowsAtOnce; ++i) sql += ',' + row;
  wide_ = db.prepare(sql);
}

int BulkInsert::next_index(std::size_t columns) {
  if (wide_left_ == 0 && left_ >= kRowsAtOnce) wide_left_ = kRowsAtOnce;
  return wide_left_ == 0 ? 0 : static_cast<int>((kRowsAtOnce - wide_left_) * columns);
}

void BulkInsert::end_row() {
  --left_;
  if (wide_left_ == 0) {
    single_.run();
  } else if (--wide_left_ == 0) {
    wide_.run();
  }
}

}  // namespace storage
