#include "crawler/progress/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace crawler {

bool LineWriter::has_room(std::chrono::milliseconds patience) {
  pollfd descriptor{fd_, POLLOUT, 0};
  const int wait = is_stalled_ ? 0 : static_cast<int>(patience.count());
  int found = 0;
  do found = ::poll(&descriptor, 1, wait);
  while (found < 0 && errno == EINTR);
  // An error of the descriptor is room too: write() then says which one.
  is_stalled_ = found == 0 && (is_stalled_ || wait > 0);
  return found != 0;
}

bool LineWriter::write(std::string_view text, std::chrono::milliseconds patience) {
  if (is_broken_ || !has_room(patience)) return false;
  if (is_cut_ && ::write(fd_, "\n", 1) != 1) return false;
  is_cut_ = false;
  while (!text.empty()) {
    // poll() promises room for PIPE_BUF bytes of a pipe: such a write never blocks.
    const auto written = ::write(fd_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
      is_cut_ = !text.empty();
    } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
      is_broken_ = true;
    }
    if (is_broken_ || (!text.empty() && !has_room(patience))) return false;
  }
  return true;
}

}  // namespace crawler
