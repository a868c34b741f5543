// Views are made anew whenever their text differs from this version's, so that a database from an
// older version gets the current ones. They are written so that SQLite can join them by key, from
// either side, and so that DuckDB takes their SQL for its own and gives the same rows: no function
// of SQLite alone, no division (of two integers DuckDB makes a fraction), no truth where a number
// is meant, no word that it keeps for itself, and JSON by ->>.
#include "storage/sqlite/sqlite_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>

#include "storage/sqlite/history_views.h"
#include "storage/sqlite/view_sql.h"

namespace storage {
namespace {

// In these, $time(x) is a stored time as ISO 8601, $url(id) the text of the URL with that id, and
// $page(link) the page that a link is on. `url_text` is joined where every row needs the text;
// $url() where it may be NULL, or few will ask.
constexpr std::array kViews = {
    // The text is a column and no expression, so that views can be joined on it: SQLite then makes
    // a passing index.
    View{"url_text", R"sql(
SELECT id, url FROM url)sql"},

    View{"urls", R"sql(
SELECT u.url,
  h.origin AS host, s.name AS state, r.name AS reason, u.depth, u.attempts,
  $url(u.found_on) AS found_on, u.hops, u.detail,
  $role AS role, (SELECT status FROM page WHERE id = u.page_id) AS status
FROM url u JOIN host h ON h.id = u.host_id JOIN state_name s ON s.id = u.state
LEFT JOIN reason_name r ON r.id = u.reason)sql"},

    View{"pages", R"sql(
SELECT t.url, p.status, p.content_type, p.charset, p.title, p.description, p.lang, p.canonical,
  CASE WHEN p.meta_robots IS NULL THEN p.header_robots WHEN p.header_robots IS NULL
    THEN p.meta_robots ELSE p.meta_robots || ', ' || p.header_robots END AS robots,
  u.depth, p.size, p.transferred, p.ttfb_ms, p.total_ms, p.http_version, p.ip, p.etag,
  p.last_modified, $time(p.fetched_at) AS fetched_at,
  coalesce($url(p.redirect_id), p.redirect_to) AS redirect_to,
  CASE WHEN p.content_hash <> 0 THEN printf('%016x', p.content_hash) END AS content_hash,
  CASE WHEN p.simhash <> 0 THEN printf('%016x', p.simhash) END AS simhash,
  p.word_count, x.text, $url(u.found_on) AS found_on, p.limits_hit, p.detail, p.id, a.markdown,
  $role AS role, s.rendered, (SELECT name FROM render_reason WHERE id = s.reason) AS render_reason,
  s.ms AS render_ms, s.requests AS render_requests, s.error AS render_error,
  s.text_gain AS script_text, s.links_gain AS script_links, s.url AS script_url
FROM page p JOIN url u ON u.id = p.url_id JOIN url_text t ON t.id = p.url_id
LEFT JOIN page_text x ON x.page_id = p.id LEFT JOIN page_article a ON a.page_id = p.id
LEFT JOIN page_render s ON s.page_id = p.id
WHERE $is_page(p))sql"},

    View{"articles", R"sql(
SELECT t.url, a.title, a.byline, a.published, p.lang, a.markdown
FROM page_article a JOIN page p ON p.id = a.page_id JOIN url_text t ON t.id = p.url_id)sql"},

    // From a link to its page, and from a page (by the text of its URL, for which there is an
    // index) to the range of its links: SQLite takes the way that is shorter, if it is told of
    // both.
    View{"links", R"sql(
SELECT s.url AS source, t.url AS target, k.name AS kind, l.rel, l.anchor, l.nofollow,
  coalesce(l.position, l.id & $places) AS position
FROM link l JOIN page p ON p.id = $page(l) AND l.id >= p.id << $bits AND l.id < (p.id + 1) << $bits
JOIN url s ON s.id = p.url_id AND s.page_id = p.id
JOIN url_text t ON t.id = l.target_id LEFT JOIN link_kind k ON k.id = l.kind)sql"},

    View{"hosts", R"sql(
SELECT h.origin, h.robots_status, r.txt AS robots_txt, h.crawl_delay_ms, h.pages,
  h.failed, h.bytes, CASE WHEN h.pages > 0
    THEN CAST((h.total_ms - h.total_ms % h.pages) / h.pages AS BIGINT) END AS mean_ms,
  h.last_error, CASE WHEN h.robots_at IS NOT NULL THEN $time(h.robots_at) END AS robots_at,
  (SELECT count(*) FROM queue q WHERE q.host_id = h.id) + coalesce(d.n, 0) AS waiting
FROM host h LEFT JOIN robots r ON r.host_id = h.id
LEFT JOIN (SELECT host_id, count(*) AS n FROM delayed GROUP BY host_id) d ON d.host_id = h.id)sql"},

    // As each host showed it when its robots.txt was fetched; days are whole ones from then on.
    View{"certificates", R"sql(
SELECT h.origin AS host, $time(c.expires_at) AS expires_at,
  CAST((c.expires_at - c.seen_at - (c.expires_at - c.seen_at) % 86400000) / 86400000 AS BIGINT)
    AS days_left, c.issuer, c.tls, $time(c.seen_at) AS seen_at
FROM certificate c JOIN host h ON h.id = c.host_id)sql",
         "certificate", "host, expires_at, days_left, issuer, tls, seen_at", true},

