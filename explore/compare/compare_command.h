// crawl compare OLD NEW: what is different between two crawls.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kCompareUsage;

// `words`: what stands behind "compare". Gives the exit status.
int run_compare(std::span<const char* const> words);

}  // namespace explore
