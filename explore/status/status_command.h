// `crawl status postgres://…`: how the processes of a fleet are getting on.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kStatusUsage;

// See Command::run.
int run_status(std::span<const char* const> words);

}  // namespace explore
