// crawl show DB URL: all that is known of one URL, or its raw HTML, text, headers or links.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kShowUsage;

// `words`: what stands behind "show". Gives the exit status.
int run_show(std::span<const char* const> words);

}  // namespace explore
