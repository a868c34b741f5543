// `crawl pull postgres://…`: a crawl that a fleet keeps in its server, as a file.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kPullUsage;

// See Command::run.
int run_pull(std::span<const char* const> words);

}  // namespace explore
