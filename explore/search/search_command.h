// `crawl search DB WORDS`: the pages that say something.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kSearchUsage;

// See Command::run.
int run_search(std::span<const char* const> words);

}  // namespace explore