    View{"headers", R"sql(
SELECT t.url, e.value ->> '$[0]' AS name, e.value ->> '$[1]' AS value
FROM body b JOIN page p ON p.id = b.page_id JOIN url_text t ON t.id = p.url_id,
  json_each(b.headers) e)sql"},

    View{"broken_links", R"sql(
SELECT s.url AS source, t.url AS target, q.status, r.name AS reason, l.anchor, k.name AS kind,
  CASE WHEN u.host_id <> v.host_id THEN 1 ELSE 0 END AS external, $role AS role
FROM url u JOIN link l ON l.target_id = u.id
JOIN page p ON p.id = $page(l) JOIN url v ON v.id = p.url_id JOIN url_text s ON s.id = p.url_id
JOIN url_text t ON t.id = u.id LEFT JOIN page q ON q.id = u.page_id
LEFT JOIN reason_name r ON r.id = u.reason LEFT JOIN link_kind k ON k.id = l.kind
WHERE (u.state = $failed AND NOT $closed) OR (u.state = $fetched AND q.status >= 400))sql"},

    // What a redirect leads to in the end, for at most as many hops as in `redirects`.
    View{"checked", R"sql(
WITH RECURSIVE chain(page_id, hops, next_id) AS (
  SELECT id, 1, redirect_id FROM page WHERE method IS NOT NULL AND redirect_id IS NOT NULL
  UNION ALL
  SELECT c.page_id, c.hops + 1, n.redirect_id
  FROM chain c JOIN url u ON u.id = c.next_id JOIN page n ON n.id = u.page_id
  WHERE n.redirect_id IS NOT NULL AND c.hops < 20)
SELECT u.url, h.origin AS host, $role AS role, s.name AS state, p.status, r.name AS reason,
  u.detail, p.content_type, CASE WHEN p.size > 0 THEN p.size END AS size,
  coalesce($url(f.final_id), p.redirect_to) AS final,
  (SELECT q.status FROM url g JOIN page q ON q.id = g.page_id WHERE g.id = f.final_id) AS final_status,
  p.total_ms AS ms,
  CASE WHEN p.method = $head THEN 'HEAD' WHEN p.method IS NOT NULL THEN 'GET' END AS method,
  CASE WHEN p.id IS NOT NULL THEN $time(p.fetched_at) END AS checked_at,
  $url(u.found_on) AS found_on
FROM url u JOIN host h ON h.id = u.host_id JOIN state_name s ON s.id = u.state
LEFT JOIN reason_name r ON r.id = u.reason LEFT JOIN page p ON p.id = u.page_id
LEFT JOIN (SELECT e.page_id, e.next_id AS final_id
  FROM chain e LEFT JOIN url v ON v.id = e.next_id LEFT JOIN page n ON n.id = v.page_id
  WHERE e.hops < 20 AND n.redirect_id IS NULL) f ON f.page_id = p.id
WHERE u.role >= $link)sql"},

