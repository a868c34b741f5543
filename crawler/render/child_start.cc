#include "crawler/render/child_start.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

namespace crawler {
namespace {

// Of writable memory that a process of the browser may have for itself: a page that wants more
// loses its tab. (RLIMIT_AS can't be had: V8 reserves far more than it uses.)
constexpr rlim_t kMostMemory = 3ull << 30;

constexpr int kFirstFreeFile = 16;

bool write_file(const char* path, std::string_view text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_written =
      write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  return is_written;
}

}  // namespace

ChildStart::ChildStart(Wishes wishes)
    : wishes_(std::move(wishes)),
      uid_map_(fmt::format("{0} {0} 1", wishes_.user_now)),
      gid_map_(fmt::format("{0} {0} 1", wishes_.group_now)) {
  for (std::string& word : wishes_.arguments) argv_.push_back(word.data());
  for (std::string& word : wishes_.environment) envp_.push_back(word.data());
  argv_.push_back(nullptr);
  envp_.push_back(nullptr);
}

void ChildStart::fail(ChildStep step) const {
  const ChildTrouble trouble{step, errno};
  [[maybe_unused]] const ssize_t told = write(wishes_.trouble, &trouble, sizeof trouble);
  _exit(127);
}

bool ChildStart::map_users() const {
  return write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/uid_map", uid_map_) &&
         write_file("/proc/self/gid_map", gid_map_);
}

ChildStep ChildStart::leave_network() const {
  if (!wishes_.own_network || unshare(CLONE_NEWNET) == 0) return ChildStep::kNone;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0 || !map_users()) return ChildStep::kNetwork;
  return ChildStep::kNone;
}

ChildStep ChildStart::become_user() const {
  if (wishes_.user == wishes_.user_now) return ChildStep::kNone;
  const bool is_done = setgroups(0, nullptr) == 0 &&
                       setresgid(wishes_.user, wishes_.user, wishes_.user) == 0 &&
                       setresuid(wishes_.user, wishes_.user, wishes_.user) == 0;
  return is_done ? ChildStep::kNone : ChildStep::kUser;
}

// By way of numbers that are none of those wanted, so that no file is closed before it is moved.
ChildStep ChildStart::set_files() const {
  constexpr std::array kWanted{0, 1, 2, 3, 4};
  const std::array given{wishes_.input, wishes_.errors, wishes_.errors, wishes_.commands,
                         wishes_.answers};
  std::array<int, kWanted.size()> moved{};
  for (std::size_t i = 0; i < kWanted.size(); ++i) {
    moved[i] = fcntl(given[i], F_DUPFD_CLOEXEC, kFirstFreeFile);
    if (moved[i] < 0) return ChildStep::kFiles;
  }
  for (std::size_t i = 0; i < kWanted.size(); ++i)
    if (dup2(moved[i], kWanted[i]) < 0) return ChildStep::kFiles;
  close_range(kWanted.size(), ~0u, CLOSE_RANGE_CLOEXEC);
  return chdir(wishes_.folder.c_str()) == 0 ? ChildStep::kNone : ChildStep::kFiles;
}

void ChildStart::set_limits() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  const rlimit memory{kMostMemory, kMostMemory};
  setrlimit(RLIMIT_DATA, &memory);
}

void ChildStart::run() const {
  setpgid(0, 0);
  sigset_t nothing;
  sigemptyset(&nothing);
  sigprocmask(SIG_SETMASK, &nothing, nullptr);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(signal, SIG_DFL);
  for (const ChildStep failed : {leave_network(), become_user(), set_files()})
    if (failed != ChildStep::kNone) fail(failed);
  set_limits();
  // Last, since a change of user takes it back.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != wishes_.parent) _exit(127);
  execve(argv_.front(), argv_.data(), envp_.data());
  fail(ChildStep::kProgram);
}

}  // namespace crawler
