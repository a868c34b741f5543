// Series of pages, as they name each other by rel=next and rel=prev in their heads and headers.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kPaginationFindings{
    Finding{"pagination-broken", "Next and previous pages that are not there", "Pagination",
            Severity::kWarning,
            "rel=next or rel=prev names a page that failed, answered other than 200, or redirects.",
            "Name the pages that are there.",
            R"(SELECT s.url, l.kind AS rel, t.url AS target, coalesce(q.status, t.reason) AS answer
FROM audit_links l JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
JOIN url_rows t ON t.id = l.target_id LEFT JOIN answer_rows q ON q.id = t.page_id
WHERE l.kind IN ('next', 'prev') AND p.status = 200
  AND (q.status NOT IN (200, 429) OR t.is_failed AND t.id IN (SELECT url_id FROM broken_urls))
ORDER BY target, s.url)"},

    Finding{"pagination-unlinked", "Next pages that no link leads to", "Pagination",
            Severity::kWarning,
            "rel=next names a page to which the page itself has no link, so neither readers nor "
            "search engines come there, which do not follow rel=next any more.",
            "Link to the next page with an a element.",
            R"(SELECT s.url, t.url AS next
FROM audit_links l JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
JOIN url_rows t ON t.id = l.target_id
WHERE l.kind = 'next' AND p.status = 200 AND p.limits_hit IS NULL
  AND NOT EXISTS (SELECT 1 FROM page_links o WHERE o.page_id = p.id AND o.target_id = l.target_id
    AND +o.kind_id = (SELECT id FROM kind_rows WHERE name = 'a'))
ORDER BY s.url)"},

    Finding{"pagination-noindex", "Pages of a series that are not to be found", "Pagination",
            Severity::kNotice,
            "The page has rel=next or rel=prev and noindex: what it links to is in the end not "
            "followed either.",
            "Let the pages of a series be indexed, each with its own address as canonical.",
            R"(SELECT DISTINCT a.url, p.robots
FROM audit_links l JOIN audit_pages a ON a.page_id = l.page_id JOIN page_rows p ON p.id = a.page_id
WHERE l.kind IN ('next', 'prev') AND a.is_noindex
ORDER BY a.url)"},

    Finding{"pagination-first", "Later pages that name the first as canonical", "Pagination",
            Severity::kWarning,
            "The page has rel=prev and names as canonical the page that the series begins with: "
            "what is "
            "listed on it is not found.",
            "Let each page of a series name itself.",
            R"(SELECT DISTINCT a.url, p.canonical
FROM audit_links l JOIN audit_pages a ON a.page_id = l.page_id JOIN page_rows p ON p.id = a.page_id
JOIN url_rows c ON c.id = url_id(p.canonical)
WHERE l.kind = 'prev' AND NOT a.is_canonical
  AND EXISTS (SELECT 1 FROM page_links n WHERE n.page_id = c.page_id
    AND +n.kind_id = (SELECT id FROM kind_rows WHERE name = 'next'))
  AND NOT EXISTS (SELECT 1 FROM page_links b WHERE b.page_id = c.page_id
    AND +b.kind_id = (SELECT id FROM kind_rows WHERE name = 'prev'))
ORDER BY a.url)"},

    Finding{
        "pagination-several", "Pages with several next or previous pages", "Pagination",
        Severity::kWarning,
        "Two different pages are named as the next one, or as the previous one.",
        "Keep one of each.",
        R"(SELECT s.url, l.kind AS rel, count(DISTINCT l.target_id) AS pages, min(t.url) AS one, max(t.url) AS another
FROM audit_links l JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
JOIN url_rows t ON t.id = l.target_id
WHERE l.kind IN ('next', 'prev') AND p.status = 200
GROUP BY p.id, l.kind
HAVING pages > 1
ORDER BY pages DESC, s.url)"},

    Finding{"pagination-loop", "Series that lead back to themselves", "Pagination",
            Severity::kError,
            "Whoever follows rel=next from this page comes back to it within ten pages.",
            "Let the last page of a series name none.",
            R"(WITH RECURSIVE step(id, next_id) AS MATERIALIZED (
  SELECT p.url_id, l.target_id FROM audit_links l JOIN page_rows p ON p.id = l.page_id
  WHERE l.kind = 'next' AND p.status = 200),
way(id, at_id, pages) AS (
  SELECT id, next_id, 1 FROM step
  UNION
  SELECT w.id, s.next_id, w.pages + 1 FROM way w JOIN step s ON s.id = w.at_id
  WHERE w.at_id <> w.id AND w.pages < 10)
SELECT u.url, min(w.pages) AS pages
FROM way w JOIN url_rows u ON u.id = w.id
WHERE w.at_id = w.id
GROUP BY w.id
ORDER BY pages, u.url)"},

    Finding{"pagination-order", "Next pages that do not name the page as previous", "Pagination",
            Severity::kNotice, "The page names a next one, whose rel=prev is another page.",
            "Correct the one that is wrong.",
            R"(SELECT s.url, t.url AS next, b.url AS its_previous
FROM audit_links l JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
JOIN url_rows t ON t.id = l.target_id JOIN audit_links r ON r.page_id = t.page_id AND r.kind = 'prev'
JOIN url_rows b ON b.id = r.target_id
LEFT JOIN page_rows q ON q.id = b.page_id
WHERE l.kind = 'next' AND p.status = 200 AND r.target_id <> p.url_id
  AND (p.canonical IS NULL OR p.canonical = s.url) AND q.canonical IS NOT s.url
ORDER BY s.url)"},

};

}  // namespace

std::span<const Finding> pagination_findings() { return kPaginationFindings; }

}  // namespace explore