    // Followed for at most 20 hops, more than a crawl follows: a chain that is as long is a loop.
    View{"redirects", R"sql(
WITH RECURSIVE chain(page_id, hops, next_id) AS (
  SELECT id, 1, redirect_id FROM page WHERE redirect_id IS NOT NULL OR redirect_to IS NOT NULL
  UNION ALL
  SELECT c.page_id, c.hops + 1, n.redirect_id
  FROM chain c JOIN url u ON u.id = c.next_id JOIN page n ON n.id = u.page_id
  WHERE n.redirect_id IS NOT NULL AND c.hops < 20)
SELECT s.url AS source, coalesce($url(p.redirect_id), p.redirect_to) AS target, p.status, e.hops,
  CASE WHEN e.hops < 20 THEN coalesce($url(e.next_id), p.redirect_to) END AS final,
  CASE WHEN e.hops < 20 THEN 0 ELSE 1 END AS loop
FROM chain e LEFT JOIN url v ON v.id = e.next_id LEFT JOIN page n ON n.id = v.page_id
JOIN page p ON p.id = e.page_id JOIN url_text s ON s.id = p.url_id
WHERE e.hops >= 20 OR n.redirect_id IS NULL)sql"},

    View{"fragments", R"sql(
SELECT s.url AS source, t.url AS target, f.fragment, coalesce(l.anchor, f.anchor) AS anchor,
  CASE WHEN f.kind = 2 THEN 'script' ELSE 'id' END AS kind
FROM fragment f JOIN page p ON p.id = f.page_id JOIN url s ON s.id = p.url_id
LEFT JOIN link l ON f.place >= 0 AND l.id = (f.page_id << $bits) + f.place
JOIN url t ON t.id = coalesce(l.target_id, p.url_id)
WHERE f.kind <> 0)sql"},

    // Where redirects lead, the fragment comes along, unless they name one of their own (RFC 9110,
    // 10.2.2), which is then the one looked for. A page whose places are not all known has none
    // that is broken. Two questions cost less than one with OR, for which SQLite makes a list each
    // time, and mostly the first is enough. The target's text comes last, for few links are broken.
    View{"broken_fragments", R"sql(
WITH RECURSIVE named(page_id, link_id) AS (
  SELECT p.id, min(l.id)
  FROM page p CROSS JOIN fragment f CROSS JOIN link l CROSS JOIN link_kind k
  WHERE p.redirect_id IS NOT NULL AND f.page_id = p.id AND f.place >= 0
    AND l.id = (p.id << $bits) + f.place AND k.id = l.kind AND k.name = 'redirect'
  GROUP BY p.id),
chain(url_id, hops, next_id, link_id) AS (
  SELECT p.url_id, 1, p.redirect_id, m.link_id
  FROM page p LEFT JOIN named m ON m.page_id = p.id WHERE p.redirect_id IS NOT NULL
  UNION ALL
  SELECT c.url_id, c.hops + 1, n.redirect_id, coalesce(m.link_id, c.link_id)
  FROM chain c JOIN url u ON u.id = c.next_id JOIN page n ON n.id = u.page_id
  LEFT JOIN named m ON m.page_id = n.id
  WHERE n.redirect_id IS NOT NULL AND c.hops < 20),
known(url_id, page_id) AS MATERIALIZED (
  SELECT q.url_id, q.id FROM page q
  WHERE q.status BETWEEN 200 AND 299
    AND EXISTS (SELECT 1 FROM page_place a WHERE a.page_id = q.id AND a.hash = 0))
SELECT s.url AS source, t.url AS target, coalesce(o.fragment, f.fragment) AS fragment,
  coalesce(l.anchor, f.anchor) AS anchor,
  CASE WHEN coalesce(o.kind, f.kind) = 2 THEN 'script' ELSE 'id' END AS kind
FROM fragment f JOIN page p ON p.id = f.page_id JOIN url s ON s.id = p.url_id
LEFT JOIN link l ON f.place >= 0 AND l.id = (f.page_id << $bits) + f.place
LEFT JOIN (SELECT e.url_id, e.next_id AS end_id, e.link_id
  FROM chain e LEFT JOIN url v ON v.id = e.next_id LEFT JOIN page n ON n.id = v.page_id
  WHERE e.hops < 20 AND n.redirect_id IS NULL) r ON r.url_id = coalesce(l.target_id, p.url_id)
LEFT JOIN fragment o ON o.page_id = r.link_id >> $bits AND o.place = r.link_id & $places
JOIN known k ON k.url_id = coalesce(r.end_id, l.target_id, p.url_id)
CROSS JOIN url t
WHERE t.id = coalesce(l.target_id, p.url_id) AND coalesce(o.kind, f.kind) <> 0
  AND NOT EXISTS (SELECT 1 FROM page_place a
    WHERE a.page_id = k.page_id AND a.hash = coalesce(o.written, f.written))
  AND (coalesce(o.decoded, f.decoded) = coalesce(o.written, f.written)
    OR NOT EXISTS (SELECT 1 FROM page_place a
      WHERE a.page_id = k.page_id AND a.hash = coalesce(o.decoded, f.decoded))))sql",
         "fragment", "source, target, fragment, anchor, kind"},

