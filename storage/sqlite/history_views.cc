// What changes and versions name by the text of a URL is found by the index page_by_url, which has
// the URLs that have a page, and those that robots.txt took it from ($had_page). A version's number
// is counted, not kept, so that it starts at 1 whatever was dropped; few are before it.
#include "storage/sqlite/history_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "storage/store/stored_json.h"

namespace storage {
namespace {

constexpr std::array kHistoryViews{
    View{"changes", R"sql(
SELECT t.url, c.run_id AS run, $time(c.at) AS at,
  $kind(c.kind) AS kind, $fields(c.fields) AS fields,
  $was(status) AS old_status, $is(status) AS status,
  $was_text(title) AS old_title, $is_text(title) AS title,
  $was_redirect AS old_redirect_to,
  $is_redirect AS redirect_to,
  $was_text(description) AS old_description, $is_text(description) AS description,
  $was_text(canonical) AS old_canonical, $is_text(canonical) AS canonical,
  $was_robots AS old_robots, $is_robots AS robots,
  $was(word_count) AS old_words, $is(word_count) AS words
FROM page_change c JOIN url t ON t.id = c.url_id AND $had_page(t))sql",
         "page_change",
         "url, run, at, kind, fields, old_status, status, old_title, title, old_redirect_to, "
         "redirect_to, old_description, description, old_canonical, canonical, old_robots, robots, "
         "old_words, words",
         true},

    View{"versions", R"sql(
SELECT t.url,
  (SELECT count(*) FROM page_version w WHERE w.url_id = v.url_id AND w.id <= v.id) AS version,
  $time(v.seen_from) AS seen_from, $time(v.seen_to) AS seen_to, $run_of(v.seen_from) AS run,
  v.status, $text(v.title) AS title, $text(v.description) AS description,
  $text(v.canonical) AS canonical, $text(v.robots) AS robots, v.word_count, v.size,
  $text(v.redirect_to) AS redirect_to, 0 AS current
FROM page_version v JOIN url t ON t.id = v.url_id AND $had_page(t)
UNION ALL
SELECT t.url, 1 + (SELECT count(*) FROM page_version w WHERE w.url_id = p.url_id),
  $time(p.fetched_at), coalesce($last_seen(p), $time(p.fetched_at)), $run_of(p.fetched_at), p.status, p.title, p.description, p.canonical, $robots_of(p),
  p.word_count, p.size, $redirect_of(p), 1
FROM page p JOIN url t ON t.id = p.url_id AND t.page_id = p.id
WHERE $is_page(p))sql",
         "page_version",
         "url, version, seen_from, seen_to, run, status, title, description, canonical, robots, "
         "word_count, size, redirect_to, current",
         true},

