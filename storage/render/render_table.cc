// What several of a page there are of has the page in the upper bits of its id and its place in the
// lower ones, as links have: rows of a page stand together, and need no index.
#include "storage/render/render_table.h"

#include <algorithm>
#include <array>
#include <optional>

#include "storage/database/raw_text.h"

namespace storage {
namespace {

constexpr int kPlaceBits = 24;  // as those of links
constexpr std::size_t kMostPlaces = std::size_t{1} << kPlaceBits;

// `reason`, `kind` and `fate`: storage/store/render_record.h. Of page_raw `delta` is against the
// body of the page (storage/history/delta). A NULL of page_resource: GET, no answer, no cache.
constexpr std::string_view kTablesOfRendering = R"sql(
CREATE TABLE IF NOT EXISTS page_render(
  page_id INTEGER PRIMARY KEY, rendered INTEGER NOT NULL, reason INTEGER NOT NULL, ms INTEGER,
  requests INTEGER, text_gain INTEGER, links_gain INTEGER, error TEXT, url TEXT);
CREATE TABLE IF NOT EXISTS page_raw(page_id INTEGER PRIMARY KEY, delta BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS page_resource(
  id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, fate INTEGER NOT NULL, method TEXT, status INTEGER,
  mime TEXT, size INTEGER NOT NULL, transferred INTEGER NOT NULL, ms INTEGER NOT NULL,
  from_cache INTEGER, url TEXT NOT NULL, detail TEXT);
CREATE TABLE IF NOT EXISTS page_resource_body(
  id INTEGER PRIMARY KEY, status_line TEXT, headers TEXT NOT NULL, zstd BLOB);
CREATE TABLE IF NOT EXISTS page_console(
  id INTEGER PRIMARY KEY, level TEXT NOT NULL, text TEXT NOT NULL, source TEXT, line INTEGER);
CREATE TABLE IF NOT EXISTS page_screenshot(page_id INTEGER PRIMARY KEY, png BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS render_reason(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS resource_kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS resource_fate(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
)sql";

std::optional<int64_t> unless_zero(int64_t number) {
  return number != 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string_view tables_of_rendering() { return kTablesOfRendering; }

void write_names_of_rendering(Database& db) {
  Statement reason = db.prepare("INSERT OR REPLACE INTO render_reason VALUES(?1, ?2)");
  for (const RenderReasonRow& row : kRenderReasons)
    reason.with(static_cast<int>(row.reason), row.name).run();
  Statement kind = db.prepare("INSERT OR REPLACE INTO resource_kind VALUES(?1, ?2)");
  for (const ResourceKindRow& row : kResourceKinds)
    kind.with(static_cast<int>(row.kind), row.name).run();
  Statement fate = db.prepare("INSERT OR REPLACE INTO resource_fate VALUES(?1, ?2)");
  for (const ResourceFateRow& row : kResourceFates)
    fate.with(static_cast<int>(row.fate), row.name).run();
}

RenderTable::RenderTable(Database& db)
    : page_(db.prepare("INSERT INTO page_render VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      raw_(db.prepare("INSERT INTO page_raw VALUES(?1, ?2)")),
      resource_(db.prepare("INSERT INTO page_resource VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                           "?10, ?11, ?12)")),
      body_(db.prepare("INSERT INTO page_resource_body VALUES(?1, ?2, ?3, ?4)")),
      console_(db.prepare("INSERT INTO page_console VALUES(?1, ?2, ?3, ?4, ?5)")),
      screenshot_(db.prepare("INSERT INTO page_screenshot VALUES(?1, ?2)")),
      is_rendered_(db.prepare("SELECT 1 FROM page_render WHERE page_id = ?1 AND rendered <> 0")) {
  constexpr std::array kOfPages{"DELETE FROM page_render WHERE page_id = ?1",
                                "DELETE FROM page_raw WHERE page_id = ?1",
                                "DELETE FROM page_screenshot WHERE page_id = ?1"};
  for (const char* sql : kOfPages) forget_pages_.push_back(db.prepare(sql));
  constexpr std::array kOfPlaces{"DELETE FROM page_resource WHERE id >= ?1 AND id < ?2",
                                 "DELETE FROM page_resource_body WHERE id >= ?1 AND id < ?2",
                                 "DELETE FROM page_console WHERE id >= ?1 AND id < ?2"};
  for (const char* sql : kOfPlaces) forget_places_.push_back(db.prepare(sql));
}

void RenderTable::keep(int64_t page_id, const RenderRecord& record) {
  // Of what was decided not to be rendered there is nothing else to say.
  const bool was_asked = record.rendered || !record.error.empty();
  const auto of_browser = [was_asked](int64_t number) {
    return was_asked ? std::optional(number) : std::nullopt;
  };
  const auto gain = [&record](int64_t number) {
    return record.rendered ? std::optional(number) : std::nullopt;
  };
  page_
      .with(page_id, record.rendered ? 1 : 0, static_cast<int>(record.reason),
            of_browser(record.total.count()), of_browser(record.requests),
            gain(static_cast<int64_t>(record.text_gain)), gain(record.links_gain),
            OrNull{shown_text(record.error, &buffer_)}, OrNull{record.url})
      .run();
  if (!record.raw_delta.empty()) raw_.with(page_id, Blob{record.raw_delta}).run();
  if (!record.screenshot.empty()) screenshot_.with(page_id, Blob{record.screenshot}).run();
  keep_resources(page_id, record.resources);
  keep_console(page_id, record.console);
}

void RenderTable::keep_resources(int64_t page_id, const std::vector<ResourceRecord>& resources) {
  for (std::size_t i = 0; i < std::min(resources.size(), kMostPlaces); ++i) {
    const ResourceRecord& one = resources[i];
    const int64_t id = page_id << kPlaceBits | static_cast<int64_t>(i);
    const std::string_view method = one.method == "GET" ? std::string_view() : one.method;
    resource_
        .with(id, static_cast<int>(one.kind), static_cast<int>(one.fate),
              OrNull{shown_text(method, &buffer_)}, unless_zero(one.status),
              OrNull{shown_text(one.mime, &mime_)}, one.size, one.transferred,
              int64_t{one.total.count()}, unless_zero(one.from_cache ? 1 : 0),
              shown_text(one.url, &url_), OrNull{shown_text(one.detail, &detail_)})
        .run();
    if (one.headers.empty() && one.body_zstd.empty()) continue;
    json_.clear();
    append_headers_json(one.headers, &json_);
    const auto body =
        one.body_zstd.empty() ? std::nullopt : std::optional<Blob>(Blob{one.body_zstd});
    body_.with(id, OrNull{sql_text(one.status_line, &buffer_)}, json_, body).run();
  }
}

void RenderTable::keep_console(int64_t page_id, const std::vector<ConsoleRecord>& console) {
  for (std::size_t i = 0; i < std::min(console.size(), kMostPlaces); ++i) {
    const ConsoleRecord& one = console[i];
    console_
        .with(page_id << kPlaceBits | static_cast<int64_t>(i), shown_text(one.level, &buffer_),
              sql_text(one.text, &detail_), OrNull{shown_text(one.source, &url_)},
              unless_zero(one.line))
        .run();
  }
}

void RenderTable::forget(int64_t page_id) {
  for (Statement& rows : forget_pages_) rows.with(page_id).run();
  for (Statement& rows : forget_places_)
    rows.with(page_id << kPlaceBits, (page_id + 1) << kPlaceBits).run();
}

bool RenderTable::is_rendered(int64_t page_id) {
  const bool is_there = is_rendered_.with(page_id).step();
  is_rendered_.reset();
  return is_there;
}

}  // namespace storage
