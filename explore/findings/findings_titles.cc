// Titles and descriptions beyond being there and being their own (findings_content.cc): how wide
// they are where they are shown, and what stands in them. What is not to be indexed is shown
// nowhere.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kTitlesFindings{
    Finding{
        "title-wide", "Titles wider than search results show", "Titles and descriptions",
        Severity::kNotice,
        "More than 580 pixels in the letters of search results (Arial, 20 pixels): the end is cut "
        "off, however few letters it has.",
        "Put the important words first, and keep it short.",
        R"(SELECT a.url, a.title_pixels AS pixels, p.title
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.title_pixels > 580 AND a.title_letters <= 60 AND a.is_canonical AND NOT a.is_noindex
ORDER BY pixels DESC, a.url)"},

    Finding{"title-short", "Short titles", "Titles and descriptions", Severity::kNotice,
            "Fewer than ten letters, or as little room: a title as short rarely says what the page "
            "is about.",
            "Say in the title what is special about the page.",
            R"(SELECT a.url, p.title, a.title_letters AS letters
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.title_letters < 10 AND a.title_pixels < 90 AND trim(p.title) <> '' AND a.is_canonical AND NOT a.is_noindex
ORDER BY letters, a.url)"},

    Finding{
        "title-empty-words", "Titles that say nothing", "Titles and descriptions",
        Severity::kWarning,
        "The title is one that programs and templates begin with: Untitled, Document, New page, "
        "Index of.",
        "Give the page a title of its own.",
        R"(SELECT a.url, p.title
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE p.title REGEXP '(?i)^\s*(untitled( document| page)?|(new|blank) (page|document)|document|page ?title|title|home ?page|index of /.*|react app|vite app|my (site|website|blog)|welcome to nginx.*|default (page|title))\s*\z'
  AND NOT a.is_noindex
ORDER BY p.title, a.url)"},

    Finding{"title-capitals", "Titles in capitals", "Titles and descriptions", Severity::kNotice,
            "All letters are capitals, which is harder to read, and search engines may write it "
            "otherwise.",
            "Write the title as a sentence; capitals for looks belong into the style sheet.",
            R"(SELECT a.url, p.title
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE p.title GLOB '*[A-Z][A-Z][A-Z]*' AND a.title_letters > 12 AND p.title = upper(p.title)
  AND p.title <> lower(p.title) AND p.title REGEXP '[A-Z]+ [A-Z]+ [A-Z]' AND NOT a.is_noindex
ORDER BY a.url)"},

    Finding{"title-escaped", "Titles and descriptions with escapes that show",
            "Titles and descriptions", Severity::kWarning,
            "The text was escaped twice, so readers see the escape in place of the letter (amp or "
            "quot between an ampersand and a semicolon), or it has tags in it.",
            "Escape the text once, where it is written into the page.",
            R"(SELECT a.url, p.title, p.description
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE p.title || ' ' || coalesce(p.description, '') REGEXP '&(amp|quot|lt|gt|nbsp|#[0-9]+|#x[0-9a-fA-F]+)\x3b|</?(b|br|em|i|p|span|strong)\s*/?>'
  AND NOT a.is_noindex
ORDER BY a.url)"},

    Finding{"title-garbled", "Titles and descriptions with garbled letters",
            "Titles and descriptions", Severity::kWarning,
            "Letters were read in a wrong encoding on their way into the title or description, or "
            "are replaced by a mark for what could not be read.",
            "Find where the text is read as another encoding than it is in, mostly Latin-1 for "
            "UTF-8.",
            R"(SELECT a.url, p.title, p.description
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE instr(p.title || coalesce(p.description, ''), char(65533)) > 0
  OR text_flaws(p.title || coalesce(p.description, '')) LIKE '%garbled%'
ORDER BY a.url)"},

    Finding{
        "title-unfilled", "Titles and descriptions with unfilled templates",
        "Titles and descriptions", Severity::kError,
        "What a template was to put in is missing: its own marks stand there, or undefined, null "
        "or [object Object].",
        "Correct the template, or give it the value that it lacks.",
        R"(SELECT a.url, p.title, p.description
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE p.title REGEXP '^\s*(undefined|null|NaN)\s*\z|(^|[|-] *)undefined( *[|-]|\z)'
  OR p.title || ' ' || coalesce(p.description, '') REGEXP '\[object Object\]|\{\{ *[a-zA-Z_.]+ *\}\}|%%[a-z_]+%%|<%=|\{%'
ORDER BY a.url)"},

    Finding{"description-wide", "Descriptions wider than search results show",
            "Titles and descriptions", Severity::kNotice,
            "More than 990 pixels in the letters of search results (Arial, 14 pixels): the end is "
            "cut off, however few letters it has.",
            "Put the important words first.",
            R"(SELECT a.url, a.description_pixels AS pixels, p.description
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.description_pixels > 990 AND a.description_letters <= 160 AND a.is_canonical AND NOT a.is_noindex
ORDER BY pixels DESC, a.url)"},

    Finding{"description-short", "Short descriptions", "Titles and descriptions", Severity::kNotice,
            "Less than half of one of the two lines that search results have room for, so they may "
            "take a piece of the text instead.",
            "Say in one or two sentences what readers find on the page.",
            R"(SELECT a.url, a.description_letters AS letters, p.description
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE a.description_letters < 50 AND a.description_pixels < 250 AND trim(p.description) <> ''
  AND a.is_canonical AND NOT a.is_noindex
ORDER BY letters, a.url)"},

    Finding{"description-title", "Descriptions that repeat the title", "Titles and descriptions",
            Severity::kNotice, "Title and description are the same, so the second says nothing.",
            "Say in the description what the title has no room for.",
            R"(SELECT a.url, p.title
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE trim(p.title) <> '' AND lower(trim(p.title)) = lower(trim(p.description)) AND NOT a.is_noindex
ORDER BY a.url)"},

    Finding{"card-missing", "Pages without a card for social media", "Titles and descriptions",
            Severity::kNotice,
            "Other pages of the site have OpenGraph data, these have none: where they are shared, "
            "there is no picture and no chosen title.",
            "Add og:title, og:type, og:image and og:url to the template that lacks them.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.is_whole
  AND a.host_id IN (SELECT b.host_id FROM structured_rows s JOIN audit_pages b ON b.page_id = s.page_id
    WHERE s.syntax_id = (SELECT id FROM syntax_rows WHERE name = 'opengraph'))
  AND NOT EXISTS (SELECT 1 FROM structured_rows s WHERE s.page_id = a.page_id
    AND s.syntax_id IN (SELECT id FROM syntax_rows WHERE name IN ('opengraph', 'twitter')))
ORDER BY a.url)"},

    Finding{"card-incomplete", "Cards for social media that lack something",
            "Titles and descriptions", Severity::kNotice,
            "OpenGraph asks for four properties of every page: og:title, og:type, og:image and "
            "og:url.",
            "Add what is missing.",
            R"(SELECT a.url, trim(iif(s.json ->> 'og:title' IS NULL, 'og:title ', '')
  || iif(s.json ->> 'og:type' IS NULL, 'og:type ', '') || iif(s.json ->> 'og:image' IS NULL, 'og:image ', '')
  || iif(s.json ->> 'og:url' IS NULL, 'og:url', '')) AS missing
