#include "storage/sqlite/journal_watch.h"

#include <fmt/format.h>

namespace storage {

std::optional<std::string> JournalWatch::see(uint64_t bytes) {
  if (bytes < next_) return std::nullopt;
  while (next_ <= bytes) next_ *= 2;
  constexpr int kGibShift = 30;
  return fmt::format(
      "the database's journal (-wal) has grown to {} GB: another program has been reading the "
      "database for a long time; close it, and the journal is merged",
      bytes >> kGibShift);
}

}  // namespace storage
