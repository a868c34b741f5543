// Lists of rows come as arrays, one for each column, sorted by key by who asks: two processes that
// lock the same rows do so in the same order. Where they are long, they are unnested in the list of
// what is selected: rows come one by one there, where those of a function in FROM are first stored,
// each column by itself.
#include "storage/postgres/server/statements.h"

#include <fmt/format.h>

#include <array>

namespace storage {
namespace {

constexpr std::array kStatements = {
    // --- What links lead to
    PostgresStatement{"read_urls", Reach::kKeys, R"sql(
SELECT k.i, u.state, u.reason, u.turn, u.priority, u.hops, u.role, u.attempts, u.place
FROM (SELECT unnest($1::int8[]) AS bucket, unnest($2::int8[]) AS host, unnest($3::int8[]) AS key,
  generate_series(1, cardinality($1::int8[])) AS i) k
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key)sql"},
    PostgresStatement{"read_hosts", Reach::kKeys, R"sql(
SELECT k.i, h.place, h.origin FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY k(bucket, host, i)
JOIN crawl.host h ON h.bucket = k.bucket AND h.host = k.host)sql"},
    PostgresStatement{"insert_hosts", Reach::kKeys, R"sql(
INSERT INTO crawl.host(bucket, host, place, origin)
SELECT k.* FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::text[]) k ON CONFLICT DO NOTHING
)sql"},
    PostgresStatement{"insert_urls", Reach::kKeys, R"sql(
INSERT INTO crawl.url(bucket, host, key, place, found_host, found_key, turn, state, reason, hops,
  role, priority, url)
SELECT unnest($1::int8[]), unnest($2::int8[]), unnest($3::int8[]), unnest($4::int8[]),
  unnest($5::int8[]), unnest($6::int8[]), unnest($7::int8[]), unnest($8::int8[]),
  unnest($9::int8[]), unnest($10::int8[]), unnest($11::int8[]), unnest($12::int8[]),
  unnest($13::text[])
ON CONFLICT DO NOTHING)sql"},
    // Only a row that is as it was read. `tries`: 0 forgets the attempts.
    PostgresStatement{"change_urls", Reach::kKeys, R"sql(
UPDATE crawl.url u SET state = k.state, reason = k.reason, turn = k.turn, hops = k.hops,
  role = k.role, priority = k.priority, attempts = u.attempts * k.tries,
  detail = CASE WHEN k.reason = k.old_reason AND k.tries = 1 THEN u.detail ELSE '' END
FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[],
  $8::int8[], $9::int8[], $10::int8[], $11::int8[], $12::int8[], $13::int8[], $14::int8[],
  $15::int8[]) k(bucket, host, key, state, reason, turn, hops, role, priority, tries, old_state,
  old_reason, old_turn, old_role, old_priority)
WHERE u.bucket = k.bucket AND u.host = k.host AND u.key = k.key AND u.state = k.old_state
  AND u.reason = k.old_reason AND u.turn = k.old_turn AND u.role = k.old_role
  AND u.priority = k.old_priority)sql"},
    PostgresStatement{"forget_pages", Reach::kKeys, R"sql(
DELETE FROM crawl.page p USING unnest($1::int8[], $2::int8[], $3::int8[]) k(bucket, host, key)
WHERE p.bucket = k.bucket AND p.host = k.host AND p.key = k.key
RETURNING p.host, p.transferred, p.total_ms, p.method)sql"},
    PostgresStatement{"forget_contents", Reach::kKeys, R"sql(
DELETE FROM crawl.content c USING unnest($1::int8[], $2::int8[], $3::int8[]) k(bucket, host, key)
WHERE c.bucket = k.bucket AND c.host = k.host AND c.key = k.key
RETURNING coalesce(cardinality(c.link_host), 0))sql"},
    PostgresStatement{"note_nearer", Reach::kKeys, R"sql(
INSERT INTO crawl.nearer(bucket, host, key, depth)
SELECT k.* FROM unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[]) k
ON CONFLICT(bucket, host, key) DO UPDATE SET depth = excluded.depth)sql"},
    PostgresStatement{"forget_nearer", Reach::kKeys, R"sql(
DELETE FROM crawl.nearer n
USING unnest($1::int8[], $2::int8[], $3::int8[], $4::int8[]) k(bucket, host, key, depth)
WHERE n.bucket = k.bucket AND n.host = k.host AND n.key = k.key
  AND (k.depth < 0 OR n.depth = k.depth))sql"},
    PostgresStatement{"read_texts", Reach::kKeys, R"sql(
SELECT u.url FROM unnest($1::int8[], $2::int8[], $3::int8[]) k(bucket, host, key)
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key)sql"},
    PostgresStatement{"look_up", Reach::kKeys, R"sql(
SELECT k.i, u.state, u.reason, u.detail, p.status, coalesce(r.url, p.redirect_to)
FROM unnest($1::int8[], $2::int8[], $3::int8[]) WITH ORDINALITY k(bucket, host, key, i)
JOIN crawl.url u ON u.bucket = k.bucket AND u.host = k.host AND u.key = k.key
LEFT JOIN crawl.page p ON p.bucket = k.bucket AND p.host = k.host AND p.key = k.key
LEFT JOIN crawl.url r ON r.bucket = ((p.redirect_host >> $4::int8::int4) & $5::int8)
  AND r.host = p.redirect_host AND r.key = p.redirect_key)sql"},
    PostgresStatement{"deeper_links", Reach::kKeys, R"sql(
SELECT t.url, t.role, t.priority, l.kind
FROM crawl.content c CROSS JOIN LATERAL unnest(c.link_host, c.link_key, c.link_kind)
  WITH ORDINALITY l(host, key, kind, n)
JOIN crawl.url t ON t.bucket = ((l.host >> $5::int8::int4) & $6::int8) AND t.host = l.host
  AND t.key = l.key
WHERE c.bucket = $1::int8 AND c.host = $2::int8 AND c.key = $3::int8
  AND CASE WHEN t.role >= 2 THEN t.turn - 1073741824 ELSE t.turn END > $4::int8
ORDER BY l.n)sql"},

    // --- What ends in a bucket
    // No row: another process owns it by now, and the division fails.
    PostgresStatement{"fence", Reach::kBucket, R"sql(
SELECT 1 / count(*) FROM (SELECT 1 FROM crawl.bucket
  WHERE bucket = $1::int8 AND owner = $2::int8 AND epoch = $3::int8 FOR SHARE) f)sql"},
    // Only a row that is as it was read; if it is not, the division fails. One row by its key: a
    // plan for many, made while the table was empty, reads a whole bucket for each. "+ 0" keeps the
    // index of what waits out of it.
    PostgresStatement{"end_url", Reach::kBucket, R"sql(
WITH ended AS (UPDATE crawl.url SET state = $4::int8, reason = $5::int8, turn = $6::int8,
  attempts = least(attempts + $7::int8, 32767), detail = $8::text
WHERE bucket = $1::int8 AND host = $2::int8 AND key = $3::int8 AND state + 0 = 0
  AND turn = $9::int8 AND role = $10::int8 RETURNING 1)
SELECT 1 / count(*) FROM ended)sql"},
    PostgresStatement{"insert_page", Reach::kBucket, R"sql(
INSERT INTO crawl.page(bucket, host, key, id, fetched_at, status, method, size, transferred,
  ttfb_ms, total_ms, word_count, content_hash, simhash, redirect_host, redirect_key, redirect_to,
  content_type, charset, title, description, lang, canonical, meta_robots, header_robots,
  http_version, ip, etag, last_modified, detail, limits_hit)
VALUES($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8, $8::int8, $9::int8,
  $10::int8, $11::int8, $12::int8, $13::int8, $14::int8, $15::int8, $16::int8, $17::text,
  $18::text, $19::text, $20::text, $21::text, $22::text, $23::text, $24::text, $25::text,
  $26::text, $27::text, $28::text, $29::text, $30::text, $31::text) ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"insert_content", Reach::kBucket, R"sql(
INSERT INTO crawl.content(bucket, host, key, status_line, headers, zstd, text, link_host, link_key,
  link_kind, link_position, link_rel, link_anchor, article_title, article_byline,
  article_published, markdown, structured_syntax, structured_type, structured_json, entry_place,
  entry_lastmod, detail_entry, detail_place, detail_kind, detail_name, detail_value, places,
  fragment_place, fragment_kind, fragment_written, fragment_decoded, fragment, fragment_anchor,
  doctype, quirks, viewport, charset_at, base_href, h1, head_ended_by, cut, facts, headings,
  images, forms, ids, accessibility)
VALUES($1::int8, $2::int8, $3::int8, $4::text, $5::text, $6::bytea, $7::text, $8::int8[],
  $9::int8[], $10::int8[], $11::int8[], $12::text[], $13::text[], $14::text, $15::text, $16::text,
  $17::text, $18::int8[], $19::text[], $20::text[], $21::int8[], $22::text[], $23::int8[],
  $24::int8[], $25::text[], $26::text[], $27::text[], $28::int8[], $29::int8[], $30::int8[],
  $31::int8[], $32::int8[], $33::text[], $34::text[], $35::text, $36::int8, $37::text, $38::int8,
  $39::text, $40::text, $41::text, $42::int8, $43::int8[], $44::text, $45::text, $46::text,
  $47::text, $48::text) ON CONFLICT DO NOTHING)sql"},
    // The hosts of a bucket that anything ended of are mostly one.
    PostgresStatement{"add_host_sum", Reach::kBucket, R"sql(
UPDATE crawl.host SET pages = pages + $3::int8, failed = failed + $4::int8,
  bytes = bytes + $5::int8, total_ms = total_ms + $6::int8, checks = checks + $7::int8,
  last_error = coalesce($8::text, last_error), visited = visited + $9::int8,
  visited_checks = visited_checks + $10::int8
WHERE bucket = $1::int8 AND host = $2::int8)sql"},
    PostgresStatement{"add_host_sums", Reach::kBucket, R"sql(
UPDATE crawl.host h SET pages = h.pages + k.pages, failed = h.failed + k.failed,
  bytes = h.bytes + k.bytes, total_ms = h.total_ms + k.total_ms, checks = h.checks + k.checks,
  last_error = coalesce(k.last_error, h.last_error), visited = h.visited + k.visited,
  visited_checks = h.visited_checks + k.visited_checks
FROM unnest($2::int8[], $3::int8[], $4::int8[], $5::int8[], $6::int8[], $7::int8[], $8::text[],
  $9::int8[], $10::int8[])
  k(host, pages, failed, bytes, total_ms, checks, last_error, visited, visited_checks)
WHERE h.bucket = $1::int8 AND h.host = k.host)sql"},
    PostgresStatement{"update_host", Reach::kBucket, R"sql(
UPDATE crawl.host SET robots_status = coalesce($3::int8, robots_status),
  robots_at = coalesce($4::int8, robots_at),
  robots_txt = CASE WHEN $10::bool THEN $5::text ELSE robots_txt END,
  robots_raw = CASE WHEN $10::bool THEN $6::bytea ELSE robots_raw END,
  crawl_delay_ms = coalesce($7::int8, crawl_delay_ms), last_error = coalesce($8::text, last_error),
  certificate_at = coalesce($9::int8, certificate_at),
  certificate_expires_at = coalesce($11::int8, certificate_expires_at),
  certificate_issuer = CASE WHEN $9::int8 IS NULL THEN certificate_issuer ELSE $12::text END,
  certificate_tls = CASE WHEN $9::int8 IS NULL THEN certificate_tls ELSE $13::text END
WHERE bucket = $1::int8 AND host = $2::int8)sql"},

    // --- What waits in a bucket
    PostgresStatement{"ready_urls", Reach::kBucket, R"sql(
SELECT turn, priority, place, key, url, hops, role, attempts FROM crawl.url
WHERE bucket = $1::int8 AND host = $2::int8 AND state = 0
  AND (turn, priority, place) > ($3::int8, $4::int8, $5::int8)
ORDER BY turn, priority, place LIMIT $6::int8)sql"},
    PostgresStatement{"read_host", Reach::kBucket, R"sql(
SELECT pages, checks, robots_status, robots_txt, robots_raw, robots_at, crawl_delay_ms, last_error
FROM crawl.host WHERE bucket = $1::int8 AND host = $2::int8)sql"},
    // From host to host, each found by one step in the index.
    PostgresStatement{"waiting_hosts_of_bucket", Reach::kBucket, R"sql(
WITH RECURSIVE w(host) AS (
  (SELECT host FROM crawl.url WHERE bucket = $1::int8 AND state = 0 ORDER BY host LIMIT 1)
  UNION ALL
  SELECT (SELECT u.host FROM crawl.url u WHERE u.bucket = $1::int8 AND u.state = 0
    AND u.host > w.host ORDER BY u.host LIMIT 1) FROM w WHERE w.host IS NOT NULL)
SELECT h.host, h.place, h.origin FROM w
JOIN crawl.host h ON h.bucket = $1::int8 AND h.host = w.host)sql"},
    PostgresStatement{"nearer_of_bucket", Reach::kBucket, R"sql(
SELECT n.host, n.key, n.depth, u.hops, u.role, u.place FROM crawl.nearer n
JOIN crawl.url u ON u.bucket = $1::int8 AND u.host = n.host AND u.key = n.key
WHERE n.bucket = $1::int8)sql"},

    PostgresStatement{"nearer_done", Reach::kBucket, R"sql(
DELETE FROM crawl.nearer n USING crawl.url u, unnest($2::int8[], $3::int8[]) k(place, depth)
WHERE n.bucket = $1::int8 AND u.bucket = $1::int8 AND u.host = n.host AND u.key = n.key
  AND u.place = k.place AND n.depth = k.depth)sql"},

    // Hosts that are to be asked less often than that.
    PostgresStatement{"slow_hosts_of_bucket", Reach::kBucket, R"sql(
SELECT host, place, origin, crawl_delay_ms FROM crawl.host
WHERE bucket = $1::int8 AND crawl_delay_ms > $2::int8)sql"},
    PostgresStatement{"count_waiting", Reach::kBucket, R"sql(
SELECT count(*) FROM crawl.url WHERE bucket = $1::int8 AND host = $2::int8 AND state = 0)sql"},

    // --- Who owns it
    PostgresStatement{"read_buckets", Reach::kShared,
                      "SELECT bucket, owner, epoch FROM crawl.bucket ORDER BY bucket"},
    PostgresStatement{"take_bucket", Reach::kBucket, R"sql(
UPDATE crawl.bucket SET owner = $2::int8, epoch = epoch + 1
WHERE bucket = $1::int8 AND epoch = $3::int8)sql"},
    PostgresStatement{"give_bucket_back", Reach::kBucket, R"sql(
UPDATE crawl.bucket SET owner = 0
WHERE bucket = $1::int8 AND owner = $2::int8 AND epoch = $3::int8)sql"},
    PostgresStatement{"join", Reach::kShared, "INSERT INTO crawl.member(id) VALUES($1::int8)"},
    PostgresStatement{"beat", Reach::kShared, R"sql(
UPDATE crawl.member SET beat = beat + 1 WHERE id = $1::int8 AND NOT dead)sql"},
    PostgresStatement{"read_members", Reach::kShared,
                      "SELECT id, beat FROM crawl.member WHERE NOT dead ORDER BY id"},
    PostgresStatement{"declare_dead", Reach::kShared, R"sql(
UPDATE crawl.member SET dead = true WHERE id = $1::int8 AND beat = $2::int8)sql"},
    PostgresStatement{"set_aside", Reach::kShared,
                      "UPDATE crawl.member SET aside = $2::int8 WHERE id = $1::int8"},
    // Who grants pages does so alone, by its own transaction: what others were granted is seen.
    PostgresStatement{"lock_grants", Reach::kShared,
                      "SELECT n FROM crawl.counter WHERE name = 'granted' FOR UPDATE"},
    // Of a member that is dead what it had not fetched is free again.
    PostgresStatement{"grant_pages", Reach::kShared, R"sql(
UPDATE crawl.member SET granted = granted + greatest(0, least($2::int8, $3::int8 - u.used))
FROM (SELECT (SELECT coalesce(sum(n), 0) FROM crawl.tally WHERE what = 259) +
  (SELECT coalesce(sum(greatest(m.granted - coalesce(t.n, 0), 0)), 0) FROM crawl.member m
   LEFT JOIN crawl.tally t ON t.member = m.id AND t.what = 259 WHERE NOT m.dead) AS used) u
WHERE id = $1::int8 RETURNING granted)sql"},
    PostgresStatement{"return_pages", Reach::kShared,
                      "UPDATE crawl.member SET granted = $2::int8 WHERE id = $1::int8"},
    PostgresStatement{"tell_owners", Reach::kKeys, R"sql(
INSERT INTO crawl.arrival(bucket, member, n)
SELECT k.bucket, $1::int8, 1 FROM unnest($2::int8[]) k(bucket)
ON CONFLICT(bucket, member) DO UPDATE SET n = crawl.arrival.n + 1)sql"},
    PostgresStatement{"read_arrivals", Reach::kShared, R"sql(
SELECT bucket, sum(n)::int8 FROM crawl.arrival WHERE member <> $1::int8 GROUP BY bucket)sql"},
    // --- What members leave that are none any more, see departed_members. The lock is of who
    // comes.
    PostgresStatement{"lock_departed", Reach::kShared,
                      "SELECT n FROM crawl.counter WHERE name = 'runs' FOR UPDATE"},
    PostgresStatement{"gather_arrivals", Reach::kReport, R"sql(
WITH gone AS (DELETE FROM crawl.arrival a WHERE a.member <> 0 AND NOT EXISTS (
  SELECT 1 FROM crawl.member m WHERE m.id = a.member AND NOT m.dead) RETURNING a.bucket, a.n)
INSERT INTO crawl.arrival(bucket, member, n)
SELECT bucket, 0, sum(n) FROM gone GROUP BY bucket
ON CONFLICT(bucket, member) DO UPDATE SET n = crawl.arrival.n + excluded.n)sql"},
    PostgresStatement{"gather_tally", Reach::kReport, R"sql(
WITH gone AS (DELETE FROM crawl.tally t WHERE t.member <> 0 AND NOT EXISTS (
  SELECT 1 FROM crawl.member m WHERE m.id = t.member AND NOT m.dead) RETURNING t.what, t.n)
INSERT INTO crawl.tally(member, what, n) SELECT 0, what, sum(n) FROM gone GROUP BY what
ON CONFLICT(member, what) DO UPDATE SET n = crawl.tally.n + excluded.n)sql"},
    PostgresStatement{"forget_departed", Reach::kShared, "DELETE FROM crawl.member WHERE dead"},
    PostgresStatement{"leave", Reach::kShared,
                      "UPDATE crawl.member SET dead = true WHERE id = $1::int8"},

    // --- Numbers and counts
    PostgresStatement{"take_numbers", Reach::kShared, R"sql(
UPDATE crawl.counter SET n = n + $2::int8 WHERE name = $1::text RETURNING n)sql"},
    PostgresStatement{"add_tally", Reach::kShared, R"sql(
INSERT INTO crawl.tally(member, what, n)
SELECT $1::int8, k.what, k.n FROM unnest($2::int8[], $3::int8[]) k(what, n)
ON CONFLICT(member, what) DO UPDATE SET n = crawl.tally.n + excluded.n)sql"},
    PostgresStatement{"read_tally", Reach::kShared,
                      "SELECT what, sum(n)::int8 FROM crawl.tally GROUP BY what"},
    // What waits (below 64, and 260, see PostgresTally), and that is not set aside; what has
    // arrived.
    PostgresStatement{"read_work", Reach::kShared, R"sql(
SELECT coalesce(sum(n) FILTER (WHERE what = 258), 0)::int8,
  (coalesce(sum(n) FILTER (WHERE what < 64 OR what = 260), 0) -
    (SELECT coalesce(sum(aside), 0) FROM crawl.member WHERE NOT dead))::int8
FROM crawl.tally)sql"},
    // The crawl is over as long as nothing has arrived since.
    PostgresStatement{"set_over", Reach::kShared, R"sql(
INSERT INTO crawl.setting VALUES('over', $1::int8::text)
ON CONFLICT(name) DO UPDATE SET value = excluded.value)sql"},
    PostgresStatement{"read_over", Reach::kShared,
                      "SELECT value::int8 FROM crawl.setting WHERE name = 'over'"},
    PostgresStatement{"clear_over", Reach::kShared,
                      "DELETE FROM crawl.setting WHERE name = 'over'"},

    // --- Cookies
    PostgresStatement{"drop_cookies", Reach::kShared,
                      "DELETE FROM crawl.cookie WHERE site = $1::text"},
    PostgresStatement{"add_cookie", Reach::kShared, R"sql(
INSERT INTO crawl.cookie VALUES($1::text, $2::int8, $3::text, $4::bool, $5::bytea, $6::bytea,
  $7::bytea, $8::bool, $9::int8))sql"},
    PostgresStatement{"read_cookies", Reach::kShared, R"sql(
SELECT site, domain, host_only, path, name, value, secure, expires FROM crawl.cookie
ORDER BY site COLLATE "C", place)sql"},

    // --- Runs
    PostgresStatement{"last_run", Reach::kShared, R"sql(
SELECT started_at, options, coalesce(end_reason, ''),
  (SELECT count(*) FROM crawl.setting WHERE name = 'settling'),
  (SELECT count(*) FROM crawl.run r JOIN crawl.member m ON m.id = r.member
    WHERE r.end_reason IS NULL AND NOT m.dead)
FROM crawl.run ORDER BY id DESC LIMIT 1)sql"},
    PostgresStatement{"begin_settling", Reach::kShared, R"sql(
INSERT INTO crawl.setting VALUES('settling', '1') ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"end_settling", Reach::kShared,
                      "DELETE FROM crawl.setting WHERE name = 'settling'"},
    PostgresStatement{"close_killed_runs", Reach::kReport, R"sql(
UPDATE crawl.run SET end_reason = $1::text, ended_at = greatest(started_at,
  (SELECT coalesce(max(fetched_at), 0) FROM crawl.page))
WHERE end_reason IS NULL AND NOT EXISTS (SELECT 1 FROM crawl.member m
  WHERE m.id = crawl.run.member AND NOT m.dead))sql"},
    PostgresStatement{"begin_run", Reach::kShared, R"sql(
INSERT INTO crawl.run(id, started_at, version, options, member)
VALUES($1::int8, $2::int8, $3::text, $4::text, $5::int8))sql"},
    // The first of those that are at work says from where its fleet counts pages.
    PostgresStatement{"begin_count", Reach::kShared, R"sql(
INSERT INTO crawl.setting SELECT 'pages_before', $1::int8::text
WHERE NOT EXISTS (SELECT 1 FROM crawl.run r JOIN crawl.member m ON m.id = r.member
  WHERE r.end_reason IS NULL AND NOT m.dead AND m.id <> $2::int8)
ON CONFLICT(name) DO UPDATE SET value = excluded.value)sql"},
    PostgresStatement{"read_count", Reach::kShared,
                      "SELECT value::int8 FROM crawl.setting WHERE name = 'pages_before'"},
    PostgresStatement{"own_run", Reach::kShared,
                      "UPDATE crawl.run SET member = $2::int8 WHERE id = $1::int8"},
    PostgresStatement{"end_run", Reach::kShared, R"sql(
UPDATE crawl.run SET started_at = greatest(started_at, $7::int8 - $2::int8),
  ended_at = greatest(started_at + $2::int8, $7::int8), end_reason = $3::text, counts = $4::text,
  pages = $5::int8, bytes = $6::int8 WHERE id = $1::int8)sql"},

    // --- Tables of the user's rules
    PostgresStatement{"add_problem", Reach::kShared, R"sql(
INSERT INTO crawl.extract_error VALUES($1::text, $2::text, $3::int8, $4::text, $5::text, $6::text)
ON CONFLICT DO NOTHING)sql"},
    PostgresStatement{"clear_problems", Reach::kShared, R"sql(
DELETE FROM crawl.extract_error WHERE url = $1::text AND table_name = $2::text)sql"},

    // --- Reports
    PostgresStatement{"slowest_hosts", Reach::kReport, R"sql(
SELECT origin, pages, failed, total_ms / pages AS mean, coalesce(last_error, '') FROM crawl.host
WHERE pages > 0 ORDER BY mean DESC, place LIMIT $1::int8)sql"},
    PostgresStatement{"failing_hosts", Reach::kReport, R"sql(
SELECT origin, pages, failed, total_ms / greatest(pages, 1), coalesce(last_error, '')
FROM crawl.host WHERE failed > 0 ORDER BY failed DESC, place LIMIT $1::int8)sql"},
    // Those of a list are not due.
    PostgresStatement{"waiting_hosts", Reach::kReport, R"sql(
WITH w AS (SELECT u.bucket, u.host, count(*) AS urls FROM (
    SELECT bucket, host, key FROM crawl.url WHERE state = 0 UNION ALL
    SELECT bucket, host, key FROM crawl.revisit WHERE turn IS NOT NULL) u
  WHERE NOT EXISTS (SELECT 1 FROM unnest($2::int8[], $3::int8[]) d(host, key)
    WHERE d.host = u.host AND d.key = u.key) GROUP BY u.bucket, u.host)
SELECT h.origin, w.urls, coalesce(h.last_error, ''), (SELECT count(*) FROM w) FROM w
JOIN crawl.host h ON h.bucket = w.bucket AND h.host = w.host
ORDER BY w.urls DESC, h.place LIMIT $1::int8)sql"},
    PostgresStatement{"processes", Reach::kReport, R"sql(
SELECT m.id, coalesce(max(r.id), 0), coalesce(max(r.started_at), 0),
  (SELECT count(*) FROM crawl.bucket b WHERE b.owner = m.id),
  (SELECT coalesce(sum(t.n), 0)::int8 FROM crawl.tally t WHERE t.member = m.id AND t.what = 259),
  m.aside
FROM crawl.member m LEFT JOIN crawl.run r ON r.member = m.id AND r.end_reason IS NULL
WHERE NOT m.dead GROUP BY m.id, m.aside ORDER BY 2, 1)sql"},
    PostgresStatement{"ownerless", Reach::kReport, R"sql(
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM crawl.member m
  WHERE m.id = b.owner AND NOT m.dead)) FROM crawl.bucket b)sql"},
    PostgresStatement{"check_counts", Reach::kReport, R"sql(
SELECT u.state, u.reason, count(*),
  count(*) FILTER (WHERE p.status >= 400 AND p.status <> 429)
FROM crawl.url u LEFT JOIN crawl.page p USING(bucket, host, key)
WHERE u.role >= 2 GROUP BY u.state, u.reason ORDER BY u.state, u.reason)sql"},
    PostgresStatement{"seeds", Reach::kReport, R"sql(
SELECT url FROM crawl.url WHERE found_host = 0 AND found_key = 0 AND role <> 1 ORDER BY place
)sql"},
};

