// LineWriter: bytes to a file descriptor that may be slow, stopped (Ctrl-S) or closed, without
// holding up the caller. Thread: one. Never fails: after the first real error it writes no more;
// the program ignores SIGPIPE.
#pragma once

#include <chrono>
#include <string_view>

namespace crawler {

class LineWriter {
 public:
  explicit LineWriter(int fd) : fd_(fd), is_broken_(fd < 0) {}

  // Waits up to `patience` for room; once a wait was in vain the next lines do not wait. False if
  // not all of `text` was written.
  bool write(std::string_view text, std::chrono::milliseconds patience);

 private:
  bool has_room(std::chrono::milliseconds patience);

  int fd_;
  bool is_broken_;
  bool is_stalled_ = false;
  bool is_cut_ = false;  // the last text was written in part: the next one begins on a new line
};

}  // namespace crawler
