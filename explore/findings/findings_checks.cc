// What a crawl with --check has asked whether it is there: targets that are no pages of it, and the
// files that pages are shown with. Without it these find nothing, and the last says what that
// leaves open.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// A link is chosen by its target, as in the findings of links. It may stand on a page or in a style
// sheet, of which answer_rows knows both.
constexpr std::array kChecksFindings{
    Finding{
        "broken-external-links", "Links to broken URLs elsewhere", "External links",
        Severity::kError,
        "Links to other sites, or to places that the crawl left out, whose target failed or "
        "returned 4xx or 5xx when it was checked (--check links). 429 and private addresses are "
        "not counted; a site that refuses robots may answer 403 or 999 to a check and be well.",
        "Open the link in a browser; correct or remove it if it is gone there too.",
        R"(SELECT s.url AS page, t.url AS broken_url, coalesce(q.status, t.reason) AS answer, l.kind, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN answer_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id AND NOT s.is_check
LEFT JOIN answer_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls) AND t.is_check
  AND l.kind_id IN (SELECT id FROM kind_rows
    WHERE name IN ('a', 'area', 'iframe', 'frame', 'refresh', 'redirect', 'canonical', 'hreflang', 'next', 'prev', 'feed'))
ORDER BY broken_url, page, l.id)"},

    Finding{"redirected-external-links", "Links to moved URLs elsewhere", "External links",
            Severity::kNotice, "Links to other sites whose target has moved for good (301, 308).",
            "Link to the new URL.",
            R"(SELECT t.url, q.status, q.redirect_to AS leads_to,
  count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN answer_rows q ON q.id = t.page_id AND q.status IN (301, 308)
JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
WHERE l.target_id IN (SELECT url_id FROM redirecting_urls) AND t.is_check
  AND l.kind_id IN (SELECT id FROM kind_rows WHERE name IN ('a', 'area'))
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{
        "certificate-problems", "Hosts without a valid certificate", "External links",
        Severity::kError,
        "The TLS connection failed, as it would in a browser: the certificate has expired, is for "
        "another name, or its issuer is not known.",
        "Renew the certificate if the host is yours; else link elsewhere.",
        R"(SELECT h.origin, CASE WHEN min(u.detail) LIKE '%expired%' THEN 'expired'
  WHEN min(u.detail) LIKE '%name%match%' THEN 'wrong name'
  WHEN min(u.detail) LIKE '%issuer%' OR min(u.detail) LIKE '%self%signed%' THEN 'unknown issuer'
  ELSE 'other' END AS problem,
  count(*) AS urls, min(u.url) AS for_example, min(u.detail) AS detail
FROM url_rows u JOIN host_rows h ON h.id = u.host_id
WHERE u.is_failed AND u.reason = 'tls'
GROUP BY h.id
ORDER BY urls DESC, h.origin)"},

    Finding{
        "certificate-expiring", "Certificates that expire soon", "Security", Severity::kWarning,
        "Less than 30 days were left when the host was crawled. From the day on that they expire, "
        "browsers keep visitors out.",
        "Renew the certificate, and see that it renews itself.",
        R"(SELECT host, days_left, expires_at, issuer
FROM certificates
WHERE days_left < 30
ORDER BY days_left, host)"},

    Finding{
        "broken-images", "Broken images and media", "Page resources", Severity::kError,
        "Images, icons, media and fonts that failed or returned 4xx or 5xx when they were "
        "checked (--check resources), the most used first.",
        "Restore the file or correct its address.",
        R"(SELECT t.url, coalesce(q.status, t.reason) AS answer, count(DISTINCT l.page_id) AS pages,
  min(s.url) AS for_example, min(l.kind) AS kind
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN answer_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
LEFT JOIN answer_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls) AND t.is_check
  AND l.kind_id IN (SELECT id FROM kind_rows
    WHERE name IN ('img', 'source', 'video', 'audio', 'track', 'embed', 'object', 'input', 'icon', 'css'))
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{
        "broken-scripts-styles", "Broken scripts and style sheets", "Page resources",
        Severity::kError,
        "Scripts, style sheets and preloaded files that failed or returned 4xx or 5xx when "
        "they were checked (--check resources): the page may not look or work as it should.",
        "Restore the file or correct its address.",
        R"(SELECT t.url, coalesce(q.status, t.reason) AS answer, count(DISTINCT l.page_id) AS pages,
  min(s.url) AS for_example, min(l.kind) AS kind
FROM link_rows l JOIN url_rows t ON t.id = l.target_id
JOIN answer_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
LEFT JOIN answer_rows q ON q.id = t.page_id
WHERE l.target_id IN (SELECT url_id FROM broken_urls) AND t.is_check
  AND l.kind_id IN (SELECT id FROM kind_rows WHERE name IN ('script', 'stylesheet', 'link'))
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{
        "broken-fragments", "Links to places that are not there", "Links", Severity::kWarning,
        "The page is there, and has no element with the id, or <a> with the name, that the link "
        "names behind '#' (--check fragments): readers land at its top. What a script may read "
        "(#/route, #!) is not counted; ids that a script makes are not known.",
        "Correct the fragment, or give the place its id.",
        R"(SELECT source AS page, target, fragment, anchor
FROM broken_fragments
WHERE kind = 'id'
ORDER BY target, fragment, page)"},

    Finding{"not-checked", "What was not checked", "Page resources", Severity::kFact,
            "Targets of links, and files of pages, that nobody asked whether they are there, and "
            "why: what may be broken among them is in none of these lists.",
            "Run the crawl again with --check all; what is there already is not fetched anew.",
            R"(SELECT reason, urls
FROM url_counts
WHERE state = 'skipped' AND reason IN ('scope', 'resource', 'max-checks-per-host', 'host-unavailable')
ORDER BY urls DESC, reason)"},
};

}  // namespace

std::span<const Finding> check_findings() { return kChecksFindings; }

}  // namespace explore
