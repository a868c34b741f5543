// What SQLite's result codes, plain or extended, mean to us and to people. Thread: any.
#pragma once

#include <string_view>

#include "ground/result.h"

namespace storage {

// kInternal: of a statement rather than of the ground it stands on.
ground::ErrorCode code_of(int sqlite_code);

// What people can do about it; `reads_only`: those for whom nothing is to be written.
std::string_view remedy_of(int sqlite_code, bool reads_only);

}  // namespace storage
