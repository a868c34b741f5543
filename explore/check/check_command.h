// `crawl check URL…` and `crawl check DB`: the gate for CI, and a link checker.
#pragma once

#include <span>
#include <vector>

#include "terminal/options/option.h"

namespace explore {

struct Usage;
extern const Usage kCheckUsage;

// See Command::run_crawling.
int run_check(std::span<const char* const> words,
              const std::vector<const terminal::Option*>& crawl_options);

}  // namespace explore
