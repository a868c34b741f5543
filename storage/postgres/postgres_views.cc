// In these texts $time(x) is a stored time as ISO 8601, $url(host, key) the text of the URL with
// that key, and $at(table, host, key) says that a row of the table is the one of that key, in a way
// that its index answers.
#include "storage/postgres/postgres_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ground/page_facts.h"
#include "storage/postgres/history/history_views.h"
#include "storage/store/reasons.h"
#include "storage/store/records.h"

namespace storage {
namespace {

struct PostgresView {
  std::string_view name, body;
};

constexpr std::array kPostgresViews = {
    PostgresView{"urls", R"sql(
SELECT u.url, h.origin AS host, s.name AS state, r.name AS reason, $depth AS depth,
  u.attempts::int AS attempts, $url(u.found_host, u.found_key) AS found_on, u.hops::int AS hops,
  nullif(u.detail, '') AS detail, $role AS role, p.status
FROM crawl.url u JOIN crawl.host h USING(bucket, host) JOIN crawl.state_name s ON s.id = u.state
LEFT JOIN crawl.reason_name r ON r.id = u.reason
LEFT JOIN crawl.page p USING(bucket, host, key))sql"},

    PostgresView{"pages", R"sql(
SELECT u.url, p.status, p.content_type, p.charset, p.title, p.description, p.lang, p.canonical,
  CASE WHEN p.meta_robots IS NULL THEN p.header_robots WHEN p.header_robots IS NULL
    THEN p.meta_robots ELSE p.meta_robots || ', ' || p.header_robots END AS robots,
  $depth AS depth, p.size, p.transferred, p.ttfb_ms, p.total_ms, p.http_version, p.ip, p.etag,
  p.last_modified, $time(p.fetched_at) AS fetched_at,
  coalesce($url(p.redirect_host, p.redirect_key), p.redirect_to) AS redirect_to,
  CASE WHEN p.content_hash <> 0 THEN lpad(to_hex(p.content_hash), 16, '0') END AS content_hash,
  CASE WHEN p.simhash <> 0 THEN lpad(to_hex(p.simhash), 16, '0') END AS simhash,
  p.word_count, c.text, $url(u.found_host, u.found_key) AS found_on, p.limits_hit, p.detail, p.id,
  c.markdown, $role AS role, NULL::int AS rendered, NULL::text AS render_reason,
  NULL::bigint AS render_ms, NULL::bigint AS render_requests, NULL::text AS render_error,
  NULL::bigint AS script_text, NULL::bigint AS script_links, NULL::text AS script_url
FROM crawl.page p JOIN crawl.url u USING(bucket, host, key)
LEFT JOIN crawl.content c USING(bucket, host, key)
WHERE p.method IS NULL)sql"},

    PostgresView{"articles", R"sql(
SELECT u.url, c.article_title AS title, c.article_byline AS byline,
  c.article_published AS published, p.lang, c.markdown
FROM crawl.content c JOIN crawl.page p USING(bucket, host, key)
JOIN crawl.url u USING(bucket, host, key)
WHERE c.markdown IS NOT NULL)sql"},

    PostgresView{"links", R"sql(
SELECT s.url AS source, t.url AS target, k.name AS kind, l.rel, l.anchor,
  l.kind >> 8 & 1 AS nofollow, coalesce(l.position, l.n - 1) AS position
FROM crawl.content c JOIN crawl.url s USING(bucket, host, key) CROSS JOIN LATERAL $links(c)
JOIN crawl.url t ON $at(t, l.host, l.key) LEFT JOIN crawl.link_kind k ON k.id = l.kind & 255)sql"},

    PostgresView{"hosts", R"sql(
SELECT h.origin, h.robots_status, h.robots_txt, h.crawl_delay_ms, h.pages, h.failed, h.bytes,
  CASE WHEN h.pages > 0 THEN h.total_ms / h.pages END AS mean_ms, h.last_error,
  CASE WHEN h.robots_at IS NOT NULL THEN $time(h.robots_at) END AS robots_at,
  (SELECT count(*) FROM crawl.url u
   WHERE u.bucket = h.bucket AND u.host = h.host AND u.state = 0) AS waiting
FROM crawl.host h)sql"},

    PostgresView{"certificates", R"sql(
SELECT h.origin AS host, $time(h.certificate_expires_at) AS expires_at,
  (h.certificate_expires_at - h.certificate_at) / 86400000 AS days_left,
  h.certificate_issuer AS issuer, h.certificate_tls AS tls, $time(h.certificate_at) AS seen_at
FROM crawl.host h WHERE h.certificate_at IS NOT NULL)sql"},

    // What is a NUL in the raw name or value stands for nothing that PostgreSQL could show.
    PostgresView{"headers", R"sql(
SELECT u.url, e.value ->> 0 AS name, e.value ->> 1 AS value
FROM crawl.content c JOIN crawl.url u USING(bucket, host, key)
CROSS JOIN LATERAL json_array_elements(CASE WHEN position('\u0000' IN c.headers) = 0
  THEN c.headers ELSE regexp_replace(c.headers, '(?<!\\)((\\\\)*)\\u0000', '\1\\ufffd', 'g')
  END::json) e)sql"},

    PostgresView{"broken_links", R"sql(
SELECT s.url AS source, t.url AS target, q.status, r.name AS reason, l.anchor, k.name AS kind,
  CASE WHEN l.host <> c.host THEN 1 ELSE 0 END AS external, t.role
FROM crawl.content c JOIN crawl.url s USING(bucket, host, key) CROSS JOIN LATERAL $links(c)
JOIN (SELECT u.bucket, u.host, u.key, u.url, u.state, u.reason, $role AS role FROM crawl.url u
  WHERE (u.state = $failed AND NOT $closed) OR u.state = $fetched) t ON $at(t, l.host, l.key)
LEFT JOIN crawl.page q ON q.bucket = t.bucket AND q.host = t.host AND q.key = t.key
LEFT JOIN crawl.reason_name r ON r.id = t.reason
LEFT JOIN crawl.link_kind k ON k.id = l.kind & 255
WHERE t.state = $failed OR q.status >= 400)sql"},

    PostgresView{"checked", R"sql(
WITH RECURSIVE chain(host, key, hops, next_host, next_key) AS (
  SELECT host, key, 1, redirect_host, redirect_key FROM crawl.page
  WHERE method IS NOT NULL AND redirect_key IS NOT NULL
  UNION ALL
  SELECT c.host, c.key, c.hops + 1, n.redirect_host, n.redirect_key
  FROM chain c JOIN crawl.page n ON $at(n, c.next_host, c.next_key)
  WHERE n.redirect_key IS NOT NULL AND c.hops < 20)
SELECT u.url, h.origin AS host, $role AS role, s.name AS state, p.status, r.name AS reason,
  nullif(u.detail, '') AS detail, p.content_type, CASE WHEN p.size > 0 THEN p.size END AS size,
  coalesce($url(f.next_host, f.next_key), p.redirect_to) AS final,
  (SELECT q.status FROM crawl.page q WHERE $at(q, f.next_host, f.next_key)) AS final_status,
  p.total_ms AS ms,
  CASE WHEN p.method = $head THEN 'HEAD' WHEN p.method IS NOT NULL THEN 'GET' END AS method,
  CASE WHEN p.id IS NOT NULL THEN $time(p.fetched_at) END AS checked_at,
  $url(u.found_host, u.found_key) AS found_on
FROM crawl.url u JOIN crawl.host h USING(bucket, host) JOIN crawl.state_name s ON s.id = u.state
LEFT JOIN crawl.reason_name r ON r.id = u.reason LEFT JOIN crawl.page p USING(bucket, host, key)
LEFT JOIN (SELECT e.* FROM chain e LEFT JOIN crawl.page n ON $at(n, e.next_host, e.next_key)
  WHERE e.hops < 20 AND n.redirect_key IS NULL) f ON f.host = u.host AND f.key = u.key
WHERE u.role >= $link)sql"},

    // Followed for at most 20 hops, more than a crawl follows: a chain that is as long is a loop.
    PostgresView{"redirects", R"sql(
WITH RECURSIVE chain(host, key, hops, next_host, next_key) AS (
  SELECT host, key, 1, redirect_host, redirect_key FROM crawl.page
  WHERE redirect_key IS NOT NULL OR redirect_to IS NOT NULL
  UNION ALL
  SELECT c.host, c.key, c.hops + 1, n.redirect_host, n.redirect_key
  FROM chain c JOIN crawl.page n ON $at(n, c.next_host, c.next_key)
  WHERE n.redirect_key IS NOT NULL AND c.hops < 20)
SELECT s.url AS source,
  coalesce($url(p.redirect_host, p.redirect_key), p.redirect_to) AS target, p.status, e.hops,
  CASE WHEN e.hops < 20 THEN coalesce($url(e.next_host, e.next_key), p.redirect_to) END AS final,
  CASE WHEN e.hops < 20 THEN 0 ELSE 1 END AS loop
FROM chain e LEFT JOIN crawl.page n ON $at(n, e.next_host, e.next_key)
JOIN crawl.page p ON $at(p, e.host, e.key) JOIN crawl.url s ON $at(s, e.host, e.key)
WHERE e.hops >= 20 OR n.redirect_key IS NULL)sql"},

    PostgresView{"fragments", R"sql(
SELECT s.url AS source, t.url AS target, f.fragment,
  coalesce(c.link_anchor[f.place + 1], f.anchor) AS anchor,
  CASE WHEN f.kind = 2 THEN 'script' ELSE 'id' END AS kind
FROM crawl.content c JOIN crawl.url s USING(bucket, host, key) CROSS JOIN LATERAL $fragments(c)
JOIN crawl.url t
  ON $at(t, coalesce(c.link_host[f.place + 1], c.host), coalesce(c.link_key[f.place + 1], c.key))
WHERE f.kind <> 0)sql"},

    // Where redirects lead, the fragment comes along, unless they name one of their own (RFC 9110,
    // 10.2.2), which is then the one looked for. A page whose places are not all known has none
    // that is broken.
    PostgresView{"broken_fragments", R"sql(
WITH RECURSIVE named AS MATERIALIZED (
  SELECT DISTINCT ON (c.host, c.key) c.host, c.key, f.kind, f.written, f.decoded, f.fragment
  FROM crawl.page p JOIN crawl.content c USING(bucket, host, key) CROSS JOIN LATERAL $fragments(c)
  WHERE p.redirect_key IS NOT NULL AND f.place >= 0
    AND (SELECT k.name FROM crawl.link_kind k WHERE k.id = c.link_kind[f.place + 1] & 255)
      = 'redirect'
  ORDER BY c.host, c.key, f.place),
chain(host, key, hops, next_host, next_key, o_kind, o_written, o_decoded, o_fragment) AS (
  SELECT p.host, p.key, 1, p.redirect_host, p.redirect_key, m.kind, m.written, m.decoded,
    m.fragment
  FROM crawl.page p LEFT JOIN named m ON m.host = p.host AND m.key = p.key
  WHERE p.redirect_key IS NOT NULL
  UNION ALL
  SELECT c.host, c.key, c.hops + 1, n.redirect_host, n.redirect_key, coalesce(m.kind, c.o_kind),
    coalesce(m.written, c.o_written), coalesce(m.decoded, c.o_decoded),
    coalesce(m.fragment, c.o_fragment)
  FROM chain c JOIN crawl.page n ON $at(n, c.next_host, c.next_key)
  LEFT JOIN named m ON m.host = n.host AND m.key = n.key
  WHERE n.redirect_key IS NOT NULL AND c.hops < 20)
SELECT s.url AS source, t.url AS target, coalesce(r.o_fragment, f.fragment) AS fragment,
  coalesce(c.link_anchor[f.place + 1], f.anchor) AS anchor,
  CASE WHEN coalesce(r.o_kind, f.kind) = 2 THEN 'script' ELSE 'id' END AS kind
FROM crawl.content c JOIN crawl.url s USING(bucket, host, key) CROSS JOIN LATERAL $fragments(c)
JOIN crawl.url t
  ON $at(t, coalesce(c.link_host[f.place + 1], c.host), coalesce(c.link_key[f.place + 1], c.key))
LEFT JOIN (SELECT e.* FROM chain e LEFT JOIN crawl.page n ON $at(n, e.next_host, e.next_key)
  WHERE e.hops < 20 AND n.redirect_key IS NULL) r ON r.host = t.host AND r.key = t.key
JOIN crawl.page q
  ON $at(q, coalesce(r.next_host, t.host), coalesce(r.next_key, t.key))
JOIN crawl.content a ON a.bucket = q.bucket AND a.host = q.host AND a.key = q.key
WHERE q.status BETWEEN 200 AND 299 AND coalesce(r.o_kind, f.kind) <> 0 AND a.places IS NOT NULL
  AND NOT (a.places
    && ARRAY[coalesce(r.o_written, f.written), coalesce(r.o_decoded, f.decoded)]))sql"},

    PostgresView{"duplicates", R"sql(
SELECT lpad(to_hex(p.content_hash), 16, '0') AS content_hash, u.url, f.url AS first_url
FROM (SELECT host, key, id, content_hash,
    first_value(host) OVER w AS first_host, first_value(key) OVER w AS first_key,
    first_value(id) OVER w AS first_id
  FROM crawl.page WHERE content_hash <> 0 AND status BETWEEN 200 AND 299
  WINDOW w AS (PARTITION BY content_hash ORDER BY id)) p
JOIN crawl.url u ON $at(u, p.host, p.key) JOIN crawl.url f ON $at(f, p.first_host, p.first_key)
WHERE p.id > p.first_id)sql"},

    PostgresView{"errors", R"sql(
SELECT u.url, r.name AS reason, nullif(u.detail, '') AS detail, u.attempts::int AS attempts,
  $url(u.found_host, u.found_key) AS found_on
FROM crawl.url u LEFT JOIN crawl.reason_name r ON r.id = u.reason WHERE u.state = $failed)sql"},

    PostgresView{"structured", R"sql(
SELECT u.url, n.name AS syntax, s.type, s.json, s.n - 1 AS position
FROM crawl.content c JOIN crawl.url u USING(bucket, host, key) CROSS JOIN LATERAL
  unnest(c.structured_syntax, c.structured_type, c.structured_json) WITH ORDINALITY
  s(syntax, type, json, n)
JOIN crawl.syntax_name n ON n.id = s.syntax)sql"},

    PostgresView{"sitemap_entries", R"sql(
SELECT s.url AS sitemap, t.url, e.lastmod, e.place AS position
FROM crawl.content c JOIN crawl.url s USING(bucket, host, key) CROSS JOIN LATERAL
  unnest(c.entry_place, c.entry_lastmod) e(place, lastmod)
JOIN crawl.url t ON $at(t, c.link_host[e.place + 1], c.link_key[e.place + 1]))sql"},

    PostgresView{"sitemap_details", R"sql(
SELECT s.url AS sitemap, t.url, d.kind, d.name, d.value, d.entry AS position, d.place
FROM crawl.content c JOIN crawl.url s USING(bucket, host, key) CROSS JOIN LATERAL
  unnest(c.detail_entry, c.detail_place, c.detail_kind, c.detail_name, c.detail_value)
  d(entry, place, kind, name, value)
JOIN crawl.url t ON $at(t, c.link_host[d.entry + 1], c.link_key[d.entry + 1]))sql"},

    PostgresView{"headings", R"sql(
SELECT u.url, (e.value ->> 0)::bigint AS level, e.value ->> 1 AS text, e.n - 1 AS position
FROM $list(headings))sql"},

    PostgresView{"images", R"sql(
SELECT u.url, e.value ->> 0 AS src, e.value ->> 1 AS alt, e.value ->> 2 AS width,
  e.value ->> 3 AS height, e.value ->> 4 AS loading, (e.value ->> 5)::bigint AS srcset,
  (e.value ->> 6)::bigint AS in_link, e.n - 1 AS position
FROM $list(images))sql"},

    PostgresView{"forms", R"sql(
SELECT u.url, e.value ->> 0 AS action, e.value ->> 1 AS method, (e.value ->> 2)::bigint AS fields,
  (e.value ->> 3)::bigint AS passwords, (e.value ->> 4)::bigint AS files, e.n - 1 AS position
FROM $list(forms))sql"},

    PostgresView{"ids", R"sql(
SELECT u.url, e.value ->> 0 AS id, (e.value ->> 1)::bigint AS times
FROM $list(ids))sql"},

    PostgresView{"accessibility", R"sql(
SELECT u.url, e.value ->> 0 AS rule, (e.value ->> 1)::bigint AS elements, e.value ->> 2 AS example
FROM $list(accessibility))sql"},

    PostgresView{"head_facts", R"sql(
SELECT u.url, c.doctype, c.quirks::int AS quirks, c.viewport, c.charset_at, c.base_href, c.h1,
  c.head_ended_by, $facts,
  $fact(titles_outside) + $fact(descriptions_outside) + $fact(robots_outside)
    + $fact(canonicals_outside) + $fact(hreflangs_outside) AS outside_head, c.cut::int AS cut
FROM crawl.content c JOIN crawl.url u USING(bucket, host, key) WHERE c.facts IS NOT NULL)sql"},

    // No process renders pages into a server yet.
    PostgresView{"resources", R"sql(
SELECT NULL::text AS url, NULL::text AS page, NULL::text AS kind, NULL::text AS fate,
  NULL::int AS status, NULL::text AS mime, NULL::bigint AS size, NULL::bigint AS transferred,
  NULL::bigint AS ms, NULL::int AS from_cache, NULL::text AS method, NULL::text AS detail,
  NULL::bigint AS position
WHERE false)sql"},

    PostgresView{"console_messages", R"sql(
SELECT NULL::text AS page, NULL::text AS level, NULL::text AS text, NULL::text AS source,
  NULL::bigint AS line, NULL::bigint AS position
WHERE false)sql"},

    PostgresView{"extract_errors", R"sql(
SELECT url, table_name, position, field, reason, value FROM crawl.extract_error)sql"},

    PostgresView{"docs", R"sql(
SELECT x.name AS table_name, c.value ->> 'name' AS column_name, c.value ->> 'type' AS type,
  c.value ->> 'description' AS description, x.description AS table_description
FROM crawl.extract_table x CROSS JOIN LATERAL json_array_elements(x.columns::json) c)sql"},

    PostgresView{"runs", R"sql(
SELECT $time(started_at) AS started_at,
  CASE WHEN ended_at IS NOT NULL THEN $time(ended_at) END AS ended_at, end_reason, options, counts,
  version, pages, bytes, id, ended_at - started_at AS elapsed_ms
FROM crawl.run)sql"},
};

// What a URL is, which `u` stands for; as view_sql.cc of the store in a file says it.
constexpr std::string_view kRole = R"sql(CASE WHEN u.role = $sitemap THEN 'sitemap'
  WHEN u.role = $style THEN 'style' WHEN u.role = $resource THEN 'resource'
  WHEN u.role = $link THEN 'link'
  WHEN u.url = (SELECT o.origin FROM crawl.host o WHERE o.bucket = u.bucket AND o.host = u.host)
    || '/robots.txt' THEN 'robots'
  ELSE coalesce((SELECT CASE WHEN w.content_type IN ('application/rss+xml', 'application/atom+xml')
    THEN 'feed' WHEN w.content_type NOT IN ('text/html', 'application/xhtml+xml') THEN 'file' END
    FROM crawl.page w WHERE w.bucket = u.bucket AND w.host = u.host AND w.key = u.key
    AND w.status BETWEEN 200 AND 299), 'page') END)sql";

// Nobody could ask for the URL that `u` stands for, as its host has a robots.txt that it could not
// give (RFC 9309 2.3.1.4): no reason to call it broken. A host that gave no answer at all is.
constexpr std::string_view kClosed = R"sql((u.reason = $unreachable
  AND coalesce((SELECT o.robots_status FROM crawl.host o
    WHERE o.bucket = u.bucket AND o.host = u.host), 0) > 0))sql";

