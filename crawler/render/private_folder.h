// PrivateFolder: a folder for one browser, that nobody else can read, and that goes away with it.
// One whose owner was killed is taken away by the next: it is told by a lock on a file inside that
// nobody holds any more. Thread: any. Errors: std::runtime_error if no folder can be made.
#pragma once

#include <string>

namespace crawler {

class PrivateFolder {
 public:
  // In `parent`, for the user `owner` to write in.
  PrivateFolder(const std::string& parent, unsigned owner);
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  // What the browser may write in.
  const std::string& path() const { return inner_; }

  // Takes those in `parent` away whose owners are no more.
  static void remove_abandoned(const std::string& parent);

 private:
  std::string path_, inner_;
  int lock_ = -1;
};

// Where such folders are made: $TMPDIR, else /tmp. Of root, whose browser is somebody else, only
// one that everybody may pass through.
std::string temporary_folder();

}  // namespace crawler
