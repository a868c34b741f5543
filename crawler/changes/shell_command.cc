// One loop looks after both ends: it writes what the pipe takes and asks whether the child has
// ended, so neither a child that reads nothing nor one that never ends can hold it.
#include "crawler/changes/shell_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

namespace crawler {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenLooks{20};

// Our end of the child's standard input.
class Input {
 public:
  explicit Input(int fd) : fd_(fd) { fcntl(fd_, F_SETFL, O_NONBLOCK); }
  ~Input() { close_it(); }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // Waits until something can be written, or so long.
  void feed(const std::function<std::optional<std::string>()>& next,
            std::chrono::milliseconds at_most) {
    if (fd_ >= 0 && at_ == piece_.size()) take(next());
    pollfd waited{fd_, POLLOUT, 0};
    if (poll(&waited, 1, static_cast<int>(at_most.count())) <= 0 || waited.revents == 0) return;
    const ssize_t written = write(fd_, piece_.data() + at_, piece_.size() - at_);
    if (written >= 0)
      at_ += static_cast<std::size_t>(written);
    else if (errno != EAGAIN && errno != EINTR)
      close_it();  // EPIPE: it has read enough
  }

 private:
  void take(const std::optional<std::string>& piece) {
    at_ = 0;
    piece_ = piece.value_or("");
    if (piece_.empty()) close_it();
  }
  void close_it() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;  // poll() passes it over
  }

  int fd_;
  std::string piece_;
  std::size_t at_ = 0;
};

// As a shell of the user's would be started: what we ignore or block is ours.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t usual, none;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

// 0 or an error number.
int start_shell(const std::string& command, int input, pid_t* child) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  std::string shell = "sh", flag = "-c", words = command;
  std::array<char*, 4> argv{shell.data(), flag.data(), words.data(), nullptr};
  const SpawnAttributes attributes;
  const int error = posix_spawn(child, "/bin/sh", &actions, attributes.get(), argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

std::string became_of(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return WEXITSTATUS(status) == 0 ? "" : fmt::format("ended with status {}", WEXITSTATUS(status));
}

}  // namespace

std::string run_shell_command(const std::string& command, std::chrono::milliseconds at_most,
                              const std::function<std::optional<std::string>()>& next) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
    return fmt::format("could not be started: {}", std::strerror(errno));
  Input input(pipe_ends[1]);
  pid_t child = 0;
  const int error = start_shell(command, pipe_ends[0], &child);
  close(pipe_ends[0]);
  if (error != 0) return fmt::format("could not be started: {}", std::strerror(error));
  const auto deadline = Clock::now() + at_most;
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    if (Clock::now() < deadline) {
      input.feed(next, kBetweenLooks);
      continue;
    }
    kill(-child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return fmt::format("took longer than {} s and was ended",
                       std::chrono::duration_cast<std::chrono::seconds>(at_most).count());
  }
  return became_of(status);
}

}  // namespace crawler