constexpr std::string_view kDepth =
    "CASE WHEN u.role >= $link THEN u.turn - $checks ELSE u.turn END";
constexpr std::string_view kLinks =
    "unnest({0}.link_host, {0}.link_key, {0}.link_kind, {0}.link_position, {0}.link_rel, "
    "{0}.link_anchor) WITH ORDINALITY l(host, key, kind, position, rel, anchor, n)";
constexpr std::string_view kFragments =
    "unnest({0}.fragment_place, {0}.fragment_kind, {0}.fragment_written, {0}.fragment_decoded, "
    "{0}.fragment, {0}.fragment_anchor) f(place, kind, written, decoded, fragment, anchor)";
constexpr std::string_view kList =
    "crawl.content c JOIN crawl.url u USING(bucket, host, key) CROSS JOIN LATERAL "
    "json_array_elements(c.{}::json) WITH ORDINALITY e(value, n)";

// What stands between the parenthesis at `open` and its partner, divided at the commas outside of
// others.
std::vector<std::string> arguments_at(std::string_view sql, std::size_t open, std::size_t* end) {
  std::vector<std::string> arguments(1);
  int depth = 1;
  for (std::size_t at = open + 1; at < sql.size(); ++at) {
    const char c = sql[at];
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    *end = at + 1;
    if (depth == 0) break;
    if (c == ',' && depth == 1)
      arguments.emplace_back();
    else if (c != ' ' || !arguments.back().empty())
      arguments.back() += c;
  }
  return arguments;
}

