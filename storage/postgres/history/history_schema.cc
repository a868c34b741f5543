// A row of crawl.revisit is a fetched URL that updates know of. It waits to be visited while `turn`
// is no NULL, which says where among what waits of its host. So a crash needs no repair: its page
// is the present one all the while.
#include "storage/postgres/history/history_schema.h"

#include <array>

namespace storage {
namespace {

// Times are milliseconds since 1970 UTC; 0 in `missing_since`: it is there. `hint_host`,
// `hint_key`: the sitemap that says it has changed, 0 and 0: none does. The id of a version is that
// of the page that it was. `delta`: storage/history, against the parts of the page or version
// `against`, which came next; 0: against nothing. A text of a version that is '' is that of the
// next one. `folder` is a hash; 0: the whole host.
constexpr std::string_view kTablesOfPast = R"sql(
CREATE TABLE IF NOT EXISTS crawl.revisit(
  host bigint NOT NULL, key bigint NOT NULL, place bigint NOT NULL,
  due bigint NOT NULL, since bigint NOT NULL, visited_at bigint NOT NULL,
  "interval" bigint NOT NULL, visits bigint NOT NULL DEFAULT 0, changes bigint NOT NULL DEFAULT 0,
  errors bigint NOT NULL DEFAULT 0, missing_since bigint NOT NULL DEFAULT 0,
  hint_host bigint NOT NULL DEFAULT 0, hint_key bigint NOT NULL DEFAULT 0,
  turn integer, bucket smallint NOT NULL, priority smallint NOT NULL DEFAULT 0,
  gone smallint NOT NULL DEFAULT 0, etag text, last_modified text,
  PRIMARY KEY(bucket, host, key));
CREATE INDEX IF NOT EXISTS revisit_due ON crawl.revisit(bucket, due) WHERE turn IS NULL;
CREATE INDEX IF NOT EXISTS revisit_queued ON crawl.revisit(bucket, host, turn, priority, place)
  WHERE turn IS NOT NULL;
CREATE TABLE IF NOT EXISTS crawl.visit(
  host bigint NOT NULL, key bigint NOT NULL, at bigint NOT NULL, run_id bigint NOT NULL,
  ms bigint NOT NULL, bytes bigint NOT NULL, status integer, bucket smallint NOT NULL,
  outcome smallint NOT NULL, detail text,
  PRIMARY KEY(bucket, host, key, at));
CREATE TABLE IF NOT EXISTS crawl.page_version(
  host bigint NOT NULL, key bigint NOT NULL, id bigint NOT NULL, seen_from bigint NOT NULL,
  seen_to bigint NOT NULL, run_to bigint NOT NULL, size bigint NOT NULL,
  word_count bigint NOT NULL, content_hash bigint NOT NULL, status integer NOT NULL,
  bucket smallint NOT NULL,
  redirect_to text, content_type text, title text, description text, canonical text, robots text,
  rows text,
  PRIMARY KEY(bucket, host, key, id));
CREATE TABLE IF NOT EXISTS crawl.version_parts(
  host bigint NOT NULL, key bigint NOT NULL, id bigint NOT NULL, against bigint NOT NULL,
  bucket smallint NOT NULL, delta bytea NOT NULL,
  PRIMARY KEY(bucket, host, key, id));
ALTER TABLE crawl.version_parts ALTER delta SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS crawl.page_change(
  host bigint NOT NULL, key bigint NOT NULL, id bigint NOT NULL, run_id bigint NOT NULL,
  at bigint NOT NULL, old_id bigint, new_id bigint, fields integer NOT NULL,
  bucket smallint NOT NULL, kind smallint NOT NULL,
  PRIMARY KEY(bucket, host, key, id));
CREATE INDEX IF NOT EXISTS page_change_in ON crawl.page_change(run_id);
CREATE TABLE IF NOT EXISTS crawl.folder_rate(
  host bigint NOT NULL, folder bigint NOT NULL, visits bigint NOT NULL, changes bigint NOT NULL,
  observed bigint NOT NULL, bucket smallint NOT NULL, PRIMARY KEY(bucket, host, folder));
CREATE TABLE IF NOT EXISTS crawl.sitemap_belief(
  host bigint NOT NULL, key bigint NOT NULL, moved bigint NOT NULL, changed bigint NOT NULL,
  bucket smallint NOT NULL, PRIMARY KEY(bucket, host, key));
CREATE TABLE IF NOT EXISTS crawl.error_shape(
  host bigint NOT NULL, content_hash bigint NOT NULL, simhash bigint NOT NULL,
  bucket smallint NOT NULL, title bytea NOT NULL, PRIMARY KEY(bucket, host, content_hash));
CREATE TABLE IF NOT EXISTS crawl.lost_link(
  host bigint NOT NULL, key bigint NOT NULL, bucket smallint NOT NULL,
  PRIMARY KEY(bucket, host, key));
CREATE TABLE IF NOT EXISTS crawl.url_orphan(
  host bigint NOT NULL, key bigint NOT NULL, since bigint NOT NULL, bucket smallint NOT NULL,
  PRIMARY KEY(bucket, host, key));
-- What rules that ignore something leave of the page with this id; `rules`: which rules.
CREATE TABLE IF NOT EXISTS crawl.page_lasting(
  host bigint NOT NULL, key bigint NOT NULL, id bigint NOT NULL, rules bigint NOT NULL,
  title bigint NOT NULL, description bigint NOT NULL, text bigint NOT NULL, links bigint NOT NULL,
  structured bigint NOT NULL, bucket smallint NOT NULL, PRIMARY KEY(bucket, host, key));
ALTER TABLE crawl.host ADD COLUMN IF NOT EXISTS visited bigint NOT NULL DEFAULT 0;
ALTER TABLE crawl.host ADD COLUMN IF NOT EXISTS visited_checks bigint NOT NULL DEFAULT 0;
ALTER TABLE crawl.run ADD COLUMN IF NOT EXISTS updates boolean NOT NULL DEFAULT false;
INSERT INTO crawl.counter VALUES('changes', 0) ON CONFLICT DO NOTHING;
)sql";

constexpr std::array<std::string_view, 11> kNames{
    "revisit",     "visit",          "page_version", "version_parts", "page_change", "folder_rate",
    "error_shape", "sitemap_belief", "lost_link",    "url_orphan",    "page_lasting"};

}  // namespace

std::string_view postgres_history_tables() { return kTablesOfPast; }
std::span<const std::string_view> postgres_history_table_names() { return kNames; }

}  // namespace storage
