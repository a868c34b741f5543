// What only scripts make of pages. A crawl that renders none finds nothing here.
#include <array>

#include "explore/findings/markup/markup_findings.h"

namespace explore {
namespace {

constexpr std::array kScriptFindings{
    Finding{
        "script-content", "Content only with JavaScript", "JavaScript", Severity::kWarning,
        "Most of what can be read on the page is not in the HTML that the server sends: it is "
        "there when scripts have run. Programs that run none see an empty page, and search "
        "engines see it later, or not at all when a script fails.",
        "Render such pages on the server, or at least their main content.",
        R"(SELECT u.url, r.text_gain AS only_with_scripts, length(x.text) AS characters, r.reason
FROM render_rows r JOIN page_rows p ON p.id = r.page_id JOIN url_rows u ON u.id = p.url_id
JOIN text_rows x ON x.page_id = p.id
WHERE r.rendered AND r.text_gain >= 200 AND r.text_gain * 2 >= length(x.text)
  AND p.status BETWEEN 200 AND 299
ORDER BY r.text_gain DESC, u.url)"},

    Finding{
        "script-links", "Links only with JavaScript", "JavaScript", Severity::kNotice,
        "Links that are not in the HTML that the server sends. Pages that nothing else leads to "
        "are found by nobody who runs no scripts.",
        "Have links with addresses in the HTML, or list their targets in a sitemap.",
        R"(SELECT u.url, r.links_gain AS only_with_scripts,
  (SELECT count(DISTINCT l.target_id) FROM page_links l
   WHERE l.page_id = p.id AND l.kind IN ('a', 'area')) AS links
FROM render_rows r JOIN page_rows p ON p.id = r.page_id JOIN url_rows u ON u.id = p.url_id
WHERE r.rendered AND r.links_gain > 0 AND p.status BETWEEN 200 AND 299
ORDER BY r.links_gain DESC, u.url)"},

    Finding{"console-errors", "Errors in the console", "JavaScript", Severity::kWarning,
            "What scripts reported as an error while pages were rendered, or did not catch. Behind "
            "it something may not work, or not be there. A crawl blocks some of what pages ask for "
            "(see the view resources), which scripts may complain about.",
            "Open the page with the developer tools of a browser, and mend what is reported there.",
            R"(SELECT c.text AS message, c.level, count(DISTINCT c.page_id) AS pages,
  min(u.url) AS for_example, max(c.source) AS source
FROM console_rows c JOIN page_rows p ON p.id = c.page_id JOIN url_rows u ON u.id = p.url_id
WHERE c.level IN ('error', 'exception')
GROUP BY c.text, c.level
ORDER BY pages DESC, message)"},

    Finding{"blocked-scripts", "Scripts and styles that robots.txt forbids", "JavaScript",
            Severity::kWarning,
            "Pages ask for them when they are rendered, and no crawler that obeys robots.txt may "
            "fetch them. Search engines then see the page without what they do.",
            "Allow them in robots.txt: what a page is made of is not what to keep crawlers from.",
            R"(SELECT r.url, r.kind, count(DISTINCT r.page_id) AS pages, min(u.url) AS for_example
FROM resource_rows r JOIN page_rows p ON p.id = r.page_id JOIN url_rows u ON u.id = p.url_id
WHERE r.fate = 'robots' AND r.kind IN ('script', 'style', 'xhr', 'fetch')
GROUP BY r.url, r.kind
ORDER BY pages DESC, r.url)"},

    Finding{"failed-scripts", "Scripts and styles that could not be loaded", "JavaScript",
            Severity::kError,
            "Pages asked for them while they were rendered, and got no answer, or one of 4xx or "
            "5xx. What they do is missing on the page.",
            "Restore the file or correct its address.",
            R"(SELECT r.url, r.kind, coalesce(r.status, max(r.detail), r.fate) AS answer,
  count(DISTINCT r.page_id) AS pages, min(u.url) AS for_example
FROM resource_rows r JOIN page_rows p ON p.id = r.page_id JOIN url_rows u ON u.id = p.url_id
WHERE (r.fate = 'failed' OR r.status >= 400) AND r.kind IN ('script', 'style', 'xhr', 'fetch')
GROUP BY r.url, r.kind, r.status
ORDER BY pages DESC, r.url)"},

    Finding{"not-rendered", "Pages that could not be rendered", "JavaScript", Severity::kNotice,
            "The browser was asked and made nothing of them: their scripts did not end, took too "
            "much memory, or killed it. They are kept as they came.",
            "Look at the page in a browser; a larger --render-timeout may help.",
            R"(SELECT u.url, r.error, r.ms
FROM render_rows r JOIN page_rows p ON p.id = r.page_id JOIN url_rows u ON u.id = p.url_id
WHERE NOT r.rendered AND r.error IS NOT NULL
ORDER BY r.error, u.url)"},
};

}  // namespace

std::span<const Finding> script_findings() { return kScriptFindings; }

}  // namespace explore