    // An update's own visits, and the fetches that are none of them: those of the first crawl.
    View{"visits", R"sql(
SELECT t.url, $time(v.at) AS at, v.run_id AS run,
  (SELECT name FROM visit_outcome WHERE id = v.outcome) AS outcome, v.status, v.ms, v.bytes, v.detail
FROM url_visit v JOIN url t ON t.id = v.url_id AND $had_page(t)
UNION ALL
SELECT t.url, $time(w.seen_from), $run_of(w.seen_from), 'fetched', w.status, NULL, NULL, NULL
FROM page_version w JOIN url t ON t.id = w.url_id AND $had_page(t)
WHERE NOT EXISTS (SELECT 1 FROM url_visit v WHERE v.url_id = w.url_id AND v.at = w.seen_from)
UNION ALL
SELECT t.url, $time(p.fetched_at), $run_of(p.fetched_at), 'fetched', p.status, p.total_ms,
  p.transferred, p.detail
FROM page p JOIN url t ON t.id = p.url_id AND t.page_id = p.id
WHERE $is_page(p)
  AND NOT EXISTS (SELECT 1 FROM url_visit v WHERE v.url_id = p.url_id AND v.at = p.fetched_at))sql",
         "url_visit", "url, at, run, outcome, status, ms, bytes, detail", true},

    View{"revisits", R"sql(
SELECT t.url, $time(r.due) AS due,
  CAST((r.interval - r.interval % 1000) / 1000 AS BIGINT) AS interval_s, r.visits, r.changes,
  $time(r.visited_at) AS last_visit, r.errors,
  CASE WHEN r.missing_since IS NOT NULL THEN $time(r.missing_since) END AS missing_since
FROM url_revisit r JOIN url t ON t.id = r.url_id AND $had_page(t))sql",
         "url_revisit", "url, due, interval_s, visits, changes, last_visit, errors, missing_since",
         true},

    View{"orphaned", R"sql(
SELECT t.url, $time(o.since) AS since
FROM url_orphan o JOIN url_text t ON t.id = o.url_id)sql",
         "url_orphan", "url, since", true},

    View{"finding_changes", R"sql(
SELECT k.name AS finding, k.severity, $url(s.url_id) AS url,
  (SELECT CASE WHEN d.target_id IS NULL THEN d.text WHEN d.text IS NULL THEN $url(d.target_id)
    ELSE $url(d.target_id) || ' ' || d.text END
    FROM finding_detail d WHERE d.key = s.detail_key) AS detail,
  CASE WHEN s.first_run > k.since_run AND s.first_run = (SELECT max(run_id) FROM finding_run)
    THEN 'new' ELSE 'open' END AS state,
  s.first_run AS since_run, (SELECT max(run_id) FROM finding_run) AS last_run,
  CAST(NULL AS BIGINT) AS fixed_run
FROM finding_state s JOIN finding_kind k ON k.id = s.kind_id
UNION ALL
SELECT k.name, k.severity, t.url, NULL,
  CASE WHEN s.first_run > k.since_run AND s.first_run = (SELECT max(run_id) FROM finding_run)
    THEN 'new' ELSE 'open' END,
  s.first_run, (SELECT max(run_id) FROM finding_run), CAST(NULL AS BIGINT)
FROM finding_span s JOIN finding_kind k ON k.id = s.kind_id
  JOIN url_text t ON t.id BETWEEN s.url_id AND s.url_id + s.more
UNION ALL
SELECT k.name, k.severity, $url(p.url_id),
  (SELECT CASE WHEN d.target_id IS NULL THEN d.text WHEN d.text IS NULL THEN $url(d.target_id)
    ELSE $url(d.target_id) || ' ' || d.text END
    FROM finding_detail d WHERE d.key = p.detail_key),
  CASE WHEN p.fixed_run IS NULL THEN 'unknown' ELSE 'fixed' END, p.first_run, p.last_run,
  p.fixed_run
FROM finding_past p JOIN finding_kind k ON k.id = p.kind_id)sql",
         "finding_span", "finding, severity, url, detail, state, since_run, last_run, fixed_run",
         true},
};

// See sqlite_views.cc: one table each, names as subqueries.
constexpr std::array kHistoryRows{
    View{"change_rows", R"sql(
SELECT c.id, c.url_id, c.run_id, c.at AS at_ms, c.kind AS kind_id,
  $kind(c.kind) AS kind, c.fields AS field_bits,
  $fields(c.fields) AS fields, c.old_id, c.new_id
FROM page_change c)sql",
         "change", "id, url_id, run_id, at_ms, kind_id, kind, field_bits, fields, old_id, new_id"},

    // As `changes`, to be found by its id.
    View{"change_details", R"sql(
SELECT c.id, t.url, c.run_id AS run, $time(c.at) AS at,
  $kind(c.kind) AS kind, $fields(c.fields) AS fields,
  $was(status) AS old_status, $is(status) AS status,
  $was_text(title) AS old_title, $is_text(title) AS title,
  $was_redirect AS old_redirect_to,
  $is_redirect AS redirect_to,
  $was_text(description) AS old_description, $is_text(description) AS description,
  $was_text(canonical) AS old_canonical, $is_text(canonical) AS canonical,
  $was_robots AS old_robots, $is_robots AS robots,
  $was(word_count) AS old_words, $is(word_count) AS words
FROM page_change c JOIN url t ON t.id = c.url_id)sql",
         "page_change",
         "id, url, run, at, kind, fields, old_status, status, old_title, title, old_redirect_to, "
         "redirect_to, old_description, description, old_canonical, canonical, old_robots, robots, "
         "old_words, words"},

    View{"version_rows", R"sql(
SELECT v.id, v.url_id, v.seen_from AS seen_from_ms, v.seen_to AS seen_to_ms, v.run_to, v.status,
  v.size, v.word_count, nullif(v.content_hash, 0) AS content_hash,
  $text(v.redirect_to) AS redirect_to, $text(v.content_type) AS content_type,
  $text(v.title) AS title, $text(v.description) AS description, $text(v.canonical) AS canonical,
  $text(v.robots) AS robots, v.rows AS rows_json
FROM page_version v)sql",
         "page_version",
         "id, url_id, seen_from_ms, seen_to_ms, run_to, status, size, word_count, content_hash, "
         "redirect_to, content_type, title, description, canonical, robots, rows_json"},

    View{"visit_rows", R"sql(
SELECT v.url_id, v.at AS at_ms, v.run_id, v.outcome AS outcome_id,
  (SELECT o.name FROM visit_outcome o WHERE o.id = v.outcome) AS outcome, v.status, v.ms, v.bytes,
  v.detail
FROM url_visit v)sql",
         "url_visit", "url_id, at_ms, run_id, outcome_id, outcome, status, ms, bytes, detail"},

    View{"revisit_rows", R"sql(
SELECT r.url_id, r.due AS due_ms, r.interval AS interval_ms, r.visited_at AS visited_ms, r.visits,
  r.changes, r.errors, r.missing_since AS missing_ms
FROM url_revisit r)sql",
         "url_revisit",
         "url_id, due_ms, interval_ms, visited_ms, visits, changes, errors, missing_ms"},

    View{"orphan_rows", R"sql(
SELECT o.url_id, o.since AS since_ms
FROM url_orphan o)sql",
         "url_orphan", "url_id, since_ms"},
};

