#include "explore/compare/difference_book.h"

#include <fmt/format.h>

#include <utility>

#include "explore/compare/passing_database.h"

namespace explore {

using ground::Result;

Result<std::unique_ptr<DifferenceBook>> DifferenceBook::make() {
  auto db = open_passing_database();
  if (!db) return db.error();
  (*db)->exec(
      "CREATE TABLE difference(kind INTEGER, grade INTEGER, field INTEGER, field_name TEXT, "
      "url TEXT, old_url TEXT, before TEXT, after TEXT, note TEXT)");
  std::unique_ptr<DifferenceBook> book(new DifferenceBook(std::move(*db)));
  if (auto ready = check_passing_database(*book->db_); !ready) return ready.error();
  return book;
}

DifferenceBook::DifferenceBook(std::unique_ptr<storage::Database> db)
    : db_(std::move(db)),
      insert_(db_->prepare("INSERT INTO difference VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")) {}

void DifferenceBook::add(const Difference& difference) {
  const bool is_changed = difference.kind == DifferenceKind::kChanged;
  // Several pages of OLD may be one in NEW.
  std::string page = difference.old_url + ' ' + difference.url;
  if (!is_changed || page != last_changed_)
    ++counts_.urls[static_cast<std::size_t>(difference.kind)];
  if (is_changed) last_changed_ = std::move(page);
  std::optional<int64_t> field;
  std::string_view field_name;
  if (difference.field) {
    ++counts_.fields[static_cast<std::size_t>(*difference.field)];
    field = static_cast<int64_t>(*difference.field);
    field_name = name_of(*difference.field);
  }
  insert_
      .with(static_cast<int64_t>(difference.kind), difference.is_grave ? 0 : 1, field,
            storage::OrNull{field_name}, difference.url, storage::OrNull{difference.old_url},
            storage::OrNull{difference.before}, storage::OrNull{difference.after},
            storage::OrNull{difference.note})
      .run();
}

Result<void> DifferenceBook::end() {
  db_->exec("CREATE INDEX difference_in_order ON difference(kind, grade, field, url)");
  return check_passing_database(*db_);
}

std::string DifferenceBook::sql_of(DifferenceKind kind, bool has_old_urls) {
  return fmt::format(
      "SELECT url, {}{}before AS old, after AS new, note FROM difference WHERE kind = {} "
      "ORDER BY grade, difference.field, url",
      kind == DifferenceKind::kChanged ? "field_name AS field, " : "",
      has_old_urls ? "old_url, " : "", static_cast<int>(kind));
}

std::string DifferenceBook::all_sql(const std::bitset<kDifferenceKinds>& kinds, bool has_old_urls) {
  std::string names = "CASE kind", chosen;
  for (const DifferenceKindRow& row : difference_kinds()) {
    const int number = static_cast<int>(row.kind);
    names += fmt::format(" WHEN {} THEN '{}'", number, row.name);
    if (kinds.test(static_cast<std::size_t>(row.kind)))
      chosen += fmt::format("{}{}", chosen.empty() ? "" : ", ", number);
  }
  return fmt::format(
      "SELECT {} END AS kind, url, {}field_name AS field, before AS old, after AS new, note "
      "FROM difference WHERE kind IN ({}) ORDER BY difference.kind, grade, difference.field, url",
      names, has_old_urls ? "old_url, " : "", chosen);
}

std::string DifferenceBook::repeated_sql() {
  constexpr int kFewest = 3, kMost = 20;
  return fmt::format(
      "SELECT count(*) AS pages, field_name AS field, before AS old, after AS new, note, "
      "min(url) AS for_example FROM difference WHERE kind = {} "
      "GROUP BY difference.field, before, after, note HAVING count(*) >= {} ORDER BY 1 DESC, 2 "
      "LIMIT {}",
      static_cast<int>(DifferenceKind::kChanged), kFewest, kMost);
}

}  // namespace explore
