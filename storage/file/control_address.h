// ControlAddress: the Unix socket by which the process that crawls into a database takes commands.
// It stands beside the file and is named after it ("crawl.db-control"), where links lead to, like
// its journal. An address has room for some hundred bytes, and folders may be deeper than that; so
// the folder is opened, and the address leads through its descriptor. Linux alone.
// Thread: one. Errors: kIo, in words. Lifetime: holds the folder open.
#pragma once

#include <string>

#include "ground/result.h"

namespace storage {

class ControlAddress {
 public:
  // kIo: its name is too long, or there is no such folder.
  static ground::Result<ControlAddress> of(const std::string& database_path);
  ~ControlAddress();
  ControlAddress(ControlAddress&& other) noexcept;
  ControlAddress& operator=(ControlAddress&&) = delete;

  const std::string& path() const { return path_; }

  // A socket that listens there and does not block, for its owner alone (mode 600). One that is
  // left from a process that was killed is replaced: the caller has the database's lock. What is no
  // socket stays where it is (kIo).
  ground::Result<int> listen() const;
  // A socket that is connected, with so long for each reading and writing. kIo: nobody listens.
  ground::Result<int> connect(int timeout_seconds) const;
  void remove() const;

 private:
  ControlAddress(int folder, std::string path, std::string name)
      : folder_(folder), path_(std::move(path)), name_(std::move(name)) {}

  int folder_;
  std::string path_;
  std::string name_;  // in the folder
};

}  // namespace storage
