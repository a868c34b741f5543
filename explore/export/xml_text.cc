#include "explore/export/xml_text.h"

#include "ground/utf8.h"

namespace explore {
namespace {

// https://www.w3.org/TR/xml/#charsets: of ASCII.
bool is_banned(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

std::string_view escaped(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    default:
      return "";
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string repaired;
  text = ground::repaired_utf8(text, repaired);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    // U+FFFE and U+FFFF are no characters of XML.
    if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
      out += ground::kReplacement;
      i += 2;
    } else if (is_banned(text[i])) {
      out += ground::kReplacement;
    } else if (const std::string_view entity = escaped(text[i]); !entity.empty()) {
      out += entity;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace explore
