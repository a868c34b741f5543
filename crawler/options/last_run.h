// What a file says of the crawl that filled it, for one who goes on with it.
// Thread: main, before the file is opened to write.
#pragma once

#include <string>
#include <vector>

#include "ground/result.h"

namespace crawler {

struct LastRun {
  std::string options;             // options_json() of the last run, "" if there was none
  std::vector<std::string> seeds;  // the URLs that were given and not found, in their order
};

// Reads each URL once. Errors: see Reader::open.
ground::Result<LastRun> read_last_run(const std::string& path);

}  // namespace crawler
