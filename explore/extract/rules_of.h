// Reads a file of rules for the commands.
// Thread: pure but for reading the file.
#pragma once

#include <string>
#include <vector>

#include "ground/result.h"
#include "parser/extract/extractor.h"
#include "parser/extract/rules.h"
#include "storage/store/records.h"

namespace explore {

// Errors: unreadable (kIo); no rules, with line and column (kQuery).
ground::Result<parser::Rules> read_rules_of(const std::string& path);

std::vector<storage::UserTable> user_tables(const parser::Rules& rules);

storage::PageTables page_tables(std::string url, const parser::Extracted& extracted);

}  // namespace explore
