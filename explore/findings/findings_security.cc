// What the headers of pages say to browsers about security. A server mostly says the same of all
// its pages, so each is a line for a site, with one page for example.
#include <array>

#include "explore/findings/findings.h"

namespace explore {
namespace {

constexpr std::array kSecurityFindings{
    Finding{
        "hsts-missing", "Sites without HSTS", "Security", Severity::kNotice,
        "Pages on https come without a Strict-Transport-Security header, so a browser that is "
        "given an http address goes there first, where others can read and change what is sent.",
        "Send Strict-Transport-Security: max-age=31536000 with every answer on https.",
        R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.is_https AND a.hsts IS NULL
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "hsts-short", "HSTS for too short a time", "Security", Severity::kNotice,
        "Strict-Transport-Security holds for less than half a year, or is switched off by "
        "max-age=0: whoever comes back later is unprotected again.",
        "Set max-age to a year (31536000), once all of the site works on https.",
        R"(SELECT h.origin AS site, a.hsts AS header, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.is_https AND a.hsts IS NOT NULL
  AND CAST(replace(substr(a.hsts, instr(lower(a.hsts), 'max-age=') + 8), char(34), '') AS INTEGER) < 15552000
GROUP BY a.host_id, a.hsts
ORDER BY pages DESC, site)"},

    Finding{"csp-missing", "Sites without a Content-Security-Policy", "Security", Severity::kNotice,
            "The pages come without a Content-Security-Policy header, so a script that somebody "
            "manages to put into a page runs. A policy in a meta element is not seen here.",
            "Begin with Content-Security-Policy-Report-Only, and enforce the policy once nothing "
            "that is needed is reported.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.csp IS NULL AND a.csp_report_only IS NULL
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "csp-unsafe", "Content-Security-Policy that lets any script run", "Security",
        Severity::kNotice,
        "The policy allows inline scripts without a nonce or hash, eval, or scripts from any "
        "site. Against scripts that were put into a page it then protects little.",
        "Give scripts a nonce or hash, and take unsafe-inline, unsafe-eval and * out of "
        "script-src.",
        R"(SELECT h.origin AS site, a.script_policy, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND (a.script_policy REGEXP '''unsafe-eval''|\s(\*|https?:)(\s|\z)' OR (a.script_policy LIKE '%''unsafe-inline''%'
    AND NOT a.script_policy REGEXP '''(nonce-|sha(256|384|512)-|strict-dynamic'')'))
GROUP BY a.host_id, a.script_policy
ORDER BY pages DESC, site)"},

    Finding{"csp-report-only", "Content-Security-Policy that is only reported", "Security",
            Severity::kNotice,
            "There is a policy for reports alone and none that browsers enforce.",
            "Once the reports are quiet, send the policy as Content-Security-Policy.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.csp IS NULL AND a.csp_report_only IS NOT NULL
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{"nosniff-missing", "Sites without X-Content-Type-Options", "Security",
            Severity::kNotice,
            "Without X-Content-Type-Options: nosniff a browser may take a file for something else "
            "than its type says, and run what was meant to be text or an image.",
            "Send X-Content-Type-Options: nosniff with every answer.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND lower(trim(coalesce(a.content_type_options, ''))) <> 'nosniff'
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{"framing-allowed", "Sites that any other may show in a frame", "Security",
            Severity::kNotice,
            "Neither X-Frame-Options nor frame-ancestors in a Content-Security-Policy says who may "
            "show the pages in a frame, so clicks in them can be hijacked.",
            "Send Content-Security-Policy: frame-ancestors 'self', unless others are to embed the "
            "pages.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.frame_options IS NULL AND coalesce(a.csp, '') NOT LIKE '%frame-ancestors%'
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "framing-unknown", "X-Frame-Options that browsers ignore", "Security", Severity::kWarning,
        "X-Frame-Options has a value that browsers do not know, such as ALLOW-FROM, or two "
        "different ones, so it may protect nothing.",
        "Use DENY or SAMEORIGIN, or frame-ancestors in a Content-Security-Policy.",
        R"(SELECT h.origin AS site, a.frame_options AS header, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.frame_options IS NOT NULL
  AND lower(trim(a.frame_options)) NOT IN ('deny', 'sameorigin', 'deny, deny', 'sameorigin, sameorigin')
  AND coalesce(a.csp, '') NOT LIKE '%frame-ancestors%'
GROUP BY a.host_id, a.frame_options
ORDER BY pages DESC, site)"},

    Finding{"referrer-policy-missing", "Sites without a Referrer-Policy", "Security",
            Severity::kNotice,
            "No Referrer-Policy header says how much of a page's address other sites are told. "
            "Browsers of today then send the site alone, older ones all of the address.",
            "Send Referrer-Policy: strict-origin-when-cross-origin, or a stricter one.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.referrer_policy IS NULL
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "referrer-policy-open", "Referrer-Policy that tells whole addresses", "Security",
        Severity::kWarning,
        "The policy lets browsers tell other sites the whole address of a page, with what "
        "stands in its query.",
        "Use strict-origin-when-cross-origin, or a stricter one.",
        R"(SELECT h.origin AS site, a.referrer_policy AS header, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.referrer_policy REGEXP '(?i)(^|,)\s*(unsafe-url|no-referrer-when-downgrade)\s*\z'
GROUP BY a.host_id, a.referrer_policy
ORDER BY pages DESC, site)"},

    Finding{"permissions-policy-missing", "Sites without a Permissions-Policy", "Security",
            Severity::kNotice,
            "No Permissions-Policy header says that pages, and frames in them, need no camera, "
            "microphone or location.",
            "Send Permissions-Policy with what the site does not use, such as camera=(), "
            "microphone=(), geolocation=().",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.permissions_policy IS NULL
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{"cors-any", "Pages that scripts of any site may read", "Security", Severity::kNotice,
            "HTML comes with Access-Control-Allow-Origin: *, so scripts of every site may read it. "
            "For pages that anybody may see this does no harm; for those inside a network it does.",
            "Send the header with what other sites are to read alone, such as fonts and APIs.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND trim(a.cors_origin) = '*'
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

    Finding{
        "cors-credentials", "CORS that allows any site and credentials", "Security",
        Severity::kWarning,
        "Access-Control-Allow-Origin is * or null, and Access-Control-Allow-Credentials is true. "
        "Browsers refuse the first, and the second lets a page without an origin read what a "
        "logged-in visitor sees.",
        "Name the sites that may read with credentials, one by one.",
        R"(SELECT h.origin AS site, a.cors_origin AS allowed, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE trim(a.cors_origin) IN ('*', 'null') AND lower(trim(a.cors_credentials)) = 'true'
GROUP BY a.host_id, a.cors_origin
ORDER BY pages DESC, site)"},

    Finding{"opener-policy-missing", "Sites without a Cross-Origin-Opener-Policy", "Security",
            Severity::kNotice,
            "Without Cross-Origin-Opener-Policy a site that opens a page in a window, or is opened "
            "by it, keeps a hold on that window.",
            "Send Cross-Origin-Opener-Policy: same-origin, or same-origin-allow-popups.",
            R"(SELECT h.origin AS site, count(*) AS pages, min(a.url) AS for_example
FROM audit_headers a JOIN host_rows h ON h.id = a.host_id
WHERE a.is_html AND a.is_https AND a.opener_policy IS NULL
GROUP BY a.host_id
ORDER BY pages DESC, site)"},

};

}  // namespace

std::span<const Finding> security_findings() { return kSecurityFindings; }

}  // namespace explore
