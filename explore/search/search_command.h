// `crawl search DB WORDS`: the pages that say something.
#pragma once

#include <span>

namespace explore {

// See Command::run.
int run_search(std::span<const char* const> words);

}  // namespace explore
