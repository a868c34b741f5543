#include "explore/report/html_text.h"

#include <fmt/format.h>

#include <cstdint>

#include "explore/rows/row_writer.h"
#include "ground/utf8.h"

namespace explore {
namespace {

constexpr std::string_view kEllipsis = "\u2026";

// A character that HTML and people take for text.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n') || byte == 0x7f;
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
        out += ground::kReplacement;
      } else {
        out += c;
      }
  }
}

std::string json_text(std::string_view text, std::size_t max_bytes) {
  // A broken sequence may grow to three bytes; four times is more than any cut needs.
  std::string repaired;
  const std::string_view valid = ground::repaired_utf8(text.substr(0, 4 * max_bytes), repaired);
  const std::string_view shown = ground::utf8_prefix(valid, max_bytes);
  std::string out = "\"";
  for (const char c : shown) append_json_byte(out, c);
  if (shown.size() < valid.size()) out += kEllipsis;
  return out + '"';
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out, repaired;
  for (const char c : ground::repaired_utf8(text, repaired)) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (is_control(c)) {
      out += ground::kReplacement;
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
