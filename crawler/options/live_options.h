// Which options may change while a crawl runs, and how it does: those that only the loop's thread
// asks for. Thread: pure.
#pragma once

#include <string_view>
#include <vector>

#include "crawler/options/options.h"

namespace crawler {

// Takes over of `wanted` what may change: --delay, --per-host, --per-address, and of the hosts'
// sections all but include and exclude, which are also for the pages that are known. Gives the
// names of what is otherwise too, and stays as it was.
std::vector<std::string_view> change_while_running(Options& now, const Options& wanted);

}  // namespace crawler
