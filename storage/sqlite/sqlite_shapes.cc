#include "storage/sqlite/sqlite_shapes.h"

#include <utility>
#include <vector>

namespace storage {

SqliteShapes::SqliteShapes(Database& db)
    : db_(db),
      read_(db.prepare("SELECT content_hash, simhash, title FROM error_shape WHERE host_id = ?1")),
      keep_(db.prepare("INSERT OR IGNORE INTO error_shape VALUES(?1, ?2, ?3, ?4)")),
      page_(db.prepare("SELECT content_hash, simhash, title FROM page WHERE id = ?1")) {}

ErrorShapes& SqliteShapes::of(int64_t host) {
  const auto known = hosts_.find(host);
  if (known != hosts_.end()) return known->second;
  if (hosts_.size() == kMostHosts) hosts_.clear();
  ErrorShapes& shapes = hosts_[host];
  read_.with(host);
  while (read_.step()) shapes.add({read_.natural(0), read_.natural(1), read_.string(2)});
  return shapes;
}

void SqliteShapes::keep(int64_t host, const PageShape& shape) {
  if (of(host).add(shape)) keep_.with(host, shape.content_hash, shape.simhash, shape.title).run();
}

void SqliteShapes::note(int64_t host, const PageRecord& page) {
  if (shows_error(page.status) && page.method == Method::kWhole) keep(host, shape_of(page));
}

void SqliteShapes::note_kept(int64_t after_page, int64_t upto_page) {
  std::vector<std::pair<int64_t, PageShape>> found;
  Statement row = db_.prepare(
      "SELECT u.host_id, p.content_hash, p.simhash, coalesce(substr(p.title, 1, 300), '') "
      "FROM page p CROSS JOIN url u ON u.id = p.url_id WHERE p.id > ?1 AND p.id <= ?2 "
      "AND p.status IN (403, 404, 410, 429, 503) AND p.method IS NULL");
  row.with(after_page, upto_page);
  while (row.step())
    found.emplace_back(row.integer(0), PageShape{row.natural(1), row.natural(2), row.string(3)});
  for (const auto& [host, shape] : found) keep(host, shape);
}

PageShape SqliteShapes::shape_of_kept(int64_t page_id) {
  PageShape shape;
  if (page_.with(page_id).step()) shape = {page_.natural(0), page_.natural(1), page_.string(2)};
  page_.reset();
  return shape;
}

}  // namespace storage
