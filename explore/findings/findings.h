// The findings of the program. Reports and the application show the same ones. Adding one: its
// entry in the table of its group, findings_*.cc; what is asked of markup has a room of its own.
// Thread: any; constants.
#pragma once

#include <span>
#include <string_view>

#include "explore/audit/finding.h"

namespace explore {

// Group by group, in the order to be shown in.
std::span<const Finding> findings();

// The finding of that id, or null.
const Finding* find_finding(std::string_view id);

// The tables, one for each file here.
std::span<const Finding> anchor_findings();
std::span<const Finding> caching_findings();
std::span<const Finding> check_findings();
std::span<const Finding> content_findings();
std::span<const Finding> delivery_findings();
std::span<const Finding> directive_findings();
std::span<const Finding> hreflang_findings();
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
