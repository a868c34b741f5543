// A file that exists completely or not at all: it is written under a temporary name next to its
// own, and renamed at the end.
// Thread: one. Lifetime: a file that was not committed is removed with its NewFile; one whose
// process was killed, by the next NewFile of that name (a lock tells that nobody writes to it).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ground/result.h"

namespace explore {

class NewFile {
 public:
  // What stands at `path` stays until commit(); a link there is followed, and what is no regular
  // file (a pipe, a device) is written to as it is.
  // Errors (kIo), each with the remedy: no such folder, may not write, a folder of that name; a
  // database stands there, or beside it one whose journal or lock has that name: these are never
  // overwritten.
  static ground::Result<std::unique_ptr<NewFile>> create(const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // Errors (kIo): the disk is full, the reader of a pipe has gone. From the first on nothing more
  // is written, and commit() fails too.
  ground::Result<void> write(std::string_view bytes);
  // For one who writes to it in a way of its own, to whom write() and its errors are nothing then.
  int fd() const { return fd_; }
  // True of a pipe or a device.
  bool is_in_place() const { return passing_.empty(); }
  // The path, links followed.
  const std::string& path() const { return path_; }
  // On the disk, and under its name.
  ground::Result<void> commit() { return commit_as(path_); }
  // The same under another name in the same folder.
  ground::Result<void> commit_as(const std::string& path);

 private:
  NewFile(std::string path, std::string passing, int fd)
      : path_(std::move(path)), passing_(std::move(passing)), fd_(fd) {}
  ground::Result<void> fail(int why);

  std::string path_;
  std::string passing_;  // "" where path_ itself is written to
  int fd_;
  bool has_failed_ = false;
};

}  // namespace explore
