// Destination: where an export goes: standard output, a folder, or files that appear under their
// names only when all of them are complete. Thread: main.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "explore/command/new_file.h"
#include "explore/command/new_folder.h"
#include "explore/command/output.h"

namespace explore {

class Destination {
 public:
  // `path`: of the file; "-" is standard output. Errors: see NewFile::create.
  static ground::Result<Destination> open(const std::string& path);

  // For a format that is a folder of files that end with `ending`. Errors: see NewFolder::create.
  static ground::Result<Destination> open_folder(const std::string& path, std::string_view ending);

  bool is_file() const { return !files_.empty(); }
  bool is_standard_output() const { return standard_ != nullptr; }
  // Of the file or folder as it will be, links followed; "" of standard output.
  std::string path() const {
    if (folder_ != nullptr) return folder_->path();
    return is_file() ? files_.front().file->path() : "";
  }
  // Only of one that is a folder.
  NewFolder& folder() { return *folder_; }
  Output& output() { return is_file() ? *files_.front().output : *standard_; }

  // Where others may stand beside it: not of a pipe or a device.
  bool can_have_more() const { return is_file() && !files_.front().file->is_in_place(); }
  // Another file, published before the first. Only where can_have_more().
  ground::Result<Output*> add(const std::string& path);
  // The last file that was added takes the place of the first.
  void replace_first() { is_first_replaced_ = true; }

  // Writes out what is gathered. Gives the exit status, see Output::finish.
  int flush();
  // After flush(): gives the files their names, the first one last.
  ground::Result<void> publish();

 private:
  struct File {
    std::unique_ptr<NewFile> file;
    std::unique_ptr<Output> output;
  };

  std::unique_ptr<Output> standard_;
  std::unique_ptr<NewFolder> folder_;
  std::vector<File> files_;
  bool is_first_replaced_ = false;
};

}  // namespace explore
