// Each question is of one bucket, as all of the store's are; a crawl of one site has all its URLs
// in one of them, so buckets are read a few thousand rows at a time, each by the end of those
// before.
#include "storage/postgres/postgres_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "storage/postgres/history/copied_history.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/postgres_tables.h"
#include "storage/postgres/postgres_views.h"
#include "storage/postgres/server/copied_rows.h"
#include "storage/postgres/server/statements.h"
#include "storage/postgres/source_part.h"
#include "storage/store/stored_json.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

constexpr int64_t kRowsAtOnce = 4096;

constexpr std::array kSourceStatements = {
    PostgresStatement{"source_settings", Reach::kShared,
                      "SELECT value::int8 FROM crawl.setting WHERE name = 'bucket_bits'"},
    PostgresStatement{"source_schema", Reach::kShared,
                      "SELECT value::int8 FROM crawl.setting WHERE name = 'schema'"},
    PostgresStatement{"source_buckets", Reach::kReport,
                      "SELECT DISTINCT bucket FROM crawl.host ORDER BY bucket"},
    // States 0 to 3, each with 64 reasons; 1: fetched.
    PostgresStatement{"source_totals", Reach::kShared,
                      "SELECT coalesce(sum(n), 0)::int8, "
                      "coalesce(sum(n) FILTER (WHERE what / 64 = 1), 0)::int8 "
                      "FROM crawl.tally WHERE what < 256"},
    PostgresStatement{"source_chosen_hosts", Reach::kReport,
                      "SELECT bucket, host FROM crawl.host WHERE origin ~ ANY($1::text[])"},
    PostgresStatement{"source_hosts", Reach::kBucket, R"sql(
SELECT host, 0::int8, place, origin, robots_status, robots_at, crawl_delay_ms, robots_txt,
  robots_raw, last_error, certificate_at, certificate_expires_at, certificate_issuer,
  certificate_tls
FROM crawl.host WHERE bucket = $1::int8 AND (host, 0::int8) >= ($2::int8, $3::int8)
  AND ($5::int8[] IS NULL OR host = ANY($5::int8[]))
ORDER BY host LIMIT $4::int8)sql"},
    PostgresStatement{"source_hosts_of", Reach::kBucket, R"sql(
SELECT h.host, 0::int8, h.place, h.origin, h.robots_status, h.robots_at, h.crawl_delay_ms,
  h.robots_txt, h.robots_raw, h.last_error, h.certificate_at, h.certificate_expires_at,
  h.certificate_issuer, h.certificate_tls
FROM unnest($2::int8[], $3::int8[]) k(host, key)
JOIN crawl.host h ON h.bucket = $1::int8 AND h.host = k.host)sql"},
    PostgresStatement{"source_page_ids", Reach::kBucket, R"sql(
SELECT p.host, p.key, p.id, u.place, p.size FROM crawl.page p JOIN crawl.url u
  ON u.bucket = $1::int8 AND u.host = p.host AND u.key = p.key
WHERE p.bucket = $1::int8 AND (p.host, p.key) >= ($2::int8, $3::int8)
  AND ($5::int8[] IS NULL OR p.host = ANY($5::int8[]))
ORDER BY p.host, p.key LIMIT $4::int8)sql"},
    PostgresStatement{"source_telling_pages", Reach::kBucket, R"sql(
SELECT p.host, p.key, p.id, u.place, p.size FROM unnest($2::int8[], $3::int8[]) k(host, key)
JOIN crawl.page p ON p.bucket = $1::int8 AND p.host = k.host AND p.key = k.key
JOIN crawl.url u ON u.bucket = $1::int8 AND u.host = k.host AND u.key = k.key
WHERE p.method IS NOT NULL OR p.status >= 300)sql"},
    PostgresStatement{"source_kinds", Reach::kShared,
                      "SELECT id, name FROM crawl.link_kind ORDER BY id"},
    PostgresStatement{"source_syntaxes", Reach::kShared,
                      "SELECT id, name FROM crawl.syntax_name ORDER BY id"},
    PostgresStatement{"source_tables", Reach::kShared,
                      "SELECT name, description, columns FROM crawl.extract_table ORDER BY name"},
    PostgresStatement{"source_problems", Reach::kShared, R"sql(
SELECT url, table_name, position, field, reason, value FROM crawl.extract_error
WHERE url = ANY($1::text[]) ORDER BY url, table_name, position, field, reason)sql"},
    PostgresStatement{"source_runs", Reach::kShared, R"sql(
SELECT id, started_at, ended_at, end_reason, version, options, counts, pages, bytes
FROM crawl.run ORDER BY id)sql"},
};

