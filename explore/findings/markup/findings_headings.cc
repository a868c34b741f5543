// Headings, by which readers and screen readers find their way.
#include <array>

#include "explore/findings/markup/markup_findings.h"

namespace explore {
namespace {

constexpr std::array kHeadingsFindings{
    Finding{"h1-missing", "Pages without a main heading", "Headings", Severity::kNotice,
            "There is no h1, by which readers know what the page is about.", "Give the page an h1.",
            R"(SELECT a.url, p.title, f.headings
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.h1s = 0 AND NOT a.is_noindex
ORDER BY a.url)"},

    Finding{"h1-several", "Pages with several main headings", "Headings", Severity::kNotice,
            "Several h1 leave open which of them says what the page is about.",
            "Keep one, and make h2 of the others.",
            R"(SELECT a.url, f.h1s, f.h1 AS first_one
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.h1s > 1
ORDER BY f.h1s DESC, a.url)"},

    Finding{"h1-long", "Long main headings", "Headings", Severity::kNotice,
            "An h1 of more than 70 characters is a sentence rather than a heading.", "Shorten it.",
            R"(SELECT a.url, f.h1_chars AS characters, f.h1
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.h1_chars > 70
ORDER BY characters DESC, a.url)"},

    Finding{"h1-image", "Main headings that are images", "Headings", Severity::kNotice,
            "All that the h1 says is the alternative text of an image.",
            "Write the heading as text, and let the style sheet do the looks.",
            R"(SELECT a.url, f.h1
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.h1s_of_images > 0
ORDER BY a.url)"},

    Finding{"h1-duplicate", "Main headings of several pages", "Headings", Severity::kNotice,
            "Pages that say the same in their h1 look alike in lists and to search engines.",
            "Give each page an h1 of its own.",
            R"(SELECT f.h1, count(*) AS pages, min(a.url) AS one, max(a.url) AS another
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.h1 IS NOT NULL AND a.is_canonical AND NOT a.is_noindex
GROUP BY f.h1
HAVING pages > 1
ORDER BY pages DESC, f.h1)"},

    Finding{"h1-title", "Main headings that repeat the title", "Headings", Severity::kFact,
            "The h1 and the title say the same, letter by letter.",
            "The title may say more: it stands alone in lists.",
            R"(SELECT a.url, f.h1
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.h1 = p.title
ORDER BY a.url)"},

    Finding{"h2-missing", "Long pages without second headings", "Headings", Severity::kNotice,
            "The page has more than 600 words and no h2, so nothing divides it for who skims it.",
            "Divide it by headings.",
            R"(SELECT a.url, a.words, p.title
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.h2s = 0 AND f.headings <= 1 AND a.words > 600
ORDER BY a.words DESC, a.url)"},

    Finding{"h2-long", "Long second headings", "Headings", Severity::kNotice,
            "An h2 of more than 100 characters is a sentence rather than a heading.", "Shorten it.",
            R"(SELECT a.url, f.h2_chars AS characters
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.h2_chars > 100
ORDER BY characters DESC, a.url)"},

    Finding{"heading-empty", "Empty headings", "Headings", Severity::kWarning,
            "Screen readers announce a heading, and then nothing.",
            "Take them out, or say something in them.",
            R"(SELECT a.url, f.empty_headings AS headings
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.empty_headings > 0
ORDER BY headings DESC, a.url)"},

    Finding{"heading-skips", "Headings that skip a level", "Headings", Severity::kNotice,
            "A heading is more than one level below the one before, as an h4 behind an h2.",
            "Number the levels by what belongs to what; the style sheet does the sizes.",
            R"(SELECT a.url, f.heading_skips AS skips
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.heading_skips > 0
ORDER BY skips DESC, a.url)"},

    Finding{"heading-order", "Pages that don't begin with their main heading", "Headings",
            Severity::kNotice, "There is an h1, and another heading stands before it.",
            "Put the h1 first, or make no heading of what stands before.",
            R"(SELECT a.url, f.first_heading AS level_of_first, f.h1
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.h1s > 0 AND f.first_heading > 1
ORDER BY a.url)"},
};

}  // namespace

std::span<const Finding> heading_findings() { return kHeadingsFindings; }

}  // namespace explore
