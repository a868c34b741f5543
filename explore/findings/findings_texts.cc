// What stands in the texts of pages: what no reader should see, and how it reads. SQLite keeps the
// order of a CROSS JOIN: texts are the most of a crawl, and are read of the pages that are in
// question alone.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kTextsFindings{
    Finding{
        "lorem-ipsum", "Pages with sample text", "Content", Severity::kWarning,
        "The text holds Lorem ipsum, by which pages are filled before there is something to say.",
        "Write what is meant, or take the page away.",
        R"(SELECT t.url, t.words, p.title
FROM audit_texts t JOIN page_rows p ON p.id = t.page_id
WHERE t.flaws LIKE '%lorem-ipsum%'
ORDER BY t.words, t.url)"},

    Finding{"garbled-text", "Pages with garbled letters", "Content", Severity::kWarning,
            "Letters were read in a wrong encoding, and written so into the page: where an accent "
            "was, two strange letters stand.",
            "Find where UTF-8 is read as Latin-1: mostly a database or a file that is imported.",
            R"(SELECT t.url, t.words, p.title
FROM audit_texts t JOIN page_rows p ON p.id = t.page_id
WHERE t.flaws LIKE '%garbled%'
ORDER BY t.words, t.url)"},

    Finding{"error-messages", "Error messages in pages", "Content", Severity::kError,
            "A short page shows the error message of a program, which tells visitors nothing and "
            "attackers much.",
            "Look for the error in the log of the server, and turn off showing errors to visitors.",
            R"(SELECT t.url, t.words, p.title
FROM audit_texts t JOIN page_rows p ON p.id = t.page_id
WHERE t.flaws LIKE '%error-message%' AND t.words < 200
ORDER BY t.words, t.url)"},

    Finding{"unfilled-text", "Pages with unfilled templates", "Content", Severity::kWarning,
            "The text shows [object Object] or a mark of a template, where a value was to be.",
            "Correct the template, or give it the value that it lacks.",
            R"(SELECT t.url, t.words, p.title
FROM audit_texts t JOIN page_rows p ON p.id = t.page_id
WHERE t.flaws LIKE '%unfilled%' AND t.words < 2000
ORDER BY t.words, t.url)"},

    Finding{"soft-404-text", "Short pages that say that nothing is there", "Content",
            Severity::kWarning,
            "The status is 200, and the few words on the page say that it was not found. Pages "
            "whose title says so are in the list of error pages with status 200.",
            "Return status 404 or 410.",
            R"(SELECT a.url, a.words, p.title
FROM audit_pages a CROSS JOIN text_rows t ON t.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE a.words < 60 AND NOT a.is_noindex AND t.text REGEXP '(?i)\b(page (was |could )?not (be )?found|page (does not|doesn.t) exist|no longer (available|exists)|nothing (was )?found|seite (wurde )?nicht gefunden|page introuvable|p[a\x{e1}]gina no encontrada)\b'
  AND NOT coalesce(p.title, '') REGEXP '(?i)\b(404|page not found|not found|no longer available)\b'
ORDER BY a.words, a.url)"},

    Finding{
        "hard-to-read", "Texts that are hard to read", "Content", Severity::kNotice,
        "The reading ease of the English text is below 30, which is the style of contracts and "
        "papers: long sentences of long words.",
        "Make two sentences of one, and choose the shorter word, unless the readers are experts.",
        R"(SELECT t.url, round(t.ease, 1) AS reading_ease, t.words
FROM audit_texts t
WHERE t.ease < 30 AND t.words >= 200
ORDER BY t.ease, t.url)"},

    Finding{"lang-wrong", "Languages that are none", "Content", Severity::kWarning,
            "The lang attribute of the html element is no code of a language: screen readers then "
            "read the page in any voice.",
            "Use a code such as en, de-AT or zh-Hant.",
            R"(SELECT a.url, p.lang
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE trim(a.lang) <> '' AND NOT trim(a.lang) REGEXP '^[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?\z'
ORDER BY p.lang, a.url)"},

    Finding{"long-pages", "Very long pages", "Content", Severity::kNotice,
            "More than 15,000 words: an hour of reading, in which nobody finds what they look for.",
            "Divide the page, or give it a table of contents.",
            R"(SELECT a.url, a.words
FROM audit_pages a
WHERE a.words > 15000 AND a.is_canonical AND NOT a.is_noindex
ORDER BY a.words DESC, a.url)"},

    Finding{
        "old-copyright", "Pages with a copyright of past years", "Content", Severity::kNotice,
        "The last year that a copyright names lies two years and more before the crawl: readers "
        "take the page for abandoned.",
        "Let the template write the year.",
        R"(SELECT o.origin AS site, t.copyright_year AS year, count(*) AS pages, min(t.url) AS for_example
FROM audit_texts t JOIN host_rows o ON o.id = t.host_id
JOIN page_rows p ON p.id = t.page_id
WHERE t.copyright_year < CAST(strftime('%Y', p.fetched_ms / 1000, 'unixepoch') AS INTEGER) - 1
GROUP BY t.host_id, t.copyright_year
ORDER BY pages DESC, site)"},

    Finding{
        "script-only", "Pages whose text comes by script", "Content", Severity::kNotice,
        "Fewer than 20 words stand in the HTML and five scripts and more are loaded: what search "
        "engines and crawlers of AI companies see without running them is next to nothing.",
        "Send the text with the page (rendering on the server).",
        R"(SELECT a.url, a.words, s.scripts
FROM audit_pages a JOIN (SELECT page_id, count(*) AS scripts FROM audit_links
  WHERE kind = 'script' GROUP BY page_id HAVING count(*) >= 5) s ON s.page_id = a.page_id
WHERE a.words < 20 AND a.is_canonical AND NOT a.is_noindex AND a.is_whole
ORDER BY a.words, a.url)"},

};

}  // namespace

std::span<const Finding> text_findings() { return kTextsFindings; }

}  // namespace explore