    View{"duplicates", R"sql(
SELECT printf('%016x', p.content_hash) AS content_hash, t.url, f.url AS first_url
FROM page p CROSS JOIN
     (SELECT content_hash, min(id) AS id FROM page
      WHERE content_hash <> 0 AND status BETWEEN 200 AND 299
      GROUP BY content_hash HAVING count(*) > 1) g
JOIN url_text t ON t.id = p.url_id
JOIN page o ON o.id = g.id JOIN url_text f ON f.id = o.url_id
WHERE g.content_hash = p.content_hash AND p.id > g.id AND p.status BETWEEN 200 AND 299)sql"},

    View{"errors", R"sql(
SELECT t.url, r.name AS reason, u.detail, u.attempts, $url(u.found_on) AS found_on
FROM url u JOIN url_text t ON t.id = u.id LEFT JOIN reason_name r ON r.id = u.reason
WHERE u.state = 3)sql"},

    View{"structured", R"sql(
SELECT t.url, n.name AS syntax, s.type, s.json, s.position
FROM structured_item s JOIN page p ON p.id = s.page_id JOIN url_text t ON t.id = p.url_id
JOIN syntax_name n ON n.id = s.syntax)sql"},

    View{"sitemap_entries", R"sql(
SELECT s.url AS sitemap, t.url, e.lastmod, e.position
FROM sitemap_entry e JOIN page p ON p.id = e.page_id JOIN url_text s ON s.id = p.url_id
JOIN link l ON l.id = (e.page_id << $bits) + e.position JOIN url_text t ON t.id = l.target_id)sql"},

    View{"sitemap_details", R"sql(
SELECT s.url AS sitemap, t.url, d.kind, d.name, d.value, d.position, d.place
FROM sitemap_detail d JOIN page p ON p.id = d.page_id JOIN url_text s ON s.id = p.url_id
JOIN link l ON l.id = (d.page_id << $bits) + d.position JOIN url_text t ON t.id = l.target_id)sql"},

