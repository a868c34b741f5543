#include "explore/audit/audit_views.h"

#include <fmt/format.h>

#include <array>

namespace explore {
namespace {

constexpr std::array kViews{
    // HTML that was answered with 200 and is no page of a calendar without end.
    AuditView{"audit_pages", R"sql(
SELECT p.id AS page_id, p.url_id, u.host_id, u.url, u.depth,
  u.depth = 0 AS is_seed,
  p.limits_hit IS NULL AS is_whole, noindex(p.robots) AS is_noindex,
  p.canonical IS NULL OR p.canonical = u.url AS is_canonical,
  p.canonical IS NOT NULL AS has_canonical, p.robots IS NOT NULL AS has_robots,
  length(p.title) AS title_letters, text_pixels(p.title, 20) AS title_pixels,
  length(p.description) AS description_letters,
  text_pixels(p.description, 14) AS description_pixels, lower(p.lang) AS lang,
  p.word_count AS words, p.size AS bytes, p.ttfb_ms AS first_byte_ms,
  link_sum(p.id, 'internal') AS internal_links, link_sum(p.id, 'external') AS external_links,
  link_sum(p.id, 'internal_nofollow') AS nofollow_links, link_sum(p.id, 'unnamed') AS unnamed_links,
  link_sum(p.id, 'vague') AS vague_links, link_sum(p.id, 'local') AS local_links,
  link_sum(p.id, 'pages_in') AS pages_in, link_sum(p.id, 'nofollow_in') AS nofollow_in,
  link_sum(p.id, 'indexable_in') AS indexable_in
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status = 200 AND p.content_type IN ('text/html', 'application/xhtml+xml')
  AND NOT u.is_sitemap AND coalesce(p.limits_hit, '') NOT LIKE '%nothing-new%')sql",
              "page_id"},

    // Each page that was answered with 2xx and whose headers are kept.
    AuditView{"audit_headers", R"sql(
SELECT p.id AS page_id, u.host_id, u.url, u.url LIKE 'https:%' AS is_https,
  coalesce(p.content_type IN ('text/html', 'application/xhtml+xml'), 0) AS is_html, p.http_version,
  header_of(b.headers, 'Content-Type') AS content_type,
  header_of(b.headers, 'Strict-Transport-Security') AS hsts,
  header_of(b.headers, 'Content-Security-Policy') AS csp,
  (SELECT trim(substr(c.words, 1, instr(c.words, ';') - 1))
    FROM (SELECT substr(d.words, CASE WHEN instr(d.words, 'script-src ') > 0
            THEN instr(d.words, 'script-src ') ELSE instr(d.words, 'default-src ') END) AS words
          FROM (SELECT lower(header_of(b.headers, 'Content-Security-Policy')) || ';' AS words) d
          WHERE instr(d.words, 'script-src ') + instr(d.words, 'default-src ') > 0) c) AS script_policy,
  header_of(b.headers, 'Content-Security-Policy-Report-Only') AS csp_report_only,
  header_of(b.headers, 'X-Content-Type-Options') AS content_type_options,
  header_of(b.headers, 'X-Frame-Options') AS frame_options,
  header_of(b.headers, 'Referrer-Policy') AS referrer_policy,
  header_of(b.headers, 'Permissions-Policy') AS permissions_policy,
  header_of(b.headers, 'Access-Control-Allow-Origin') AS cors_origin,
  header_of(b.headers, 'Access-Control-Allow-Credentials') AS cors_credentials,
  header_of(b.headers, 'Cross-Origin-Opener-Policy') AS opener_policy,
  header_of(b.headers, 'X-XSS-Protection') AS xss_protection,
  header_of(b.headers, 'Public-Key-Pins') AS key_pins,
  header_of(b.headers, 'Expect-CT') AS expect_ct,
  header_of(b.headers, 'Server') AS server,
  header_of(b.headers, 'X-Powered-By') AS powered_by,
  header_of(b.headers, 'X-AspNet-Version') AS aspnet_version,
  header_of(b.headers, 'Cache-Control') AS cache_control,
  header_of(b.headers, 'Expires') AS expires, header_of(b.headers, 'Pragma') AS pragma,
  header_of(b.headers, 'Vary') AS vary, header_of(b.headers, 'ETag') AS etag,
  header_of(b.headers, 'Last-Modified') AS last_modified,
  header_of(b.headers, 'Content-Encoding') AS content_encoding,
  header_list(b.headers, 'Set-Cookie') AS cookies
FROM page_rows p JOIN url_rows u ON u.id = p.url_id JOIN body_rows b ON b.page_id = p.id
WHERE p.status BETWEEN 200 AND 299 AND b.headers <> '[]')sql",
              "page_id"},

