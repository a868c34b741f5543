// What the words behind "compare" ask for.
// Thread: pure.
#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>

#include "explore/command/arguments.h"
#include "explore/compare/differences.h"
#include "explore/compare/page_comparison.h"
#include "explore/rows/row_writer.h"

namespace explore {

struct CompareWishes {
  std::string problem;  // "" if there is none
  std::string old_path, new_path;
  ComparisonRules rules;
  std::bitset<kDifferenceKinds> kinds;
  bool is_migration = false;
  std::optional<Format> format;  // none: HTML
  bool is_raw_csv = false;
  std::string output;         // "-": standard output
  std::size_t most_rows = 0;  // of each list; 0: all
};

CompareWishes compare_wishes_of(const Arguments& arguments);

}  // namespace explore
