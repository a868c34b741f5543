#include "storage/findings/lasting_faults.h"

#include <algorithm>
#include <iterator>

#include "storage/findings/finding_tables.h"

namespace storage {

LastingFaults::LastingFaults(Database& db)
    : db_(db),
      has_spans_(has_finding_spans(db)),
      states_(db.prepare("SELECT url_id, detail_key, first_run FROM finding_state "
                         "WHERE kind_id = ?1")),
      urls_(db.prepare("SELECT id FROM url WHERE id BETWEEN ?1 AND ?2 ORDER BY id")) {
  if (has_spans_)
    spans_ = db.prepare(
        "SELECT url_id, more, first_run FROM finding_span WHERE kind_id = ?1 ORDER BY url_id");
}

std::vector<LastingFault> LastingFaults::of(int64_t kind) {
  std::vector<LastingFault> all;
  int64_t known_to = 0;
  for (const Row& row : rows_of(kind)) {
    if (!is_span(row)) {
      all.push_back({{row.url, row.detail}, row.first_run});
      continue;
    }
    const int64_t last = row.url + std::clamp<int64_t>(row.more, 0, INT64_MAX - row.url);
    urls_.with(std::max(row.url, known_to + 1), last);
    while (urls_.step()) all.push_back({{urls_.integer(0), 0}, row.first_run});
    known_to = std::max(known_to, last);
    if (known_to == INT64_MAX) break;
  }
  // The URL of a detail may lie within a span.
  std::ranges::sort(all, {}, &LastingFault::fault);
  return all;
}

void LastingFaults::set(int64_t kind, std::span<const LastingFault> all) {
  const std::vector<Row> was = rows_of(kind), is = as_rows(all);
  std::vector<Row> gone, come;
  std::ranges::set_difference(was, is, std::back_inserter(gone));
  std::ranges::set_difference(is, was, std::back_inserter(come));
  if (gone.empty() && come.empty()) return;
  // Here, as who only reads may not even prepare them.
  Statement take_span = db_.prepare("DELETE FROM finding_span WHERE kind_id = ?1 AND url_id = ?2");
  Statement take_state = db_.prepare(
      "DELETE FROM finding_state WHERE kind_id = ?1 AND url_id = ?2 AND detail_key = ?3");
  Statement put_span = db_.prepare("INSERT OR REPLACE INTO finding_span VALUES(?1, ?2, ?3, ?4)");
  Statement put_state = db_.prepare("INSERT OR REPLACE INTO finding_state VALUES(?1, ?2, ?3, ?4)");
  for (const Row& row : gone)
    if (is_span(row))
      take_span.with(kind, row.url).run();
    else
      take_state.with(kind, row.url, row.detail).run();
  for (const Row& row : come)
    if (is_span(row))
      put_span.with(kind, row.url, row.more, row.first_run).run();
    else
      put_state.with(kind, row.url, row.detail, row.first_run).run();
}

std::vector<LastingFaults::Row> LastingFaults::rows_of(int64_t kind) {
  std::vector<Row> rows;
  states_.with(kind);
  while (states_.step())
    rows.push_back({states_.integer(0), states_.integer(1), 0, states_.integer(2)});
  if (has_spans_) {
    spans_.with(kind);
    while (spans_.step())
      rows.push_back({spans_.integer(0), 0, spans_.integer(1), spans_.integer(2)});
  }
  std::ranges::sort(rows);
  return rows;
}

std::vector<LastingFaults::Row> LastingFaults::as_rows(std::span<const LastingFault> all) {
  std::vector<Row> rows;
  std::size_t span = 0;  // the last row of its sort; 0: none, else its place from 1
  for (const LastingFault& one : all) {
    const Row row{one.fault.url, one.fault.detail, 0, one.first_run};
    if (is_span(row) && span != 0) {
      Row& last = rows[span - 1];
      if (last.first_run == row.first_run && last.url + last.more + 1 == row.url) {
        ++last.more;
        continue;
      }
    }
    rows.push_back(row);
    if (is_span(row)) span = rows.size();
  }
  return rows;
}

}  // namespace storage
