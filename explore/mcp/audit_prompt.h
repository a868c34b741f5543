// The prompts that a client may offer its user. Thread: pure.
#pragma once

#include "explore/mcp/mcp_json.h"

namespace explore {

// The result of prompts/list.
Json prompt_list();
// That of prompts/get, null if there is none of that name.
Json prompt_named(const Json& name);

}  // namespace explore
