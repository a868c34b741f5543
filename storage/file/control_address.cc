#include "storage/file/control_address.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "storage/file/real_path.h"

namespace storage {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr int kBacklog = 16;

Error io(const std::string& path, int why) {
  return {ErrorCode::kIo, fmt::format("{}: {}", path, std::strerror(why))};
}

std::string name_of_process_file(int folder, const std::string& name) {
  return fmt::format("/proc/self/fd/{}/{}", folder, name);
}

sockaddr_un address_of(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(static_cast<char*>(address.sun_path), name.c_str(), name.size() + 1);
  return address;
}

class OpenSocket {
 public:
  explicit OpenSocket(int flags) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0)) {}
  ~OpenSocket() {
    if (fd_ >= 0) close(fd_);
  }
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

}  // namespace

Result<ControlAddress> ControlAddress::of(const std::string& database_path) {
  const std::string path = real_path(database_path) + "-control";
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  // The highest number that a descriptor can have is in the address, too.
  const std::size_t most = sizeof(sockaddr_un::sun_path) - sizeof("/proc/self/fd/2147483647/");
  if (name.size() > most)
    return Error{ErrorCode::kIo,
                 fmt::format("{}: the name is too long for a socket: {} bytes, and {} fit", path,
                             name.size(), most)};
  const int fd = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return io(folder, errno);
  return ControlAddress(fd, path, std::move(name));
}

ControlAddress::~ControlAddress() {
  if (folder_ >= 0) close(folder_);
}

ControlAddress::ControlAddress(ControlAddress&& other) noexcept
    : folder_(std::exchange(other.folder_, -1)),
      path_(std::move(other.path_)),
      name_(std::move(other.name_)) {}

Result<int> ControlAddress::listen() const {
  struct stat status {};
  if (fstatat(folder_, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    if (!S_ISSOCK(status.st_mode))
      return Error{ErrorCode::kIo, path_ + ": is there already, and is no socket"};
    remove();
  }
  OpenSocket socket(SOCK_NONBLOCK);
  if (socket.get() < 0) return io(path_, errno);
  // The name gets the socket's own mode as it is made, so there is no moment at which it has
  // another.
  fchmod(socket.get(), S_IRUSR | S_IWUSR);
  const sockaddr_un address = address_of(name_of_process_file(folder_, name_));
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (bind(socket.get(), generic, sizeof(address)) != 0) return io(path_, errno);
  if (fchmodat(folder_, name_.c_str(), S_IRUSR | S_IWUSR, 0) != 0) {
    const int cause = errno;
    remove();
    return io(path_, cause);
  }
  if (::listen(socket.get(), kBacklog) != 0) return io(path_, errno);
  return socket.release();
}

Result<int> ControlAddress::connect(int timeout_seconds) const {
  OpenSocket socket(0);
  if (socket.get() < 0) return io(path_, errno);
  const timeval timeout{timeout_seconds, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout));
  const sockaddr_un address = address_of(name_of_process_file(folder_, name_));
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(socket.get(), generic, sizeof(address)) != 0) return io(path_, errno);
  return socket.release();
}

void ControlAddress::remove() const { unlinkat(folder_, name_.c_str(), 0); }

}  // namespace storage
