// crawl report DB: an audit of the crawl as one HTML file.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kReportUsage;

// `words`: what stands behind "report". Gives the exit status.
int run_report(std::span<const char* const> words);

}  // namespace explore