// The pages of a bucket that the condition holds for, as "source_page_ids" has all of them. What
// ends with a comment ends within its line.
std::string chosen_pages_statement(const std::string& pages, const std::string& condition) {
  return fmt::format(
      "SELECT host, key, id, place, size FROM ({}) pages WHERE bucket = $1::int8 "
      "AND (host, key) >= ($2::int8, $3::int8) "
      "AND ($5::int8[] IS NULL OR host = ANY($5::int8[])) AND (\n{}\n) "
      "ORDER BY host, key LIMIT $4::int8",
      pages, condition);
}

std::vector<CopiedPageId> page_ids_in(const PostgresRows& rows) {
  std::vector<CopiedPageId> ids;
  ids.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    ids.push_back(
        {rows.number(i, 2), rows.number(i, 3), {rows.key(i, 0), rows.key(i, 1)}, rows.key(i, 4)});
  return ids;
}

}  // namespace

Result<std::unique_ptr<PostgresSource>> PostgresSource::open(const std::string& place,
                                                             const CopiedPart& part) {
  auto server = Connection::open(place);
  if (!server) return server.error();
  (*server)->set_patience(Connection::kPatienceOfReaders);
  if (auto ours = inspect_postgres_schema(**server); !ours) return ours.error();
  std::unique_ptr<PostgresSource> source(new PostgresSource(std::move(server).value()));
  if (auto begun = source->begin(part); !begun) return begun.error();
  return source;
}

Result<void> PostgresSource::begin(const CopiedPart& part) {
  server_->queue_words("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  for (const PostgresStatement& statement : kSourceStatements)
    server_->prepare(statement.name, statement.sql);
  server_->queue("source_settings", {});
  server_->queue("source_buckets", {});
  server_->queue("source_schema", {});
  auto answers = server_->run_all();
  if (!answers) return answers.error();
  const PostgresRows &bits = (*answers)[1].rows, &buckets = (*answers)[2].rows;
  has_history_ = !answers->back().rows.empty() && answers->back().rows.number(0, 0) >= 3;
  bits_ = bits.empty() ? kBucketBits : static_cast<int>(bits.number(0, 0));
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets_.push_back(buckets.number(i, 0));
  const int shift = bits_ == 0 ? 63 : 64 - bits_;
  const int64_t mask = (int64_t{1} << bits_) - 1;
  const std::string joined = url_joins(shift, mask);
  server_->prepare("source_urls",
                   url_columns() + "crawl.url u" + joined +
                       "WHERE u.bucket = $1::int8 AND (u.host, u.key) >= ($2::int8, $3::int8) "
                       "AND ($5::int8[] IS NULL OR u.host = ANY($5::int8[])) "
                       "ORDER BY u.host, u.key LIMIT $4::int8");
  server_->prepare("source_urls_of",
                   url_columns() +
                       "unnest($2::int8[], $3::int8[]) k(host, key) JOIN crawl.url u "
                       "ON u.bucket = $1::int8 AND u.host = k.host AND u.key = k.key" +
                       joined);
  server_->prepare("source_pages", pages_statement(shift, mask));
  for (std::size_t i = 0; has_history_ && i < std::size(kCopiedHistory); ++i)
    server_->prepare("source_history_" + std::to_string(i),
                     copied_history_statement(i, shift, mask));
  if (auto read = read_names(); !read) return read;
  if (auto chosen = choose_hosts(part); !chosen) return chosen;
  return choose_pages(part);
}

Result<void> PostgresSource::choose_hosts(const CopiedPart& part) {
  if (part.hosts.empty()) return {};
  for (const std::string& host : part.hosts) {
    const std::string pattern = pattern_of_origins(host);
    auto rows = server_->ask("source_chosen_hosts", PostgresValues().texts({pattern}));
    if (!rows) return rows.error();
    if (rows->empty())
      return Error{ErrorCode::kQuery,
                   fmt::format("{}: the crawl has no host {}; those that it has: "
                               "SELECT origin FROM hosts",
                               name(), host)};
    for (std::size_t i = 0; i < rows->size(); ++i)
      chosen_hosts_[rows->number(i, 0)].push_back(rows->number(i, 1));
  }
  has_chosen_hosts_ = true;
  buckets_.clear();
  for (const auto& [bucket, hosts] : chosen_hosts_) buckets_.push_back(bucket);
  return {};
}

Result<void> PostgresSource::choose_pages(const CopiedPart& part) {
  if (part.where.empty()) return {};
  page_ids_ = "source_chosen_pages";
  server_->prepare(page_ids_, chosen_pages_statement(postgres_pages_with_keys(bits_), part.where));
  // A condition that the server does not understand is said now and not after the hosts.
  auto none =
      server_->ask(page_ids_, PostgresValues().number(-1).number(0).number(0).number(1).null());
  if (!none) return none.error();
  return {};
}

Result<void> PostgresSource::read_names() {
  for (const char* const statement : {"source_kinds", "source_syntaxes", "source_tables"})
    server_->queue(statement, {});
  auto answers = server_->run_all();
  if (!answers) return answers.error();
  const PostgresRows &kinds = (*answers)[0].rows, &syntaxes = (*answers)[1].rows,
                     &tables = (*answers)[2].rows;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    names_.link_kinds.push_back({static_cast<uint8_t>(kinds.number(i, 0)), kinds.string(i, 1)});
  // Their numbers have no gaps, see prepare_postgres_schema().
  for (std::size_t i = 0; i < syntaxes.size(); ++i)
    names_.syntaxes.push_back(syntaxes.string(i, 1));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const UserTable& table = names_.tables.emplace_back(
        UserTable{tables.string(i, 0), tables.string(i, 1), columns_of_json(tables.text(i, 2))});
    server_->prepare("source_rows_" + std::to_string(i), rows_statement(table));
  }
  return {};
}