    // Numbers are cast, since DuckDB takes what is in JSON for texts.
    View{"headings", R"sql(
SELECT t.url, CAST(e.value ->> '$[0]' AS BIGINT) AS level, e.value ->> '$[1]' AS text,
  CAST(e.key AS BIGINT) AS position
FROM page_list x JOIN page p ON p.id = x.page_id JOIN url_text t ON t.id = p.url_id,
  json_each(x.headings) e)sql",
         "page_list", "url, level, text, position", true},

    View{"images", R"sql(
SELECT t.url, e.value ->> '$[0]' AS src, e.value ->> '$[1]' AS alt, e.value ->> '$[2]' AS width,
  e.value ->> '$[3]' AS height, e.value ->> '$[4]' AS loading,
  CAST(e.value ->> '$[5]' AS BIGINT) AS srcset, CAST(e.value ->> '$[6]' AS BIGINT) AS in_link,
  CAST(e.key AS BIGINT) AS position
FROM page_list x JOIN page p ON p.id = x.page_id JOIN url_text t ON t.id = p.url_id,
  json_each(x.images) e)sql",
         "page_list", "url, src, alt, width, height, loading, srcset, in_link, position", true},

    View{"forms", R"sql(
SELECT t.url, e.value ->> '$[0]' AS action, e.value ->> '$[1]' AS method,
  CAST(e.value ->> '$[2]' AS BIGINT) AS fields, CAST(e.value ->> '$[3]' AS BIGINT) AS passwords,
  CAST(e.value ->> '$[4]' AS BIGINT) AS files, CAST(e.key AS BIGINT) AS position
FROM page_list x JOIN page p ON p.id = x.page_id JOIN url_text t ON t.id = p.url_id,
  json_each(x.forms) e)sql",
         "page_list", "url, action, method, fields, passwords, files, position", true},

    View{"ids", R"sql(
SELECT t.url, e.value ->> '$[0]' AS id, CAST(e.value ->> '$[1]' AS BIGINT) AS times
FROM page_list x JOIN page p ON p.id = x.page_id JOIN url_text t ON t.id = p.url_id,
  json_each(x.ids) e)sql",
         "page_list", "url, id, times", true},

    View{"accessibility", R"sql(
SELECT t.url, e.value ->> '$[0]' AS rule, CAST(e.value ->> '$[1]' AS BIGINT) AS elements,
  e.value ->> '$[2]' AS example
FROM page_list x JOIN page p ON p.id = x.page_id JOIN url_text t ON t.id = p.url_id,
  json_each(x.accessibility) e)sql",
         "page_list", "url, rule, elements, example", true},

    View{"head_facts", R"sql(
SELECT t.url, f.doctype, f.quirks, f.viewport, f.charset_at, f.base_href, f.h1, f.head_ended_by,
  $facts(f), f.titles_outside + f.descriptions_outside + f.robots_outside + f.canonicals_outside
    + f.hreflangs_outside AS outside_head, f.cut
FROM page_fact f JOIN page p ON p.id = f.page_id JOIN url_text t ON t.id = p.url_id)sql",
         "page_fact",
         "url, doctype, quirks, viewport, charset_at, base_href, h1, head_ended_by, $facts, "
         "outside_head, cut",
         true},

    View{"resources", R"sql(
SELECT r.url, t.url AS page, k.name AS kind, f.name AS fate, r.status, r.mime, r.size,
  r.transferred, r.ms, coalesce(r.from_cache, 0) AS from_cache, coalesce(r.method, 'GET') AS method,
  r.detail, r.id & $places AS position
FROM page_resource r JOIN page p ON p.id = $page(r) JOIN url_text t ON t.id = p.url_id
JOIN resource_kind k ON k.id = r.kind JOIN resource_fate f ON f.id = r.fate)sql",
         "page_resource",
         "url, page, kind, fate, status, mime, size, transferred, ms, from_cache, method, detail, "
         "position",
         true},

    View{"console_messages", R"sql(
SELECT t.url AS page, c.level, c.text, c.source, c.line, c.id & $places AS position
FROM page_console c JOIN page p ON p.id = $page(c) JOIN url_text t ON t.id = p.url_id)sql",
         "page_console", "page, level, text, source, line, position", true},

    View{"extract_errors", R"sql(
SELECT url, table_name, position, field, reason, value FROM extract_error)sql"},

    View{"docs", R"sql(
SELECT x.name AS table_name, c.value ->> 'name' AS column_name, c.value ->> 'type' AS type,
  c.value ->> 'description' AS description, x.description AS table_description
FROM extract_table x, json_each(x.columns) c)sql"},

    View{"runs", R"sql(
SELECT $time(started_at) AS started_at,
  CASE WHEN ended_at IS NOT NULL THEN $time(ended_at) END AS ended_at, end_reason, options, counts,
  version, pages, bytes, id, ended_at - started_at AS elapsed_ms
FROM run)sql"},

    View{"control_log", R"sql(
SELECT $time(c.at) AS at, c.run_id AS run, c.command, c.setting, c.subject, c.value, c.id
FROM control c)sql",
         "control", "at, run, command, setting, subject, value, id", true},
};

