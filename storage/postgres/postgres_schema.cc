// All tables come with the schema `crawl` in one transaction: of several processes that begin at
// once one makes it, and the others wait for that and find it there.
#include "storage/postgres/postgres_schema.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ground/number.h"
#include "storage/postgres/history/history_schema.h"
#include "storage/postgres/postgres_views.h"
#include "storage/store/reasons.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// Times are milliseconds since 1970 UTC. `host` and `key` are the halves of a ground::UrlKey; the
// first bits of `host` are the bucket. Columns are in an order that leaves no gaps between them.
constexpr char kTables[] = R"sql(
CREATE TABLE crawl.setting(name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE crawl.counter(name text PRIMARY KEY, n bigint NOT NULL);
INSERT INTO crawl.counter VALUES('opens', 0), ('places', 0), ('hosts', 0), ('pages', 0), ('runs', 0),
  ('granted', 0);
-- `aside`: URLs that wait, and that its run will not fetch, as their hosts are held for the rest of it.
-- `granted`: of the pages that all may fetch, those that it may, where their number is limited.
CREATE TABLE crawl.member(
  id bigint PRIMARY KEY, beat bigint NOT NULL DEFAULT 0, dead boolean NOT NULL DEFAULT false,
  aside bigint NOT NULL DEFAULT 0, granted bigint NOT NULL DEFAULT 0);
CREATE TABLE crawl.bucket(
  bucket smallint PRIMARY KEY, owner bigint NOT NULL DEFAULT 0, epoch bigint NOT NULL DEFAULT 0);
-- For the owner of a bucket: how often another process brought something into it.
CREATE TABLE crawl.arrival(
  bucket smallint NOT NULL, member bigint NOT NULL, n bigint NOT NULL,
  PRIMARY KEY(bucket, member));
-- What each process has added: of a state and a reason (state * 64 + reason), links, hosts.
CREATE TABLE crawl.tally(
  member bigint NOT NULL, what smallint NOT NULL, n bigint NOT NULL, PRIMARY KEY(member, what));
CREATE TABLE crawl.host(
  host bigint NOT NULL, place bigint NOT NULL,
  pages bigint NOT NULL DEFAULT 0, failed bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0, total_ms bigint NOT NULL DEFAULT 0,
  checks bigint NOT NULL DEFAULT 0,
  robots_at bigint, crawl_delay_ms bigint, certificate_at bigint, certificate_expires_at bigint,
  robots_status integer, bucket smallint NOT NULL, origin text NOT NULL,
  robots_txt text, robots_raw bytea, last_error text, certificate_issuer text,
  certificate_tls text,
  PRIMARY KEY(bucket, host));
-- Seen set and frontier at once. `turn`: the order of lending, a depth, and 2^30 more for checks.
-- `place`: the order of discovery. No column is NULL, so that a row needs no map of them.
CREATE TABLE crawl.url(
  host bigint NOT NULL, key bigint NOT NULL, place bigint NOT NULL,
  found_host bigint NOT NULL, found_key bigint NOT NULL,
  turn integer NOT NULL, bucket smallint NOT NULL,
  state smallint NOT NULL, reason smallint NOT NULL, hops smallint NOT NULL,
  role smallint NOT NULL, priority smallint NOT NULL, attempts smallint NOT NULL DEFAULT 0,
  detail text NOT NULL DEFAULT '', url text NOT NULL,
  PRIMARY KEY(bucket, host, key));
CREATE INDEX url_waiting ON crawl.url(bucket, host, turn, priority, place) WHERE state = 0;
CREATE TABLE crawl.page(
  host bigint NOT NULL, key bigint NOT NULL, id bigint NOT NULL, fetched_at bigint NOT NULL,
  size bigint NOT NULL, transferred bigint NOT NULL, content_hash bigint NOT NULL,
  simhash bigint NOT NULL, redirect_host bigint, redirect_key bigint,
  ttfb_ms integer NOT NULL, total_ms integer NOT NULL, word_count bigint NOT NULL,
  status integer NOT NULL, bucket smallint NOT NULL, method smallint,
  redirect_to text, content_type text, charset text, title text, description text, lang text,
  canonical text, meta_robots text, header_robots text, http_version text, ip text, etag text,
  last_modified text, detail text, limits_hit text,
  PRIMARY KEY(bucket, host, key));
-- What is large, and what has several of a page: a row of the page's has them as arrays. Of links,
-- `link_kind` has 256 more for nofollow, and 512 for those that the user's rules don't name.
CREATE TABLE crawl.content(
  host bigint NOT NULL, key bigint NOT NULL, bucket smallint NOT NULL,
  status_line text, headers text, zstd bytea, text text,
  link_host bigint[], link_key bigint[], link_kind smallint[], link_position integer[],
  link_rel text[], link_anchor text[],
  article_title text, article_byline text, article_published text, markdown text,
  structured_syntax smallint[], structured_type text[], structured_json text[],
  entry_place integer[], entry_lastmod text[],
  detail_entry integer[], detail_place integer[], detail_kind text[], detail_name text[],
  detail_value text[],
  places bigint[],
  fragment_place integer[], fragment_kind smallint[], fragment_written bigint[],
  fragment_decoded bigint[], fragment text[], fragment_anchor text[],
  doctype text, quirks smallint, viewport text, charset_at bigint, base_href text, h1 text,
  head_ended_by text, cut smallint, facts bigint[],
  headings text, images text, forms text, ids text, accessibility text,
  PRIMARY KEY(bucket, host, key));
ALTER TABLE crawl.content ALTER zstd SET STORAGE EXTERNAL;
CREATE TABLE crawl.nearer(
  host bigint NOT NULL, key bigint NOT NULL, depth integer NOT NULL, bucket smallint NOT NULL,
  PRIMARY KEY(bucket, host, key));
CREATE TABLE crawl.cookie(
  site text NOT NULL, place integer NOT NULL, domain text NOT NULL, host_only boolean NOT NULL,
  path bytea NOT NULL, name bytea NOT NULL, value bytea NOT NULL, secure boolean NOT NULL,
  expires bigint NOT NULL, PRIMARY KEY(site, place));
CREATE TABLE crawl.run(
  id bigint PRIMARY KEY, started_at bigint NOT NULL, ended_at bigint, end_reason text,
  version text NOT NULL, options text NOT NULL, counts text, pages bigint, bytes bigint,
  member bigint NOT NULL DEFAULT 0);
CREATE TABLE crawl.state_name(id smallint PRIMARY KEY, name text NOT NULL);
CREATE TABLE crawl.reason_name(id smallint PRIMARY KEY, name text NOT NULL);
CREATE TABLE crawl.link_kind(id smallint PRIMARY KEY, name text NOT NULL);
CREATE TABLE crawl.syntax_name(id smallint PRIMARY KEY, name text NOT NULL);
CREATE TABLE crawl.extract_table(
  name text PRIMARY KEY, description text NOT NULL, columns text NOT NULL);
CREATE TABLE crawl.extract_error(
  url text NOT NULL, table_name text NOT NULL, position integer NOT NULL, field text NOT NULL,
  reason text NOT NULL, value text, PRIMARY KEY(url, table_name, position, field, reason));
)sql";

