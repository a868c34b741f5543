// What a database says of the crawl that filled it, for one who goes on with it.
// Thread: any; plain data.
#pragma once

#include <string>
#include <vector>

namespace storage {

struct LastRun {
  std::string options_json;        // as begin_run() was given it, "" if there was no run
  std::vector<std::string> seeds;  // the URLs that were given and not found, in their order
};

}  // namespace storage
