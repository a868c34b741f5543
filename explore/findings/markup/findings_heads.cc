// What stands in the head of a page, and what should and does not.
#include <array>

#include "explore/findings/markup/markup_findings.h"

namespace explore {
namespace {

constexpr std::array kHeadsFindings{
    Finding{"doctype-missing", "Pages without a document type", "HTML", Severity::kWarning,
            "Browsers show such a page in quirks mode, as they did in the nineties: sizes and "
            "boxes are reckoned otherwise.",
            "Begin the page with <!doctype html>.",
            R"(SELECT a.url
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.doctype IS NULL
ORDER BY a.url)"},

    Finding{"quirks-mode", "Pages in quirks mode", "HTML", Severity::kNotice,
            "The document type is one for which browsers show the page as they did in the "
            "nineties.",
            "Begin the page with <!doctype html>, and look at it again.",
            R"(SELECT a.url, f.doctype
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.quirks AND f.doctype IS NOT NULL
ORDER BY a.url)"},

    Finding{"viewport-missing", "Pages without a viewport", "Mobile", Severity::kWarning,
            "Without it phones show the page as wide as a desk's screen, and its text tiny.",
            "Add <meta name=viewport content=width=device-width,initial-scale=1>, and see that the "
            "page fits.",
            R"(SELECT a.url
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.viewports = 0 AND NOT a.is_noindex
ORDER BY a.url)"},

    Finding{"viewport-several", "Pages with several viewports", "Mobile", Severity::kNotice,
            "Browsers take what each of them says in turn, so that it is hard to know what holds.",
            "Keep one.",
            R"(SELECT a.url, f.viewports, f.viewport AS first_one
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.viewports > 1
ORDER BY f.viewports DESC, a.url)"},

    Finding{"viewport-fixed", "Viewports of a fixed width", "Mobile", Severity::kNotice,
            "The width is a number of pixels, whatever the device has.",
            "Write width=device-width.",
            R"(SELECT a.url, f.viewport
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.viewport REGEXP '(?i)\bwidth\s*=\s*[0-9]'
ORDER BY a.url)"},

    Finding{"zoom-forbidden", "Pages that can't be enlarged", "Mobile", Severity::kWarning,
            "The viewport forbids readers to enlarge the page, which some need to read it.",
            "Take user-scalable=no and maximum-scale out of the viewport.",
            R"(SELECT a.url, f.viewport
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.zoom_forbidden
ORDER BY a.url)"},

    Finding{"charset-late", "Encodings declared too late", "HTML", Severity::kWarning,
            "The meta element that names the encoding stands behind the first 1,024 bytes, where "
            "browsers no longer look for it.",
            "Put it first into the head.",
            R"(SELECT a.url, f.charset_at AS at_byte
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.charset_at >= 1024
ORDER BY f.charset_at DESC, a.url)"},

    Finding{"title-several", "Pages with several titles", "Titles and descriptions",
            Severity::kNotice,
            "Browsers take the first title element; search engines may take another.",
            "Keep one title in the head.",
            R"(SELECT a.url, f.titles, p.title AS first_one
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.titles > 1
ORDER BY f.titles DESC, a.url)"},

    Finding{"title-outside", "Titles outside of the head", "Titles and descriptions",
            Severity::kWarning, "Who reads the head alone finds no title there.",
            "Move it into the head; see which element ended the head too early.",
            R"(SELECT a.url, p.title, f.head_ended_by
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.titles_outside > 0 AND f.titles_outside = f.titles
ORDER BY a.url)"},

    Finding{"description-several", "Pages with several descriptions", "Titles and descriptions",
            Severity::kNotice, "Search engines may join them or take any.", "Keep one.",
            R"(SELECT a.url, f.descriptions, p.description AS first_one
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.descriptions > 1
ORDER BY f.descriptions DESC, a.url)"},

    Finding{"description-outside", "Descriptions outside of the head", "Titles and descriptions",
            Severity::kNotice, "Who reads the head alone finds no description there.",
            "Move it into the head; see which element ended the head too early.",
            R"(SELECT a.url, p.description, f.head_ended_by
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.descriptions_outside > 0
ORDER BY a.url)"},

    Finding{"robots-outside", "Robots rules outside of the head", "Indexing", Severity::kWarning,
            "Search engines may pass over a robots meta element that is not in the head.",
            "Move it into the head; see which element ended the head too early.",
            R"(SELECT a.url, p.robots, f.head_ended_by
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.robots_outside > 0
ORDER BY a.url)"},

    Finding{"canonical-outside", "Canonical URLs outside of the head", "Canonical URLs",
            Severity::kWarning,
            "Search engines pass over a canonical URL that is not in the head, since strangers may "
            "have written into the body.",
            "Move it into the head; see which element ended the head too early.",
            R"(SELECT a.url, p.canonical, f.head_ended_by
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.canonicals_outside > 0
ORDER BY a.url)"},

    Finding{"canonical-relative", "Relative canonical URLs", "Canonical URLs", Severity::kNotice,
            "It is written without http: or https:, so a copy of the page on another host names "
            "itself.",
            "Write the whole URL.",
            R"(SELECT a.url, p.canonical
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.canonicals_relative > 0
ORDER BY a.url)"},

    Finding{"canonical-fragment", "Canonical URLs with a fragment", "Canonical URLs",
            Severity::kNotice, "To search engines a place on a page is no page.",
            "Leave out what begins with '#'.",
            R"(SELECT a.url, p.canonical
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.canonicals_with_fragment > 0
ORDER BY a.url)"},

    Finding{"canonical-odd", "Canonical URLs with other attributes", "Canonical URLs",
            Severity::kWarning,
            "The element has hreflang, lang, media or type too, for which search engines leave it "
            "aside.",
            "Keep rel and href alone.",
            R"(SELECT a.url, p.canonical
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id JOIN page_rows p ON p.id = a.page_id
WHERE f.canonicals_odd > 0
ORDER BY a.url)"},

    Finding{"hreflang-outside", "Translations named outside of the head", "Hreflang",
            Severity::kWarning, "Search engines read hreflang in the head alone.",
            "Move the links into the head; see which element ended the head too early.",
            R"(SELECT a.url, f.hreflangs_outside AS outside, f.head_ended_by
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.hreflangs_outside > 0
ORDER BY outside DESC, a.url)"},

    Finding{"head-ended", "Heads that end too early", "HTML", Severity::kWarning,
            "An element that may not stand in the head ends it, and what follows is in the body: "
            "titles, canonical URLs and robots rules among it may not count.",
            "Move that element into the body.",
            R"(SELECT a.url, f.head_ended_by AS element
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.head_ended_by IS NOT NULL
ORDER BY element, a.url)"},

    Finding{"base-several", "Pages with several base elements", "HTML", Severity::kNotice,
            "Only the first counts.", "Keep one.",
            R"(SELECT a.url, f.bases, f.base_href AS first_one
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.bases > 1
ORDER BY a.url)"},

    Finding{"keywords", "Pages with meta keywords", "HTML", Severity::kFact,
            "No large search engine has read them since 2009; competitors do.", "They can go.",
            R"(SELECT a.url
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.keywords > 0
ORDER BY a.url)"},
};

}  // namespace

std::span<const Finding> head_findings() { return kHeadsFindings; }

}  // namespace explore