constexpr std::array kBaseTables = {"setting",     "counter",       "member",       "bucket",
                                    "arrival",     "tally",         "host",         "url",
                                    "page",        "content",       "nearer",       "cookie",
                                    "run",         "state_name",    "reason_name",  "link_kind",
                                    "syntax_name", "extract_table", "extract_error"};

// Of databases that were made before: what later versions have more. Each may be repeated.
constexpr char kLater[] = R"sql(
ALTER TABLE crawl.member ADD COLUMN IF NOT EXISTS aside bigint NOT NULL DEFAULT 0;
ALTER TABLE crawl.member ADD COLUMN IF NOT EXISTS granted bigint NOT NULL DEFAULT 0;
INSERT INTO crawl.counter VALUES('granted', 0) ON CONFLICT DO NOTHING;
ALTER TABLE crawl.run ADD COLUMN IF NOT EXISTS member bigint NOT NULL DEFAULT 0;
CREATE TABLE IF NOT EXISTS crawl.arrival(
  bucket smallint NOT NULL, member bigint NOT NULL, n bigint NOT NULL,
  PRIMARY KEY(bucket, member));
)sql";

std::string later_script() {
  return fmt::format(
      "{} {} UPDATE crawl.setting SET value = '{}' WHERE name = 'schema'; "
      "INSERT INTO crawl.setting VALUES('ttl_ms', '{}') ON CONFLICT DO NOTHING;",
      kLater, postgres_history_tables(), kPostgresSchemaVersion, FleetTiming().ttl.count());
}

