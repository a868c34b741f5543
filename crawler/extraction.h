// The rules of --extract, and the tables that they fill.
// Thread: main; the rules are then read by all workers.
#pragma once

#include <string>
#include <vector>

#include "parser/extract/rules.h"
#include "storage/records.h"

namespace crawler {

struct Extraction {
  parser::Rules rules;
  std::vector<storage::UserTable> tables;
  std::string problem;  // with the place, "" if there is none
};

Extraction read_extraction(const std::string& path);

}  // namespace crawler
