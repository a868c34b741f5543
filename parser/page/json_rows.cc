#include "parser/page/json_rows.h"

#include <array>
#include <charconv>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {
namespace {

// RFC 8259, 7. NUL would end the text for SQLite's tools.
void append_escaped(char c, std::string& json) {
  constexpr std::string_view kHex = ground::ascii::kLowerHex;
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\0') {
    json.append(ground::kReplacement);
  } else if (c == '"' || c == '\\') {
    json.push_back('\\');
    json.push_back(c);
  } else {
    json.append("\\u00").push_back(kHex[byte >> 4]);
    json.push_back(kHex[byte & 15]);
  }
}

bool is_as_it_is(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

}  // namespace

void JsonRows::clear() {
  json_.clear();
  rows_ = 0;
  is_cut_ = false;
}

bool JsonRows::begin() {
  if (rows_ >= limits_.max_rows || json_.size() >= limits_.max_bytes) {
    is_cut_ = true;
    return false;
  }
  json_.append(rows_ == 0 ? "[[" : ",[");
  ++rows_;
  return true;
}

JsonRows& JsonRows::number(uint64_t value) {
  separate();
  std::array<char, 20> digits;
  const auto written = std::to_chars(digits.begin(), digits.end(), value);
  json_.append(digits.begin(), written.ptr);
  return *this;
}

JsonRows& JsonRows::null() {
  separate();
  json_.append("null");
  return *this;
}

JsonRows& JsonRows::text(std::string_view valid_utf8) {
  separate();
  const std::string_view kept = ground::utf8_prefix(valid_utf8, limits_.max_text_bytes);
  is_cut_ |= kept.size() < valid_utf8.size();
  json_.push_back('"');
  std::size_t copied = 0;
  for (std::size_t at = 0; at < kept.size(); ++at) {
    if (is_as_it_is(kept[at])) continue;
    json_.append(kept, copied, at - copied);
    append_escaped(kept[at], json_);
    copied = at + 1;
  }
  json_.append(kept, copied);
  json_.push_back('"');
  return *this;
}

std::string JsonRows::take() {
  if (rows_ > 0) json_.push_back(']');
  return json_;
}

}  // namespace parser
