#include "storage/file/real_path.h"

#include <filesystem>
#include <system_error>

namespace storage {

std::string real_path(const std::string& path) {
  namespace fs = std::filesystem;
  constexpr int kMostLinks = 40;  // as many as Linux follows
  std::error_code error;
  fs::path name = path;
  // realpath() ends where nothing is there: a link to a file that is still to be made.
  for (int links = 0; links < kMostLinks && fs::is_symlink(name, error); ++links) {
    const fs::path target = fs::read_symlink(name, error);
    if (error) return path;
    name = name.parent_path() / target;
  }
  const fs::path folder = name.has_parent_path() ? name.parent_path() : fs::path(".");
  const fs::path real = fs::canonical(folder, error);
  return error ? name.string() : (real / name.filename()).string();
}

}  // namespace storage
