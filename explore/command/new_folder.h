// A folder of files that exists completely or not at all: it is written under a temporary name next
// to its own, and renamed at the end.
// Thread: one. Lifetime: a folder that was not committed is removed with its NewFolder; one whose
// process was killed, by the next NewFolder of that name (a lock tells that nobody writes to it).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ground/result.h"

namespace explore {

class NewFolder {
 public:
  // What stands at `path` stays until commit(); a link there is followed. It may be nothing, an
  // empty folder, or a folder that a NewFolder made and nobody put other files into: they end with
  // `ending`, but for a mark and texts (.txt) that are not in folders of it. Without an ending it
  // may be nothing or an empty folder: which files are of an export can't be told then.
  // Errors (kIo), each with the remedy: it is something else; the folder around it is not there or
  // may not be written to.
  static ground::Result<std::unique_ptr<NewFolder>> create(const std::string& path,
                                                           std::string_view ending);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  // The path, links followed.
  const std::string& path() const { return path_; }
  // Of a file in it that is not there any more at the end; for what one needs meanwhile.
  std::string passing_file() const { return passing_ + "/.passing"; }

  // A new file `name`, in folders that are made for it. Errors (kIo): the disk is full, the name is
  // taken.
  ground::Result<void> write(const std::string& name, std::string_view bytes);
  // The same at the end of a file that may be there.
  ground::Result<void> append(const std::string& name, std::string_view bytes);
  // On the disk, and under its name; what stood there is removed.
  ground::Result<void> commit();

 private:
  NewFolder(std::string path, std::string passing, int fd)
      : path_(std::move(path)), passing_(std::move(passing)), fd_(fd) {}
  ground::Result<void> fail(int why) const;
  ground::Result<void> put(const std::string& name, int flags, std::string_view bytes);

  std::string path_;
  std::string passing_;
  int fd_;
  std::string last_made_;  // folder
};

}  // namespace explore
