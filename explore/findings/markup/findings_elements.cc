// Links as they are written, what runs on a page, its forms and ids.
#include <array>

#include "explore/findings/markup/markup_findings.h"

namespace explore {
namespace {

constexpr std::array kElementsFindings{
    Finding{
        "links-uncrawlable", "Links that only a script follows", "Links", Severity::kWarning,
        "The address is javascript:, so search engines and readers without scripts get nowhere.",
        "Give the link a URL; make a button of what is none.",
        R"(SELECT a.url, f.links_of_script AS links
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.links_of_script > 0
ORDER BY links DESC, a.url)"},

    Finding{"links-to-files", "Links to files of somebody's computer", "Links", Severity::kError,
            "The address is file:, which leads nowhere for anybody else.",
            "Link to where the file is on the web.",
            R"(SELECT a.url, f.links_to_files AS links
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.links_to_files > 0
ORDER BY links DESC, a.url)"},

    Finding{"links-empty", "Links without an address", "Links", Severity::kNotice,
            "href is empty: the link leads to the page itself.",
            "Write the address, or take the link away.",
            R"(SELECT a.url, f.links_empty AS links
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.links_empty > 0
ORDER BY links DESC, a.url)"},

    Finding{"links-without-href", "Links without href", "Links", Severity::kNotice,
            "An a element without href, name and id is no link: keyboards don't reach it, and "
            "search engines don't follow it.",
            "Give it an href, or make a button of it.",
            R"(SELECT a.url, f.links_without_href AS links
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.links_without_href > 0
ORDER BY links DESC, a.url)"},

    Finding{"stray-hrefs", "Addresses on what is no link", "Links", Severity::kNotice,
            "href stands on an element for which it means nothing.", "Write an a element.",
            R"(SELECT a.url, f.stray_hrefs AS elements
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.stray_hrefs > 0
ORDER BY elements DESC, a.url)"},

    Finding{"links-protocol-relative", "Addresses without a protocol", "Links", Severity::kNotice,
            "They begin with //, and lead to http where the page is read by http or from a file.",
            "Write https://.",
            R"(SELECT a.url, f.links_protocol_relative AS addresses
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.links_protocol_relative > 0
ORDER BY addresses DESC, a.url)"},

    Finding{"links-with-opener", "New windows that know their opener", "Security",
            Severity::kNotice,
            "Links with target=_blank and neither noopener nor noreferrer: in browsers from before "
            "2021 the page that opens can send this one elsewhere.",
            "Add rel=noopener.",
            R"(SELECT a.url, f.links_to_blank AS links
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.links_to_blank > 0
ORDER BY links DESC, a.url)"},

    Finding{"scripts-unsigned", "Scripts of other hosts without a digest", "Security",
            Severity::kNotice,
            "Whoever changes the script at the other host changes this page: without integrity "
            "the browser takes whatever comes.",
            "Add integrity, or serve the script yourself.",
            R"(SELECT a.url, f.scripts_unsigned AS scripts
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.scripts_unsigned > 0
ORDER BY scripts DESC, a.url)"},

    Finding{"styles-unsigned", "Style sheets of other hosts without a digest", "Security",
            Severity::kNotice,
            "Without integrity the browser takes whatever comes from the other host.",
            "Add integrity, or serve the style sheet yourself.",
            R"(SELECT a.url, f.styles_unsigned AS styles
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.styles_unsigned > 0
ORDER BY styles DESC, a.url)"},

    Finding{"password-by-http", "Passwords sent without encryption", "Security", Severity::kError,
            "A field for a password on a page that came by http: whoever is on the way can read "
            "it, or change the page.",
            "Serve the page by https.",
            R"(SELECT a.url, f.passwords AS fields
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.passwords > 0 AND a.url LIKE 'http:%'
ORDER BY a.url)"},

    Finding{"event-handlers", "Scripts in attributes", "Security", Severity::kFact,
            "Attributes such as onclick: a Content-Security-Policy that forbids inline scripts "
            "forbids them too.",
            "Attach them in a script.",
            R"(SELECT a.url, f.event_handlers AS attributes
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.event_handlers > 0
ORDER BY attributes DESC, a.url)"},

    Finding{"scripts-blocking", "Scripts that hold the page up", "Speed and size",
            Severity::kNotice,
            "More than three scripts in the head without async and defer: nothing is shown before "
            "each of them has come and has run.",
            "Add defer, or move them to the end.",
            R"(SELECT a.url, f.scripts_blocking AS scripts, f.scripts AS of_all
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.scripts_blocking > 3
ORDER BY scripts DESC, a.url)"},

    Finding{"ids-double", "Ids that stand more than once", "HTML", Severity::kNotice,
            "Links, labels and scripts find the first element of that id alone.",
            "Give each element an id of its own.",
            R"(SELECT a.url, f.double_ids AS ids
FROM audit_pages a JOIN fact_rows f ON f.page_id = a.page_id
WHERE f.double_ids > 0
ORDER BY ids DESC, a.url)"},
};

}  // namespace

std::span<const Finding> element_findings() { return kElementsFindings; }

}  // namespace explore
