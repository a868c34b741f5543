#include "storage/postgres/history/copied_history.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

namespace storage {
namespace {

// In the order of kCopiedHistory. `t`: the table; `o`: the URL or host.
struct Source {
  std::string_view table, key, columns;
};
constexpr std::array<Source, std::size(kCopiedHistory)> kSources = {{
    {"visit", "key", "o.place, t.at, t.run_id, t.outcome, t.status, t.ms, t.bytes, t.detail"},
    {"page_version", "key",
     "o.place, t.id, t.seen_from, t.seen_to, t.run_to, t.status, t.size, t.word_count, "
     "t.content_hash, t.redirect_to, t.content_type, t.title, t.description, t.canonical, "
     "t.robots, t.rows"},
    {"version_parts", "key", "t.id, t.against, t.delta"},
    {"page_change", "key", "o.place, t.id, t.run_id, t.at, t.kind, t.fields, t.old_id, t.new_id"},
    {"revisit", "key",
     "o.place, t.due, t.since, t.visited_at, t.\"interval\", t.visits, t.changes, t.errors, "
     "nullif(t.missing_since, 0), t.gone, t.etag, t.last_modified, (SELECT s.place "
     "FROM crawl.url s WHERE s.bucket = ((t.hint_host >> {0}) & {1}) AND s.host = t.hint_host "
     "AND s.key = t.hint_key)"},
    {"url_orphan", "key", "o.place, t.since"},
    {"sitemap_belief", "key", "o.place, t.moved, t.changed"},
    {"folder_rate", "folder", "o.place, t.folder, t.visits, t.changes, t.observed"},
    {"error_shape", "content_hash", "o.place, t.content_hash, t.simhash, t.title"},
}};

}  // namespace

std::string copied_history_statement(std::size_t table, int shift, int64_t mask) {
  const Source& source = kSources[table];
  const std::string owner = kCopiedHistory[table].is_of_hosts
                                ? "crawl.host o ON o.bucket = $1::int8 AND o.host = t.host"
                                : "crawl.url o ON o.bucket = $1::int8 AND o.host = t.host "
                                  "AND o.key = t.key";
  return fmt::format(
      "SELECT t.host, t.{0}, o.place, {1} FROM (SELECT DISTINCT host, {0} FROM crawl.{2} "
      "WHERE bucket = $1::int8 AND (host, {0}) >= ($2::int8, $3::int8) "
      "AND ($5::int8[] IS NULL OR host = ANY($5::int8[])) ORDER BY host, {0} LIMIT $4::int8) k "
      "JOIN crawl.{2} t ON t.bucket = $1::int8 AND t.host = k.host AND t.{0} = k.{0} JOIN {3} "
      "ORDER BY t.host, t.{0}",
      source.key, fmt::format(fmt::runtime(source.columns), shift, mask), source.table, owner);
}

CopiedRow copied_row_of(const PostgresRows& rows, std::size_t row, std::size_t table) {
  CopiedRow copied;
  copied.place = rows.number(row, 2);
  int column = 3;
  for (const char kind : kCopiedHistory[table].kinds) {
    auto& cell = copied.cells.emplace_back();
    if (!rows.is_null(row, column)) {
      if (kind == 'n')
        cell = rows.number(row, column);
      else
        cell = rows.string(row, column);
    }
    ++column;
  }
  return copied;
}

}  // namespace storage
