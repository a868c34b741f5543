#include "tests/support/postgres_server.h"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "storage/postgres/server/connection.h"

namespace tests {
namespace {

namespace fs = std::filesystem;

// Debian has a folder for each release; the newest.
std::string programs_folder() {
  std::string newest;
  std::error_code error;
  for (const auto& release : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string folder = (release.path() / "bin").string();
    if (fs::exists(folder + "/postgres") && folder > newest) newest = folder;
  }
  return newest;
}

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "PostgresServer: %s\n", why.c_str());
  std::abort();
}

// Who runs the server: not root.
const passwd* server_user() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  return user != nullptr ? user : getpwnam("nobody");
}

pid_t launch(std::vector<std::string> words, const std::string& log) {
  const passwd* user = server_user();
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
    _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (std::freopen(log.c_str(), "a", stdout) == nullptr || dup2(1, 2) < 0) _exit(126);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool PostgresServer::is_installed() { return !programs_folder().empty(); }

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() : programs_(programs_folder()) {
  std::string folder = (fs::temp_directory_path() / "crawl-postgres-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) give_up("no folder");
  folder_ = folder;
  if (const passwd* user = server_user();
      user != nullptr && chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
    give_up("the folder can't be given to its user");
  const pid_t maker =
      launch({programs_ + "/initdb", "-D", folder_ + "/data", "-U", "crawl", "-A", "trust", "-E",
              "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
             folder_ + "/log");
  int status = 0;
  if (waitpid(maker, &status, 0) != maker || status != 0)
    give_up("initdb failed: " + text_of_file(folder_ + "/log"));
  start();
}

void PostgresServer::start() {
  // Nothing of a test's must outlive a loss of power.
  pid_ = launch({programs_ + "/postgres", "-D", folder_ + "/data", "-k", folder_, "-c",
                 "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c",
                 "max_connections=40", "-c", "shared_buffers=32MB"},
                folder_ + "/log");
  // Its last line, once connections are taken.
  for (int i = 0; i < 6000; ++i) {
    if (text_of_file(folder_ + "/data/postmaster.pid").find("\nready") != std::string::npos) return;
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  give_up("it does not start: " + text_of_file(folder_ + "/log"));
}

void PostgresServer::kill() {
  if (pid_ > 0) ::kill(pid_, SIGQUIT);  // "immediate": without a word to anyone
  if (pid_ > 0) waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

PostgresServer::~PostgresServer() {
  kill();
  fs::remove_all(folder_);
}

std::string PostgresServer::address(const std::string& name) const {
  return "postgres://crawl@/" + name + "?host=" + folder_;
}

std::string PostgresServer::database(const std::string& name) {
  auto server = storage::Connection::open(address("postgres"));
  if (!server) give_up(server.error().message);
  (*server)->prepare("", "SELECT count(*) FROM pg_database WHERE datname = $1");
  auto there = (*server)->ask("", storage::PostgresValues().text(name));
  if (!there) give_up(there.error().message);
  if (there->number(0, 0) == 0)
    if (auto made = (*server)->script("CREATE DATABASE " + name); !made)
      give_up(made.error().message);
  return address(name);
}

}  // namespace tests
