#include "crawler/render/message_frames.h"

namespace crawler {

bool MessageFrames::take(std::string_view bytes, const std::function<void(std::string_view)>& use) {
  while (!is_broken_ && !bytes.empty()) {
    const std::size_t end = bytes.find('\0');
    const std::string_view part = bytes.substr(0, end);
    if (begun_.size() + part.size() > longest_) {
      is_broken_ = true;
      begun_ = {};
      break;
    }
    if (end == std::string_view::npos) {
      begun_ += part;
      break;
    }
    bytes.remove_prefix(end + 1);
    if (begun_.empty()) {
      use(part);
      continue;
    }
    begun_ += part;
    const std::string whole = std::move(begun_);
    begun_ = {};
    use(whole);
  }
  return !is_broken_;
}

}  // namespace crawler
