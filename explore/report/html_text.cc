#include "explore/report/html_text.h"

#include <fmt/format.h>

#include <cstdint>

#include "explore/rows/row_writer.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kEllipsis = "\u2026";

std::string valid_utf8(std::string_view text) {
  std::string valid;
  ground::Utf8Writer writer(valid);
  ground::repair_utf8(text, writer);
  writer.flush();
  return valid;
}

// A character that HTML and people take for text.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
}

std::string_view cut(std::string_view utf8, std::size_t max_bytes) {
  if (utf8.size() <= max_bytes) return utf8;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xC0) == 0x80) --end;
  return utf8.substr(0, end);
}

void append_json_byte(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    case '<':
      out += "\\u003c";
      break;
    case '>':
      out += "\\u003e";
      break;
    case '&':
      out += "\\u0026";
      break;
    default:
      if (is_control(c)) {
        out += kReplacement;
      } else {
        out += c;
      }
  }
}

std::string json_text(std::string_view text, std::size_t max_bytes) {
  // A broken sequence may grow to three bytes; four times is more than any cut needs.
  const std::string valid = valid_utf8(text.substr(0, 4 * max_bytes));
  const std::string_view shown = cut(valid, max_bytes);
  std::string out = "\"";
  for (const char c : shown) append_json_byte(out, c);
  if (shown.size() < valid.size()) out += kEllipsis;
  return out + '"';
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (is_control(c)) {
      out += kReplacement;
    } else {
      out += c;
    }
  }
  return out;
}

std::string script_json(const storage::SqlValue& value, std::size_t max_bytes) {
  constexpr int64_t kExact = int64_t{1} << 53;
  if (const auto* text = std::get_if<std::string_view>(&value)) return json_text(*text, max_bytes);
  if (const auto* real = std::get_if<double>(&value)) return real_text(*real);
  if (const auto* blob = std::get_if<storage::Blob>(&value))
    return json_text(hex(blob->bytes.substr(0, max_bytes)), max_bytes);
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    const bool is_exact = *integer >= -kExact && *integer <= kExact;
    return is_exact ? std::to_string(*integer) : fmt::format("\"{}\"", *integer);
  }
  return "null";
}

}  // namespace explore
