// The tables that findings are kept in from run to run. docs/schema.md explains them.
#pragma once

#include <string_view>

namespace storage {

// Since version 9. In SQL.
std::string_view tables_of_findings();

}  // namespace storage
