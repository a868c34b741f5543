// FileIdentity: whether a path still leads to the file that was opened. An open file continues to
// exist when its name is deleted or given to another file, and everything written to it is then
// lost.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ground/result.h"

namespace storage {

class FileIdentity {
 public:
  // Of the database at `path` and of its journal, if there is one now.
  explicit FileIdentity(const std::string& path);

  // Two system calls. kIo: one of them is not there any more, or is another file.
  ground::Result<void> check() const;
  // Size of the journal's file; 0 if there is none.
  uint64_t journal_bytes() const;

 private:
  struct File {
    std::string path;
    uint64_t device;
    uint64_t number;
  };
  std::string journal_;
  std::vector<File> files_;
};

}  // namespace storage
