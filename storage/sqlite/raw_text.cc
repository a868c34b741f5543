#include "storage/sqlite/raw_text.h"

#include <cstdint>
#include <cstring>

namespace storage {
namespace {

// Length of the well-formed sequence at the start of `bytes` (Unicode 15, table 3-7); 0 if there is
// none.
std::size_t sequence_length(std::string_view bytes) {
  const auto byte = [bytes](std::size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const uint8_t second = byte(1);
  const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool surrogate = first == 0xED && second > 0x9F;
  const bool too_large = first == 0xF4 && second > 0x8F;
  return overlong || surrogate || too_large ? 0 : length;
}

void append_latin1(char c, std::string* out) {
  const auto byte = static_cast<uint8_t>(c);
  if (byte < 0x80) {
    *out += c;
    return;
  }
  *out += static_cast<char>(0xC0 | (byte >> 6));
  *out += static_cast<char>(0x80 | (byte & 0x3F));
}

void append_json_string(std::string_view bytes, std::string* out) {
  static constexpr char kHex[] = "0123456789abcdef";
  *out += '"';
  for (const char c : bytes) {
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (static_cast<uint8_t>(c) < 0x20) {
      *out += "\\u00";
      *out += kHex[static_cast<uint8_t>(c) >> 4];
      *out += kHex[c & 0xF];
    } else {
      append_latin1(c, out);
    }
  }
  *out += '"';
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    uint64_t word = 0;
    if (bytes.size() >= sizeof word) {
      std::memcpy(&word, bytes.data(), sizeof word);
      if ((word & 0x8080808080808080u) == 0) {
        bytes.remove_prefix(sizeof word);
        continue;
      }
    }
    const std::size_t length = sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string_view as_text(std::string_view bytes, std::string* buffer) {
  const bool is_text = is_utf8(bytes);
  if (is_text && bytes.find('\0') == std::string_view::npos) return bytes;
  buffer->clear();
  for (const char c : bytes) {
    if (c == '\0')
      *buffer += "\uFFFD";
    else if (is_text)
      *buffer += c;
    else
      append_latin1(c, buffer);
  }
  return *buffer;
}

void append_headers_json(const std::vector<Header>& headers, std::string* json) {
  *json += '[';
  for (const Header& header : headers) {
    if (json->back() != '[') *json += ',';
    *json += '[';
    append_json_string(header.name, json);
    *json += ',';
    append_json_string(header.value, json);
    *json += ']';
  }
  *json += ']';
}

}  // namespace storage
