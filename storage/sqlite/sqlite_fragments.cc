#include "storage/sqlite/sqlite_fragments.h"

#include "storage/database/raw_text.h"

namespace storage {

SqliteFragments::SqliteFragments(Database& db)
    : places_(db, "INSERT INTO page_place(page_id, hash)", 2),
      fragment_(db.prepare("INSERT INTO fragment(page_id, place, kind, written, decoded, fragment, "
                           "anchor) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      forget_places_(db.prepare("DELETE FROM page_place WHERE page_id = ?1")),
      forget_fragments_(db.prepare("DELETE FROM fragment WHERE page_id = ?1")) {}

void SqliteFragments::keep(int64_t page_id, const std::optional<std::vector<uint64_t>>& places,
                           std::span<const FragmentRecord> fragments) {
  if (places) {
    places_.begin(places->size() + 1);
    places_.row(page_id, uint64_t{0});
    for (const uint64_t hash : *places) places_.row(page_id, hash);
  }
  for (const FragmentRecord& one : fragments)
    fragment_
        .with(page_id, int64_t{one.place}, int{one.kind}, one.written, one.decoded,
              sql_text(one.fragment, &buffer_), OrNull{one.anchor})
        .run();
}

void SqliteFragments::forget(int64_t page_id) {
  forget_places_.with(page_id).run();
  forget_fragments_.with(page_id).run();
}

}  // namespace storage
