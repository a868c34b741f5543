// What changes and versions say of a page is looked up in subqueries: what nobody asks for is not.
// A version's number is counted, so that it starts at 1 whatever was dropped.
#include "storage/postgres/history/history_views.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "ground/ascii.h"
#include "storage/store/changes.h"
#include "storage/store/reasons.h"

namespace storage {
namespace {

// Two rows are of the same URL.
std::string same(std::string_view a, std::string_view b) {
  return fmt::format("{0}.bucket = {1}.bucket AND {0}.host = {1}.host AND {0}.key = {1}.key", a, b);
}

std::string names_of_fields() {
  std::string names;
  for (const ChangedFieldRow& row : kChangedFields)
    names += fmt::format("{}CASE WHEN (c.fields & {}) <> 0 THEN ',{}' ELSE '' END",
                         names.empty() ? "" : " || ", static_cast<uint32_t>(row.field), row.name);
  return fmt::format("nullif(ltrim({}, ','), '')", names);
}

std::string name_of_kind() {
  std::string names;
  for (const ChangeKindRow& row : kChangeKinds)
    names += fmt::format(" WHEN {} THEN '{}'", static_cast<int>(row.kind), row.name);
  return fmt::format("CASE c.kind{} END", names);
}

std::string name_of_outcome() {
  std::string names;
  for (const VisitOutcomeRow& row : kVisitOutcomes)
    names += fmt::format(" WHEN {} THEN '{}'", static_cast<int>(row.outcome), row.name);
  return fmt::format("CASE v.outcome{} END", names);
}

// A text of the page that `p` stands for.
std::string of_page(std::string_view column) {
  if (column == "redirect_to")
    return "coalesce($url(p.redirect_host, p.redirect_key), p.redirect_to)";
  if (column == "robots")
    return "CASE WHEN p.meta_robots IS NULL THEN p.header_robots WHEN p.header_robots IS NULL "
           "THEN p.meta_robots ELSE p.meta_robots || ', ' || p.header_robots END";
  return fmt::format("p.{}", column);
}

// A text of a version: "" stands for that of the next one that has its own, or of the present page.
std::string of_version(std::string_view version, std::string_view column) {
  return fmt::format(
      "nullif(CASE WHEN {0}.{1} = '' THEN coalesce((SELECT coalesce(w.{1}, '') "
      "FROM crawl.page_version w WHERE {2} AND w.id > {0}.id AND coalesce(w.{1}, '-') <> '' "
      "ORDER BY w.id LIMIT 1), (SELECT coalesce({3}, '') FROM crawl.page p WHERE {4})) "
      "ELSE {0}.{1} END, '')",
      version, column, same("w", version), of_page(column), same("p", version));
}

// What a page was before the change `c` (old_id), or is after it (new_id): a version by now, or
// still the present page.
std::string either(std::string_view id, std::string_view column, bool is_text) {
  const std::string own = fmt::format("o.{}", column);
  return fmt::format(
      "coalesce((SELECT {2} FROM crawl.page_version o WHERE {3} AND o.id = c.{0}), "
      "(SELECT {1} FROM crawl.page p WHERE {4} AND p.id = c.{0}))",
      id, is_text ? of_page(column) : fmt::format("p.{}", column),
      is_text ? of_version("o", column) : own, same("o", "c"), same("p", "c"));
}

std::string before_and_after(std::string_view column, std::string_view name, bool is_text) {
  return fmt::format(",\n  {} AS old_{}, {} AS {}", either("old_id", column, is_text), name,
                     either("new_id", column, is_text), name);
}

// Of the URL that `t` stands for.
std::string had_page() {
  return fmt::format("(t.reason = {} OR EXISTS (SELECT 1 FROM crawl.page q WHERE {}))",
                     static_cast<int>(Reason::kRobots), same("q", "t"));
}

std::string run_of(std::string_view at) {
  return fmt::format("(SELECT max(r.id) FROM crawl.run r WHERE r.started_at <= {})", at);
}

// When the present content was found last by a visit since it came.
std::string last_seen() {
  return fmt::format(
      "coalesce((SELECT $time(v.at) FROM crawl.visit v WHERE {} AND v.at >= p.fetched_at AND "
      "v.outcome IN ({}, {}) ORDER BY v.at DESC LIMIT 1), $time(p.fetched_at))",
      same("v", "p"), static_cast<int>(VisitOutcome::kNotModified),
      static_cast<int>(VisitOutcome::kUnchanged));
}

std::string changes_body() {
  return fmt::format(
      "\nSELECT t.url, c.run_id AS run, $time(c.at) AS at, {} AS kind, {} AS fields{}{}{}{}{}{}{}"
      "\nFROM crawl.page_change c JOIN crawl.url t ON {} AND {}",
      name_of_kind(), names_of_fields(), before_and_after("status", "status", false),
      before_and_after("title", "title", true),
      before_and_after("redirect_to", "redirect_to", true),
      before_and_after("description", "description", true),
      before_and_after("canonical", "canonical", true), before_and_after("robots", "robots", true),
      before_and_after("word_count", "words", false), same("t", "c"), had_page());
}

std::string versions_body() {
  std::string past, present;
  for (const std::string_view column : {"title", "description", "canonical", "robots"}) {
    past += fmt::format(", {} AS {}", of_version("v", column), column);
    present += fmt::format(", {}", of_page(column));
  }
  return fmt::format(
      "\nSELECT t.url, (SELECT count(*) FROM crawl.page_version w WHERE {0} AND w.id <= v.id) "
      "AS version, $time(v.seen_from) AS seen_from, $time(v.seen_to) AS seen_to, {1} AS run, "
      "v.status{2}, v.word_count, v.size, {3} AS redirect_to, 0 AS current "
      "FROM crawl.page_version v JOIN crawl.url t ON {4} AND {5}\nUNION ALL\n"
      "SELECT t.url, 1 + (SELECT count(*) FROM crawl.page_version w WHERE {6}), "
      "$time(p.fetched_at), {7}, {8}, p.status{9}, p.word_count, p.size, {10}, 1 "
      "FROM crawl.page p JOIN crawl.url t ON {11} WHERE p.method IS NULL",
      same("w", "v"), run_of("v.seen_from"), past, of_version("v", "redirect_to"), same("t", "v"),
      had_page(), same("w", "p"), last_seen(), run_of("p.fetched_at"), present,
      of_page("redirect_to"), same("t", "p"));
}

// An update's own visits, and the fetches that are none of them: those of the first crawl.
std::string visits_body() {
  return fmt::format(
      "\nSELECT t.url, $time(v.at) AS at, v.run_id AS run, {0} AS outcome, v.status, v.ms, "
      "v.bytes, v.detail FROM crawl.visit v JOIN crawl.url t ON {1} AND {2}\nUNION ALL\n"
      "SELECT t.url, $time(w.seen_from), {3}, 'fetched', w.status, NULL, NULL, NULL "
      "FROM crawl.page_version w JOIN crawl.url t ON {4} AND {2} "
      "WHERE NOT EXISTS (SELECT 1 FROM crawl.visit v WHERE {5} AND v.at = w.seen_from)\n"
      "UNION ALL\nSELECT t.url, $time(p.fetched_at), {6}, 'fetched', p.status, p.total_ms, "
      "p.transferred, p.detail FROM crawl.page p JOIN crawl.url t ON {7} WHERE p.method IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM crawl.visit v WHERE {8} AND v.at = p.fetched_at)",
      name_of_outcome(), same("t", "v"), had_page(), run_of("w.seen_from"), same("t", "w"),
      same("v", "w"), run_of("p.fetched_at"), same("t", "p"), same("v", "p"));
}

std::string revisits_body() {
  return fmt::format(
      "\nSELECT t.url, $time(r.due) AS due, r.\"interval\" / 1000 AS interval_s, r.visits, "
      "r.changes, $time(r.visited_at) AS last_visit, r.errors, "
      "CASE WHEN r.missing_since <> 0 THEN $time(r.missing_since) END AS missing_since "
      "FROM crawl.revisit r JOIN crawl.url t ON {} AND {}",
      same("t", "r"), had_page());
}

std::string orphaned_body() {
  return fmt::format(
      "\nSELECT t.url, $time(o.since) AS since FROM crawl.url_orphan o JOIN crawl.url t ON {}",
      same("t", "o"));
}

}  // namespace

std::vector<PostgresHistoryView> postgres_history_views() {
  return {{"changes", changes_body()},
          {"versions", versions_body()},
          {"visits", visits_body()},
          {"revisits", revisits_body()},
          {"orphaned", orphaned_body()}};
}

PostgresHistoryView postgres_history_of(const UserTable& table) {
  std::string present, past;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const TableColumn& column = table.columns[i];
    present += fmt::format(", h.\"{}\"", ground::ascii::lowered(column.name));
    const std::string value = fmt::format("e.value ->> {}", i + 1);
    if (column.type == "integer" || column.type == "boolean")
      past += fmt::format(", ({})::bigint", value);
    else if (column.type == "number")
      past += fmt::format(", ({})::double precision", value);
    else
      past += fmt::format(", {}", value);
  }
  const std::string name = ground::ascii::lowered(table.name);
  std::string body = fmt::format(
      "\nSELECT h.url, h.position{}, $time(p.fetched_at) AS seen_from, {} AS seen_to, 1 AS current "
      "FROM public.\"{}\" h JOIN crawl.url t ON t.url = h.url JOIN crawl.page p ON {}\nUNION ALL\n"
      "SELECT t.url, (e.value ->> 0)::bigint{}, $time(v.seen_from), $time(v.seen_to), 0 "
      "FROM crawl.page_version v JOIN crawl.url t ON {} AND {} "
      "CROSS JOIN LATERAL json_array_elements(v.rows::json -> '{}') e",
      present, last_seen(), name, same("p", "t"), past, same("t", "v"), had_page(), table.name);
  return {name + "_history", std::move(body)};
}

}  // namespace storage
