#include "storage/lasting/lasting_table.h"

#include <cstddef>
#include <utility>

#include "storage/database/raw_text.h"

namespace storage {
namespace {

// More than any --max-body that fits into memory a few times.
constexpr std::size_t kMostBodyBytes = 1u << 30;

// `rules`: StoreOptions::ignoring of those that left this of the page.
constexpr char kTableOfLasting[] =
    "CREATE TABLE IF NOT EXISTS page_lasting(page_id INTEGER PRIMARY KEY, rules INTEGER NOT NULL, "
    "title INTEGER NOT NULL, description INTEGER NOT NULL, text INTEGER NOT NULL, "
    "links INTEGER NOT NULL, structured INTEGER NOT NULL)";

}  // namespace

bool LastingTable::is_there(Database& db) {
  // Rules of before may have made a table of that name, which is another.
  return db.integer_of(
             "SELECT count(*) FROM pragma_table_info('page_lasting') "
             "WHERE name = 'page_id' AND pk = 1") > 0;
}

LastingTable::LastingTable(Database& db, const StoreOptions& options)
    : ignoring_(options.ignoring), read_again_(options.lasting_of) {
  if (ignoring_ == 0) return;
  db.exec(kTableOfLasting);
  keep_ = db.prepare("INSERT OR REPLACE INTO page_lasting VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  find_ = db.prepare(
      "SELECT title, description, text, links, structured FROM page_lasting "
      "WHERE page_id = ?1 AND rules = ?2");
  body_ = db.prepare(
      "SELECT u.url, p.status, b.headers, b.zstd FROM page p JOIN url u ON u.id = p.url_id "
      "JOIN body b ON b.page_id = p.id WHERE p.id = ?1 AND b.zstd IS NOT NULL");
}

void LastingTable::keep(int64_t page_id, const LastingHashes& hashes) {
  if (ignoring_ == 0) return;
  keep_
      .with(page_id, ignoring_, hashes.title, hashes.description, hashes.text, hashes.links,
            hashes.structured)
      .run();
}

std::optional<LastingHashes> LastingTable::of(int64_t page_id) {
  std::optional<LastingHashes> hashes;
  if (ignoring_ == 0) return hashes;
  if (find_.with(page_id, ignoring_).step())
    hashes = {find_.natural(0), find_.natural(1), find_.natural(2), find_.natural(3),
              find_.natural(4)};
  find_.reset();
  if (hashes || !read_again_) return hashes;
  if (const auto body = body_of(page_id)) hashes = read_again_(*body);
  if (hashes) keep(page_id, *hashes);
  return hashes;
}

std::optional<KeptBody> LastingTable::body_of(int64_t page_id) {
  std::optional<KeptBody> kept;
  if (body_.with(page_id).step())
    if (auto body = delta_.apply(body_.text(3), "", kMostBodyBytes))
      kept = {body_.string(0), static_cast<int>(body_.integer(1)), headers_of_json(body_.text(2)),
              std::move(*body)};
  body_.reset();
  return kept;
}

}  // namespace storage
