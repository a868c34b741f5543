// Findings: what an auditor looks for in a crawl, each as the SQL that lists it. Reports and the
// application show the same ones. Adding one: its entry in the table of its group,
// findings_*.cc.
// Thread: any; constants.
#pragma once

#include <span>
#include <string_view>

namespace explore {

enum class Severity {
  kError,    // visitors or search engines run into it
  kWarning,  // likely to harm
  kNotice,   // may be meant so
  kFact,     // no fault at all, good to know
};

struct Finding {
  std::string_view id;     // "broken-links": in addresses and file names, kept for ever
  std::string_view title;  // "Links to broken URLs"
  std::string_view group;  // "Links"
  Severity severity = Severity::kNotice;
  std::string_view meaning;  // what it is and why it matters
  std::string_view remedy;   // what to do
  // One statement, as it stands for `crawl query`, also between double quotes in a shell. A row for
  // each thing found, the worst first; columns are named for people.
  std::string_view sql;
};

// Group by group, in the order to be shown in.
std::span<const Finding> findings();

// The finding of that id, or null.
const Finding* find_finding(std::string_view id);

// "error", "warning", "notice", "fact".
std::string_view name_of(Severity severity);

// The tables, one for each file.
std::span<const Finding> access_findings();
std::span<const Finding> anchor_findings();
std::span<const Finding> caching_findings();
std::span<const Finding> check_findings();
std::span<const Finding> content_findings();
std::span<const Finding> delivery_findings();
std::span<const Finding> directive_findings();
std::span<const Finding> element_findings();
std::span<const Finding> head_findings();
std::span<const Finding> heading_findings();
std::span<const Finding> hreflang_findings();
std::span<const Finding> image_findings();
std::span<const Finding> indexing_findings();
std::span<const Finding> link_findings();
std::span<const Finding> pagination_findings();
std::span<const Finding> privacy_findings();
std::span<const Finding> response_findings();
std::span<const Finding> robots_findings();
std::span<const Finding> security_findings();
std::span<const Finding> sitemap_findings();
std::span<const Finding> structured_findings();
std::span<const Finding> text_findings();
std::span<const Finding> title_findings();
std::span<const Finding> url_findings();

}  // namespace explore