Result<PostgresSource::Totals> PostgresSource::totals() {
  auto rows = server_->ask("source_totals", {});
  if (!rows) return rows.error();
  if (rows->empty()) return Totals{};
  return Totals{rows->key(0, 0), rows->key(0, 1)};
}

// `most`: keys of rows, which are no more rows than that, or several of a key.
Result<PostgresRows> PostgresSource::read_on(const char* statement, Mark* mark, int64_t most) {
  while (mark->bucket < buckets_.size()) {
    const int64_t bucket = buckets_[mark->bucket];
    PostgresValues values;
    values.number(bucket).number(mark->host).number(mark->key).number(most);
    has_chosen_hosts_ ? values.numbers(chosen_hosts_[bucket]) : values.null();
    auto rows = server_->ask(statement, values);
    if (!rows) return rows;
    const std::size_t size = rows->size();
    if (size >= static_cast<std::size_t>(most)) {
      // Behind the last one; its key may be the largest that there is.
      mark->host = rows->number(size - 1, 0);
      mark->key = rows->number(size - 1, 1);
      const bool is_largest = mark->key == std::numeric_limits<int64_t>::max();
      mark->key = is_largest ? std::numeric_limits<int64_t>::min() : mark->key + 1;
      if (is_largest) ++mark->host;
    } else {
      *mark = Mark{mark->bucket + 1};
    }
    if (size > 0) return rows;
  }
  return PostgresRows();
}

Result<std::vector<CopiedHost>> PostgresSource::hosts(Mark* mark) {
  auto rows = read_on("source_hosts", mark, kRowsAtOnce);
  if (!rows) return rows.error();
  std::vector<CopiedHost> hosts;
  for (std::size_t i = 0; i < rows->size(); ++i) hosts.push_back(host_of(*rows, i));
  return hosts;
}

Result<std::vector<CopiedUrl>> PostgresSource::urls(Mark* mark) {
  auto rows = read_on("source_urls", mark, kRowsAtOnce);
  if (!rows) return rows.error();
  std::vector<CopiedUrl> urls;
  for (std::size_t i = 0; i < rows->size(); ++i) urls.push_back(url_of(*rows, i));
  return urls;
}

Result<std::vector<CopiedPageId>> PostgresSource::page_ids(Mark* mark) {
  auto rows = read_on(page_ids_, mark, kRowsAtOnce);
  if (!rows) return rows.error();
  return page_ids_in(*rows);
}

Result<std::vector<CopiedRow>> PostgresSource::history(std::size_t table, Mark* mark) {
  if (!has_history_) return std::vector<CopiedRow>();
  auto rows = read_on(("source_history_" + std::to_string(table)).c_str(), mark,
                      kCopiedHistory[table].urls_at_once);
  if (!rows) return rows.error();
  std::vector<CopiedRow> copied;
  copied.reserve(rows->size());
  for (std::size_t i = 0; i < rows->size(); ++i) copied.push_back(copied_row_of(*rows, i, table));
  return copied;
}

Result<std::vector<PostgresAnswer>> PostgresSource::ask_by_bucket(
    const char* statement, std::span<const ground::UrlKey> keys) {
  if (keys.empty()) return std::vector<PostgresAnswer>();
  std::map<int64_t, std::pair<std::vector<int64_t>, std::vector<int64_t>>> by_bucket;
  for (const ground::UrlKey& key : keys) {
    auto& [hosts, urls] = by_bucket[bucket_of(key.host)];
    hosts.push_back(static_cast<int64_t>(key.host));
    urls.push_back(static_cast<int64_t>(key.url));
  }
  for (const auto& [bucket, lists] : by_bucket)
    server_->queue(statement,
                   PostgresValues().number(bucket).numbers(lists.first).numbers(lists.second));
  return server_->run_all();
}

