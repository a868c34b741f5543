// VersionDelta: what a version of a page consisted of, as what it has otherwise than the one that
// came next.
// Thread: one for each. Errors: std::runtime_error if zstd has no memory; what is no delta of these
// parts is nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "storage/history/delta.h"
#include "storage/history/page_parts.h"

namespace storage {

class VersionDelta {
 public:
  // `next`: nullptr for one that stands alone.
  std::string make(const PageParts& parts, const PageParts* next);

  // What make() was given, in this version of the program or an earlier one. Nothing, too, if that
  // is more than `max_bytes`.
  std::optional<PageParts> apply(std::string_view delta, const PageParts* next,
                                 std::size_t max_bytes);

 private:
  Delta delta_;
};

}  // namespace storage
