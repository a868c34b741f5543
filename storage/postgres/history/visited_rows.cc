#include "storage/postgres/history/visited_rows.h"

#include <algorithm>

#include "storage/database/raw_text.h"
#include "storage/postgres/server/url_rows.h"

namespace storage {

using ground::Result;
using ground::UrlKey;

namespace {

// A time, a duration or a number, whatever the database says: sums of them are far from overflow.
int64_t bounded(const PostgresRows& rows, std::size_t row, int column) {
  return std::clamp<int64_t>(rows.number(row, column), 0, int64_t{1} << 52);
}

KeyLists lists_of(const PostgresGround& ground, std::span<const UrlKey> keys) {
  KeyLists lists;
  for (const UrlKey& key : keys) lists.add(ground.bucket_of(key.host), key);
  return lists;
}

PostgresValues values_of(const PostgresGround& ground, const UrlKey& key) {
  PostgresValues values;
  values.number(ground.bucket_of(key.host)).key(key.host).key(key.url);
  return values;
}

VisitedRow visited_row_of(const PostgresRows& rows, std::size_t i) {
  VisitedRow row;
  row.state = {bounded(rows, i, 1), bounded(rows, i, 2),    bounded(rows, i, 3),
               bounded(rows, i, 4), bounded(rows, i, 5),    bounded(rows, i, 6),
               bounded(rows, i, 7), rows.number(i, 8) != 0, rows.string(i, 9),
               rows.string(i, 10)};
  row.hinted_by = {rows.key(i, 11), rows.key(i, 12)};
  row.is_over = rows.number(i, 13) != 0;
  row.place = rows.number(i, 14);
  row.url = rows.string(i, 15);
  row.attempts = rows.number(i, 16);
  row.page_id = rows.number(i, 17);
  PageRecord& page = row.page;
  page.status = static_cast<int>(rows.number(i, 18));
  page.detail = rows.string(i, 19);
  page.etag = rows.string(i, 20);
  page.last_modified = rows.string(i, 21);
  page.content_hash = rows.key(i, 22);
  page.simhash = rows.key(i, 23);
  page.title = rows.string(i, 24);
  page.transferred = rows.key(i, 25);
  page.total = Milliseconds(rows.number(i, 26));
  page.redirect_to = rows.string(i, 27);
  page.content_type = rows.string(i, 28);
  page.description = rows.string(i, 29);
  page.canonical = rows.string(i, 30);
  page.meta_robots = rows.string(i, 31);
  page.header_robots = rows.string(i, 32);
  return row;
}

// What the page itself says is not kept twice.
void add_other(std::string_view bytes, std::string_view of_page, PostgresValues* values) {
  std::string buffer;
  const std::string_view text = shown_text(bytes, &buffer);
  values->text_or_null(text == of_page ? std::string_view() : text);
}

}  // namespace

Result<std::vector<std::optional<VisitedRow>>> read_visited(PostgresGround& ground,
                                                            std::span<const UrlKey> keys) {
  std::vector<std::optional<VisitedRow>> found(keys.size());
  if (keys.empty()) return found;
  auto rows = ground.server->ask(
      "read_visited", lists_of(ground, keys).values().number(ground.shift()).number(ground.mask()));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i)
    found[static_cast<std::size_t>(rows->number(i, 0)) - 1] = visited_row_of(*rows, i);
  return found;
}

Result<std::vector<std::optional<ChangeKind>>> read_last_changes(PostgresGround& ground,
                                                                 std::span<const UrlKey> keys) {
  std::vector<std::optional<ChangeKind>> found(keys.size());
  if (keys.empty()) return found;
  auto rows = ground.server->ask("last_changes", lists_of(ground, keys).values());
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i)
    if (!rows->is_null(i, 1))
      found[static_cast<std::size_t>(rows->number(i, 0)) - 1] =
          static_cast<ChangeKind>(rows->number(i, 1));
  return found;
}

Result<Rates> read_rates(PostgresGround& ground, std::span<const VisitedRow* const> pages,
                         std::span<const UrlKey> keys) {
  Rates rates;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (pages[i] == nullptr) continue;
    rates[{keys[i].host, folder_of(pages[i]->url)}];
    rates[{keys[i].host, kWholeSite}];
  }
  if (rates.empty()) return rates;
  std::vector<int64_t> buckets, hosts, folders;
  for (const auto& [of, seen] : rates) {
    buckets.push_back(ground.bucket_of(of.first));
    hosts.push_back(static_cast<int64_t>(of.first));
    folders.push_back(of.second);
  }
  auto rows = ground.server->ask("read_rates",
                                 PostgresValues().numbers(buckets).numbers(hosts).numbers(folders));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto at = static_cast<std::size_t>(rows->number(i, 0)) - 1;
    rates[{static_cast<uint64_t>(hosts[at]), folders[at]}] = {
        rows->key(i, 1), rows->key(i, 2), static_cast<double>(rows->number(i, 3))};
  }
  return rates;
}

void queue_visit(PostgresGround& ground, const UrlKey& key, const VisitEnd& end,
                 const VisitRow& visit) {
  PostgresValues values = values_of(ground, key);
  values.number(end.at).number(visit.run).number(static_cast<int64_t>(end.outcome));
  values.number(visit.status ? std::optional<int64_t>(*visit.status) : std::nullopt);
  values.number(visit.ms).number(visit.bytes);
  std::string buffer;
  ground.server->queue("insert_visit", values.text_or_null(shown_text(visit.detail, &buffer)));
}

void queue_visit_end(PostgresGround& ground, const UrlKey& key, const VisitedRow& known,
                     int64_t due) {
  const RevisitState& state = known.state;
  PostgresValues values = values_of(ground, key);
  values.number(due).number(state.visited_at).number(state.interval).number(state.visits);
  values.number(state.changes).number(state.errors).number(state.missing_since);
  values.number(state.is_gone ? 1 : 0);
  add_other(state.etag, known.page.etag, &values);
  add_other(state.last_modified, known.page.last_modified, &values);
  ground.server->queue("end_visit", values);
}

void queue_rates(PostgresGround& ground, const UrlKey& key, const std::string& url,
                 bool has_changed, int64_t gap) {
  for (const int64_t folder : {folder_of(url), kWholeSite})
    ground.server->queue("add_rate", PostgresValues()
                                         .number(ground.bucket_of(key.host))
                                         .key(key.host)
                                         .number(folder)
                                         .number(1)
                                         .number(has_changed ? 1 : 0)
                                         .number(gap));
}

}  // namespace storage
