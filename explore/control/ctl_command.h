// `crawl ctl`: steers a crawl that runs.
#pragma once

#include <span>

#include "explore/command/arguments.h"

namespace explore {

extern const Usage kCtlUsage;
int run_ctl(std::span<const char* const> words);

}  // namespace explore
