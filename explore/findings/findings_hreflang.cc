// Translations of pages, as they name each other by hreflang: in their heads, in Link headers and
// in sitemaps.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kHreflangFindings{
    Finding{"hreflang-broken", "Translations that are not there", "Hreflang", Severity::kError,
            "hreflang names pages that failed, answered other than 200, or redirect. Search "
            "engines then ignore the whole set.",
            "Name pages that are there, by their final addresses.",
            R"(SELECT s.url, t.lang, t.href, coalesce(q.status, u.reason) AS answer
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
JOIN url_rows u ON u.id = t.target_id LEFT JOIN answer_rows q ON q.id = u.page_id
WHERE q.status NOT IN (200, 429) OR u.is_failed AND u.id IN (SELECT url_id FROM broken_urls)
ORDER BY t.href, s.url)"},

    Finding{
        "hreflang-unlinked", "Translations that nothing links to", "Hreflang", Severity::kNotice,
        "The page is named by hreflang alone: no link leads readers to it.",
        "Link the translations with each other where readers see it.",
        R"(SELECT a.url, min(t.lang) AS lang, count(DISTINCT t.url_id) AS pages, min(s.url) AS for_example
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
JOIN url_rows u ON u.id = t.target_id JOIN audit_pages a ON a.page_id = u.page_id
WHERE a.pages_in = 0 AND NOT a.is_seed AND t.target_id <> t.url_id
GROUP BY a.page_id
ORDER BY pages DESC, a.url)"},

    Finding{"hreflang-no-return", "Translations that do not name the page in return", "Hreflang",
            Severity::kWarning,
            "hreflang counts only if both pages name each other: else anybody could declare a page "
            "the translation of theirs.",
            "Give all translations the same set, each with itself in it.",
            R"(SELECT s.url, t.lang, u.url AS translation
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
JOIN url_rows u ON u.id = t.target_id JOIN page_rows q ON q.id = u.page_id AND q.status = 200 AND q.limits_hit IS NULL
WHERE t.target_id <> t.url_id AND NOT EXISTS (SELECT 1 FROM audit_hreflang r WHERE r.url_id = t.target_id AND r.target_id = t.url_id)
ORDER BY s.url, t.lang)"},

    Finding{
        "hreflang-other-language", "Pages that are named with two languages", "Hreflang",
        Severity::kWarning,
        "The page says of itself another language than a page does that names it as translation.",
        "Use the same code everywhere.",
        R"(SELECT s.url, t.lang, u.url AS translation, r.lang AS its_own_lang
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
JOIN url_rows u ON u.id = t.target_id
JOIN audit_hreflang r ON r.url_id = t.target_id AND r.target_id = t.target_id
WHERE t.url_id <> t.target_id AND t.lang <> 'x-default' AND r.lang <> 'x-default'
  AND NOT EXISTS (SELECT 1 FROM audit_hreflang o WHERE o.url_id = t.target_id AND o.target_id = t.target_id AND o.lang = t.lang)
ORDER BY s.url, t.lang)"},

    Finding{"hreflang-not-canonical", "Translations that name another page as canonical",
            "Hreflang", Severity::kWarning,
            "hreflang names a page that leaves its place to another one by its canonical URL.",
            "Name the canonical URL in hreflang.",
            R"(SELECT s.url, t.lang, u.url AS translation, q.canonical
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
JOIN url_rows u ON u.id = t.target_id JOIN page_rows q ON q.id = u.page_id
WHERE q.status = 200 AND q.canonical IS NOT NULL AND q.canonical <> u.url AND t.target_id <> t.url_id
ORDER BY translation, s.url)"},

    Finding{"hreflang-noindex", "Translations with noindex", "Hreflang", Severity::kWarning,
            "hreflang names a page that is not to be found.",
            "Take it out of the set, or take away the noindex.",
            R"(SELECT s.url, t.lang, u.url AS translation, q.robots
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
JOIN url_rows u ON u.id = t.target_id JOIN page_rows q ON q.id = u.page_id
WHERE q.status = 200 AND noindex(q.robots) AND t.target_id <> t.url_id
ORDER BY translation, s.url)"},

    Finding{"hreflang-code", "Codes that are no language", "Hreflang", Severity::kError,
            "A code of hreflang is a language of ISO 639-1, such as en, with a script or a region "
            "of ISO 3166-1 behind it if need be, such as en-GB, or x-default. en-UK, eng or a "
            "region alone mean nothing.",
            "Correct the code.",
            R"(SELECT s.url, t.lang, t.href
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
WHERE NOT is_hreflang(coalesce(t.lang, ''))
ORDER BY t.lang, s.url)"},

    Finding{
        "hreflang-several", "Several pages for one language", "Hreflang", Severity::kWarning,
        "The page names two different translations for the same code.", "Keep one of each.",
        R"(SELECT s.url, t.lang, count(DISTINCT coalesce(t.target_id, t.href)) AS pages, min(t.href) AS one, max(t.href) AS another
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
GROUP BY t.url_id, t.lang
HAVING count(DISTINCT coalesce(t.target_id, t.href)) > 1
ORDER BY pages DESC, s.url)"},

    Finding{"hreflang-no-self", "Pages that do not name themselves", "Hreflang", Severity::kNotice,
            "A set of translations has to hold the page itself too.",
            "Add the page to its own set.",
            R"(SELECT s.url, count(*) AS translations
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
WHERE NOT EXISTS (SELECT 1 FROM audit_hreflang o WHERE o.url_id = t.url_id AND o.target_id = t.url_id)
GROUP BY t.url_id
ORDER BY s.url)"},

    Finding{"hreflang-on-copies", "Hreflang on pages that name another as canonical", "Hreflang",
            Severity::kWarning,
            "The page leaves its place to another one, so search engines ignore the translations "
            "that it names.",
            "Have hreflang on the canonical page alone.",
            R"(SELECT a.url, p.canonical, count(*) AS translations
FROM audit_hreflang t JOIN audit_pages a ON a.page_id = t.page_id JOIN page_rows p ON p.id = a.page_id
WHERE NOT a.is_canonical
GROUP BY a.page_id
ORDER BY a.url)"},

    Finding{"hreflang-no-default", "Sets of translations without x-default", "Hreflang",
            Severity::kNotice,
            "Nothing says which page readers get whose language is not among the translations.",
            "Add x-default, mostly for the page in English or one to choose a language on.",
            R"(SELECT s.url, count(*) AS translations
FROM audit_hreflang t JOIN url_rows s ON s.id = t.url_id
GROUP BY t.url_id
HAVING sum(t.lang = 'x-default') = 0
ORDER BY translations DESC, s.url)"},

    Finding{"hreflang-missing", "Pages without translations on a site that has them", "Hreflang",
            Severity::kNotice, "Most pages of the host name their translations, these do not.",
            "Add hreflang where there is a translation.",
            R"(SELECT a.url, a.lang
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.is_whole
  AND a.url_id NOT IN (SELECT url_id FROM audit_hreflang)
  AND a.host_id IN (SELECT b.host_id FROM audit_pages b LEFT JOIN (SELECT DISTINCT url_id FROM audit_hreflang) t ON t.url_id = b.url_id
    GROUP BY b.host_id HAVING count(t.url_id) * 2 > count(*))
ORDER BY a.url)"},

    Finding{
        "hreflang-lang", "Pages in another language than hreflang says", "Hreflang",
        Severity::kWarning,
        "hreflang says of the page another language than the lang attribute on its html element.",
        "Correct the one that is wrong.",
        R"(SELECT a.url, a.lang, t.lang AS hreflang
FROM audit_hreflang t JOIN audit_pages a ON a.page_id = t.page_id
WHERE t.target_id = t.url_id AND t.lang <> 'x-default' AND trim(a.lang) <> ''
  AND NOT same_language(a.lang, t.lang)
ORDER BY a.url)"},

};

}  // namespace

std::span<const Finding> hreflang_findings() { return kHreflangFindings; }

}  // namespace explore
