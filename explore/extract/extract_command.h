// `crawl extract DB --extract rules.toml`: rules on the pages that are stored.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kExtractUsage;

// See Command::run.
int run_extract(std::span<const char* const> words);

}  // namespace explore
