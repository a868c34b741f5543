#include "explore/extract/one_page_crawl.h"

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
#include <vector>

#include "explore/command/interrupt.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

constexpr const char* kThisProgram = "/proc/self/exe";  // proc(5)

std::string why(int error) { return std::strerror(error); }

Result<std::string> make_folder() {
  const char* const wished = std::getenv("TMPDIR");
  std::string folder = wished != nullptr && *wished != '\0' ? wished : "/tmp";
  folder += "/crawl-try-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    return Error{ErrorCode::kIo, "can't create a folder for the page (" + folder +
                                     "): " + why(errno) + "; choose another place with TMPDIR"};
  return folder;
}

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

}  // namespace

OnePageCrawl::~OnePageCrawl() {
  std::error_code ignored;  // a file left in the folder for passing files harms nobody
  std::filesystem::remove_all(folder_, ignored);
}

Result<std::unique_ptr<OnePageCrawl>> OnePageCrawl::of(const std::string& url,
                                                       const std::string& config) {
  auto folder = make_folder();
  if (!folder) return folder.error();
  std::unique_ptr<OnePageCrawl> crawl(new OnePageCrawl(std::move(*folder)));
  std::vector<std::string> words = {
      "crawl", url,          "--db", crawl->db(),        "--quiet", "--max-depth", "0", "--scope",
      "all",   "--sitemaps", "no",   "--wait-for-hosts", "0"};
  if (!config.empty()) words.insert(words.end(), {"--config", config});
  std::vector<char*> argv(words.size() + 1, nullptr);
  std::ranges::transform(words, argv.begin(), [](std::string& word) { return word.data(); });
  pid_t child = 0;
  if (const int error = posix_spawn(&child, kThisProgram, nullptr, nullptr, argv.data(), environ);
      error != 0)
    return Error{ErrorCode::kIo, "the page can't be fetched: can't start a process: " + why(error)};
  const int status = wait_for(child);
  if (is_interrupted() || status == terminal::kInterrupted)
    return Error{ErrorCode::kInterrupted, "interrupted"};
  // Why there is no answer stands in the database.
  if (status != terminal::kAsAsked && status != terminal::kUnavailable)
    return Error{ErrorCode::kIo, url + ": can't be fetched, see above"};
  return crawl;
}

}  // namespace explore
