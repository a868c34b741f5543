// Fault: one row of a finding, by what makes it the same fault in another run.
// Thread: values.
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace storage {

struct Fault {
  int64_t url = 0;     // id of the URL that it is about; 0: of none that is known by itself
  int64_t detail = 0;  // a hash of what else names it; 0: nothing does

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 sees a pointer in a defaulted <=>
  friend auto operator<=>(const Fault&, const Fault&) = default;
};

// A finding, as it was asked.
struct AskedFinding {
  std::string_view name, severity;
  int64_t question = 0;  // a hash of its SQL: another question gives other rows of the same pages
};

}  // namespace storage
