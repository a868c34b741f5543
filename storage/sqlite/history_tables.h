// The tables of what was: visits, versions of pages, changes, when a URL is due again. Empty in the
// file of a crawl that was never updated. docs/schema.md explains them.
#pragma once

#include <string_view>

namespace storage {

// Since version 9. In SQL.
std::string_view tables_of_history();

}  // namespace storage