template <typename Expansion>
void expand_calls(std::string* sql, std::string_view name, Expansion expansion) {
  const std::string call = fmt::format("${}(", name);
  for (std::size_t at = sql->find(call); at != std::string::npos; at = sql->find(call, at)) {
    std::size_t end = at;
    const auto arguments = arguments_at(*sql, at + call.size() - 1, &end);
    sql->replace(at, end - at, expansion(arguments));
  }
}

void put_words(std::string* sql, std::string_view name, std::string_view words) {
  const std::string word = fmt::format("${}", name);
  for (std::size_t at = sql->find(word); at != std::string::npos; at = sql->find(word, at))
    sql->replace(at, word.size(), words);
}

std::string fact_column(std::string_view name) {
  for (std::size_t i = 0; i < ground::kFactNames.size(); ++i)
    if (ground::kFactNames[i] == name) return fmt::format("c.facts[{}]", i + 1);
  return "NULL";
}

std::string fact_columns_of_array() {
  std::string columns;
  for (const std::string_view name : ground::kFactNames)
    columns += fmt::format("{}{} AS {}", columns.empty() ? "" : ", ", fact_column(name), name);
  return columns;
}

std::string spelled_out_for_postgres(std::string_view body, int bucket_bits) {
  using Arguments = std::vector<std::string>;
  std::string sql(body);
  put_words(&sql, "role", kRole);
  put_words(&sql, "closed", kClosed);
  put_words(&sql, "depth", kDepth);
  expand_calls(&sql, "links",
               [](const Arguments& of) { return fmt::format(fmt::runtime(kLinks), of[0]); });
  expand_calls(&sql, "fragments",
               [](const Arguments& of) { return fmt::format(fmt::runtime(kFragments), of[0]); });
  expand_calls(&sql, "list",
               [](const Arguments& of) { return fmt::format(fmt::runtime(kList), of[0]); });
  put_words(&sql, "facts", fact_columns_of_array());
  expand_calls(&sql, "fact", [](const Arguments& of) { return fact_column(of[0]); });
  expand_calls(&sql, "url", [](const Arguments& of) {
    return fmt::format("(SELECT x.url FROM crawl.url x WHERE $at(x, {}, {}))", of[0], of[1]);
  });
  expand_calls(&sql, "at", [bucket_bits](const Arguments& of) {
    return fmt::format("{0}.bucket = (({1} >> {3}) & {4}) AND {0}.host = {1} AND {0}.key = {2}",
                       of[0], of[1], of[2], 64 - bucket_bits, (1 << bucket_bits) - 1);
  });
  expand_calls(&sql, "time", [](const Arguments& of) {
    return fmt::format(
        "to_char(timestamp '1970-01-01' + {} * interval '1 millisecond', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
        of[0]);
  });
  const auto number = [&sql](std::string_view name, int64_t value) {
    put_words(&sql, name, std::to_string(value));
  };
  number("sitemap", static_cast<int>(Role::kSitemap));
  number("link", static_cast<int>(Role::kLink));
  number("resource", static_cast<int>(Role::kResource));
  number("style", static_cast<int>(Role::kStyle));
  number("head", static_cast<int>(Method::kHead));
  number("fetched", static_cast<int>(UrlState::kFetched));
  number("failed", static_cast<int>(UrlState::kFailed));
  number("unreachable", static_cast<int>(Reason::kRobotsUnreachable));
  number("checks", kDepthOfChecks);
  return sql;
}

}  // namespace

