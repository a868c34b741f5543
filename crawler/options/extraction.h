// The rules of --extract, and the tables that they fill.
// Thread: main; the rules are then read by all workers.
#pragma once

#include <string>
#include <vector>

#include "crawler/options/options.h"
#include "parser/extract/rules.h"
#include "storage/store/records.h"
#include "storage/store/store.h"

namespace crawler {

struct Extraction {
  parser::Rules rules;
  std::vector<storage::UserTable> tables;
  std::string problem;  // with the place, "" if there is none
};

// `reserved`: names that no table may have, in lower case.
Extraction read_extraction(const std::string& path, const std::vector<std::string>& reserved);

// A crawl that goes on asks its rules of the pages that come: words about those that are there, and
// about URLs that earlier rules did not follow; "" if there are none.
std::string what_rules_missed(const Options& options, const parser::Rules& rules,
                              storage::Store& store);

}  // namespace crawler