    // Each cookie that a page of 2xx set, and did not take away: its name without its value, and
    // its attributes in small letters, with a comma before each and behind the last.
    AuditView{"audit_cookies", R"sql(
SELECT h.page_id, h.host_id, h.url, h.is_https,
  trim(substr(c.value, 1, instr(c.value || '=', '=') - 1)) AS name,
  CASE WHEN instr(c.value, ';') > 0
    THEN replace(replace(lower(substr(c.value, instr(c.value, ';'))), ' ', ''), ';', ',') || ','
    ELSE ',' END AS attributes
FROM audit_headers h, json_each(h.cookies) c
WHERE h.cookies IS NOT NULL AND c.value NOT LIKE '%max-age=0%' AND c.value NOT LIKE '%1970%')sql",
              ""},

    // Each translation that a page names, or a sitemap for it. What stands on error pages concerns
    // nobody.
    AuditView{"audit_hreflang", R"sql(
SELECT p.id AS page_id, p.url_id, lower(s.json ->> 'lang') AS lang, s.json ->> 'href' AS href,
  url_id(s.json ->> 'href') AS target_id, NULL AS sitemap
FROM structured_rows s JOIN page_rows p ON p.id = s.page_id
WHERE s.syntax_id = (SELECT id FROM syntax_rows WHERE name = 'hreflang') AND p.status = 200
UNION ALL
SELECT u.page_id, u.id, lower(d.name), d.value, url_id(d.value), d.sitemap
FROM sitemap_details d JOIN url_rows u ON u.id = url_id(d.url)
JOIN page_rows p ON p.id = u.page_id
WHERE d.kind = 'hreflang' AND p.status = 200)sql",
              "url_id"},

    // Each piece of JSON-LD, microdata and RDFa, and what is wrong with it.
    AuditView{"audit_items", R"sql(
SELECT s.page_id, s.position, s.syntax, s.type, item_check(s.type, s.json, 'rich') AS rich,
  item_check(s.type, s.json, 'required') AS missing,
  item_check(s.type, s.json, 'recommended') AS recommended,
  item_check(s.type, s.json, 'wrong') AS wrong,
  CASE WHEN s.type IS NULL THEN s.json ->> 'error' END AS problem
FROM structured_rows s
WHERE s.syntax_id IN (SELECT id FROM syntax_rows WHERE name IN ('json-ld', 'microdata', 'rdfa')))sql",
              ""},

    // Each page with text, and what no reader should see in it.
    AuditView{"audit_texts", R"sql(
SELECT a.page_id, a.host_id, a.url, a.words, text_flaws(t.text) AS flaws,
  copyright_year(t.text) AS copyright_year,
  CASE WHEN a.lang = 'en' OR a.lang LIKE 'en-%' THEN reading_ease(t.text) END AS ease
FROM audit_pages a JOIN text_rows t ON t.page_id = a.page_id)sql",
              ""},

    // Each link that is not clicked on, of the kinds that findings ask for: few beside all others.
    AuditView{"audit_links", R"sql(
SELECT l.page_id, l.target_id, k.name AS kind
FROM link_rows l JOIN kind_rows k ON k.id = l.kind_id
WHERE l.kind_id IN (SELECT id FROM kind_rows
  WHERE name IN ('canonical', 'form', 'next', 'prev', 'refresh', 'script', 'stylesheet')))sql",
              "kind"},

    // Each rule of accessibility that a page breaks.
    AuditView{"audit_access", R"sql(
SELECT x.page_id, a.url, x.rule, x.elements, x.example
FROM accessibility_rows x JOIN audit_pages a ON a.page_id = x.page_id)sql",
              "rule"},

    // Each entry of each sitemap.
    AuditView{"audit_entries", R"sql(
SELECT s.id AS sitemap_id, s.url AS sitemap, s.host_id, l.target_id AS url_id
FROM url_rows s CROSS JOIN page_links l ON l.page_id = s.page_id
WHERE s.is_sitemap AND +l.kind_id = (SELECT id FROM kind_rows WHERE name = 'sitemap'))sql",
              "url_id"},
};

}  // namespace

std::span<const AuditView> audit_views() { return kViews; }

void add_audit_views(storage::Database& db) {
  for (const AuditView& view : kViews)
    db.add_passing_view(fmt::format("CREATE TEMP VIEW {} AS{}", view.name, view.body));
}

}  // namespace explore