std::string_view rows_of_sort(UrlSort sort) {
  switch (sort) {
    case UrlSort::kSeeds:
      return "u.turn = 0 AND u.hops = 0 AND u.role = 0";
    case UrlSort::kFailed:
      return "u.state = 3";
    case UrlSort::kPassing:
      return "u.state = 1 AND (p.status = 408 OR p.status = 429 OR p.status >= 500)";
    case UrlSort::kHeadersOnly:
      return "u.state = 1 AND u.role < 2 AND p.status BETWEEN 200 AND 299 AND p.size = 0";
    case UrlSort::kChecks:
      return "u.role >= 2 AND u.state <> 2";
    case UrlSort::kLinked:
      return "u.state = 2 AND ($3::int8 >> u.reason) & 1 = 1";
    case UrlSort::kUndecided:
      return "(u.state = 0 OR (u.state = 2 AND ($3::int8 >> u.reason) & 1 = 1))";
  }
  return {};
}

constexpr std::string_view kOfUrl =
    "u.place, u.url, u.state, u.reason, u.turn, u.hops, u.role, u.host, u.key";

}  // namespace

std::span<const PostgresStatement> postgres_statements() { return kStatements; }

std::string survey_statement(UrlSort sort) {
  const bool of_links = sort == UrlSort::kLinked || sort == UrlSort::kChecks;
  const std::string_view unused = "AND ($3::int8 IS NOT NULL)";
  if (!of_links)
    return fmt::format(
        "SELECT {}, p.status, p.content_type FROM crawl.url u "
        "LEFT JOIN crawl.page p USING(bucket, host, key) "
        "WHERE u.place > $1::int8 AND {} {} ORDER BY u.place LIMIT $2::int8",
        kOfUrl, rows_of_sort(sort), unused);
  return fmt::format(
      "SELECT {0}, (q.id << {1}) + l.n, l.kind, l.rel FROM crawl.page q "
      "JOIN crawl.content c USING(bucket, host, key) CROSS JOIN LATERAL "
      "unnest(c.link_host, c.link_key, c.link_kind, c.link_rel) WITH ORDINALITY "
      "l(host, key, kind, rel, n) "
      "JOIN crawl.url u ON u.bucket = ((l.host >> $4::int8::int4) & $5::int8) AND u.host = l.host "
      "AND u.key = l.key "
      "WHERE q.id >= $1::int8 >> {1} AND (q.id << {1}) + l.n > $1::int8 AND {2} {3} "
      "ORDER BY q.id, l.n LIMIT $2::int8",
      kOfUrl, kPlaceBits, rows_of_sort(sort), unused);
}

}  // namespace storage
