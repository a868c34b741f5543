#include "storage/sqlite/sqlite_facts.h"

#include <fmt/format.h>

#include <cstddef>

#include "storage/database/raw_text.h"

namespace storage {
namespace {

constexpr int kOthers = 9;  // columns before the numbers

std::string insert_facts() {
  std::string places = "?1";
  for (std::size_t i = 2; i <= kOthers + ground::kFactNames.size(); ++i)
    places += fmt::format(", ?{}", i);
  return fmt::format("INSERT OR REPLACE INTO page_fact VALUES({})", places);
}

}  // namespace

std::string tables_of_facts() {
  std::string columns;
  for (const std::string_view name : ground::kFactNames)
    columns += fmt::format(", {} INTEGER NOT NULL", name);
  return fmt::format(
      "CREATE TABLE page_fact(page_id INTEGER PRIMARY KEY, doctype TEXT, quirks INTEGER NOT NULL, "
      "viewport TEXT, charset_at INTEGER, base_href TEXT, h1 TEXT, head_ended_by TEXT, "
      "cut INTEGER NOT NULL{});"
      "CREATE TABLE page_list(page_id INTEGER PRIMARY KEY, headings TEXT, images TEXT, forms TEXT, "
      "ids TEXT, accessibility TEXT);",
      columns);
}

std::string fact_columns(std::string_view prefix) {
  std::string columns;
  for (const std::string_view name : ground::kFactNames)
    columns += fmt::format("{}{}{}{}", columns.empty() ? "" : ", ", prefix,
                           prefix.empty() ? "" : ".", name);
  return columns;
}

SqliteFacts::SqliteFacts(Database& db)
    : facts_(db.prepare(insert_facts())),
      lists_(db.prepare("INSERT OR REPLACE INTO page_list VALUES(?1, ?2, ?3, ?4, ?5, ?6)")),
      forget_lists_(db.prepare("DELETE FROM page_list WHERE page_id = ?1")) {}

void SqliteFacts::keep(int64_t page_id, const ground::PageFacts& facts) {
  facts_.with(page_id, OrNull{facts.doctype}, facts.is_quirky ? 1 : 0, OrNull{facts.viewport},
              facts.charset_at, OrNull{facts.base_href}, OrNull{facts.h1},
              OrNull{facts.head_ended_by}, facts.is_cut ? 1 : 0);
  int index = kOthers;
  for (const uint32_t count : facts.counts) facts_.bind(++index, count);
  facts_.run();
  const bool has_lists = !facts.headings.empty() || !facts.images.empty() || !facts.forms.empty() ||
                         !facts.ids.empty() || !facts.accessibility.empty();
  if (has_lists)
    lists_
        .with(page_id, OrNull{facts.headings}, OrNull{facts.images}, OrNull{facts.forms},
              OrNull{facts.ids}, OrNull{facts.accessibility})
        .run();
  else
    forget_lists_.with(page_id).run();
}

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
