#include "crawler/render/browser_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "crawler/render/child_start.h"
#include "crawler/render/no_confinement.h"

namespace crawler {
namespace {

// Where systemd takes the users of services from that have none of their own (61184 to 65519):
// nobody else's files are theirs.
constexpr uid_t kFirstUser = 61'184, kUsers = 4'336;
constexpr std::chrono::milliseconds kReapPatience{2'000}, kReapPause{1};

// Waits for all of the group that are children of this process, which have been killed.
void reap(pid_t group) {
  const auto until = std::chrono::steady_clock::now() + kReapPatience;
  while (std::chrono::steady_clock::now() < until) {
    const pid_t ended = waitpid(-group, nullptr, WNOHANG);
    if (ended < 0 && errno != EINTR) return;
    if (ended == 0) std::this_thread::sleep_for(kReapPause);
  }
}

struct Pipe {
  int read = -1, write = -1;
};

Pipe make_pipe(int flags) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | flags) != 0)
    throw std::runtime_error("no pipe for the browser: " + std::system_category().message(errno));
  return {ends[0], ends[1]};
}

uid_t user_for_browser() {
  return geteuid() == 0 ? kFirstUser + static_cast<uid_t>(getpid()) % kUsers : geteuid();
}

std::vector<std::string> environment_in(const std::string& folder) {
  return {"PATH=/usr/local/bin:/usr/bin:/bin",
          "LANG=C.UTF-8",
          "TZ=UTC",
          "HOME=" + folder,
          "TMPDIR=" + folder,
          "XDG_CONFIG_HOME=" + folder,
          "XDG_CACHE_HOME=" + folder,
          "XDG_RUNTIME_DIR=" + folder,
          "DBUS_SESSION_BUS_ADDRESS=disabled:",
          "DBUS_SYSTEM_BUS_ADDRESS=disabled:"};
}

std::string words_of(const ChildTrouble& trouble, const std::string& program) {
  const std::string why = std::system_category().message(trouble.error);
  switch (trouble.step) {
    case ChildStep::kUser:
      return "the browser can't be given a user of its own: " + why;
    case ChildStep::kFiles:
      return "the browser can't be given its files: " + why;
    default:
      return fmt::format("{} can't be started: {}", program, why);
  }
}

}  // namespace

BrowserProcess::BrowserProcess(const std::string& program,
                               const std::vector<std::string>& arguments,
                               const Confinement& confinement)
    : folder_(temporary_folder(), user_for_browser()) {
  const Pipe commands = make_pipe(0), answers = make_pipe(0), trouble = make_pipe(0);
  // Nobody may be there to read what it complains of; what does not fit is lost.
  const Pipe errors = make_pipe(O_NONBLOCK);
  to_browser_ = commands.write;
  from_browser_ = answers.read;
  errors_ = errors.read;
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  ChildStart::Wishes wishes;
  wishes.arguments = {program, "--remote-debugging-pipe", "--user-data-dir=" + folder_.path()};
  wishes.arguments.insert(wishes.arguments.end(), arguments.begin(), arguments.end());
  if (!confinement.sandbox) wishes.arguments.emplace_back("--no-sandbox");
  wishes.environment = environment_in(folder_.path());
  wishes.folder = folder_.path();
  wishes.own_network = confinement.network;
  wishes.user = user_for_browser();
  wishes.user_now = geteuid();
  wishes.group_now = getegid();
  wishes.parent = getpid();
  wishes.input = nothing;
  wishes.errors = errors.write;
  wishes.commands = commands.read;
  wishes.answers = answers.write;
  wishes.trouble = trouble.write;
  const ChildStart start(std::move(wishes));
  // What the browser leaves behind becomes ours to wait for: not every machine, least of all a
  // container, has an init that does.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_ = fork();
  if (pid_ == 0) start.run();
  const int failed = errno;
  for (const int end : {nothing, errors.write, commands.read, answers.write, trouble.write})
    close(end);
  ChildTrouble told;
  // Until the program begins, which closes the other end.
  while (read(trouble.read, &told, sizeof told) < 0 && errno == EINTR) {
  }
  close(trouble.read);
  if (pid_ > 0 && told.step == ChildStep::kNone) {
    setpgid(pid_, pid_);
    return;
  }
  close_all();
  if (pid_ < 0) throw std::runtime_error("fork: " + std::system_category().message(failed));
  if (told.step == ChildStep::kNetwork)
    throw NoConfinement("it can't be kept away from the network: no network namespace (" +
                        std::system_category().message(told.error) + ")");
  throw std::runtime_error(words_of(told, program));
}

BrowserProcess::~BrowserProcess() { close_all(); }

void BrowserProcess::close_all() {
  for (int* end : {&to_browser_, &from_browser_, &errors_})
    if (*end >= 0) close(std::exchange(*end, -1));
  if (pid_ <= 0) return;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
  reap(pid_);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  pid_ = 0;
}

std::string BrowserProcess::last_words() {
  std::string words(64u << 10, '\0');
  fcntl(errors_, F_SETFL, O_NONBLOCK);
  const ssize_t got = read(errors_, words.data(), words.size());
  words.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return words;
}

}  // namespace crawler
