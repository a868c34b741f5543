#include "explore/mcp/line_input.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace explore {
namespace {

// A signal may come just before the wait, and another thread may get it.
constexpr int kPatienceMs = 200;

}  // namespace

bool LineInput::fill(const std::function<bool()>& is_over) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  std::array<char, 65536> block;
  while (!is_over()) {
    pollfd input{fd_, POLLIN, 0};
    if (poll(&input, 1, kPatienceMs) <= 0) continue;
    const ssize_t size = read(fd_, block.data(), block.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size <= 0) return false;
    buffer_.append(block.data(), static_cast<std::size_t>(size));
    return true;
  }
  return false;
}

LineInput::Kind LineInput::next(std::string* line, const std::function<bool()>& is_over) {
  bool is_too_long = false;
  std::size_t looked_at = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', looked_at);
    const bool is_whole = end != std::string::npos;
    const std::size_t size = (is_whole ? end : buffer_.size()) - begin_;
    is_too_long = is_too_long || size > most_bytes_;
    if (is_whole) {
      if (!is_too_long) line->assign(buffer_, begin_, size);
      begin_ = end + 1;
      return is_too_long ? Kind::kTooLong : Kind::kLine;
    }
    if (is_too_long) begin_ = buffer_.size();
    const std::size_t kept = buffer_.size() - begin_;
    if (!fill(is_over)) break;
    looked_at = kept;
  }
  if (is_over() || (buffer_.empty() && !is_too_long)) return Kind::kEnd;
  line->swap(buffer_);
  buffer_.clear();
  return is_too_long ? Kind::kTooLong : Kind::kLine;
}

}  // namespace explore