// What the program itself asks: rows as they are kept, for joining by their ids, their packing and
// numbers taken off. Each but url_counts has one table, or two in a row, and no LEFT JOIN, DISTINCT
// or GROUP BY: SQLite then puts the tables in the view's place, finds rows by their indexes, and
// works out no column that nobody wants. So names are subqueries, and what rows are chosen by is a
// comparison of a number.
constexpr std::array kRowViews{
    View{"url_rows", R"sql(
SELECT u.id, u.url, u.host_id, u.page_id, u.found_on AS found_on_id,
  (SELECT f.url FROM url f WHERE f.id = u.found_on) AS found_on, u.depth, u.attempts, u.detail,
  u.state AS state_id, u.reason AS reason_id,
  (SELECT s.name FROM state_name s WHERE s.id = u.state) AS state,
  (SELECT r.name FROM reason_name r WHERE r.id = u.reason) AS reason,
  $role AS role,
  u.role = $sitemap AS is_sitemap, u.role >= $link AS is_check, u.state = $fetched AS is_fetched, u.state = $skipped AS is_skipped,
  u.state = $failed AS is_failed
FROM url u)sql"},

    View{"page_rows", R"sql(
SELECT p.id, p.url_id, p.fetched_at AS fetched_ms, p.status, p.size, p.transferred, p.ttfb_ms,
  p.total_ms, p.word_count, nullif(p.content_hash, 0) AS content_hash,
  nullif(p.simhash, 0) AS simhash, p.redirect_id,
  p.redirect_id IS NOT NULL OR p.redirect_to IS NOT NULL AS is_redirect,
  coalesce((SELECT t.url FROM url t WHERE t.id = p.redirect_id), p.redirect_to) AS redirect_to,
  p.content_type, p.charset, p.title, p.description, p.lang, p.canonical,
  coalesce(p.meta_robots || ', ' || p.header_robots, p.meta_robots, p.header_robots) AS robots,
  p.http_version, p.ip, p.limits_hit, p.detail
FROM page p WHERE $is_page(p))sql"},

    // Of pages, and of what was only checked.
    View{"answer_rows", R"sql(
SELECT p.id, p.url_id, p.fetched_at AS fetched_ms, p.status, p.size, p.total_ms, p.redirect_id,
  p.redirect_id IS NOT NULL OR p.redirect_to IS NOT NULL AS is_redirect,
  coalesce((SELECT t.url FROM url t WHERE t.id = p.redirect_id), p.redirect_to) AS redirect_to,
  p.content_type, p.detail
FROM page p)sql"},

    View{"check_rows", R"sql(
SELECT u.id, u.url, u.host_id, u.page_id, u.state AS state_id, u.reason AS reason_id,
  (SELECT r.name FROM reason_name r WHERE r.id = u.reason) AS reason, u.detail, $role AS role,
  u.state = $fetched AS is_fetched, u.state = $skipped AS is_skipped, u.state = $failed AS is_failed
FROM url u WHERE $is_check(u))sql"},

    // From any link to its page: by target, or all of them.
    View{"link_rows", R"sql(
SELECT l.id, $page(l) AS page_id, l.target_id, l.kind AS kind_id,
  (SELECT k.name FROM link_kind k WHERE k.id = l.kind) AS kind, l.rel, l.anchor, l.nofollow
FROM link l)sql"},

    // From a page to its links: they are one range. In this order, or SQLite may go through all
    // links for the page of each.
    View{"page_links", R"sql(
SELECT p.id AS page_id, l.id, l.target_id, l.kind AS kind_id,
  (SELECT k.name FROM link_kind k WHERE k.id = l.kind) AS kind, l.rel, l.anchor, l.nofollow
FROM page p CROSS JOIN link l
WHERE l.id BETWEEN p.id << $bits AND (p.id << $bits) + $places)sql"},

    // For "IN (SELECT url_id FROM …)": with a subquery for each row in it, though nobody asks for
    // that column, SQLite would look at the list last. What says something of the crawl and not of
    // the URL is left out: it was too fast, or may not go there.
    View{"broken_urls", R"sql(
SELECT url_id FROM page WHERE status >= 400 AND status <> 429
UNION ALL SELECT id FROM url u WHERE state = $failed AND reason <> $private AND NOT $closed)sql"},

    View{"redirecting_urls", R"sql(
SELECT url_id FROM page WHERE redirect_id IS NOT NULL OR redirect_to IS NOT NULL)sql"},

    View{"blocked_urls", R"sql(
SELECT id AS url_id FROM url WHERE reason = $robots)sql"},

    View{"kind_rows", R"sql(
SELECT id, name FROM link_kind)sql"},

    View{"host_rows", R"sql(
SELECT h.id, h.origin, h.pages, h.failed, h.bytes, h.total_ms,
  CAST((h.total_ms - h.total_ms % nullif(h.pages, 0)) / nullif(h.pages, 0) AS BIGINT) AS mean_ms,
  h.robots_status, h.robots_at AS robots_ms,
  (SELECT r.txt FROM robots r WHERE r.host_id = h.id) AS robots_txt, h.crawl_delay_ms, h.last_error,
  (SELECT count(*) FROM queue q WHERE q.host_id = h.id) AS waiting
FROM host h)sql"},

    View{"text_rows", R"sql(
SELECT page_id, text FROM page_text)sql"},

    View{"body_rows", R"sql(
SELECT page_id, status_line, headers, zstd FROM body)sql"},

    View{"structured_rows", R"sql(
SELECT s.page_id, s.position, s.syntax AS syntax_id,
  (SELECT n.name FROM syntax_name n WHERE n.id = s.syntax) AS syntax, s.type, s.json
FROM structured_item s)sql"},

    View{"fact_rows", R"sql(
SELECT f.page_id, f.doctype, f.quirks, f.viewport, f.charset_at, f.base_href, f.h1,
  f.head_ended_by, $facts(f), f.titles_outside + f.descriptions_outside + f.robots_outside
    + f.canonicals_outside + f.hreflangs_outside AS outside_head, f.cut
FROM page_fact f)sql",
         "page_fact",
         "page_id, doctype, quirks, viewport, charset_at, base_href, h1, head_ended_by, $facts, "
         "outside_head, cut"},

    View{"heading_rows", R"sql(
SELECT x.page_id, CAST(e.value ->> '$[0]' AS BIGINT) AS level, e.value ->> '$[1]' AS text, CAST(e.key AS BIGINT) AS position
FROM page_list x, json_each(x.headings) e)sql",
         "page_list", "page_id, level, text, position"},

    View{"image_rows", R"sql(
SELECT x.page_id, e.value ->> '$[0]' AS src, e.value ->> '$[1]' AS alt,
  e.value ->> '$[2]' AS width, e.value ->> '$[3]' AS height, e.value ->> '$[4]' AS loading,
  CAST(e.value ->> '$[5]' AS BIGINT) AS srcset, CAST(e.value ->> '$[6]' AS BIGINT) AS in_link,
  CAST(e.key AS BIGINT) AS position
FROM page_list x, json_each(x.images) e)sql",
         "page_list", "page_id, src, alt, width, height, loading, srcset, in_link, position"},

    View{"form_rows", R"sql(
SELECT x.page_id, e.value ->> '$[0]' AS action, e.value ->> '$[1]' AS method,
  CAST(e.value ->> '$[2]' AS BIGINT) AS fields, CAST(e.value ->> '$[3]' AS BIGINT) AS passwords, CAST(e.value ->> '$[4]' AS BIGINT) AS files,
  CAST(e.key AS BIGINT) AS position
FROM page_list x, json_each(x.forms) e)sql",
         "page_list", "page_id, action, method, fields, passwords, files, position"},

    View{"id_rows", R"sql(
SELECT x.page_id, e.value ->> '$[0]' AS id, CAST(e.value ->> '$[1]' AS BIGINT) AS times
FROM page_list x, json_each(x.ids) e)sql",
         "page_list", "page_id, id, times"},

    View{"accessibility_rows", R"sql(
SELECT x.page_id, e.value ->> '$[0]' AS rule, CAST(e.value ->> '$[1]' AS BIGINT) AS elements,
  e.value ->> '$[2]' AS example
FROM page_list x, json_each(x.accessibility) e)sql",
         "page_list", "page_id, rule, elements, example"},

    View{"render_rows", R"sql(
SELECT r.page_id, r.rendered, r.ms, r.requests, r.text_gain, r.links_gain, r.error, r.url,
  (SELECT n.name FROM render_reason n WHERE n.id = r.reason) AS reason
FROM page_render r)sql",
         "page_render",
         "page_id, rendered, ms, requests, text_gain, links_gain, error, url, reason"},

    View{"raw_rows", R"sql(
SELECT r.page_id, r.delta FROM page_raw r)sql",
         "page_raw", "page_id, delta"},

    View{"screenshot_rows", R"sql(
SELECT s.page_id, s.png FROM page_screenshot s)sql",
         "page_screenshot", "page_id, png"},

    View{"resource_rows", R"sql(
SELECT r.id, $page(r) AS page_id, r.url, r.status, r.mime, r.size, r.transferred, r.ms,
  coalesce(r.from_cache, 0) AS from_cache, coalesce(r.method, 'GET') AS method, r.detail,
  (SELECT k.name FROM resource_kind k WHERE k.id = r.kind) AS kind,
  (SELECT f.name FROM resource_fate f WHERE f.id = r.fate) AS fate
FROM page_resource r)sql",
         "page_resource",
         "id, page_id, url, status, mime, size, transferred, ms, from_cache, method, detail, kind, "
         "fate"},

    View{"resource_body_rows", R"sql(
SELECT b.id AS resource_id, $page(b) AS page_id, b.status_line, b.headers, b.zstd
FROM page_resource_body b)sql",
         "page_resource_body", "resource_id, page_id, status_line, headers, zstd"},

    View{"console_rows", R"sql(
SELECT c.id, $page(c) AS page_id, c.level, c.text, c.source, c.line
FROM page_console c)sql",
         "page_console", "id, page_id, level, text, source, line"},

    View{"syntax_rows", R"sql(
SELECT id, name FROM syntax_name)sql"},

    View{"run_rows", R"sql(
SELECT id, started_at AS started_ms, ended_at AS ended_ms, end_reason, version, options, counts,
  pages, bytes, ended_at - started_at AS elapsed_ms
FROM run)sql"},

    View{"url_counts", R"sql(
SELECT s.name AS state, r.name AS reason, t.n AS urls
FROM tally t JOIN state_name s ON s.id = t.state LEFT JOIN reason_name r ON r.id = t.reason)sql"},

    View{"link_count", R"sql(
SELECT n AS links FROM counter WHERE name = 'links')sql"},
};

