#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// What search engines are asked not to show can do no harm in their results: pages with noindex,
// and pages that name another one as canonical, which may repeat its texts. A page that a limit of
// the crawl cut (limits_hit) may have what is missing in the part that was not read; one that is
// part of a calendar without end ('nothing-new') has no fault of its own. Pages in
// different languages are shown to different people.
constexpr std::array kContentFindings{
    Finding{"duplicate-bodies", "The same content under several URLs", "Content",
            Severity::kWarning,
            "The bodies are identical; each is listed next to the first URL that had it. Search "
            "engines pick one, and links are split among all. Pages that name another one as "
            "canonical, translations of each other by hreflang and pages with noindex are not "
            "counted.",
            "Redirect the others to one URL, or name it as their canonical URL.",
            // Pages are asked for once and in their order, for reading them in another costs more
            // than all the rest.
            R"(WITH same AS MATERIALIZED (
  SELECT id, url_id, content_hash, limits_hit, content_type, canonical, robots FROM page_rows
  WHERE status BETWEEN 200 AND 299 AND content_hash IN (SELECT content_hash FROM page_rows
    WHERE status BETWEEN 200 AND 299 GROUP BY content_hash HAVING count(*) > 1)),
translations AS MATERIALIZED (
  SELECT s.page_id, s.json ->> 'href' AS href
  FROM same CROSS JOIN structured_rows s ON s.page_id = same.id
  WHERE s.syntax_id = (SELECT id FROM syntax_rows WHERE name = 'hreflang'))
SELECT c.url, c.same_as, printf('%016x', c.content_hash) AS content_hash
FROM (SELECT p.id, u.url, p.content_hash,
        first_value(u.url) OVER (PARTITION BY p.content_hash ORDER BY p.id) AS same_as
      FROM same p CROSS JOIN url_rows u ON u.id = p.url_id
      WHERE p.limits_hit IS NULL AND coalesce(p.content_type, 'text/html')
          IN ('text/html', 'application/xhtml+xml', 'text/plain', 'application/pdf')
        AND (p.canonical IS NULL OR p.canonical = u.url) AND NOT noindex(p.robots)) c
WHERE c.url <> c.same_as
  AND NOT EXISTS (SELECT 1 FROM translations t WHERE t.page_id = c.id AND t.href = c.same_as)
ORDER BY same_as, c.url)"},

    Finding{
        "near-duplicates", "Nearly the same text", "Content", Severity::kNotice,
        "The texts differ in only a few words (at most three of the 64 bits of their simhashes); "
        "each page is listed next to the first similar one in its language. Identical bodies, "
        "pages that name another one as canonical and pages with noindex are not in this list.",
        "Merge the pages, make their texts more different, or name one as canonical.",
        R"(WITH near AS MATERIALIZED (SELECT id, near_duplicate_of(id) AS first_id FROM page_rows)
SELECT p.url, f.url AS resembles, p.word_count AS words, f.word_count AS words_there, p.title
FROM near n CROSS JOIN pages p ON p.id = n.id CROSS JOIN pages f ON f.id = n.first_id
WHERE n.first_id IS NOT NULL AND p.content_hash IS NOT f.content_hash
  AND p.limits_hit IS NOT 'nothing-new'
ORDER BY resembles, p.url)"},

    Finding{"thin-pages", "Pages with little text", "Content", Severity::kNotice,
            "HTML with fewer than 50 words: there is little to read, or the text appears only with "
            "JavaScript. Pages with noindex and pages that name another one as canonical are not "
            "counted.",
            "Add what visitors look for, or exclude the page with noindex.",
            R"(SELECT url, word_count AS words, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml') AND word_count < 50
  AND limits_hit IS NULL AND (canonical IS NULL OR canonical = url) AND NOT noindex(robots)
ORDER BY words, url)"},

    Finding{"lang-missing", "Pages without a language", "Content", Severity::kNotice,
            "Without a lang attribute on the html element, screen readers and translation tools "
            "have to guess the language.",
            "Set the lang attribute on the html element of each page.",
            R"(SELECT url, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(lang, '')) = '' AND limits_hit IS NULL
ORDER BY url)"},

    Finding{
        "title-missing", "Pages without a title", "Titles and descriptions", Severity::kWarning,
        "The title is missing or empty, so search results, tabs and bookmarks show the bare URL.",
        "Give each page a title of its own.",
        R"(SELECT url, word_count AS words, found_on
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(title, '')) = '' AND limits_hit IS NULL
ORDER BY url)"},

    Finding{"title-duplicate", "Duplicate titles", "Titles and descriptions", Severity::kWarning,
            "In search results and tabs, these pages look the same. Pages in different languages, "
            "pages that name another one as canonical and pages with noindex are not counted.",
            "Make each title say what is special about that page.",
            R"(SELECT title, pages, url
FROM (SELECT title, url, count(*) OVER (PARTITION BY title, lower(lang)) AS pages
      FROM pages
      WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
        AND trim(title) <> ''
        AND (canonical IS NULL OR canonical = url)
        AND NOT noindex(robots) AND limits_hit IS NOT 'nothing-new')
WHERE pages > 1
ORDER BY pages DESC, title, url)"},

    Finding{"title-long", "Long titles", "Titles and descriptions", Severity::kNotice,
            "More than 60 characters: search results cut them off.",
            "Put the important words first, and keep it short.",
            R"(SELECT url, length(title) AS letters, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml') AND length(title) > 60
  AND (canonical IS NULL OR canonical = url) AND NOT noindex(robots) AND limits_hit IS NOT 'nothing-new'
ORDER BY letters DESC, url)"},

    Finding{"description-missing", "Pages without a description", "Titles and descriptions",
            Severity::kNotice,
            "There is no meta description, so search engines pick a piece of the text.",
            "Write one or two sentences for the pages that people search for.",
            R"(SELECT url, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(description, '')) = '' AND limits_hit IS NULL
  AND (canonical IS NULL OR canonical = url) AND NOT noindex(robots)
ORDER BY url)"},

    Finding{
        "description-duplicate", "Duplicate descriptions", "Titles and descriptions",
        Severity::kNotice,
        "A shared description says nothing about the page itself. Pages in different languages, "
        "pages that name another one as canonical and pages with noindex are not counted.",
        "Write a description for each page, or leave it out.",
        R"(SELECT description, pages, url
FROM (SELECT description, url, count(*) OVER (PARTITION BY description, lower(lang)) AS pages
      FROM pages
      WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
        AND trim(description) <> ''
        AND (canonical IS NULL OR canonical = url)
        AND NOT noindex(robots) AND limits_hit IS NOT 'nothing-new')
WHERE pages > 1
ORDER BY pages DESC, description, url)"},

    Finding{"description-long", "Long descriptions", "Titles and descriptions", Severity::kNotice,
            "More than 160 characters: search results cut them off.",
            "Put the important words first.",
            R"(SELECT url, length(description) AS letters, description
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND length(description) > 160
  AND (canonical IS NULL OR canonical = url) AND NOT noindex(robots) AND limits_hit IS NOT 'nothing-new'
ORDER BY letters DESC, url)"},
};

}  // namespace

std::span<const Finding> content_findings() { return kContentFindings; }

}  // namespace explore
