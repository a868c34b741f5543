// crawl diff DB URL: what is between two versions of a page.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kDiffUsage;

// `words`: what stands behind "diff". Gives the exit status.
int run_diff(std::span<const char* const> words);

}  // namespace explore
