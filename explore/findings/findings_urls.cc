// The addresses themselves: what makes them hard to read, share and keep, and which of them are one
// page twice. Pages that name another as canonical, or are not to be indexed, are left out.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kUrlsFindings{
    Finding{"url-capitals", "URLs with capitals", "URLs", Severity::kNotice,
            "Paths that differ in capitals are different pages, which people who type an address "
            "or read it out do not know.",
            "Use small letters alone, and redirect the old addresses.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '^https?://[^/]+/([^?%]|%[0-9A-F][0-9A-F])*[A-Z]'
ORDER BY a.url)"},

    Finding{"url-underscores", "URLs with underscores", "URLs", Severity::kNotice,
            "Search engines read words with hyphens between them as words, and those with "
            "underscores as one.",
            "Part words with hyphens in new addresses; old ones are best left as they are.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND instr(substr(a.url, 1, instr(a.url || '?', '?') - 1), '_') > 0
ORDER BY a.url)"},

    Finding{"url-long", "Long URLs", "URLs", Severity::kNotice,
            "More than 115 characters: such addresses are cut where they are shown, and break "
            "where they are pasted.",
            "Leave out of the path what only repeats the folders above it.",
            R"(SELECT a.url, length(a.url) AS characters
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND length(a.url) > 115
ORDER BY characters DESC, a.url)"},

    Finding{"url-parameters", "URLs with many parameters", "URLs", Severity::kNotice,
            "Four parameters and more: the same page mostly exists in many orders and choices of "
            "them, and crawlers get lost among these.",
            "Keep in the address what makes it another page, and name the others canonical.",
            R"(SELECT a.url, length(a.url) - length(replace(a.url, '=', '')) AS parameters
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND length(a.url) - length(replace(a.url, '=', '')) >= 4
ORDER BY parameters DESC, a.url)"},

    Finding{"url-slashes", "URLs with empty folders", "URLs", Severity::kWarning,
            "Two slashes in a row: mostly a link is put together wrongly, and the server gives the "
            "page under both addresses.",
            "Correct the links, and redirect the address with the doubled slash.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND instr(substr(a.url, 9), '//') > 0 AND a.url REGEXP '^https?://[^?]*[^:]//'
ORDER BY a.url)"},

    Finding{"url-spaces", "URLs with spaces", "URLs", Severity::kNotice,
            "A space stands in the address as %20, and is lost wherever addresses are copied out "
            "of texts.",
            "Use hyphens.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND instr(a.url, '%20') > 0 AND instr(a.url, '%20') < instr(a.url || '?', '?')
ORDER BY a.url)"},

    Finding{"url-letters", "URLs with letters beyond ASCII", "URLs", Severity::kNotice,
            "Letters with accents, and those of other scripts, are written as escapes: shared in a "
            "text, the address can hardly be read. Where readers of that script are meant, it is "
            "right so.",
            "Use the plain letters where the language allows it.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '^[^?]*%[89A-F][0-9A-F]'
ORDER BY a.url)"},

    Finding{"url-tracking", "URLs with parameters of campaigns", "URLs", Severity::kWarning,
            "Parameters such as utm_source or gclid count visitors from elsewhere. Linked on the "
            "site itself, they make copies of pages and break the count.",
            "Take them out of links within the site, and name the page without them as canonical.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '(?i)[?&](utm_[a-z]+|gclid|fbclid|msclkid|mc_cid|mc_eid|yclid|dclid|igshid|_hsenc)='
ORDER BY a.url)"},

    Finding{"url-session", "URLs with the id of a session", "URLs", Severity::kWarning,
            "Each visitor gets addresses of their own: search engines see the same pages without "
            "end, and who shares an address may share a login.",
            "Keep the session in a cookie.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '(?i)\x3bjsessionid=|[?&](phpsessid|jsessionid|aspsessionid[a-z]*|sessionid|session_id|sid|cfid|cftoken)=[0-9a-z]{8,}'
ORDER BY a.url)"},

    Finding{"url-search", "Result pages of the own search", "URLs", Severity::kNotice,
            "Pages that the search of the site makes are offered to search engines, which do not "
            "want results in their results; there may be any number of them.",
            "Exclude them by noindex, and do not link to them.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '(?i)/(search|suche|recherche|buscar)(\.[a-z]+|/)?\?|[?&](s|q|query|search|keyword|keywords|suche)=[^&]'
ORDER BY a.url)"},

    Finding{"url-deep", "URLs in many folders", "URLs", Severity::kNotice,
            "More than eight folders: a path as long says little, and links in it break when any "
            "of them is renamed.",
            "Take folders out that hold nothing but the next.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '^https?://[^/]+(/[^/?]+){9,}'
ORDER BY length(a.url) DESC, a.url)"},

    Finding{"url-port", "URLs with a port", "URLs", Severity::kNotice,
            "The address names a port, as servers do that are for tests or stand behind another; "
            "some networks let nobody through to it.",
            "Serve the pages on the usual ports, 443 and 80.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '^https?://[^/]*:[0-9]+/' AND NOT a.url REGEXP '^https?://(localhost|127\.|\[)'
ORDER BY a.url)"},

    Finding{"url-address", "URLs with an address in place of a name", "URLs", Severity::kNotice,
            "The host is an IP address: when the server moves, every link to it is lost, and a "
            "certificate for it is rare.",
            "Give the server a name, and redirect to it.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.url REGEXP '^https?://([0-9]+\.){3}[0-9]+[:/]' AND a.url NOT LIKE '%//127.%'
ORDER BY a.url)"},

    Finding{
        "url-slash-twice", "Pages with and without a slash at the end", "URLs", Severity::kWarning,
        "Both addresses give a page, so links are split between them, and search engines pick one.",
        "Redirect one to the other, or name it as canonical.",
        R"(SELECT a.url, b.url AS same_as
FROM audit_pages a JOIN url_rows u ON u.id = url_id(substr(a.url, 1, length(a.url) - 1)) JOIN audit_pages b ON b.page_id = u.page_id
WHERE a.is_canonical AND NOT a.is_noindex AND b.is_canonical AND NOT b.is_noindex AND b.page_id <> a.page_id AND a.url LIKE '%/' AND a.url LIKE '%://%/%/'
ORDER BY a.url)"},

    Finding{"url-index-twice", "Pages with and without index.html", "URLs", Severity::kWarning,
            "The folder and the file in it give the same page under two addresses.",
            "Link to the folder, and redirect the file to it.",
            R"(SELECT a.url, b.url AS same_as
FROM audit_pages a JOIN url_rows u ON u.id = url_id(substr(a.url, 1, length(a.url) - length('index.html'))) JOIN audit_pages b ON b.page_id = u.page_id
WHERE a.is_canonical AND NOT a.is_noindex AND b.is_canonical AND NOT b.is_noindex AND b.page_id <> a.page_id AND a.url LIKE '%/index.html'
ORDER BY a.url)"},

    Finding{"url-scheme-twice", "Pages on http and on https", "URLs", Severity::kWarning,
            "The page can be had without encryption too, and is the same page under two addresses.",
            "Redirect http to https.",
            R"(SELECT a.url, b.url AS same_as
FROM audit_pages a JOIN url_rows u ON u.id = url_id('https' || substr(a.url, 5)) JOIN audit_pages b ON b.page_id = u.page_id
WHERE a.is_canonical AND NOT a.is_noindex AND b.is_canonical AND NOT b.is_noindex AND b.page_id <> a.page_id AND a.url LIKE 'http:%'
ORDER BY a.url)"},

    Finding{
        "url-www-twice", "Pages with and without www", "URLs", Severity::kWarning,
        "Both hosts give the page, so links are split between them, and search engines pick one.",
        "Choose one host, and redirect the other to it.",
        R"(SELECT a.url, b.url AS same_as
FROM audit_pages a JOIN url_rows u ON u.id = url_id(substr(a.url, 1, instr(a.url, '://') + 2) || substr(a.url, instr(a.url, '://') + 7)) JOIN audit_pages b ON b.page_id = u.page_id
WHERE a.is_canonical AND NOT a.is_noindex AND b.is_canonical AND NOT b.is_noindex AND b.page_id <> a.page_id AND a.url LIKE '%://www.%'
ORDER BY a.url)"},

    Finding{"url-case-twice", "Pages whose addresses differ in capitals alone", "URLs",
            Severity::kWarning, "Two addresses that readers take for the same both give a page.",
            "Redirect all to the one in small letters.",
            R"(SELECT a.url, min(a.url) OVER (PARTITION BY lower(a.url)) AS same_as
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND lower(a.url) IN (SELECT lower(url) FROM audit_pages
  WHERE is_canonical AND NOT is_noindex GROUP BY lower(url) HAVING count(*) > 1)
ORDER BY lower(a.url), a.url)"},

};

}  // namespace

std::span<const Finding> url_findings() { return kUrlsFindings; }

}  // namespace explore
