#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// Titles and descriptions count only for HTML pages that are their own canonical URL: a page that
// names another one as canonical may repeat its texts.
constexpr std::array kFindings{
    Finding{"duplicate-bodies", "The same content under several URLs", "Content",
            Severity::kWarning,
            "The bodies are identical; each is listed next to the first URL that had it. Search "
            "engines pick one, and links are split among all.",
            "Redirect the others to one URL, or name it as their canonical URL.",
            R"(SELECT url, first_url AS same_as, content_hash
FROM duplicates
ORDER BY same_as, url)"},

    Finding{
        "near-duplicates", "Nearly the same text", "Content", Severity::kNotice,
        "The texts differ in only a few words (at most three of the 64 bits of their simhashes); "
        "each page is listed next to the first similar one. Identical bodies are not in this list.",
        "Merge the pages, make their texts more different, or name one as canonical.",
        R"(SELECT p.url, f.url AS resembles, p.word_count AS words, f.word_count AS words_there, p.title
FROM (SELECT id, near_duplicate_of(id) AS first_id FROM page_rows WHERE near_duplicate_of(id) IS NOT NULL) n
JOIN pages p ON p.id = n.id JOIN pages f ON f.id = n.first_id
WHERE p.content_hash IS NOT f.content_hash
ORDER BY resembles, p.url)"},

    Finding{"thin-pages", "Pages with little text", "Content", Severity::kNotice,
            "HTML with fewer than 50 words: there is little to read, or the text appears only with "
            "JavaScript.",
            "Add what visitors look for, or exclude the page with noindex.",
            R"(SELECT url, word_count AS words, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml') AND word_count < 50
ORDER BY words, url)"},

    Finding{"lang-missing", "Pages without a language", "Content", Severity::kNotice,
            "Without a lang attribute on the html element, screen readers and translation tools "
            "have to guess the language.",
            "Set the lang attribute on the html element of each page.",
            R"(SELECT url, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(lang, '')) = ''
ORDER BY url)"},

    Finding{
        "title-missing", "Pages without a title", "Titles and descriptions", Severity::kWarning,
        "The title is missing or empty, so search results, tabs and bookmarks show the bare URL.",
        "Give each page a title of its own.",
        R"(SELECT url, word_count AS words, found_on
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(title, '')) = ''
ORDER BY url)"},

    Finding{"title-duplicate", "Duplicate titles", "Titles and descriptions", Severity::kWarning,
            "In search results and tabs, these pages look the same. Pages that name another one as "
            "canonical are not counted.",
            "Make each title say what is special about that page.",
            R"(SELECT title, pages, url
FROM (SELECT title, url, count(*) OVER (PARTITION BY title) AS pages
      FROM pages
      WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
        AND trim(title) <> '' AND (canonical IS NULL OR canonical = url))
WHERE pages > 1
ORDER BY pages DESC, title, url)"},

    Finding{"title-long", "Long titles", "Titles and descriptions", Severity::kNotice,
            "More than 60 characters: search results cut them off.",
            "Put the important words first, and keep it short.",
            R"(SELECT url, length(title) AS letters, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml') AND length(title) > 60
ORDER BY letters DESC, url)"},

    Finding{"description-missing", "Pages without a description", "Titles and descriptions",
            Severity::kNotice,
            "There is no meta description, so search engines pick a piece of the text.",
            "Write one or two sentences for the pages that people search for.",
            R"(SELECT url, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(description, '')) = ''
ORDER BY url)"},

    Finding{"description-duplicate", "Duplicate descriptions", "Titles and descriptions",
            Severity::kNotice,
            "A shared description says nothing about the page itself. Pages that name another one "
            "as canonical are not counted.",
            "Write a description for each page, or leave it out.",
            R"(SELECT description, pages, url
FROM (SELECT description, url, count(*) OVER (PARTITION BY description) AS pages
      FROM pages
      WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
        AND trim(description) <> '' AND (canonical IS NULL OR canonical = url))
WHERE pages > 1
ORDER BY pages DESC, description, url)"},

    Finding{"description-long", "Long descriptions", "Titles and descriptions", Severity::kNotice,
            "More than 160 characters: search results cut them off.",
            "Put the important words first.",
            R"(SELECT url, length(description) AS letters, description
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND length(description) > 160
ORDER BY letters DESC, url)"},
};

}  // namespace

std::span<const Finding> content_findings() { return kFindings; }

}  // namespace explore
