#include "explore/command/crawl_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "explore/command/interrupt.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr const char* kThisProgram = "/proc/self/exe";  // proc(5)

// The exit status, or -1 if a signal ended it.
int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -1;
    // A terminal tells both; a signal to this process alone has to be passed on.
    if (is_interrupted()) kill(child, SIGTERM);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Standard output is for what the command says.
class Redirections {
 public:
  Redirections() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  }
  ~Redirections() { posix_spawn_file_actions_destroy(&actions_); }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

Result<std::unique_ptr<PassingFolder>> PassingFolder::make(const std::string& purpose) {
  const char* const wished = std::getenv("TMPDIR");
  std::string path = wished != nullptr && *wished != '\0' ? wished : "/tmp";
  path += "/crawl-" + purpose + "-XXXXXX";
  if (mkdtemp(path.data()) == nullptr)
    return Error{ErrorCode::kIo, "can't create a folder for the crawl (" + path + "): " +
                                     std::strerror(errno) + "; choose another place with TMPDIR"};
  return std::unique_ptr<PassingFolder>(new PassingFolder(std::move(path)));
}

PassingFolder::~PassingFolder() {
  std::error_code ignored;  // a file left in the folder for passing files harms nobody
  std::filesystem::remove_all(path_, ignored);
}

Result<int> run_crawl(std::vector<std::string> words) {
  words.insert(words.begin(), "crawl");
  std::vector<char*> argv(words.size() + 1, nullptr);
  std::ranges::transform(words, argv.begin(), [](std::string& word) { return word.data(); });
  const Redirections redirections;
  pid_t child = 0;
  if (const int error =
          posix_spawn(&child, kThisProgram, redirections.get(), nullptr, argv.data(), environ);
      error != 0)
    return Error{ErrorCode::kIo,
                 std::string("can't start a process for the crawl: ") + std::strerror(error)};
  const int status = wait_for(child);
  if (is_interrupted() || status == terminal::kInterrupted)
    return Error{ErrorCode::kInterrupted, "interrupted"};
  return status;
}

}  // namespace explore
