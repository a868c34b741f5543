// Tries rules on one page: its rows are shown, and nothing is stored.
// Thread: main.
#pragma once

#include <string>

#include "ground/result.h"
#include "parser/extract/rules.h"

namespace explore {

struct Trial {
  std::string page;        // a file of HTML, or a URL
  std::string url;         // what a file is taken for; "": all tables are for it
  std::string db;          // where a URL is looked for
  bool may_fetch = false;  // a URL that isn't there
  std::string config;      // crawl's options for that, "" for none
};

// Gives the exit status. Errors: no such page, or of the file or database it should come from;
// kInterrupted.
ground::Result<int> try_page(const Trial& trial, const parser::Rules& rules);

}  // namespace explore