std::string postgres_views_script(int bucket_bits) {
  std::string script;
  for (const PostgresView& view : kPostgresViews)
    script += fmt::format("CREATE OR REPLACE VIEW public.{} AS{};\n", view.name,
                          spelled_out_for_postgres(view.body, bucket_bits));
  for (const PostgresHistoryView& view : postgres_history_views())
    script += fmt::format("CREATE OR REPLACE VIEW public.{} AS{};\n", view.name,
                          spelled_out_for_postgres(view.body, bucket_bits));
  return script;
}

std::string postgres_rule_history_script(const UserTable& table, int bucket_bits) {
  const PostgresHistoryView view = postgres_history_of(table);
  return fmt::format("CREATE OR REPLACE VIEW public.\"{}\" AS{}", view.name,
                     spelled_out_for_postgres(view.body, bucket_bits));
}

std::string postgres_pages_with_keys(int bucket_bits) {
  const auto* const pages =
      std::find_if(kPostgresViews.begin(), kPostgresViews.end(),
                   [](const PostgresView& view) { return view.name == "pages"; });
  std::string sql = spelled_out_for_postgres(pages->body, bucket_bits);
  constexpr std::string_view kSelect = "SELECT ";
  return sql.insert(sql.find(kSelect) + kSelect.size(), "p.bucket, p.host, p.key, u.place, ");
}

std::vector<std::string> postgres_view_names() {
  std::vector<std::string> names;
  names.reserve(std::size(kPostgresViews) + postgres_history_views().size());
  for (const PostgresView& view : kPostgresViews) names.emplace_back(view.name);
  for (const PostgresHistoryView& view : postgres_history_views()) names.push_back(view.name);
  return names;
}

}  // namespace storage
