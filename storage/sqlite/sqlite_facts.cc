#include "storage/sqlite/sqlite_facts.h"

#include <fmt/format.h>

#include <cstddef>

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

}  // namespace storage
