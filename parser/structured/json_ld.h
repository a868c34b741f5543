// JSON-LD in scripts as it occurs on pages, with its common mistakes.
// Thread: pure.
#pragma once

#include <string_view>
#include <vector>

#include "parser/structured/structured.h"

namespace parser {

// Appends each object of a script: the one it is, those of its arrays, those of a @graph. Numbers
// keep their digits. Mended are comments and CDATA around it, comments in it, control characters in
// strings, commas before a closing bracket, a semicolon at the end. What still can't be read is
// {"error": words, "at": byte}.
void read_json_ld(std::string_view script, std::vector<StructuredItem>& items);

// A type or a name without the address of schema.org.
std::string_view without_schema_org(std::string_view name);

}  // namespace parser
