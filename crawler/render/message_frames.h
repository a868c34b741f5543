// MessageFrames: the browser's bytes as messages. Each ends with a NUL. Thread: any. Errors: a
// message longer than the bound ends it all: what comes behind can't be told from it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace crawler {

class MessageFrames {
 public:
  explicit MessageFrames(std::size_t longest) : longest_(longest) {}

  // Calls `use` for each message that is whole now. False: one is too long, now or before.
  bool take(std::string_view bytes, const std::function<void(std::string_view)>& use);

 private:
  std::size_t longest_;
  std::string begun_;
  bool is_broken_ = false;
};

}  // namespace crawler
