// crawl serve DB: the crawl as a small web application on this machine.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kServeUsage;

// `words`: what stands behind "serve". Gives the exit status.
int run_serve(std::span<const char* const> words);

}  // namespace explore