using Stored = std::map<std::string, std::string, std::less<>>;

// The SQL of the file's views by their names; of tables "".
Stored stored_views(Database& db) {
  Stored stored;
  Statement row = db.prepare(
      "SELECT lower(name), iif(type = 'view', sql, '') FROM sqlite_schema "
      "WHERE type IN ('view', 'table')");
  while (row.step()) stored[row.string(0)] = row.string(1);
  return stored;
}

}  // namespace

void replace_views(Database& db) {
  const Stored stored = stored_views(db);
  const auto replace = [&](const View& view, bool is_yielding) {
    const std::string sql = fmt::format("CREATE {}", statement_of(view, true));
    const auto found = stored.find(view.name);
    const bool is_there = found != stored.end();
    if (is_there && (found->second == sql || (found->second.empty() && is_yielding))) return;
    if (is_there) db.exec(fmt::format("DROP VIEW {}", view.name));
    db.exec(sql);
  };
  for (const View& view : kViews) replace(view, view.is_young);
  for (const View& view : views_of_history()) replace(view, true);
  for (const View& view : kRowViews) replace(view, true);
  for (const View& view : rows_of_history()) replace(view, true);
  replace_histories_of_rules(db);
}

void complete_views(Database& db, bool has_all_tables) {
  const Stored stored = stored_views(db);
  const bool has_checks =
      db.integer_of("SELECT count(*) FROM pragma_table_info('page') WHERE name = 'method'") > 0;
  const auto lacks = [&stored](const View& view) {
    return view.table != nullptr && !stored.contains(std::string_view(view.table));
  };
  const auto complete = [&](const View& view) {
    const std::string sql = statement_of(view, has_checks);
    const auto found = stored.find(view.name);
    const bool is_another = found != stored.end() && !found->second.empty();
    if (has_all_tables && is_another && !lacks(view) && found->second != "CREATE " + sql)
      db.add_passing_view(fmt::format("CREATE TEMP {}", sql));
    if (found == stored.end() && lacks(view))
      db.add_passing_view(fmt::format("CREATE {}", absent_statement_of(view)));
  };
  for (const View& view : kViews) complete(view);
  for (const View& view : views_of_history()) complete(view);
  const auto complete_rows = [&](const View& view) {
    const std::string sql = statement_of(view, has_checks);
    const auto found = stored.find(view.name);
    if (found != stored.end() && found->second == "CREATE " + sql) return;
    db.add_passing_view(lacks(view) ? fmt::format("CREATE {}", absent_statement_of(view))
                                    : fmt::format("CREATE TEMP {}", sql));
  };
  for (const View& view : kRowViews) complete_rows(view);
  for (const View& view : rows_of_history()) complete_rows(view);
}

bool may_be_taken(std::string_view name) {
  const auto is_young = [name](const View& view) { return view.is_young && view.name == name; };
  const auto history = views_of_history();
  return std::any_of(kViews.begin(), kViews.end(), is_young) ||
         std::any_of(history.begin(), history.end(), is_young);
}

bool has_view(Database& db, std::string_view name) {
  Statement view = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ?1");
  const bool is_there = view.with(name).step();
  view.reset();
  return is_there;
}

}  // namespace storage
