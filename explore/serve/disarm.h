// Makes a stored page safe to look at: elements that would run or fetch something do neither.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// For a frame that is sandboxed and whose policy allows nothing, which hold without this too. But
// browsers open connections ahead for what they will then not load: for links to other files, for
// frames, and for links that are clicked. So these lose where they lead; scripts become data.
std::string disarmed(std::string_view html);

}  // namespace explore
