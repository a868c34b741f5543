#include "storage/file/file_identity.h"

#include <sys/stat.h>

#include "storage/file/real_path.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

FileIdentity::FileIdentity(const std::string& path) : journal_(real_path(path) + "-wal") {
  for (const std::string& name : {path, journal_}) {
    struct stat now {};
    if (stat(name.c_str(), &now) == 0) files_.push_back({name, now.st_dev, now.st_ino});
  }
}

Result<void> FileIdentity::check() const {
  for (const File& file : files_) {
    struct stat now {};
    if (stat(file.path.c_str(), &now) == 0 && now.st_dev == file.device &&
        now.st_ino == file.number) {
      continue;
    }
    return Error{
        ErrorCode::kIo,
        file.path +
            ": was deleted or replaced while crawl was writing to it, so new pages would be "
            "lost: start again, with another file if necessary (-o)"};
  }
  return {};
}

uint64_t FileIdentity::journal_bytes() const {
  struct stat now {};
  return stat(journal_.c_str(), &now) == 0 ? static_cast<uint64_t>(now.st_size) : 0;
}

}  // namespace storage
