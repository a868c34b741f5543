#include "explore/command/new_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "explore/command/interrupt.h"

namespace explore {
namespace {

namespace fs = std::filesystem;

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr std::string_view kFolderPart = ".part-";
constexpr std::string_view kMark = ".crawl-export";
constexpr std::string_view kMarkText =
    "Made by crawl export, which replaces this folder with all that is in it.\n";

Error folder_problem(const std::string& path, std::string_view what, std::string_view remedy) {
  return Error{ErrorCode::kIo, fmt::format("{}: {}: {}", path, what, remedy)};
}

// Links followed, no slash at the end; the last part need not be there.
std::string target_of(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(fs::path(path), error);
  fs::path whole = fs::weakly_canonical(absolute, error);
  if (error) whole = absolute;
  std::string text = whole.string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

void remove_tree(const std::string& path) {
  std::error_code ignored;  // what stays is removed by the next of that name
  fs::remove_all(path, ignored);
}

// Locks a folder for as long as it is open. -1 if another process has it.
int lock_folder(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return -1;
  // Where a file system knows no locks, nobody gets one.
  if (flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return fd;
  close(fd);
  return -1;
}

// What stands beside `target` from processes that were killed.
void remove_left_folders(const fs::path& target) {
  const std::string beginning = target.filename().string() + std::string(kFolderPart);
  std::error_code error;
  for (fs::directory_iterator it(target.parent_path(), error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (!name.starts_with(beginning)) continue;
    const std::string_view number = std::string_view(name).substr(beginning.size());
    if (number.empty() || number.find_first_not_of("0123456789") != number.npos) continue;
    struct stat status {};
    const int fd = open(it->path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) continue;
    const bool is_left =
        fstat(fd, &status) == 0 && status.st_uid == geteuid() && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (is_left) remove_tree(it->path().string());
    close(fd);
  }
}

// A path in `folder` that no export wrote, or "".
std::string foreign_in(const std::string& folder, std::string_view ending) {
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (is_interrupted()) break;
    if (it->is_directory(error) && !it->is_symlink(error)) continue;
    const std::string name = it->path().filename().string();
    const bool is_of_top = it.depth() == 0 && (name == kMark || name.ends_with(".txt"));
    if (!is_of_top && !name.ends_with(ending)) return it->path().string();
  }
  return error ? folder : "";
}

// Why what stands at `path` can't be replaced; "" if it can.
std::string why_it_stays(const std::string& path, std::string_view ending) {
  std::error_code error;
  if (fs::is_empty(path, error) && !error) return "";
  if (error) return error.message();
  if (ending.empty()) return "is not empty";
  if (!fs::exists(path + "/" + std::string(kMark), error))
    return "is not empty, and nothing that an export made";
  const std::string foreign = foreign_in(path, ending);
  return foreign.empty() ? "" : fmt::format("has a file that no export made ({})", foreign);
}

}  // namespace

Result<std::unique_ptr<NewFolder>> NewFolder::create(const std::string& path,
                                                     std::string_view ending) {
  constexpr std::string_view kAnotherFolder = "choose another folder with -o";
  const std::string target = target_of(path);
  struct stat status {};
  if (stat(target.c_str(), &status) == 0) {
    if (!S_ISDIR(status.st_mode)) return folder_problem(path, "is no folder", kAnotherFolder);
    if (const std::string why = why_it_stays(target, ending); !why.empty())
      return folder_problem(path, why, "remove it, or choose another folder with -o");
  }
  remove_left_folders(target);
  const std::string passing = fmt::format("{}{}{}", target, kFolderPart, getpid());
  remove_tree(passing);
  int fd = mkdir(passing.c_str(), 0777) == 0 ? lock_folder(passing) : -1;
  if (fd >= 0) {
    std::unique_ptr<NewFolder> made(new NewFolder(target, passing, fd));
    if (auto marked = made->write(std::string(kMark), kMarkText); !marked) return marked.error();
    return made;
  }
  if (errno != ENOENT) return folder_problem(path, std::strerror(errno), kAnotherFolder);
  return folder_problem(
      path, "the folder around it does not exist",
      fmt::format("create it with: mkdir -p {}", fs::path(target).parent_path().string()));
}

NewFolder::~NewFolder() {
  if (!passing_.empty()) remove_tree(passing_);
  if (fd_ >= 0) close(fd_);
}

Result<void> NewFolder::fail(int why) const {
  return folder_problem(path_, std::strerror(why),
                        why == ENOSPC || why == EDQUOT
                            ? "free some space there, or choose another folder"
                            : "choose another folder with -o");
}

Result<void> NewFolder::write(const std::string& name, std::string_view bytes) {
  return put(name, O_EXCL, bytes);
}

Result<void> NewFolder::append(const std::string& name, std::string_view bytes) {
  return put(name, O_APPEND, bytes);
}

Result<void> NewFolder::put(const std::string& name, int flags, std::string_view bytes) {
  const std::size_t slash = name.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash);
  if (folder != last_made_) {
    std::error_code error;
    fs::create_directories(fs::path(passing_) / folder, error);
    if (error) return fail(error.value());
    last_made_ = folder;
  }
  const int fd =
      openat(fd_, name.c_str(), flags | O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0) return fail(errno);
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written >= 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    if (written < 0 && (errno != EINTR || is_interrupted())) {
      const int why = errno;
      close(fd);
      return fail(why);
    }
  }
  return close(fd) == 0 ? Result<void>() : fail(errno);
}

Result<void> NewFolder::commit() {
  unlink(passing_file().c_str());
  if (syncfs(fd_) != 0) return fail(errno);
  if (std::rename(passing_.c_str(), path_.c_str()) == 0) {
    passing_.clear();
    return {};
  }
  if (errno != ENOTEMPTY && errno != EEXIST) return fail(errno);
  // Both names change in one step, so there is a folder of that name at any time. Then what stood
  // there has the passing name, and goes with it.
  if (renameat2(AT_FDCWD, passing_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0)
    return {};
  if (errno != EINVAL && errno != ENOSYS) return fail(errno);
  // A file system that can't do that.
  remove_tree(path_);
  if (std::rename(passing_.c_str(), path_.c_str()) != 0) return fail(errno);
  passing_.clear();
  return {};
}

}  // namespace explore
