// What robots.txt says to whom, asked by the matcher that the crawl obeys, and what language models
// find.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kRobotsFindings{
    Finding{
        "ai-training", "Crawlers for training that robots.txt keeps out", "Robots and AI",
        Severity::kFact,
        "robots.txt forbids the first page of the host to crawlers that collect texts to train "
        "models on. For each page: robots_verdict(url, agent).",
        "See that it is what you want.",
        R"(WITH agent(name) AS (VALUES ('GPTBot'), ('ClaudeBot'), ('CCBot'), ('Google-Extended'), ('Applebot-Extended'), ('Bytespider'), ('meta-externalagent'), ('Amazonbot'))
SELECT h.origin AS site, g.name AS agent, h.pages
FROM host_rows h, agent g
WHERE h.pages > 0 AND robots_verdict(h.origin || '/', g.name) = 'disallowed' AND h.robots_status BETWEEN 200 AND 299
ORDER BY h.pages DESC, site, agent)"},

    Finding{
        "ai-answers", "Crawlers of answer engines that robots.txt keeps out", "Robots and AI",
        Severity::kNotice,
        "robots.txt forbids the first page of the host to crawlers by which assistants search and "
        "answer, so they name the site neither as a source.",
        "Allow those by whom you want to be found.",
        R"(WITH agent(name) AS (VALUES ('OAI-SearchBot'), ('ChatGPT-User'), ('Claude-SearchBot'), ('PerplexityBot'), ('DuckAssistBot'))
SELECT h.origin AS site, g.name AS agent, h.pages
FROM host_rows h, agent g
WHERE h.pages > 0 AND robots_verdict(h.origin || '/', g.name) = 'disallowed' AND h.robots_status BETWEEN 200 AND 299
ORDER BY h.pages DESC, site, agent)"},

    Finding{
        "search-blocked", "Search engines that robots.txt keeps out", "Robots and AI",
        Severity::kWarning,
        "robots.txt forbids the first page of the host to a large search engine. Applebot does "
        "what "
        "is said to Googlebot where it is not named itself.",
        "Allow it, unless the site is not to be found.",
        R"(WITH agent(name) AS (VALUES ('Googlebot'), ('Bingbot'), ('DuckDuckBot'), ('Applebot'), ('YandexBot'), ('Baiduspider'))
SELECT h.origin AS site, g.name AS agent, h.pages
FROM host_rows h, agent g
WHERE h.pages > 0 AND robots_verdict(h.origin || '/', g.name) = 'disallowed' AND h.robots_status BETWEEN 200 AND 299
  AND NOT (g.name = 'Applebot' AND robots_verdict(h.origin || '/', 'Googlebot') = 'allowed'
    AND CAST(h.robots_txt AS TEXT) REGEXP '(?im)^\s*user-agent\s*:\s*googlebot\s*(#|[\r\n]|\z)'
    AND NOT CAST(h.robots_txt AS TEXT) REGEXP '(?im)^\s*user-agent\s*:\s*applebot\s*(#|[\r\n]|\z)')
ORDER BY h.pages DESC, site, agent)"},

    Finding{"search-blocked-pages", "Pages that Google may not read", "Robots and AI",
            Severity::kWarning,
            "The crawl has read the page, with another agent or without asking robots.txt, and "
            "robots.txt keeps Googlebot from it though other pages of the host are open.",
            "Allow it, unless it is not to be found.",
            R"(SELECT a.url, p.title
FROM audit_pages a JOIN page_rows p ON p.id = a.page_id JOIN host_rows h ON h.id = a.host_id
WHERE a.is_canonical AND NOT a.is_noindex AND h.robots_status BETWEEN 200 AND 299
  AND robots_verdict(a.url, 'Googlebot') = 'disallowed' AND robots_verdict(h.origin || '/', 'Googlebot') = 'allowed'
ORDER BY a.url)"},

    Finding{"resources-blocked", "Scripts and styles that Google may not read", "Robots and AI",
            Severity::kWarning,
            "Pages are shown with files that robots.txt keeps Googlebot from, so it may not see "
            "the page as visitors do.",
            "Allow scripts, styles and images.",
            R"(SELECT t.url, count(DISTINCT l.page_id) AS pages, min(s.url) AS for_example
FROM (SELECT DISTINCT target_id FROM audit_links WHERE kind IN ('script', 'stylesheet')) d
CROSS JOIN url_rows t ON t.id = d.target_id AND robots_verdict(t.url, 'Googlebot') = 'disallowed'
CROSS JOIN host_rows h ON h.id = t.host_id AND h.robots_status BETWEEN 200 AND 299
CROSS JOIN audit_links l ON l.target_id = t.id AND l.kind IN ('script', 'stylesheet')
CROSS JOIN page_rows p ON p.id = l.page_id CROSS JOIN url_rows s ON s.id = p.url_id
GROUP BY t.id
ORDER BY pages DESC, t.url)"},

    Finding{"robots-missing", "Hosts without a robots.txt", "Robots and AI", Severity::kNotice,
            "There is no robots.txt: crawlers may read everything, and learn of no sitemap.",
            "Serve one that names the sitemap, if with no rules.",
            R"(SELECT origin AS site, robots_status AS status, pages
FROM host_rows
WHERE robots_status BETWEEN 400 AND 499 AND robots_status <> 429 AND pages > 0
ORDER BY pages DESC, site)"},

    Finding{"robots-large", "Very large robots.txt", "Robots and AI", Severity::kWarning,
            "More than 500 KiB: crawlers need not read further, so rules at the end may count for "
            "nobody.",
            "Write patterns in place of single addresses.",
            R"(SELECT origin AS site, length(CAST(robots_txt AS BLOB)) AS bytes
FROM host_rows
WHERE length(CAST(robots_txt AS BLOB)) > 512000
ORDER BY bytes DESC, site)"},

    Finding{"robots-html", "robots.txt that is a web page", "Robots and AI", Severity::kWarning,
            "What stands at /robots.txt is HTML, so it holds no rules: mostly the first page of an "
            "application, which is given for every address.",
            "Serve a text file, or status 404.",
            R"(SELECT origin AS site, substr(CAST(robots_txt AS TEXT), 1, 80) AS begins_with
FROM host_rows
WHERE robots_status BETWEEN 200 AND 299 AND lower(CAST(substr(robots_txt, 1, 1000) AS TEXT)) REGEXP '(?s)^[\s\x{FEFF}]*(<.--.*?-->\s*)?(<.doctype html|<html)'
ORDER BY site)"},

    Finding{"robots-slow", "Hosts that ask crawlers to be slow", "Robots and AI", Severity::kNotice,
            "Crawl-delay of ten seconds and more in robots.txt: a crawler that obeys it reads at "
            "most 8,640 pages a day.",
            "Lower it, if the server can bear more.",
            R"(SELECT origin AS site, crawl_delay_ms / 1000 AS seconds, pages
FROM host_rows
WHERE crawl_delay_ms >= 10000
ORDER BY crawl_delay_ms DESC, site)"},

    Finding{
        "robots-no-sitemap", "robots.txt without a sitemap", "Robots and AI", Severity::kNotice,
        "There is a robots.txt, and it names no sitemap, though the host has 50 pages and more.",
        "Add a line with Sitemap: and its address.",
        R"(SELECT origin AS site, pages
FROM host_rows
WHERE robots_status BETWEEN 200 AND 299 AND pages >= 50 AND NOT coalesce(CAST(robots_txt AS TEXT), '') REGEXP '(?im)^\s*sitemap\s*:'
ORDER BY pages DESC, site)"},

    Finding{"llms-txt", "llms.txt", "Robots and AI", Severity::kFact,
            "The crawl met a file llms.txt, in which a site lists for language models what is "
            "worth reading.",
            "See that its links are not broken.",
            R"(SELECT u.url, p.status, p.size AS bytes
FROM url_rows u JOIN page_rows p ON p.id = u.page_id
WHERE (u.url LIKE '%/llms.txt' OR u.url LIKE '%/llms-full.txt') AND p.status = 200
  AND coalesce(p.content_type, '') NOT IN ('text/html', 'application/xhtml+xml')
ORDER BY u.url)"},

    Finding{"token-heavy", "Pages too long for a language model", "Robots and AI",
            Severity::kNotice,
            "The text takes some 32,000 tokens and more (four letters each, guessed): assistants "
            "read the beginning alone, or pass the page over.",
            "Divide the page; what matters goes first.",
            R"(SELECT a.url, length(t.text) / 4 AS tokens, a.words
FROM audit_pages a JOIN text_rows t ON t.page_id = a.page_id
WHERE a.words > 15000 AND length(t.text) > 128000 AND a.is_canonical AND NOT a.is_noindex
ORDER BY tokens DESC, a.url)"},

};

}  // namespace

std::span<const Finding> robots_findings() { return kRobotsFindings; }

}  // namespace explore
