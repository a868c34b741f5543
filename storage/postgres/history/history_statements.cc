// What is to happen once stands under a guard: where no row is as it was read, a division by zero
// fails the transaction, and with it what else the visit has found.
#include "storage/postgres/history/history_statements.h"

#include <array>

namespace storage {
namespace {

constexpr std::array kHistoryStatements = {
    // --- What is known of pages that are visited
    PostgresStatement{"read_visited", Reach::kKeys, R"sql(
SELECT k.i, r.since, r.visited_at, r."interval", r.visits, r.changes, r.errors, r.missing_since,
  r.gone, r.etag, r.last_modified, r.hint_host, r.hint_key, r.turn IS NULL, r.place, u.url,
  u.attempts, p.id, p.status, p.detail, p.etag, p.last_modified, p.content_hash, p.simhash, p.title,
  p.transferred, p.total_ms, coalesce(t.url, p.redirect_to), p.content_type, p.description,
  p.canonical, p.meta_robots, p.header_robots
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, key, i)
JOIN crawl.revisit r ON r.bucket = k.bucket AND r.host = k.host AND r.key = k.key
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key
JOIN crawl.page p ON p.bucket = k.bucket AND p.host = k.host AND p.key = k.key
LEFT JOIN crawl.url t ON t.bucket = ((p.redirect_host >> $4::int8::int4) & $5::int8)
  AND t.host = p.redirect_host AND t.key = p.redirect_key)sql"},
    PostgresStatement{"last_changes", Reach::kKeys, R"sql(
SELECT k.i, (SELECT c.kind FROM crawl.page_change c WHERE c.bucket = k.bucket AND c.host = k.host
  AND c.key = k.key ORDER BY c.id DESC LIMIT 1)
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, key, i))sql"},
    PostgresStatement{"read_rates", Reach::kKeys, R"sql(
SELECT k.i, f.visits, f.changes, f.observed
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, folder, i)
JOIN crawl.folder_rate f ON f.bucket = k.bucket AND f.host = k.host AND f.folder = k.folder)sql"},
    PostgresStatement{"read_belief", Reach::kBucket, R"sql(
SELECT moved, changed FROM crawl.sitemap_belief
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8)sql"},
    PostgresStatement{"read_shapes", Reach::kBucket, R"sql(
SELECT content_hash, simhash, title FROM crawl.error_shape
WHERE bucket = $1::int8 AND host = $2::int8)sql"},
    PostgresStatement{"read_lasting", Reach::kBucket, R"sql(
SELECT title, description, text, links, structured FROM crawl.page_lasting
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND id = $4::int8
  AND rules = $5::int8)sql"},
    PostgresStatement{"link_texts", Reach::kKeys, R"sql(
SELECT k.i, u.url
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, key, i)
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key)sql"},
    PostgresStatement{"parts_against", Reach::kKeys, R"sql(
SELECT k.i, d.id, d.delta
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, key, i)
JOIN crawl.page p ON p.bucket = k.bucket AND p.host = k.host AND p.key = k.key
LEFT JOIN crawl.version_parts d ON d.bucket = k.bucket AND d.host = k.host AND d.key = k.key
  AND d.against = p.id
WHERE EXISTS (SELECT 1 FROM crawl.page_version v WHERE v.bucket = k.bucket AND v.host = k.host
  AND v.key = k.key))sql"},

    // --- What a visit ends with
    PostgresStatement{"end_visit", Reach::kBucket, R"sql(
WITH ended AS (UPDATE crawl.revisit SET turn = NULL, due = $4::int8, visited_at = $5::int8,
  "interval" = $6::int8, visits = $7::int8, changes = $8::int8, errors = $9::int8,
  missing_since = $10::int8, gone = $11::int8, etag = $12::text, last_modified = $13::text,
  hint_host = 0, hint_key = 0
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND turn IS NOT NULL RETURNING 1)
SELECT 1 / count(*) FROM ended)sql"},
    PostgresStatement{"leave_visit", Reach::kBucket, R"sql(
WITH ended AS (UPDATE crawl.revisit SET turn = NULL, due = $4::int8
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND turn IS NOT NULL RETURNING 1)
SELECT 1 / count(*) FROM ended)sql"},
    // One visit of a page for each moment.
    PostgresStatement{"insert_visit", Reach::kBucket, R"sql(
INSERT INTO crawl.visit(bucket, host, key, at, run_id, outcome, status, ms, bytes, detail)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8, $8::int8, $9::int8,
  $10::text)