// A beat each sixth of it, which a network and a busy server need; and how long a dead process's
// hosts may be left alone.
constexpr std::chrono::milliseconds kShortestTtl{600}, kLongestTtl{3'600'000};

// Of another program, as extensions have theirs in schemas of their own or say so in pg_depend.
constexpr char kForeignTables[] = R"sql(
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg_toast%' AND n.nspname NOT LIKE 'pg_temp%'
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)sql";

constexpr std::string_view kSchemaThere =
    "SELECT count(*) FROM pg_tables WHERE schemaname = 'crawl' AND tablename = 'setting'";
constexpr std::string_view kSetting = "SELECT value FROM crawl.setting WHERE name = $1";

// One question that is asked once.
Result<PostgresRows> ask_once(Connection& server, const std::string& name, std::string_view sql,
                              const PostgresValues& values = {}) {
  server.prepare(name, std::string(sql));
  return server.ask(name.c_str(), values);
}

// -1: it has none.
Result<int64_t> number_setting(Connection& server, std::string_view name) {
  auto rows = ask_once(server, "", kSetting, PostgresValues().text(name));
  if (!rows) return rows.error();
  if (rows->empty()) return int64_t{-1};
  return static_cast<int64_t>(ground::number_of<uint32_t>(rows->text(0, 0)).value_or(0));
}

Result<bool> is_there(Connection& server) {
  auto rows = ask_once(server, "", kSchemaThere);
  if (!rows) return rows.error();
  return rows->number(0, 0) > 0;
}

Result<void> create(Connection& server, int bucket_bits) {
  auto foreign = ask_once(server, "", kForeignTables);
  if (!foreign) return foreign.error();
  if (foreign->number(0, 0) > 0)
    return Error{ErrorCode::kNotOurs,
                 server.place() +
                     ": has tables of another program: make a database for the crawl, with: "
                     "createdb NAME"};
  std::string script = "BEGIN; CREATE SCHEMA crawl;";
  script += kTables;
  script += postgres_history_tables();
  script += fmt::format(
      "INSERT INTO crawl.bucket(bucket) SELECT generate_series(0, {}); "
      "INSERT INTO crawl.setting VALUES('schema', '{}'), ('bucket_bits', '{}'), "
      "('ttl_ms', '{}'); COMMIT",
      (1 << bucket_bits) - 1, kPostgresSchemaVersion, bucket_bits, FleetTiming().ttl.count());
  auto made = server.script(script);
  if (made) return made;
  const Error why = made.error();
  if (auto rolled_back = server.script("ROLLBACK"); !rolled_back) return rolled_back;
  auto by_another = is_there(server);
  if (by_another && *by_another) return {};
  return why;
}

Error too_new_schema(const Connection& server, int64_t version) {
  return {ErrorCode::kTooNew,
          fmt::format("{}: written by a newer version of crawl (schema {}, this one knows up to "
                      "{}): use that version",
                      server.place(), version, kPostgresSchemaVersion)};
}

void add_name(std::string* script, std::string_view table, int64_t id, std::string_view name) {
  std::string quoted;
  for (const char c : name) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  *script += fmt::format(
      "INSERT INTO crawl.{} VALUES({}, '{}') ON CONFLICT(id) DO UPDATE SET name = excluded.name "
      "WHERE crawl.{}.name <> excluded.name;",
      table, id, quoted, table);
}

std::string names_script(const StoreOptions& options) {
  std::string script;
  for (int i = 0; i <= static_cast<int>(UrlState::kFailed); ++i)
    add_name(&script, "state_name", i, name_of(static_cast<UrlState>(i)));
  for (const ReasonRow& row : kReasons)
    add_name(&script, "reason_name", static_cast<int64_t>(row.reason), row.name);
  for (const LinkKindName& kind : options.link_kinds)
    add_name(&script, "link_kind", kind.kind, kind.name);
  for (std::size_t i = 0; i < options.syntaxes.size(); ++i)
    add_name(&script, "syntax_name", static_cast<int64_t>(i), options.syntaxes[i]);
  return script;
}

