#include "storage/database/raw_text.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "ground/ascii.h"
#include "ground/bytes_as_text.h"
#include "ground/utf8.h"

namespace storage {
namespace {

// As characters, bytes from 0x80 to 0x9F are the control characters C1.
bool is_control_byte(char c) {
  return (ground::ascii::is_control(c) && c != '\t') || (static_cast<uint8_t>(c) & 0xE0) == 0x80;
}

bool has_control(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), is_control_byte);
}

std::string without_controls(std::string bytes) {
  std::erase_if(bytes, is_control_byte);
  return bytes;
}

void append_json_string(std::string_view bytes, std::string* out) {
  using ground::ascii::kLowerHex;
  *out += '"';
  for (const char c : bytes) {
    if (c == '"' || c == '\\') {
      *out += '\\';
      *out += c;
    } else if (static_cast<uint8_t>(c) < 0x20) {
      *out += "\\u00";
      *out += kLowerHex[static_cast<uint8_t>(c) >> 4];
      *out += kLowerHex[c & 0xF];
    } else {
      ground::append_characters({&c, 1}, *out);
    }
  }
  *out += '"';
}

}  // namespace

std::string_view sql_text(std::string_view bytes, std::string* buffer) {
  const std::string_view text = ground::as_text(bytes, *buffer);
  if (text.find('\0') == text.npos) return text;
  std::string without_nul;
  for (const char c : text) {
    if (c == '\0')
      without_nul += ground::kReplacement;
    else
      without_nul += c;
  }
  *buffer = std::move(without_nul);
  return *buffer;
}

std::string_view shown_text(std::string_view bytes, std::string* buffer) {
  return ground::without_controls(sql_text(bytes, buffer), *buffer);
}

void append_headers_json(const std::vector<Header>& headers, std::string* json) {
  *json += '[';
  for (const Header& header : headers) {
    if (json->back() != '[') *json += ',';
    *json += '[';
    const bool has_controls = has_control(header.name) || has_control(header.value);
    append_json_string(has_controls ? without_controls(header.name) : header.name, json);
    *json += ',';
    append_json_string(has_controls ? without_controls(header.value) : header.value, json);
    if (has_controls) {
      *json += ',';
      append_json_string(header.name, json);
      *json += ',';
      append_json_string(header.value, json);
    }
    *json += ']';
  }
  *json += ']';
}

std::vector<Header> headers_of_json(std::string_view json) {
  std::vector<Header> headers;
  const auto read = nlohmann::json::parse(json, nullptr, false);
  if (!read.is_array()) return headers;
  for (const auto& one : read) {
    if (!one.is_array() || one.size() < 2) continue;
    // As they came they are the last two.
    const auto &name = one[one.size() - 2], &value = one[one.size() - 1];
    if (name.is_string() && value.is_string())
      headers.push_back({ground::bytes_of_characters(name.get_ref<const std::string&>()),
                         ground::bytes_of_characters(value.get_ref<const std::string&>())});
  }
  return headers;
}

}  // namespace storage
