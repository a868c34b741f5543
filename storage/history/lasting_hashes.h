// LastingHashes of what is left of a page. Thread: pure. Errors: none but bad_alloc.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "storage/store/records.h"

namespace storage {

struct LastingContent {
  struct Item {
    uint8_t syntax = 0;  // see StructuredRecord
    std::string_view json;
  };
  std::string_view title, description, text;
  std::vector<std::string_view> links;  // targets; in any order
  std::vector<Item> structured;         // likewise
};

// Equal for two that hold the same, see passing_parts.
LastingHashes lasting_hashes(const LastingContent& content);

}  // namespace storage
