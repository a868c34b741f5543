// What a link names behind '#', as the store keeps it.
// Thread: pure. Errors: none.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "parser/page/link_kind.h"
#include "storage/store/records.h"

namespace crawler {

// Appends its record, if there is something to keep: what names no place does so only in a
// redirect. `written`: behind '#'; `place`: as FragmentRecord::place.
void add_fragment(std::string_view written, parser::LinkKind kind, int32_t place,
                  std::vector<storage::FragmentRecord>& fragments);

}  // namespace crawler
