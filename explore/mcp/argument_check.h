// Arguments of a tool, held against its schema. Of JSON Schema only what the schemas here use:
// type (string, integer, boolean), enum, maxLength, minimum, maximum, required, and that nothing
// else may be there. Thread: pure.
#pragma once

#include <string>

#include "explore/mcp/mcp_json.h"

namespace explore {

// What is wrong with them, in words that help to do better, or "".
std::string problem_of_arguments(const Json& arguments, const Json& schema);

}  // namespace explore
