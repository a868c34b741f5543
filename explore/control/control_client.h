// Asks a crawl that runs, by the socket beside its database. Thread: any that may block.
#pragma once

#include <string>
#include <string_view>

#include "ground/result.h"

namespace explore {

// To bring back what was left out may take so long.
inline constexpr int kControlPatience = 60;  // seconds

// The answer to one command, a line of JSON without its end; waits for each part of it no longer
// than `patience` seconds. Errors: kIo: it is no database of a
// crawl, no crawl runs on it, or it did not answer; kNotOurs: it is none that takes commands.
ground::Result<std::string> ask_crawl(const std::string& database, std::string_view command,
                                      int patience = kControlPatience);

}  // namespace explore
