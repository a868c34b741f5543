#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

// Titles and descriptions are of HTML pages that stand for themselves: what names another page as
// canonical repeats its texts by right.
constexpr std::array kFindings{
    Finding{"duplicate-bodies", "The same content under several URLs", "Content",
            Severity::kWarning,
            "Byte by byte the same body, listed beside the URL that had it first. Search engines "
            "choose one, and links are spread over all.",
            "Redirect to one URL, or name it as canonical on the others.",
            R"(SELECT url, first_url AS same_as, content_hash
FROM duplicates
ORDER BY same_as, url)"},

    Finding{
        "near-duplicates", "Nearly the same text", "Content", Severity::kNotice,
        "The texts of two pages differ in few words (simhashes in at most three bits of 64), "
        "listed beside the first such page. Equal bodies are not in this list.",
        "Join them, tell them apart, or name one as canonical.",
        R"(SELECT p.url, f.url AS resembles, p.word_count AS words, f.word_count AS words_there, p.title
FROM (SELECT id, near_duplicate_of(id) AS first_id FROM page_rows WHERE near_duplicate_of(id) IS NOT NULL) n
JOIN pages p ON p.id = n.id JOIN pages f ON f.id = n.first_id
WHERE p.content_hash IS NOT f.content_hash
ORDER BY resembles, p.url)"},

    Finding{"thin-pages", "Pages with little text", "Content", Severity::kNotice,
            "HTML with fewer than 50 words: little to read, or text that only a script would show.",
            "Add what visitors come for, or keep the page from being indexed.",
            R"(SELECT url, word_count AS words, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml') AND word_count < 50
ORDER BY words, url)"},

    Finding{"lang-missing", "Pages that do not say their language", "Content", Severity::kNotice,
            "Without lang on the html element screen readers guess how to speak, and translators "
            "what to translate.",
            "Set lang on each page's html element.",
            R"(SELECT url, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(lang, '')) = ''
ORDER BY url)"},

    Finding{"title-missing", "Pages without a title", "Titles and descriptions", Severity::kWarning,
            "No title, or an empty one: search results, tabs and bookmarks show the bare URL.",
            "Give each page a title of its own.",
            R"(SELECT url, word_count AS words, found_on
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(title, '')) = ''
ORDER BY url)"},

    Finding{"title-duplicate", "Titles that several pages share", "Titles and descriptions",
            Severity::kWarning,
            "Readers of search results and tabs can't tell these pages apart. Pages that name "
            "another one as canonical are left out.",
            "Say in each title what is on that page alone.",
            R"(SELECT title, pages, url
FROM (SELECT title, url, count(*) OVER (PARTITION BY title) AS pages
      FROM pages
      WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
        AND trim(title) <> '' AND (canonical IS NULL OR canonical = url))
WHERE pages > 1
ORDER BY pages DESC, title, url)"},

    Finding{"title-long", "Long titles", "Titles and descriptions", Severity::kNotice,
            "More than 60 letters: search results cut them.",
            "Put what matters first, and be brief.",
            R"(SELECT url, length(title) AS letters, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml') AND length(title) > 60
ORDER BY letters DESC, url)"},

    Finding{"description-missing", "Pages without a description", "Titles and descriptions",
            Severity::kNotice, "No meta description: search engines cut one out of the text.",
            "Write one or two sentences for the pages that are searched for.",
            R"(SELECT url, title
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND trim(coalesce(description, '')) = ''
ORDER BY url)"},

    Finding{"description-duplicate", "Descriptions that several pages share",
            "Titles and descriptions", Severity::kNotice,
            "The same description says nothing about the single page. Pages that name another one "
            "as canonical are left out.",
            "Describe each page by itself, or leave the description out.",
            R"(SELECT description, pages, url
FROM (SELECT description, url, count(*) OVER (PARTITION BY description) AS pages
      FROM pages
      WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
        AND trim(description) <> '' AND (canonical IS NULL OR canonical = url))
WHERE pages > 1
ORDER BY pages DESC, description, url)"},

    Finding{"description-long", "Long descriptions", "Titles and descriptions", Severity::kNotice,
            "More than 160 letters: search results cut them.", "Put what matters first.",
            R"(SELECT url, length(description) AS letters, description
FROM pages
WHERE status = 200 AND content_type IN ('text/html', 'application/xhtml+xml')
  AND length(description) > 160
ORDER BY letters DESC, url)"},
};

}  // namespace

std::span<const Finding> content_findings() { return kFindings; }

}  // namespace explore
