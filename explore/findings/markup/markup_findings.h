// The findings that ask how pages are written (docs/schema.md: head_facts, headings, images …) and
// what their scripts make of them (resources, console_messages), a table for each file.
// Thread: any; constants.
#pragma once

#include <span>

#include "explore/audit/finding.h"

namespace explore {

std::span<const Finding> access_findings();
std::span<const Finding> element_findings();
std::span<const Finding> head_findings();
std::span<const Finding> heading_findings();
std::span<const Finding> image_findings();
std::span<const Finding> script_findings();

}  // namespace explore
