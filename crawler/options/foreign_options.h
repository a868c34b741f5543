// What other programs (curl, wget, Scrapy and the like) call what we have: for the message to one
// who types it from habit.
// Thread: constants.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "terminal/options/option.h"

namespace crawler {

// "unknown option -H (did you mean --header?)". `word`: as it was typed, "-H", "--depth", "-l5"; in
// a file "depth". Names what another program calls so, else the nearest of `options`.
std::string unknown_crawl_option(std::string_view word,
                                 const std::vector<const terminal::Option*>& options);

}  // namespace crawler
