// The tables of updates and history in a PostgreSQL database, in the schema `crawl`: what
// postgres_schema makes and names. docs/schema.md explains them to users.
// Thread: constants.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace storage {

// May be repeated: for databases that are made now, and for those that were made before.
std::string_view postgres_history_tables();

// Without their schema.
std::span<const std::string_view> postgres_history_table_names();

}  // namespace storage
