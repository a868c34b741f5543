// A run of gumbo in an arena, with a limit on memory, on CPU time and on depth. It may be left at
// any allocation; its tree is then what was built up to there. Thread: any, the arena belongs to
// it. Errors: GumboTree::end; none of gumbo's faults ends the program. Lifetime: the tree lives in
// the arena and views the text.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "ground/arena.h"

namespace parser {

// Browsers stop at 512 (Blink: kMaximumHTMLParserDOMTreeDepth) and let deeper elements be siblings.
// The end of a file costs gumbo the square of the depth if templates are open, 1 s here.
inline constexpr std::size_t kMaxOpenElements = 10'240;

enum class HtmlEnd {
  kComplete,
  kArena,  // max_arena_bytes reached, or the system has no memory left
  kTime,   // max_time reached, or certain to be passed by what the page has left
  kDepth,  // more than kMaxOpenElements were open at once
  kFault,  // gumbo found itself in a state that it holds to be impossible
};

struct GumboTree {
  HtmlEnd end = HtmlEnd::kComplete;
  const void* document = nullptr;  // a GumboNode, or null if there is no tree
  std::size_t most_nodes = 0;      // a bound on the nodes of the tree
};

// `text` is valid UTF-8.
GumboTree run_gumbo(ground::Arena& arena, std::string_view text,
                    std::chrono::milliseconds max_time);

}  // namespace parser
