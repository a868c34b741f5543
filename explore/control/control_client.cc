#include "explore/control/control_client.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "storage/file/control_address.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/store/place.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr std::size_t kMostAnswerBytes = 4u << 20;

class Connected {
 public:
  explicit Connected(int fd) : fd_(fd) {}
  ~Connected() { close(fd_); }
  Connected(const Connected&) = delete;
  Connected& operator=(const Connected&) = delete;

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  // Up to the line's end; "" if none came.
  std::string read_line() {
    std::string line;
    std::array<char, 4'096> piece{};
    while (line.size() < kMostAnswerBytes) {
      const ssize_t count = recv(fd_, piece.data(), piece.size(), 0);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return "";
      line.append(piece.data(), static_cast<std::size_t>(count));
      if (const std::size_t end = line.find('\n'); end != std::string::npos)
        return line.substr(0, end);
    }
    return "";
  }

 private:
  int fd_;
};

}  // namespace

Result<std::string> ask_crawl(const std::string& database, std::string_view command, int patience) {
  if (storage::is_postgres_place(database))
    return Error{ErrorCode::kNotOurs,
                 storage::shown_place(database) +
                     ": a crawl in PostgreSQL takes no commands while it runs: stop it with "
                     "Ctrl-C and start it again with other options"};
  if (auto ours = storage::inspect_to_read(database); !ours) return ours.error();
  auto address = storage::ControlAddress::of(database);
  if (!address) return address.error();
  auto fd = address->connect(patience);
  if (!fd)
    return Error{ErrorCode::kIo,
                 fmt::format("{}: no crawl that takes commands runs on it: start it with crawl "
                             "resume {} ({})",
                             database, database, fd.error().message)};
  Connected crawl(*fd);
  const std::string line = fmt::format("{}\n", command);
  // Where the line was not taken whole, the answer says why.
  (void)crawl.write(line);
  std::string answer = crawl.read_line();
  if (answer.empty())
    return Error{ErrorCode::kIo, database + ": the crawl ended, or did not answer in time"};
  return answer;
}

}  // namespace explore
