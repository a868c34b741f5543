#include "explore/command/progress_line.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "terminal/terminal_text.h"

namespace explore {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPatience{500};
constexpr std::chrono::milliseconds kBetween{100};

std::size_t columns_of_terminal() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// Eighths of a column, so that it moves evenly.
std::string bar(double share) {
  constexpr std::size_t kColumns = 20;
  static constexpr std::string_view kPieces[] = {"",       "\u258F", "\u258E", "\u258D",
                                                 "\u258C", "\u258B", "\u258A", "\u2589"};
  const auto eighths = static_cast<std::size_t>(share * 8 * kColumns);
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "\u2588";
  text += kPieces[eighths % 8];
  const std::size_t used = (eighths + 7) / 8;
  return text + std::string(kColumns - used, ' ');
}

}  // namespace

ProgressLine::ProgressLine(std::string_view doing)
    : doing_(doing),
      is_terminal_(isatty(STDERR_FILENO) == 1),
      due_(steady_clock::now() + kPatience) {}

ProgressLine::~ProgressLine() {
  if (is_drawn_) std::fputs("\r\x1b[K", stderr);
}

bool ProgressLine::is_due() {
  if (!is_terminal_) return false;
  const auto now = steady_clock::now();
  if (now < due_) return false;
  due_ = now + kBetween;
  return true;
}

void ProgressLine::draw(uint64_t done, uint64_t all, std::string_view more) {
  const double share =
      all == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(all));
  // One column stays free: some terminals wrap a line that fills them.
  const std::string line =
      terminal::safe_text(fmt::format("{} {} {:3.0f} %  {}", doing_, bar(share), 100 * share, more),
                          columns_of_terminal() - 1);
  std::fputs(("\r" + line + "\x1b[K").c_str(), stderr);
  is_drawn_ = true;
}

}  // namespace explore