Result<bool> is_current(Connection& server, const std::string& words) {
  auto version = number_setting(server, "schema");
  if (!version) return version.error();
  auto last = ask_once(server, "", kSetting, PostgresValues().text("words"));
  if (!last) return last.error();
  return *version == kPostgresSchemaVersion && !last->empty() && last->text(0, 0) == words;
}

// What changes tables needs each of them alone, so it is for the first one only: who waited for
// that finds it at work, and would wait for it as it waits for others.
Result<void> bring_up_to_date(Connection& server, const std::string& words) {
  auto version = number_setting(server, "schema");
  if (!version) return version.error();
  if (*version < kPostgresSchemaVersion)
    if (auto done = server.script(later_script()); !done) return done;
  if (auto done = server.script(words); !done) return done;
  server.prepare("",
                 "INSERT INTO crawl.setting VALUES('words', $1) ON CONFLICT(name) "
                 "DO UPDATE SET value = excluded.value");
  server.queue("", PostgresValues().text(words));
  if (auto noted = server.run_all(); !noted) return noted.error();
  return {};
}

// Tables of an earlier version, names and views, when they are not those that stand there already.
Result<void> refresh(Connection& server, const std::string& words) {
  auto current = is_current(server, words);
  if (!current) return current.error();
  if (*current) return {};
  // One after the other: a view can't be replaced by two at once.
  server.queue_words("BEGIN");
  server.queue_words("LOCK TABLE crawl.setting IN EXCLUSIVE MODE");
  if (auto locked = server.run_all(); !locked) return locked.error();
  auto done = bring_up_to_date(server, words);
  server.queue_words(done ? "COMMIT" : "ROLLBACK");
  if (auto ended = server.run_all(); !ended) return ended.error();
  return done;
}

}  // namespace

Result<void> inspect_postgres_schema(Connection& server) {
  auto there = is_there(server);
  if (!there) return there.error();
  if (!*there)
    return Error{ErrorCode::kNotOurs,
                 server.place() + ": has no crawl: give the address that one was written to (-o)"};
  auto version = number_setting(server, "schema");
  if (!version) return version.error();
  if (*version > kPostgresSchemaVersion) return too_new_schema(server, *version);
  return {};
}

Result<PostgresAgreement> prepare_postgres_schema(Connection& server, const StoreOptions& options,
                                                  int bucket_bits) {
  auto there = is_there(server);
  if (!there) return there.error();
  if (!*there)
    if (auto made = create(server, bucket_bits); !made) return made.error();
  auto version = number_setting(server, "schema");
  if (!version) return version.error();
  if (*version > kPostgresSchemaVersion) return too_new_schema(server, *version);
  auto bits = number_setting(server, "bucket_bits");
  if (!bits) return bits.error();
  if (*version < 1 || *bits < 0 || *bits > kBucketBits)
    return Error{ErrorCode::kCorrupt, server.place() + ": crawl.setting says nothing that can be"};
  const std::string words = names_script(options) + postgres_views_script(static_cast<int>(*bits));
  if (auto refreshed = refresh(server, words); !refreshed) return refreshed.error();
  auto ttl = number_setting(server, "ttl_ms");
  if (!ttl) return ttl.error();
  PostgresAgreement agreed{static_cast<int>(*bits), {}};
  if (*ttl >= 0) agreed.timing.ttl = std::chrono::milliseconds(*ttl);
  if (agreed.timing.ttl < kShortestTtl || agreed.timing.ttl > kLongestTtl)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: ttl_ms in crawl.setting is {}: it takes {} to {}", server.place(),
                             *ttl, kShortestTtl.count(), kLongestTtl.count())};
  return agreed;
}

std::vector<std::string> postgres_base_tables() {
  std::vector<std::string> names{kBaseTables.begin(), kBaseTables.end()};
  for (const std::string_view name : postgres_history_table_names()) names.emplace_back(name);
  return names;
}

}  // namespace storage