Result<std::vector<CopiedHost>> PostgresSource::hosts_of(std::span<const uint64_t> keys) {
  std::vector<ground::UrlKey> places;
  for (const uint64_t key : keys) places.push_back({key, 0});
  auto answers = ask_by_bucket("source_hosts_of", places);
  if (!answers) return answers.error();
  std::vector<CopiedHost> hosts;
  for (const PostgresAnswer& answer : *answers)
    for (std::size_t i = 0; i < answer.rows.size(); ++i) hosts.push_back(host_of(answer.rows, i));
  return hosts;
}

Result<std::vector<CopiedUrl>> PostgresSource::urls_of(std::span<const ground::UrlKey> keys) {
  auto answers = ask_by_bucket("source_urls_of", keys);
  if (!answers) return answers.error();
  std::vector<CopiedUrl> urls;
  for (const PostgresAnswer& answer : *answers)
    for (std::size_t i = 0; i < answer.rows.size(); ++i) urls.push_back(url_of(answer.rows, i));
  return urls;
}

Result<std::vector<CopiedPageId>> PostgresSource::telling_pages(
    std::span<const ground::UrlKey> keys) {
  auto answers = ask_by_bucket("source_telling_pages", keys);
  if (!answers) return answers.error();
  std::vector<CopiedPageId> ids;
  for (const PostgresAnswer& answer : *answers)
    for (const CopiedPageId& id : page_ids_in(answer.rows)) ids.push_back(id);
  return ids;
}

Result<std::vector<CopiedPage>> PostgresSource::pages(std::span<const CopiedPageId> ids) {
  std::vector<ground::UrlKey> keys;
  std::map<int64_t, int64_t> places;
  for (const CopiedPageId& one : ids) {
    keys.push_back(one.key);
    places[one.id] = one.url_place;
  }
  auto answers = ask_by_bucket("source_pages", keys);
  if (!answers) return answers.error();
  std::vector<CopiedPage> pages;
  for (const PostgresAnswer& answer : *answers)
    for (std::size_t i = 0; i < answer.rows.size(); ++i) {
      pages.push_back(page_of(answer.rows, i));
      pages.back().of.url_place = places[pages.back().of.id];
    }
  if (auto added = add_rows_of_rules(&pages); !added) return added.error();
  return pages;
}

Result<void> PostgresSource::add_rows_of_rules(std::vector<CopiedPage>* pages) {
  if (names_.tables.empty()) {
    for (CopiedPage& page : *pages) page.commit.tables.reset();
    return {};
  }
  std::vector<std::string_view> urls;
  std::map<std::string, PageTables*, std::less<>> by_url;
  for (CopiedPage& page : *pages) {
    PageTables& tables = *page.commit.tables;
    urls.emplace_back(tables.url);
    by_url[tables.url] = &tables;
  }
  for (std::size_t i = 0; i < names_.tables.size(); ++i)
    server_->queue(("source_rows_" + std::to_string(i)).c_str(), PostgresValues().texts(urls));
  server_->queue("source_problems", PostgresValues().texts(urls));
  auto answers = server_->run_all();
  if (!answers) return answers.error();
  for (std::size_t table = 0; table < names_.tables.size(); ++table) {
    const PostgresRows& rows = (*answers)[table].rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
      by_url[rows.string(i, 0)]->rows.push_back(table_row_of(rows, i, names_.tables[table], table));
  }
  const PostgresRows& problems = answers->back().rows;
  for (std::size_t i = 0; i < problems.size(); ++i) {
    const auto table =
        std::find_if(names_.tables.begin(), names_.tables.end(),
                     [&](const UserTable& one) { return one.name == problems.text(i, 1); });
    if (table == names_.tables.end()) continue;
    by_url[problems.string(i, 0)]->problems.push_back(
        {static_cast<uint32_t>(table - names_.tables.begin()),
         static_cast<uint32_t>(problems.number(i, 2)), problems.string(i, 3), problems.string(i, 4),
         problems.string(i, 5)});
  }
  return {};
}

Result<std::vector<CopiedRun>> PostgresSource::runs() {
  auto rows = server_->ask("source_runs", {});
  if (!rows) return rows.error();
  std::vector<CopiedRun> runs;
  for (std::size_t i = 0; i < rows->size(); ++i) runs.push_back(run_of(*rows, i));
  return runs;
}

}  // namespace storage
