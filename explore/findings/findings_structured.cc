// Structured data: whether it can be read, and whether it has what search engines ask for. The
// rules of each type are in explore/audit/rich_results.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kStructuredFindings{
    Finding{"structured-unreadable", "Structured data that can not be read", "Structured data",
            Severity::kError,
            "A script with JSON-LD is no JSON, also after common mistakes are mended, so nobody "
            "reads it.",
            "Correct the JSON where the column says; mostly a comma or a quote within a text.",
            R"(SELECT u.url, s.json ->> 'error' AS problem, s.json ->> 'at' AS at_byte
FROM audit_items i JOIN structured_rows s ON s.page_id = i.page_id AND s.position = i.position
JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.problem IS NOT NULL AND p.status = 200
ORDER BY problem, u.url)"},

    Finding{"structured-untyped", "Structured data without a type", "Structured data",
            Severity::kNotice, "An item of JSON-LD has no @type, so nobody knows what it is about.",
            "Give it a type of schema.org.",
            R"(SELECT u.url, substr(s.json, 1, 100) AS begins_with
FROM audit_items i JOIN structured_rows s ON s.page_id = i.page_id AND s.position = i.position
JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.syntax = 'json-ld' AND i.type IS NULL AND i.problem IS NULL AND p.status = 200 AND s.json ->> '@id' IS NULL AND s.json ->> '@graph' IS NULL
ORDER BY u.url)"},

    Finding{"structured-missing", "Pages without structured data", "Structured data",
            Severity::kNotice,
            "Most pages of the host have JSON-LD, microdata or RDFa, these have none.",
            "Add it to the template that lacks it.",
            R"(SELECT a.url
FROM audit_pages a
WHERE a.is_canonical AND NOT a.is_noindex AND a.is_whole AND a.page_id NOT IN (SELECT page_id FROM audit_items)
  AND a.host_id IN (SELECT b.host_id FROM audit_pages b LEFT JOIN (SELECT DISTINCT page_id FROM audit_items) i ON i.page_id = b.page_id
    GROUP BY b.host_id HAVING count(i.page_id) * 2 > count(*))
ORDER BY a.url)"},

    Finding{"rich-product", "Products that lack what prices need", "Structured data",
            Severity::kWarning,
            "Product needs a name, one of offers, review and aggregateRating, and each offer a "
            "price and its currency. Search engines then show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'Product' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-breadcrumb", "Breadcrumbs that lack something", "Structured data",
            Severity::kWarning,
            "Each element of a BreadcrumbList needs a position and a name. Search engines then "
            "show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'BreadcrumbList' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-faq", "Questions without an answer", "Structured data", Severity::kWarning,
            "FAQPage and QAPage need questions, each with its name and an answer. Search engines "
            "then show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich IN ('FAQPage', 'QAPage') AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-event", "Events that lack something", "Structured data", Severity::kWarning,
            "Event needs a name, startDate and location. Search engines then show the page as any "
            "other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'Event' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-recipe", "Recipes that lack something", "Structured data", Severity::kWarning,
            "Recipe needs a name and an image. Search engines then show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'Recipe' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-job", "Job postings that lack something", "Structured data", Severity::kWarning,
            "JobPosting needs title, description, datePosted, hiringOrganization, and a place with "
            "an address or jobLocationType. Search engines then show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'JobPosting' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-video", "Videos that lack something", "Structured data", Severity::kWarning,
            "VideoObject needs name, thumbnailUrl and uploadDate. Search engines then show the "
            "page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'VideoObject' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-business", "Local businesses that lack something", "Structured data",
            Severity::kWarning,
            "LocalBusiness needs a name and an address. Search engines then show the page as any "
            "other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'LocalBusiness' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{
        "rich-review", "Reviews that lack something", "Structured data", Severity::kWarning,
        "A review needs author, reviewRating and itemReviewed, a rating of many its value, their "
        "number and itemReviewed. Search engines then show the page as any other.",
        "Add what is missing; where the review stands within the item, itemReviewed is not needed.",
        R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
JOIN structured_rows s ON s.page_id = i.page_id AND s.position = i.position
WHERE i.rich IN ('Review', 'AggregateRating') AND i.missing IS NOT NULL AND p.status = 200
  AND NOT (i.missing = 'itemReviewed' AND s.json ->> '@id' IS NOT NULL
    AND EXISTS (SELECT 1 FROM structured_rows o WHERE o.page_id = i.page_id AND o.position <> i.position
      AND instr(o.json, char(34) || '@id' || char(34) || ':' || json_quote(s.json ->> '@id')) > 0))
ORDER BY i.missing, u.url)"},

    Finding{"rich-software", "Software that lacks something", "Structured data", Severity::kWarning,
            "SoftwareApplication needs name, offers with a price (0 if it is free), and a rating "
            "or review. Search engines then show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'SoftwareApplication' AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-course", "Courses and datasets that lack something", "Structured data",
            Severity::kWarning,
            "Course and Dataset need a name and a description. Search engines then show the page "
            "as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich IN ('Course', 'Dataset') AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-forum", "Profiles and posts that lack something", "Structured data",
            Severity::kWarning,
            "A post in a forum needs author, datePublished and a text, image or video, a profile "
            "whom it is about. Search engines then show the page as any other.",
            "Add what is missing.",
            R"(SELECT u.url, i.type, i.missing AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich IN ('DiscussionForumPosting', 'ProfilePage') AND i.missing IS NOT NULL AND p.status = 200
ORDER BY i.missing, u.url)"},

    Finding{"rich-article", "Articles that lack something", "Structured data", Severity::kNotice,
            "For articles headline, image, datePublished and author with a name are recommended: "
            "with them results show picture, date and name.",
            "Add what the page knows.",
            R"(SELECT u.url, i.type, i.recommended AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich = 'Article' AND i.recommended IS NOT NULL AND p.status = 200
ORDER BY i.recommended, u.url)"},

    Finding{"rich-organization", "Organizations and sites that lack something", "Structured data",
            Severity::kNotice,
            "For organizations name, url and logo are recommended, for a WebSite its name and url: "
            "by them search engines tell who is behind the site.",
            "Add what is missing, on the home page at least.",
            R"(SELECT u.url, i.type, i.recommended AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich IN ('Organization', 'WebSite') AND i.recommended IS NOT NULL AND p.status = 200
ORDER BY i.recommended, u.url)"},

    Finding{"rich-recommended", "Structured data that could say more", "Structured data",
            Severity::kNotice,
            "Properties that search engines recommend are missing. Nothing is refused for it, and "
            "less is shown.",
            "Add what the page knows.",
            R"(SELECT u.url, i.type, i.recommended AS missing, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.rich NOT IN ('Article', 'Organization', 'WebSite') AND i.recommended IS NOT NULL AND p.status = 200
ORDER BY i.recommended, u.url)"},

    Finding{"structured-dates", "Dates in structured data that can not be read", "Structured data",
            Severity::kWarning,
            "A date is not written as ISO 8601 has it: 2026-11-30, or with a time behind it.",
            "Correct the form of the date.",
            R"(SELECT u.url, i.type, i.wrong, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.wrong LIKE '%ISO 8601%' AND p.status = 200
ORDER BY i.wrong, u.url)"},

    Finding{"structured-prices", "Prices in structured data that can not be read",
            "Structured data", Severity::kWarning,
            "A price is no plain number with a point for the decimals, or its currency is no code "
            "of three letters.",
            "Write 1299.90 and EUR.",
            R"(SELECT u.url, i.type, i.wrong, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.wrong LIKE '%price%' AND p.status = 200
ORDER BY i.wrong, u.url)"},

    Finding{"structured-ratings", "Ratings beyond their scale", "Structured data",
            Severity::kWarning,
            "ratingValue is greater than bestRating, which is 5 if nothing is said, or less than "
            "worstRating.",
            "Correct the value, or name the scale.",
            R"(SELECT u.url, i.type, i.wrong, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.wrong LIKE '%ratingValue%' AND p.status = 200
ORDER BY i.wrong, u.url)"},

    Finding{"structured-addresses", "Addresses in structured data that are not whole",
            "Structured data", Severity::kNotice,
            "thumbnailUrl, contentUrl, embedUrl or sameAs is no whole http address.",
            "Write the address with https:// and the host.",
            R"(SELECT u.url, i.type, i.wrong, i.syntax
FROM audit_items i JOIN page_rows p ON p.id = i.page_id JOIN url_rows u ON u.id = p.url_id
WHERE i.wrong LIKE '%whole URL%' AND p.status = 200
ORDER BY i.wrong, u.url)"},

};

}  // namespace

std::span<const Finding> structured_findings() { return kStructuredFindings; }

}  // namespace explore
