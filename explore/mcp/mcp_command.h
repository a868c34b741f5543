// crawl mcp DB: answers language models, by the Model Context Protocol over standard input and
// output.
// Thread: main.
#pragma once

#include <span>

namespace explore {

struct Usage;
extern const Usage kMcpUsage;

// `words`: what stands behind "mcp". Gives the exit status.
int run_mcp(std::span<const char* const> words);

}  // namespace explore