std::string as_name(std::string_view name) { return fmt::format("\"{}\"", name); }

std::string history_name(std::string_view table) { return fmt::format("{}_history", table); }

std::string beginning_of(std::string_view name) {
  return fmt::format("CREATE VIEW {} AS\nSELECT h.url, h.position", as_name(name));
}

// Numbers are cast: DuckDB takes what is in JSON for texts.
std::string past_value_of(const TableColumn& column, std::size_t place) {
  const std::string value = fmt::format("e.value ->> '$[{}]'", place);
  if (column.type == "integer" || column.type == "boolean")
    return fmt::format("CAST({} AS BIGINT)", value);
  return column.type == "number" ? fmt::format("CAST({} AS DOUBLE)", value) : value;
}

std::string history_of(std::string_view table, const std::vector<TableColumn>& columns) {
  std::string present, past;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string name = as_name(columns[i].name);
    present += fmt::format(", h.{}", name);
    past += fmt::format(", {}", past_value_of(columns[i], i + 1));
  }
  const std::string sql = fmt::format(
      "{}{}, $time(p.fetched_at) AS seen_from, coalesce($last_seen(p), $time(p.fetched_at)) AS "
      "seen_to, 1 AS current\n"
      "FROM {} h JOIN url t ON t.url = h.url JOIN page p ON p.id = t.page_id\n"
      "UNION ALL\n"
      "SELECT t.url, CAST(e.value ->> '$[0]' AS BIGINT){}, $time(v.seen_from), $time(v.seen_to), "
      "0\n"
      "FROM page_version v JOIN url t ON t.id = v.url_id AND $had_page(t), "
      "json_each(v.rows, '$.{}') e",
      beginning_of(history_name(table)), present, as_name(table), past, as_name(table));
  return spelled_out(sql, true);
}

// The type and the SQL of what has that name; "" if there is nothing.
std::pair<std::string, std::string> found_under(Database& db, std::string_view name) {
  Statement row = db.prepare(
      "SELECT type, sql FROM sqlite_schema WHERE lower(name) = lower(?1) "
      "AND type IN ('table', 'view', 'index')");
  std::pair<std::string, std::string> found;
  if (row.with(name).step()) found = {row.string(0), row.string(1)};
  return found;
}

bool is_history(const std::pair<std::string, std::string>& found, std::string_view name) {
  return found.first == "view" && found.second.starts_with(beginning_of(name));
}

// Names of rules are checked when they are read; a file may be somebody else's.
bool can_be_named(std::string_view table) {
  return table.find_first_of("\"'$)") == std::string_view::npos;
}

}  // namespace

std::span<const View> views_of_history() { return kHistoryViews; }
std::span<const View> rows_of_history() { return kHistoryRows; }

void replace_histories_of_rules(Database& db) {
  std::vector<std::pair<std::string, std::string>> tables;
  {
    Statement row = db.prepare(
        "SELECT x.name, x.columns FROM extract_table x WHERE EXISTS (SELECT 1 FROM sqlite_schema s "
        "WHERE s.type = 'table' AND lower(s.name) = lower(x.name)) ORDER BY x.name");
    while (row.step()) tables.emplace_back(row.string(0), row.string(1));
  }
  for (const auto& [table, json] : tables) {
    const std::vector<TableColumn> columns = columns_of_json(json);
    const bool is_plain = can_be_named(table) && std::all_of(columns.begin(), columns.end(),
                                                             [](const TableColumn& column) {
                                                               return can_be_named(column.name);
                                                             });
    if (!is_plain) continue;
    const std::string sql = history_of(table, columns);
    const std::string name = history_name(table);
    const auto found = found_under(db, name);
    if (found.second == sql || (!found.first.empty() && !is_history(found, name))) continue;
    if (!found.first.empty()) db.exec(fmt::format("DROP VIEW {}", as_name(name)));
    db.exec(sql);
  }
}

void drop_history_named(Database& db, std::string_view name) {
  if (is_history(found_under(db, name), name)) db.exec(fmt::format("DROP VIEW {}", as_name(name)));
}

}  // namespace storage
