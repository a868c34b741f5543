// What pages tell search engines to do with them, by robots words and canonical URLs, beyond what
// fails outright (findings_indexing.cc).
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kDirectivesFindings{
    Finding{"nofollow-pages", "Pages whose links are not to be followed", "Indexing",
            Severity::kNotice,
            "The robots meta element or the X-Robots-Tag header says nofollow or none: no link of "
            "the page counts for search engines, and what is linked from here alone is not found.",
            "Take it out, unless all links of the page lead where you do not want to send anybody.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\bnofollow\b|(^|,)\s*none\s*(,|\z)' AND NOT a.is_noindex
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"noarchive", "Pages that are not to be archived", "Indexing", Severity::kNotice,
            "Search engines show no stored copy of the page; some take it for a word about use in "
            "answers too.",
            "See that it is meant so.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\b(noarchive|nocache)\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"nosnippet", "Pages without a snippet in search results", "Indexing", Severity::kNotice,
            "nosnippet or max-snippet:0: results show the title alone, and the page is not used in "
            "answers.",
            "Take it out, if the page is to be chosen among others.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\bnosnippet\b|max-snippet\s*:\s*0\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"preview-limited", "Pages with limited previews", "Indexing", Severity::kNotice,
            "A limit on the length of snippets or on videos, or no large pictures: results show "
            "less of the page than they could.",
            "See that it is meant so; max-image-preview:large shows most.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)max-snippet\s*:\s*[1-9]|max-video-preview\s*:\s*\d|max-image-preview\s*:\s*(none|standard)'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"noimageindex", "Pages whose images are not to be found", "Indexing", Severity::kNotice,
            "noimageindex keeps the images of the page out of search for images.",
            "See that it is meant so.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\bnoimageindex\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"notranslate", "Pages that are not to be translated", "Indexing", Severity::kNotice,
            "notranslate: search engines offer no translation of the page.",
            "See that it is meant so.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\bnotranslate\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"noai", "Pages that are not to train models", "Indexing", Severity::kFact,
            "noai or noimageai: some crawlers of AI companies obey these words, the larger ones "
            "read robots.txt alone.",
            "Say it in robots.txt too, if it is meant.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\bno(image)?ai\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"unavailable-after", "Pages that are to disappear", "Indexing", Severity::kNotice,
            "unavailable_after: from that day on the page is no longer shown.",
            "See that the day is meant, and not long past.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)unavailable_after'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"robots-contradiction", "Robots words that contradict each other", "Indexing",
            Severity::kWarning,
            "Both index and noindex, or follow and nofollow, are said of the page, by its meta "
            "elements or a header: search engines then take the stricter one.",
            "Find where each comes from, mostly a plugin or the server, and keep one.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)(^|[\s,])index\b.*\bnoindex\b|\bnoindex\b.*[\s,]index\b|(^|[\s,])follow\b.*\bnofollow\b|\bnofollow\b.*[\s,]follow\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"robots-unknown", "Robots words that nobody knows", "Indexing", Severity::kWarning,
            "A word in the robots meta element or header is misspelt, so it does nothing.",
            "Correct the word.",
            R"(SELECT a.url, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.has_robots AND p.robots REGEXP '(?i)\b(no-index|no_index|noidex|nonindex|no index|nofolow|no-follow|nofollows|noindexed|noindx|noarchieve)\b'
  AND NOT p.robots REGEXP '(?i)(^|,)\s*[a-z0-9]+\s*:\s*[a-z]'
ORDER BY p.robots, a.url)"},

    Finding{"noindex-canonical", "Noindex together with another canonical", "Indexing",
            Severity::kWarning,
            "The page says that it is not to be found, and that another stands for it: search "
            "engines may take the noindex for the other page too.",
            "Keep one of the two.",
            R"(SELECT a.url, p.canonical, p.robots
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.is_noindex AND NOT a.is_canonical
ORDER BY p.canonical, a.url)"},

    Finding{"noindex-linked", "Pages with noindex that much leads to", "Indexing",
            Severity::kNotice,
            "At least a third of all pages of the host, and ten at the least, link to a page that "
            "is not to be found, as from a menu.",
            "See that the noindex is meant; if it is, this does no harm.",
            R"(SELECT a.url, a.pages_in AS pages_with_links, h.pages AS pages_of_host, p.title
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
JOIN (SELECT host_id, count(*) AS pages FROM audit_pages GROUP BY host_id) h ON h.host_id = a.host_id
WHERE a.is_noindex AND a.pages_in >= 10 AND a.pages_in * 3 >= h.pages
ORDER BY a.pages_in DESC, a.url)"},

    Finding{"refresh", "Pages that send their readers on", "Indexing", Severity::kWarning,
            "A meta element or header with Refresh takes readers to another address, which search "
            "engines see as a redirect of an uncertain kind, and readers with assistive devices as "
            "a page that jumps.",
            "Redirect by status 301 or 308.",
            R"(SELECT u.url, t.url AS leads_to
FROM audit_links l JOIN page_rows p ON p.id = l.page_id JOIN url_rows u ON u.id = p.url_id
JOIN url_rows t ON t.id = l.target_id
WHERE l.kind = 'refresh' AND p.status = 200 AND t.id <> u.id
ORDER BY u.url)"},

    Finding{"canonical-missing", "Pages without a canonical URL", "Canonical URLs",
            Severity::kNotice,
            "The page names no canonical URL, while others of the host do: with parameters in its "
            "address it exists many times.",
            "Let each page name its own address.",
            R"(SELECT a.url
FROM audit_pages a
WHERE NOT a.has_canonical AND NOT a.is_noindex AND a.is_whole
  AND a.host_id IN (SELECT host_id FROM audit_pages WHERE has_canonical)
ORDER BY a.url)"},

    Finding{"canonical-unlinked", "Canonical URLs that nothing links to", "Canonical URLs",
            Severity::kWarning,
            "The URL that pages name as canonical is linked from no page: what the site itself "
            "links to says the opposite.",
            "Link to the canonical URL, or name the one that is linked to.",
            R"(SELECT c.url AS canonical, count(*) AS pages, min(o.url) AS for_example
FROM page_rows p JOIN url_rows o ON o.id = p.url_id JOIN url_rows c ON c.id = url_id(p.canonical)
JOIN audit_pages a ON a.page_id = c.page_id
WHERE p.canonical IS NOT NULL AND p.status = 200 AND c.id <> p.url_id AND a.pages_in = 0 AND NOT a.is_seed
GROUP BY c.id
ORDER BY pages DESC, canonical)"},

    Finding{
        "canonical-http", "Canonical URLs without encryption", "Canonical URLs", Severity::kWarning,
        "Pages on https name an http address as the right one, so search engines may show that.",
        "Name the https address.",
        R"(SELECT u.url, p.canonical
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status = 200 AND u.url LIKE 'https:%' AND p.canonical LIKE 'http:%'
ORDER BY p.canonical, u.url)"},

    Finding{"canonical-elsewhere", "Canonical URLs on other hosts", "Canonical URLs",
            Severity::kNotice, "The page leaves its place in search results to another host.",
            "See that it is meant so, and no leftover of a move or a test.",
            R"(SELECT u.url, p.canonical
FROM page_rows p JOIN url_rows u ON u.id = p.url_id
WHERE p.status = 200 AND p.canonical IS NOT NULL AND domain(p.canonical) <> domain(u.url)
ORDER BY p.canonical, u.url)"},

    Finding{"canonical-home", "Many pages that name the home page as canonical", "Canonical URLs",
            Severity::kError,
            "Ten pages and more name the first page of their host as canonical: a template is "
            "wrong, and search engines may drop them all.",
            "Let each page name its own address.",
            R"(SELECT a.url, p.canonical
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE NOT a.is_canonical AND p.canonical IN (SELECT q.canonical FROM audit_pages b JOIN page_rows q ON q.id = b.page_id
  WHERE NOT b.is_canonical AND q.canonical REGEXP '^https?://[^/]+/\z' GROUP BY q.canonical HAVING count(*) >= 10)
  AND substr(a.url, 1, length(p.canonical)) = p.canonical AND instr(a.url, '?') = 0
ORDER BY p.canonical, a.url)"},

    Finding{"canonical-blocked", "Canonical URLs blocked by robots.txt", "Canonical URLs",
            Severity::kWarning,
            "Search engines may not read the page that is named as the right one.",
            "Allow it in robots.txt, or name one that may be read.",
            R"(SELECT u.url, p.canonical
FROM page_rows p JOIN url_rows u ON u.id = p.url_id JOIN url_rows c ON c.id = url_id(p.canonical)
WHERE p.canonical IS NOT NULL AND p.status = 200 AND c.id IN (SELECT url_id FROM blocked_urls)
ORDER BY p.canonical, u.url)"},

    Finding{"canonical-language", "Canonical URLs in another language", "Canonical URLs",
            Severity::kWarning,
            "The page names one in another language as canonical, so in its own language it is not "
            "found.",
            "Let each translation name itself, and connect them by hreflang.",
            R"(SELECT a.url, a.lang, p.canonical, b.lang AS lang_there
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
JOIN url_rows c ON c.id = url_id(p.canonical) JOIN audit_pages b ON b.page_id = c.page_id
WHERE NOT a.is_canonical AND substr(a.lang, 1, 2) <> substr(b.lang, 1, 2)
ORDER BY p.canonical, a.url)"},

};

}  // namespace

std::span<const Finding> directive_findings() { return kDirectivesFindings; }

}  // namespace explore
