// How pages are sent: what caches are told, what protocol the server speaks, how soon it begins.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kCachingFindings{
    Finding{"cache-no-validator", "Pages that can not be asked for changes", "Caching",
            Severity::kNotice,
            "Neither ETag nor Last-Modified comes with the page, so browsers and crawlers fetch "
            "all of it again to learn that nothing has changed.",
            "Send ETag or Last-Modified.",
            R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.is_html AND h.etag IS NULL AND h.last_modified IS NULL AND coalesce(h.cache_control, '') NOT LIKE '%no-store%'
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "cache-no-lifetime", "Pages that do not say how long they are good", "Caching",
        Severity::kNotice,
        "Neither Cache-Control nor Expires comes with the page, so each cache makes its own guess.",
        "Send Cache-Control, for HTML mostly no-cache or a max-age of minutes.",
        R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.is_html AND h.cache_control IS NULL AND h.expires IS NULL
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{"cache-no-store", "Public pages that no cache may keep", "Caching", Severity::kNotice,
            "Cache-Control: no-store, so each visit, and each step back, fetches the page anew. "
            "Meant for what is secret.",
            "Use no-cache for what anybody may see.",
            R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.is_html AND h.cache_control LIKE '%no-store%' AND h.cookies IS NULL
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "cache-contradiction", "Cache-Control that contradicts itself", "Caching",
        Severity::kWarning,
        "The header both forbids to keep the page and says for how long to keep it, or is public "
        "and private at once: caches differ in what they obey.",
        "Keep what is meant.",
        R"(SELECT o.origin AS site, h.cache_control AS header, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.cache_control REGEXP '(?i)no-store.*max-age=0*[1-9]|max-age=0*[1-9].*no-store|public.*private|private.*public|immutable.*no-cache|no-cache.*immutable'
GROUP BY h.host_id, h.cache_control
ORDER BY pages DESC, site)"},

    Finding{"cache-vary-any", "Pages that fit no request but one", "Caching", Severity::kWarning,
            "Vary: * tells caches that no second request is like the first.",
            "Name the headers that the page depends on.",
            R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE trim(h.vary) = '*'
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{"cache-pragma", "Caching said in the words of HTTP/1.0", "Caching", Severity::kNotice,
            "Pragma is sent and Cache-Control is not: caches of today may ignore it.",
            "Send Cache-Control.",
            R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.pragma IS NOT NULL AND h.cache_control IS NULL
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{"vary-encoding", "Compressed pages without Vary: Accept-Encoding", "Caching",
            Severity::kWarning,
            "A cache in between may hand the compressed page to somebody who can not read it.",
            "Send Vary: Accept-Encoding with all that may be compressed.",
            R"(SELECT o.origin AS site, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.content_encoding IS NOT NULL AND coalesce(h.vary, '') NOT LIKE '%accept-encoding%' AND trim(coalesce(h.vary, '')) <> '*'
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "http-1-only", "Sites on HTTP/1.1 alone", "Speed and size", Severity::kNotice,
        "The server speaks no HTTP/2, so browsers open several connections and wait in line on "
        "each. On servers without encryption that is always so, and they are not counted.",
        "Turn on HTTP/2 in the server.",
        R"(SELECT o.origin AS site, min(h.http_version) AS version, count(*) AS pages, min(h.url) AS for_example
FROM audit_headers h JOIN host_rows o ON o.id = h.host_id
WHERE h.is_html AND h.is_https AND h.http_version IN ('1.0', '1.1') AND h.host_id NOT IN (SELECT host_id FROM audit_headers WHERE http_version NOT IN ('1.0', '1.1'))
  AND NOT EXISTS (SELECT 1 FROM run_rows WHERE options LIKE '%http1%')
GROUP BY h.host_id
ORDER BY pages DESC, site)"},

    Finding{"slow-first-byte", "Pages that begin late", "Speed and size", Severity::kWarning,
            "The first byte came more than 600 milliseconds after the request, and the page was "
            "not slow enough for the list of slow pages.",
            "Look for what the server does before it answers; a cache in front of it helps.",
            R"(SELECT a.url, a.first_byte_ms, a.bytes
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.first_byte_ms > 600 AND p.total_ms <= 1000
ORDER BY a.first_byte_ms DESC, a.url)"},

    Finding{"slow-hosts", "Hosts that are slow on the whole", "Speed and size", Severity::kWarning,
            "The mean of at least ten answers is more than half a second.",
            "Look at the server, and at the way to it.",
            R"(SELECT origin AS site, mean_ms, pages
FROM host_rows
WHERE pages >= 10 AND mean_ms > 500
ORDER BY mean_ms DESC, site)"},

    Finding{"text-ratio", "Pages with much code for little text", "Speed and size",
            Severity::kNotice,
            "More than 100,000 bytes of HTML hold fewer than 200 words: styles, scripts or data "
            "stand in the page itself.",
            "Move them to files of their own, which browsers keep.",
            R"(SELECT a.url, a.bytes, a.words
FROM audit_pages a
WHERE a.bytes > 100000 AND a.words < 200 AND a.is_whole
ORDER BY a.bytes DESC, a.url)"},

};

}  // namespace

std::span<const Finding> caching_findings() { return kCachingFindings; }

}  // namespace explore
