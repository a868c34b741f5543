// crawl query DB [SQL]: answers to SQL as a table, CSV or JSON.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kQueryUsage;

// `words`: what stands behind "query". Gives the exit status.
int run_query(std::span<const char* const> words);

}  // namespace explore