ON CONFLICT(bucket, host, key, at) DO UPDATE SET run_id = excluded.run_id,
  outcome = excluded.outcome, status = excluded.status, ms = excluded.ms, bytes = excluded.bytes,
  detail = excluded.detail)sql"},
    PostgresStatement{"add_rate", Reach::kBucket, R"sql(
INSERT INTO crawl.folder_rate AS f(bucket, host, folder, visits, changes, observed)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8)
ON CONFLICT(bucket, host, folder) DO UPDATE SET visits = f.visits + excluded.visits,
  changes = f.changes + excluded.changes, observed = f.observed + excluded.observed)sql"},
    PostgresStatement{"insert_shape", Reach::kBucket, R"sql(
INSERT INTO crawl.error_shape(bucket, host, content_hash, simhash, title)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::bytea) ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"insert_lasting", Reach::kBucket, R"sql(
INSERT INTO crawl.page_lasting(bucket, host, key, id, rules, title, description, text, links,
  structured)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8, $8::int8, $9::int8,
  $10::int8)
ON CONFLICT(bucket, host, key) DO UPDATE SET id = excluded.id, rules = excluded.rules,
  title = excluded.title, description = excluded.description, text = excluded.text,
  links = excluded.links, structured = excluded.structured)sql"},
    PostgresStatement{"set_attempts", Reach::kBucket, R"sql(
UPDATE crawl.url SET attempts = CASE WHEN $4::int8 = 0 THEN 0 ELSE least(attempts + 1, 32767) END
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND state = 1)sql"},
    PostgresStatement{"forbid_url", Reach::kBucket, R"sql(
WITH ended AS (UPDATE crawl.url SET state = 2, reason = $4::int8, attempts = 0, detail = ''
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND state = 1 RETURNING 1)
SELECT 1 / count(*) FROM ended)sql"},
    // The page that is kept is still the one that was read.
    PostgresStatement{"drop_page", Reach::kBucket, R"sql(
WITH dropped AS (DELETE FROM crawl.page WHERE bucket = $1::int8 AND host = $2::int8
  AND key = $3::int8 AND id = $4::int8 RETURNING 1)
SELECT 1 / count(*) FROM dropped)sql"},
    PostgresStatement{"drop_content", Reach::kBucket, R"sql(
DELETE FROM crawl.content WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8)sql"},
    PostgresStatement{"drop_nearer", Reach::kBucket, R"sql(
DELETE FROM crawl.nearer WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8)sql"},
    PostgresStatement{"note_change", Reach::kBucket, R"sql(
INSERT INTO crawl.page_change(bucket, host, key, id, run_id, at, kind, fields, old_id, new_id)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8, $8::int8, $9::int8,
  $10::int8) ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"insert_version", Reach::kBucket, R"sql(
INSERT INTO crawl.page_version(bucket, host, key, id, seen_from, seen_to, run_to, status, size,
  word_count, content_hash, redirect_to, content_type, title, description, canonical, robots, rows)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8, $8::int8, $9::int8,
  $10::int8, $11::int8, $12::text, $13::text, $14::text, $15::text, $16::text, $17::text,
  $18::text) ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"insert_parts", Reach::kBucket, R"sql(
