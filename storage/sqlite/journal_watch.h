// JournalWatch: warns when the database's journal grows because a program that is reading keeps it
// from being merged. Thread: one owner.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace storage {

class JournalWatch {
 public:
  // The journal has so many bytes now. A warning when it passes 1 GiB, and each time it has doubled
  // since.
  std::optional<std::string> see(uint64_t bytes);

 private:
  // Sixteen times the size at which it is merged: no crawl comes there by itself.
  uint64_t next_ = uint64_t{1} << 30;
};

}  // namespace storage
