// Link texts that say nothing of what they lead to. Thread: pure.
#pragma once

#include <string_view>

namespace explore {

// "click here", "read more" and the like, in a few languages; whatever dots stand behind it.
bool is_vague_anchor(std::string_view anchor);

}  // namespace explore