FROM audit_pages a JOIN structured_rows s ON s.page_id = a.page_id
WHERE s.syntax_id = (SELECT id FROM syntax_rows WHERE name = 'opengraph') AND missing <> ''
ORDER BY missing, a.url)"},

    Finding{
        "card-url", "Cards that name another address than the page", "Titles and descriptions",
        Severity::kNotice,
        "og:url is another page than the canonical URL, so what is shared and what is found are "
        "counted apart.",
        "Write the canonical URL into og:url.",
        R"(SELECT a.url, c.og_url, coalesce(p.canonical, a.url) AS canonical
FROM (SELECT s.page_id, s.json ->> 'og:url' AS og_url FROM structured_rows s
      WHERE s.syntax_id = (SELECT id FROM syntax_rows WHERE name = 'opengraph')) c
JOIN audit_pages a ON a.page_id = c.page_id JOIN page_rows p ON p.id = a.page_id
WHERE c.og_url IS NOT NULL AND c.og_url LIKE 'http%' AND NOT a.is_noindex
  AND c.og_url NOT IN (coalesce(p.canonical, a.url), coalesce(p.canonical, a.url) || '/')
  AND c.og_url || '/' <> coalesce(p.canonical, a.url)
ORDER BY c.og_url, a.url)"},

    Finding{"card-image", "Cards whose picture has no whole address", "Titles and descriptions",
            Severity::kWarning,
            "og:image or twitter:image is not a whole http address: whoever makes a preview from "
            "it finds nothing.",
            "Write the address with https:// and the host.",
            R"(SELECT a.url, i.image
FROM (SELECT s.page_id, coalesce(s.json ->> 'og:image', s.json ->> 'twitter:image') AS image
      FROM structured_rows s
      WHERE s.syntax_id IN (SELECT id FROM syntax_rows WHERE name IN ('opengraph', 'twitter'))) i
JOIN audit_pages a ON a.page_id = i.page_id
WHERE i.image NOT LIKE 'http://%' AND i.image NOT LIKE 'https://%' AND i.image NOT LIKE '[%'
GROUP BY a.page_id
ORDER BY a.url)"},
};

}  // namespace

std::span<const Finding> title_findings() { return kTitlesFindings; }

}  // namespace explore
