// Links as they are set: their words, what they say to search engines, and which pages they reach.
// The sums of a page are worked out in explore/audit/link_sums.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kAnchorsFindings{
    Finding{"dead-ends", "Pages without links to the site", "Links", Severity::kNotice,
            "No link leads from the page to another of the same site: readers turn back, and "
            "search engines pass nothing on.",
            "Add links to what belongs to it, or the menu that the page lacks.",
            R"(SELECT a.url, a.words
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.is_whole AND a.internal_links = 0
  AND a.host_id IN (SELECT host_id FROM audit_pages GROUP BY host_id HAVING count(*) > 1)
ORDER BY a.words DESC, a.url)"},

    Finding{"nofollow-inside", "Links within the site marked nofollow", "Links", Severity::kNotice,
            "The page tells search engines not to follow links to pages of its own site, so these "
            "may not be found.",
            "Take nofollow off links within the site; robots.txt keeps crawlers out of what they "
            "should not see.",
            R"(SELECT a.url, a.nofollow_links AS links
FROM audit_pages a
WHERE a.nofollow_links > 0
ORDER BY links DESC, a.url)"},

    Finding{"links-unnamed", "Links without words", "Links", Severity::kNotice,
            "Links with neither text nor the description of an image in them: search engines can "
            "not tell what is behind them. An aria-label is not counted here, which readers with a "
            "screen reader hear.",
            "Put words into the link, or alt into its image.",
            R"(SELECT a.url, a.unnamed_links AS links
FROM audit_pages a
WHERE a.unnamed_links > 0
ORDER BY links DESC, a.url)"},

    Finding{"links-vague", "Links that do not say where they lead", "Links", Severity::kNotice,
            "Links such as click here, read more or mehr: read by themselves, as in lists of "
            "links, they say nothing.",
            "Make the words links that name the target.",
            R"(SELECT a.url, a.vague_links AS links
FROM audit_pages a
WHERE a.vague_links > 0
ORDER BY links DESC, a.url)"},

    Finding{"links-many-outside", "Pages with very many links to other sites", "Links",
            Severity::kNotice,
            "More than 100 links lead to other sites, as on pages into which strangers may write.",
            "See that they are meant; links by visitors carry rel=ugc.",
            R"(SELECT a.url, a.external_links AS links
FROM audit_pages a
WHERE a.external_links > 100
ORDER BY links DESC, a.url)"},

    Finding{"links-many-inside", "Pages with very many links to the site", "Links",
            Severity::kNotice,
            "More than 1,000 links to the same site: none of them tells much to readers or search "
            "engines.",
            "Divide the list.",
            R"(SELECT a.url, a.internal_links AS links
FROM audit_pages a
WHERE a.internal_links > 1000
ORDER BY links DESC, a.url)"},

    Finding{"links-local", "Links to private addresses", "Links", Severity::kError,
            "Links lead to localhost or to an address within a private network, where visitors "
            "find nothing: left over from the making of the page.",
            "Replace them by the public addresses.",
            R"(SELECT a.url, a.local_links AS links
FROM audit_pages a
WHERE a.local_links > 0
ORDER BY links DESC, a.url)"},

    Finding{"linked-nofollow-alone", "Pages that only nofollow links lead to", "Links",
            Severity::kWarning,
            "Every link to the page is marked nofollow, so search engines may not come to it.",
            "Link to it without nofollow where it should be found.",
            R"(SELECT a.url, a.pages_in AS pages_with_links
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.pages_in > 0 AND a.nofollow_in = a.pages_in
ORDER BY a.url)"},

    Finding{"linked-both-ways", "Pages linked with and without nofollow", "Links",
            Severity::kNotice, "Some pages of the site link to it with nofollow, others without.",
            "Settle on one.",
            R"(SELECT a.url, a.nofollow_in AS with_nofollow, a.pages_in AS pages_with_links
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.nofollow_in > 0 AND a.nofollow_in < a.pages_in
ORDER BY a.nofollow_in DESC, a.url)"},

    Finding{"linked-hidden-alone", "Pages that only unlisted pages link to", "Links",
            Severity::kNotice,
            "All pages that link to it have noindex, another canonical URL or an error status: "
            "search engines visit such pages less and less, and then forget their links.",
            "Link to it from a page that is found itself.",
            R"(SELECT a.url, a.pages_in AS pages_with_links
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND NOT a.is_seed AND a.pages_in > 0 AND a.indexable_in = 0
ORDER BY a.url)"},

    Finding{"linked-once", "Pages that a single page links to", "Links", Severity::kNotice,
            "One page of the crawl alone links here: if that changes, nobody finds it any more. "
            "Only on hosts with 50 pages and more.",
            "Link to it from pages that belong to it.",
            R"(SELECT a.url, a.depth, a.words
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND NOT a.is_seed AND a.pages_in = 1
  AND a.host_id IN (SELECT host_id FROM audit_pages GROUP BY host_id HAVING count(*) >= 50)
ORDER BY a.words DESC, a.url)"},

    Finding{"links-to-copies", "Links to pages that name another as canonical", "Links",
            Severity::kNotice,
            "Pages link to an address that itself says that another is the right one.",
            "Link to the canonical URL.",
            R"(SELECT a.url, p.canonical, a.pages_in AS pages_with_links
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id
WHERE NOT a.is_canonical AND a.pages_in > 0
ORDER BY a.pages_in DESC, a.url)"},

    Finding{"links-with-campaigns", "Links within the site with parameters of campaigns", "Links",
            Severity::kNotice,
            "Links between pages of the same host carry utm_ parameters: each click begins a visit "
            "anew in the statistics, and what brought the visitor is lost.",
            "Take the parameters out of links within the site.",
            R"(SELECT t.url, count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example, l.anchor
FROM (SELECT id, url, host_id FROM url_rows WHERE url LIKE '%utm\_%' ESCAPE '\' AND url REGEXP '[?&]utm_(source|medium|campaign)=') t
CROSS JOIN link_rows l ON l.target_id = t.id JOIN page_rows p ON p.id = l.page_id JOIN url_rows s ON s.id = p.url_id
WHERE s.host_id = t.host_id AND l.kind_id = (SELECT id FROM kind_rows WHERE name = 'a')
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{"links-twisted", "Links that end in a stray character", "Links", Severity::kNotice,
            "The address ends in a quote, a bracket, a comma or an escape of a space, as where it "
            "was copied with what stood beside it.",
            "Correct the link.",
            R"(SELECT u.url, u.state, u.found_on
FROM url_rows u
WHERE u.url REGEXP '(%22|%20|%0A|%3E|%3C|%E2%80%9D|,|\.html?[.,])\z' AND u.found_on_id IS NOT NULL
ORDER BY u.url)"},

};

}  // namespace

std::span<const Finding> anchor_findings() { return kAnchorsFindings; }

}  // namespace explore
