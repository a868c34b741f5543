#include <array>

#include "explore/findings/findings.h"
#include "storage/store/reasons.h"

namespace explore {
namespace {

struct SqlText {
  std::array<char, 512> text{};
  std::size_t size = 0;

  constexpr void add(std::string_view more) {
    for (const char c : more) text[size++] = c;
  }
};

constexpr SqlText kTrapsSql = [] {
  SqlText sql;
  sql.add("SELECT url, reason, detail, depth, found_on\nFROM urls\nWHERE reason IN (");
  std::string_view before = "'";
  for (const storage::ReasonRow& row : storage::kReasons) {
    if (row.trap.empty()) continue;
    sql.add(before);
    sql.add(row.name);
    before = "',\n  '";
  }
  sql.add("')\nORDER BY reason, url");
  return sql;
}();

constexpr std::array kDeliveryFindings{
    Finding{
        "slow-pages", "Slow pages", "Speed and size", Severity::kWarning,
        "It took more than a second to receive the last byte during the crawl; of other files than "
        "HTML, the first byte.",
        "Check the first byte: if it is late, the server is slow; if it is early, the page is "
        "too large or the connection too slow.",
        R"(SELECT url, total_ms, ttfb_ms AS first_byte_ms, size AS bytes
FROM pages
WHERE total_ms > 1000
  AND (ttfb_ms > 1000 OR content_type IN ('text/html', 'application/xhtml+xml'))
ORDER BY total_ms DESC, url)"},

    Finding{"large-pages", "Large pages", "Speed and size", Severity::kWarning,
            "HTML of more than a million bytes is slow on phones, and search engines may stop "
            "reading it halfway.",
            "Split the page, or load parts of it on demand.",
            R"(SELECT url, size AS bytes, transferred AS bytes_sent, word_count AS words
FROM pages
WHERE size > 1000000 AND content_type IN ('text/html', 'application/xhtml+xml')
ORDER BY size DESC, url)"},

    Finding{"uncompressed", "Text sent without compression", "Speed and size", Severity::kNotice,
            "More than 10,000 bytes of text were sent uncompressed; compressed, they would be a "
            "quarter of that or less. Nothing is listed if the crawl itself asked for another "
            "encoding (--header).",
            "Turn on gzip, Brotli or zstd for text in the web server.",
            R"(SELECT url, size AS bytes, content_type
FROM pages
WHERE status = 200 AND size > 10000 AND transferred >= size
  AND (content_type LIKE 'text/%' OR content_type IN ('application/xhtml+xml', 'application/xml'))
  AND NOT EXISTS (SELECT 1 FROM run_rows WHERE options LIKE '%accept-encoding:%')
ORDER BY size DESC, url)"},

    Finding{
        "mixed-content", "Mixed content: http on https pages", "Security", Severity::kError,
        "https pages load scripts, images or frames over plain http: browsers block them or "
        "show a warning. Pages whose Content-Security-Policy header upgrades insecure requests are "
        "not counted.",
        "Load them over https.",
        R"(SELECT s.url AS page, t.url AS insecure_url, k.name AS kind
FROM page_rows p JOIN url_rows s ON s.id = p.url_id
CROSS JOIN page_links l ON l.page_id = p.id
CROSS JOIN kind_rows k ON k.id = l.kind_id
CROSS JOIN url_rows t ON t.id = l.target_id
WHERE s.url LIKE 'https:%' AND k.name IN ('img', 'source', 'iframe', 'frame', 'script', 'video',
  'audio', 'track', 'embed', 'object', 'input', 'stylesheet', 'icon', 'form')
  AND t.url LIKE 'http:%'
  AND coalesce(header(s.url, 'Content-Security-Policy'), '') NOT LIKE '%upgrade-insecure-requests%'
ORDER BY insecure_url, page)"},

    Finding{"plain-http", "Sites served without encryption", "Security", Severity::kNotice,
            "Pages sent over plain http can be read and changed on the way.",
            "Redirect them to https.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(u.url) AS for_example
FROM page_rows p JOIN url_rows u ON u.id = p.url_id JOIN host_rows h ON h.id = u.host_id
WHERE p.status BETWEEN 200 AND 299 AND h.origin LIKE 'http:%'
GROUP BY h.id
ORDER BY pages DESC, site)"},

    Finding{"cut-pages", "Pages cut by a limit", "The crawl", Severity::kWarning,
            "These pages are larger, deeper or have more links than a limit allows. Only the first "
            "part was kept, and links after it are unknown.",
            "Raise the limit that is named, or find out why the page is so large.",
            R"(SELECT url, limits_hit AS limits, size AS bytes
FROM pages
WHERE limits_hit IS NOT NULL AND limits_hit <> 'nothing-new' AND NOT (limits_hit = 'sitemap' AND detail IS NOT NULL)
ORDER BY limits, url)"},

    Finding{"traps", "Crawler traps avoided", "The crawl", Severity::kWarning,
            "URLs that seem to be endless were skipped: calendars, filters, paths that repeat.",
            "Mark links to them as nofollow, or block them in robots.txt: search engines waste "
            "time there too.",
            std::string_view(kTrapsSql.text.data(), kTrapsSql.size)},

    Finding{"odd-pages", "Pages with an unusual response", "The crawl", Severity::kNotice,
            "The crawl noticed something about the response: broken compression, contradicting "
            "headers, an early end.",
            "Read the detail; most of these are server errors.",
            R"(SELECT url, status, detail
FROM pages
WHERE detail IS NOT NULL
ORDER BY detail, url)"},
};

}  // namespace

std::span<const Finding> delivery_findings() { return kDeliveryFindings; }

}  // namespace explore
