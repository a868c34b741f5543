// `crawl export DB`: a crawl's pages as a file for other programs.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kExportUsage;

// See Command::run.
int run_export(std::span<const char* const> words);

}  // namespace explore
