#include "ground/bytes_as_text.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace ground {

std::string_view as_text(std::string_view bytes, std::string& buffer) {
  if (is_valid_utf8(bytes)) return bytes;
  buffer.clear();
  append_characters(bytes, buffer);
  return buffer;
}

std::string text_of(std::string_view bytes) {
  std::string buffer;
  return std::string(as_text(bytes, buffer));
}

void append_characters(std::string_view bytes, std::string& out) {
  while (!bytes.empty()) {
    const std::string_view ascii = bytes.substr(0, ascii_prefix(bytes));
    out.append(ascii);
    bytes.remove_prefix(ascii.size());
    for (; !bytes.empty() && !is_ascii(bytes.front()); bytes.remove_prefix(1))
      append_utf8(static_cast<unsigned char>(bytes.front()), out);
  }
}

std::string bytes_of_characters(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const Utf8Sequence sequence = first_sequence(text.substr(at, 2));
    if (is_ascii(text[at]) || !sequence.is_valid || sequence.code_point > 0xFF) {
      bytes += text[at];
      continue;
    }
    bytes += static_cast<char>(sequence.code_point);
    ++at;
  }
  return bytes;
}

std::string_view without_controls(std::string_view text, std::string& buffer) {
  const auto length_of_control = [&](std::size_t at) -> std::size_t {
    if (ascii::is_control(text[at])) return text[at] == '\t' ? 0 : 1;
    // C1: U+0080 to U+009F.
    const bool may_be = text[at] == '\xC2' && at + 1 < text.size();
    return may_be && static_cast<unsigned char>(text[at + 1]) < 0xA0 ? 2 : 0;
  };
  std::size_t at = 0;
  while (at < text.size() && length_of_control(at) == 0) ++at;
  if (at == text.size()) return text;
  std::string rest(text.substr(0, at));
  while (at < text.size()) {
    const std::size_t control = length_of_control(at);
    if (control == 0) rest += text[at];
    at += std::max<std::size_t>(control, 1);
  }
  buffer = std::move(rest);
  return buffer;
}

}  // namespace ground
