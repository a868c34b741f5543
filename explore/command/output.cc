#include "explore/command/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "explore/command/interrupt.h"
#include "terminal/exit_status.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::size_t kBlock = 64u << 10;
constexpr std::chrono::milliseconds kLongestWait{100};

bool are_styles_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return (no_color == nullptr || *no_color == '\0') &&
         (term == nullptr || std::strcmp(term, "dumb") != 0);
}

}  // namespace

Output::Output(int fd, std::string name)
    : fd_(fd),
      name_(std::move(name)),
      is_terminal_(isatty(fd) == 1),
      has_styles_(is_terminal_ && are_styles_wanted()) {
  winsize size{};
  if (is_terminal_ && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) columns_ = size.ws_col;
}

void Output::write(std::string_view bytes) {
  if (text_ != nullptr) {
    *text_ += bytes;
    return;
  }
  if (!is_open()) return;
  buffer_ += bytes;
  if (buffer_.size() >= kBlock || (is_terminal_ && buffer_.ends_with('\n')) ||
      std::chrono::steady_clock::now() - flushed_at_ >= kLongestWait) {
    flush();
  }
}

void Output::flush() {
  std::string_view left = buffer_;
  while (!left.empty() && is_open()) {
    const ssize_t written = ::write(fd_, left.data(), left.size());
    if (written >= 0) {
      left.remove_prefix(static_cast<std::size_t>(written));
      // A write that a signal broke off may have written a part.
      if (!left.empty() && is_interrupted()) is_gone_ = true;
    } else if (errno == EPIPE || (errno == EINTR && is_interrupted())) {
      is_gone_ = true;
    } else if (errno != EINTR) {
      error_ = std::strerror(errno);
    }
  }
  buffer_.clear();
  flushed_at_ = std::chrono::steady_clock::now();
}

int Output::finish() {
  flush();
  if (is_interrupted()) return terminal::kInterrupted;
  if (error_.empty()) return terminal::kAsAsked;
  complain(name_ + ": " + error_);
  return terminal::kFailed;
}

void complain(std::string_view words) {
  std::string text = "crawl: ";
  while (!words.empty()) {
    const std::size_t end = words.find('\n');
    text += terminal::safe_text(words.substr(0, end)) + '\n';
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
  }
  std::fputs(text.c_str(), stderr);
}

int could_not_tell(const ground::Error& error) {
  if (error.code == ground::ErrorCode::kInterrupted || is_interrupted())
    return terminal::kInterrupted;
  complain(error.message);
  return terminal::kUnavailable;
}

}  // namespace explore
