// IgnoreList: rows that are known and meant to be so, each with a reason and, if it is to be looked
// at again, an end date. What is ignored is counted, never forgotten: an entry that has ended
// ignores nothing, and one that no row needed is told.
//
//   [[ignore]]
//   finding = "broken-external-links"   # one of these two, or both
//   url = 'linkedin\.com/'              # RE2, anywhere in a URL of the row
//   reason = "answers 999 to programs"
//   until = 2027-01-31                  # the last day
// Thread: one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/check/outcome.h"
#include "explore/findings/findings.h"
#include "ground/result.h"

namespace explore {

class IgnoreList {
 public:
  IgnoreList();
  ~IgnoreList();
  IgnoreList(IgnoreList&&) noexcept;
  IgnoreList& operator=(IgnoreList&&) noexcept;

  // `today`: "2026-11-30". Errors: unreadable (kIo); a mistake in it, with its line (kQuery).
  static ground::Result<IgnoreList> read(const std::string& path, std::string_view today,
                                         std::span<const Finding> known);
  static ground::Result<IgnoreList> parse(std::string_view text, std::string_view name,
                                          std::string_view today, std::span<const Finding> known);

  // The reason of the first entry that ignores such a row, which counts it; null: none does.
  const std::string* ignores(std::string_view finding, std::span<const std::string_view> urls);

  // What came of each entry, in the order of the file.
  std::vector<IgnoreUse> uses() const;

 private:
  struct Entry;
  std::vector<Entry> entries_;
};

}  // namespace explore
