// LineInput: lines of a pipe, each of bounded length.
// Thread: one.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace explore {

class LineInput {
 public:
  enum class Kind {
    kLine,
    kTooLong,  // it was read to its end and let go
    kEnd,      // of the input; or it can't be read; or it was interrupted
  };

  LineInput(int fd, std::size_t most_bytes) : fd_(fd), most_bytes_(most_bytes) {}

  // The next line, without its end. `is_over` is asked a few times a second while nothing comes.
  // The last line may have no end.
  Kind next(std::string* line, const std::function<bool()>& is_over);

 private:
  // False: the end.
  bool fill(const std::function<bool()>& is_over);

  int fd_;
  std::size_t most_bytes_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not given yet
};

}  // namespace explore
