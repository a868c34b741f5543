#include "ground/bytes_as_text.h"

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

}  // namespace ground
