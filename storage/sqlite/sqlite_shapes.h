// What the error pages of each host look like (error_shape): noted as they come, asked at visits.
// Memory: the shapes of 256 hosts. In a write transaction.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "storage/database/database.h"
#include "storage/history/error_shapes.h"

namespace storage {

class SqliteShapes {
 public:
  explicit SqliteShapes(Database& db);

  // Of an answer of that host, if it shows an error.
  void note(int64_t host, const PageRecord& page);
  // Of the pages with these ids, those of error.
  void note_kept(int64_t after_page, int64_t upto_page);
  // Those of the host; until the next call.
  ErrorShapes& of(int64_t host);
  PageShape shape_of_kept(int64_t page_id);

 private:
  static constexpr std::size_t kMostHosts = 256;

  void keep(int64_t host, const PageShape& shape);

  Database& db_;
  std::unordered_map<int64_t, ErrorShapes> hosts_;
  Statement read_, keep_, page_;
};

}  // namespace storage