INSERT INTO crawl.version_parts(bucket, host, key, id, against, delta)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::bytea) ON CONFLICT DO NOTHING)sql"},
    // All but the newest; of their parts first, which are found by them.
    PostgresStatement{"drop_old_parts", Reach::kBucket, R"sql(
DELETE FROM crawl.version_parts WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8
  AND id <= (SELECT id FROM crawl.page_version WHERE bucket = $1::int8 AND host = $2::int8
    AND key = $3::int8 ORDER BY id DESC OFFSET $4::int8 LIMIT 1))sql"},
    PostgresStatement{"drop_old_versions", Reach::kBucket, R"sql(
DELETE FROM crawl.page_version WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8
  AND id <= (SELECT id FROM crawl.page_version WHERE bucket = $1::int8 AND host = $2::int8
    AND key = $3::int8 ORDER BY id DESC OFFSET $4::int8 LIMIT 1))sql"},
    // What stands against a page that is about to be no more: its texts, and its parts.
    PostgresStatement{"own_texts", Reach::kBucket, R"sql(
UPDATE crawl.page_version SET
  redirect_to = CASE WHEN redirect_to = '' THEN $4::text ELSE redirect_to END,
  content_type = CASE WHEN content_type = '' THEN $5::text ELSE content_type END,
  title = CASE WHEN title = '' THEN $6::text ELSE title END,
  description = CASE WHEN description = '' THEN $7::text ELSE description END,
  canonical = CASE WHEN canonical = '' THEN $8::text ELSE canonical END,
  robots = CASE WHEN robots = '' THEN $9::text ELSE robots END
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND id = (SELECT max(id)
  FROM crawl.page_version WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8))sql"},
    PostgresStatement{"own_parts", Reach::kBucket, R"sql(
UPDATE crawl.version_parts SET against = 0, delta = $5::bytea
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND id = $4::int8)sql"},
    PostgresStatement{"add_revisit", Reach::kBucket, R"sql(
INSERT INTO crawl.revisit(bucket, host, key, place, due, since, visited_at, "interval")
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $6::int8, $7::int8)
ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"add_belief", Reach::kBucket, R"sql(
INSERT INTO crawl.sitemap_belief AS b(bucket, host, key, moved, changed)
VALUES($1::int8, $2::int8, $3::int8, 1, $4::int8)
ON CONFLICT(bucket, host, key) DO UPDATE SET moved = b.moved + 1,
  changed = b.changed + excluded.changed)sql"},
    PostgresStatement{"add_lost_links", Reach::kKeys, R"sql(
INSERT INTO crawl.lost_link(bucket, host, key)
SELECT k.* FROM unnest($1::int8[], $2::int8[], $3::int8[]) k ON CONFLICT DO NOTHING)sql"},

    // --- What is visited no more, or sooner
    PostgresStatement{"forget_revisits", Reach::kKeys, R"sql(
DELETE FROM crawl.revisit r USING unnest($1::int8[], $2::int8[], $3::int8[]) k(bucket, host, key)
WHERE r.bucket = k.bucket AND r.host = k.host AND r.key = k.key
RETURNING (r.turn IS NOT NULL)::int4)sql"},
    PostgresStatement{"hint_revisits", Reach::kKeys, R"sql(
UPDATE crawl.revisit r SET hint_host = $5::int8, hint_key = $6::int8
FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[]) k(bucket, host, key, changed_at)
WHERE r.bucket = k.bucket AND r.host = k.host AND r.key = k.key AND r.hint_host = 0
  AND r.hint_key = 0 AND k.changed_at > r.visited_at RETURNING r.host, r.key)sql"},
    // As if they were known to updates, and due.
    PostgresStatement{"know_revisits", Reach::kKeys, R"sql(
INSERT INTO crawl.revisit(bucket, host, key, place, due, since, visited_at, "interval")
SELECT k.bucket, k.host, k.key, k.place, $5::int8, $6::int8, $6::int8, $7::int8
FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[]) k(bucket, host, key, place)
ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"queue_now", Reach::kKeys, R"sql(
UPDATE crawl.revisit r SET turn = k.turn, priority = k.priority
FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[])
  k(bucket, host, key, turn, priority)
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key AND u.state = 1
WHERE r.bucket = k.bucket AND r.host = k.host AND r.key = k.key AND r.turn IS NULL
RETURNING r.host, r.key, r.turn, r.priority, r.place)sql"},

    // --- What is due in a bucket
    PostgresStatement{"next_due_of_bucket", Reach::kBucket, R"sql(
SELECT due FROM crawl.revisit WHERE bucket = $1::int8 AND turn IS NULL ORDER BY due LIMIT 1)sql"},
    PostgresStatement{"due_of_bucket", Reach::kBucket, R"sql(
SELECT place, host, key FROM crawl.revisit
WHERE bucket = $1::int8 AND turn IS NULL AND due <= $2::int8 ORDER BY due LIMIT $3::int8)sql"},
    PostgresStatement{"read_due", Reach::kKeys, R"sql(
SELECT k.i, u.state, u.reason, u.role, r."interval", r.visited_at, r.place
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, key, i)
JOIN crawl.revisit r ON r.bucket = k.bucket AND r.host = k.host AND r.key = k.key
  AND r.turn IS NULL AND r.due <= $4::int8
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key)sql"},
    PostgresStatement{"queue_visits", Reach::kBucket, R"sql(
WITH queued AS (UPDATE crawl.revisit r SET turn = k.turn, priority = k.priority
FROM unnest($2::int8[], $3::int8[], $4::int8[], $5::int8[]) k(host, key, turn, priority)
WHERE r.bucket = $1::int8 AND r.host = k.host AND r.key = k.key AND r.turn IS NULL RETURNING 1)
SELECT 1 / CASE WHEN count(*) = cardinality($2::int8[]) THEN 1 ELSE 0 END FROM queued)sql"},
    PostgresStatement{"put_off", Reach::kBucket, R"sql(
UPDATE crawl.revisit r SET due = $4::int8
FROM unnest($2::int8[], $3::int8[]) k(host, key)
WHERE r.bucket = $1::int8 AND r.host = k.host AND r.key = k.key AND r.turn IS NULL)sql"},
    PostgresStatement{"visiting_hosts_of_bucket", Reach::kBucket, R"sql(
WITH RECURSIVE w(host) AS (
  (SELECT host FROM crawl.revisit WHERE bucket = $1::int8 AND turn IS NOT NULL
    ORDER BY host LIMIT 1)
  UNION ALL
  SELECT (SELECT r.host FROM crawl.revisit r WHERE r.bucket = $1::int8 AND r.turn IS NOT NULL
    AND r.host > w.host ORDER BY r.host LIMIT 1) FROM w WHERE w.host IS NOT NULL)
SELECT h.host, h.place, h.origin FROM w
JOIN crawl.host h ON h.bucket = $1::int8 AND h.host = w.host)sql"},
    // As "ready_urls", and what is visited among them.
    PostgresStatement{"ready_visits", Reach::kBucket, R"sql(
SELECT * FROM (
  (SELECT turn, priority, place, key, url, hops, role, attempts, turn AS own_turn,
    NULL::int8 AS visited_at, NULL::text AS etag, NULL::text AS last_modified, 0 AS doubtful
  FROM crawl.url WHERE bucket = $1::int8 AND host = $2::int8 AND state = 0
    AND (turn, priority, place) > ($3::int8, $4::int8, $5::int8)
  ORDER BY turn, priority, place LIMIT $6::int8)
  UNION ALL
  (SELECT r.turn, r.priority, r.place, r.key, u.url, u.hops, u.role, u.attempts, u.turn,
    r.visited_at, coalesce(r.etag, p.etag), coalesce(r.last_modified, p.last_modified),
    (r.errors > 0 OR p.status NOT BETWEEN 200 AND 299)::int4
  FROM crawl.revisit r
  JOIN crawl.url u ON u.bucket = $1::int8 AND u.host = r.host AND u.key = r.key
  JOIN crawl.page p ON p.bucket = $1::int8 AND p.host = r.host AND p.key = r.key
  WHERE r.bucket = $1::int8 AND r.host = $2::int8 AND r.turn IS NOT NULL
    AND (r.turn, r.priority, r.place) > ($3::int8, $4::int8, $5::int8)
  ORDER BY r.turn, r.priority, r.place LIMIT $6::int8)) o
ORDER BY turn, priority, place LIMIT $6::int8)sql"},
    PostgresStatement{"count_visiting", Reach::kBucket, R"sql(
SELECT count(*) FROM crawl.revisit
WHERE bucket = $1::int8 AND host = $2::int8 AND turn IS NOT NULL)sql"},
    PostgresStatement{"read_visited_host", Reach::kBucket, R"sql(
SELECT visited, visited_checks FROM crawl.host WHERE bucket = $1::int8 AND host = $2::int8)sql"},

    // --- The beginning and the end of an update
    PostgresStatement{"buckets_of_hosts", Reach::kReport,
                      "SELECT DISTINCT bucket FROM crawl.host ORDER BY bucket"},
    PostgresStatement{"page_step", Reach::kBucket, R"sql(
SELECT host, key FROM (SELECT host, key FROM crawl.page WHERE bucket = $1::int8
  AND (host, key) > ($2::int8, $3::int8) ORDER BY host, key LIMIT $4::int8) s
ORDER BY host DESC, key DESC LIMIT 1)sql"},
    PostgresStatement{"take_over", Reach::kBucket, R"sql(
WITH taken AS (INSERT INTO crawl.revisit(bucket, host, key, place, due, since, visited_at,
  "interval")
SELECT $1::int8, p.host, p.key, u.place, p.fetched_at + $6::int8, p.fetched_at, p.fetched_at,
  $6::int8
FROM crawl.page p JOIN crawl.url u ON u.bucket = $1::int8 AND u.host = p.host AND u.key = p.key
  AND u.state = 1
WHERE p.bucket = $1::int8 AND (p.host, p.key) > ($2::int8, $3::int8)
  AND (p.host, p.key) <= ($4::int8, $5::int8)
  AND NOT EXISTS (SELECT 1 FROM crawl.revisit r WHERE r.bucket = $1::int8 AND r.host = p.host
    AND r.key = p.key)
ON CONFLICT DO NOTHING RETURNING host, key)
SELECT p.host, p.content_hash, p.simhash, p.title
FROM taken t JOIN crawl.page p ON p.bucket = $1::int8 AND p.host = t.host AND p.key = t.key
WHERE p.status IN (403, 404, 410, 429, 503) AND p.method IS NULL ORDER BY p.id)sql"},
    PostgresStatement{"revisit_step", Reach::kBucket, R"sql(
SELECT host, key FROM (SELECT host, key FROM crawl.revisit WHERE bucket = $1::int8
  AND (host, key) > ($2::int8, $3::int8) ORDER BY host, key LIMIT $4::int8) s
ORDER BY host DESC, key DESC LIMIT 1)sql"},
    PostgresStatement{"make_due", Reach::kBucket, R"sql(
UPDATE crawl.revisit SET due = $6::int8 WHERE bucket = $1::int8
  AND (host, key) > ($2::int8, $3::int8) AND (host, key) <= ($4::int8, $5::int8)
  AND due > $6::int8)sql"},
    PostgresStatement{"plan_anew", Reach::kBucket, R"sql(
UPDATE crawl.revisit SET
  "interval" = CASE WHEN visits = 0 THEN $6::int8 ELSE "interval" END,
  due = visited_at + greatest($7::int8, least($8::int8,
    CASE WHEN visits = 0 THEN $6::int8 ELSE "interval" END))
WHERE bucket = $1::int8 AND (host, key) > ($2::int8, $3::int8)
  AND (host, key) <= ($4::int8, $5::int8) AND due > $9::int8)sql"},
    PostgresStatement{"unqueue_visits", Reach::kBucket, R"sql(
UPDATE crawl.revisit r SET turn = NULL FROM (SELECT host, key FROM crawl.revisit
  WHERE bucket = $1::int8 AND turn IS NOT NULL ORDER BY host, turn, priority, place
  LIMIT $2::int8) k
WHERE r.bucket = $1::int8 AND r.host = k.host AND r.key = k.key)sql"},
    PostgresStatement{"count_visits_anew", Reach::kBucket, R"sql(
UPDATE crawl.host SET visited = 0, visited_checks = 0
WHERE bucket = $1::int8 AND visited + visited_checks > 0)sql"},
    PostgresStatement{"is_any_due", Reach::kReport, R"sql(
SELECT count(*) FROM (SELECT 1 FROM crawl.revisit WHERE turn IS NULL AND due <= $1::int8 LIMIT 1) d
)sql"},
    // Another member that lives has begun an update.
    PostgresStatement{"updating_members", Reach::kShared, R"sql(
SELECT count(*) FROM crawl.counter c JOIN crawl.member m ON m.id = c.n
WHERE c.name = 'update_by' AND NOT m.dead AND m.id <> $1::int8)sql"},
    PostgresStatement{"known_revisits", Reach::kReport, "SELECT count(*) FROM crawl.revisit"},
    PostgresStatement{"read_counters", Reach::kShared, "SELECT name, n FROM crawl.counter"},
    PostgresStatement{"set_counter", Reach::kShared, R"sql(
INSERT INTO crawl.counter VALUES($1::text, $2::int8)
ON CONFLICT(name) DO UPDATE SET n = excluded.n)sql"},
    PostgresStatement{"set_counter_once", Reach::kShared, R"sql(
INSERT INTO crawl.counter VALUES($1::text, $2::int8)
ON CONFLICT(name) DO UPDATE SET n = excluded.n WHERE crawl.counter.n = 0)sql"},
    // Who prepares it: one that lives does so already, or it is this member now.
    PostgresStatement{"claim_update", Reach::kShared, R"sql(
INSERT INTO crawl.counter AS c VALUES('update_by', $1::int8)
ON CONFLICT(name) DO UPDATE SET n = excluded.n
WHERE NOT EXISTS (SELECT 1 FROM crawl.member m WHERE m.id = c.n AND NOT m.dead)
  OR c.n = excluded.n)sql"},
    PostgresStatement{"others_at_work", Reach::kShared, R"sql(
SELECT count(*), count(*) FILTER (WHERE r.updates) FROM crawl.run r
JOIN crawl.member m ON m.id = r.member
WHERE r.end_reason IS NULL AND NOT m.dead AND m.id <> $1::int8)sql"},
    PostgresStatement{"mark_update", Reach::kShared,
                      "UPDATE crawl.run SET updates = true WHERE id = $1::int8"},
    PostgresStatement{"visits_of_run", Reach::kReport, R"sql(
SELECT outcome, count(*) FROM crawl.visit WHERE run_id = $1::int8 GROUP BY outcome
ORDER BY outcome)sql"},
    PostgresStatement{"changes_of_run", Reach::kReport, R"sql(
SELECT kind, count(*) FROM crawl.page_change WHERE run_id = $1::int8 GROUP BY kind
ORDER BY kind)sql"},
    PostgresStatement{"newest_run", Reach::kShared, "SELECT coalesce(max(id), 0) FROM crawl.run"},
    PostgresStatement{"has_lost_links", Reach::kReport, R"sql(
SELECT (SELECT count(*) FROM (SELECT 1 FROM crawl.lost_link LIMIT 1) l)
  + (SELECT count(*) FROM (SELECT 1 FROM crawl.url_orphan LIMIT 1) o))sql"},
    // A seed needs no link, and a URL that was never found on a page had none to lose.
    PostgresStatement{"find_orphans", Reach::kReport, R"sql(
INSERT INTO crawl.url_orphan(bucket, host, key, since)
SELECT n.bucket, n.host, n.key, $1::int8 FROM crawl.lost_link n
JOIN crawl.url u ON u.bucket = n.bucket AND u.host = n.host AND u.key = n.key
LEFT JOIN (SELECT DISTINCT l.host, l.key
  FROM crawl.content c CROSS JOIN LATERAL unnest(c.link_host, c.link_key) l(host, key)) t
  ON t.host = n.host AND t.key = n.key
WHERE (u.found_host <> 0 OR u.found_key <> 0) AND t.host IS NULL ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"drop_orphans", Reach::kReport, R"sql(
DELETE FROM crawl.url_orphan o USING (SELECT DISTINCT l.host, l.key
  FROM crawl.content c CROSS JOIN LATERAL unnest(c.link_host, c.link_key) l(host, key)) t
WHERE t.host = o.host AND t.key = o.key)sql"},
    PostgresStatement{"forget_lost_links", Reach::kReport, "DELETE FROM crawl.lost_link"},
};

}  // namespace

std::span<const PostgresStatement> postgres_history_statements() { return kHistoryStatements; }

}  // namespace storage
