// `crawl reread DB`: what this version makes of pages, of those that an older one has stored.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kRereadUsage;

// See Command::run.
int run_reread(std::span<const char* const> words);

}  // namespace explore
