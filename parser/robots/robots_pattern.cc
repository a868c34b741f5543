#include "parser/robots/robots_pattern.h"

#include <cstddef>
#include <cstring>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool is_mark(char c) { return c == '-' || c == '.' || c == '_' || c == '~'; }

// Neither reserved nor unreserved in RFC 3986, so a URL holds it only in escaped form. '%' is left
// alone: a lone one is as likely to be in the URL, too.
bool needs_escape(unsigned char c) {
  return c <= ' ' || c >= 0x7F || std::strchr("\"<>\\^`{|}", c) != nullptr;
}

// The octet that "%XX" at the beginning of `text` stands for, or -1.
int escaped_octet(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = ascii::hex_value(text[1]), low = ascii::hex_value(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool taken_off(char octet, RobotsDecoding decoding) {
  return is_mark(octet) ||
         (decoding == RobotsDecoding::kUnreserved && ascii::is_alphanumeric(octet));
}

// Appends the normal form of the first character of `text`; returns how many bytes that were.
std::size_t append_normal(std::string& out, std::string_view text, RobotsDecoding decoding) {
  const auto c = static_cast<unsigned char>(text[0]);
  if (const int octet = escaped_octet(text); octet >= 0) {
    if (taken_off(static_cast<char>(octet), decoding))
      out += static_cast<char>(octet);
    else
      ascii::append_percent_encoded(static_cast<char>(octet), out);
    return 3;
  }
  if (needs_escape(c))
    ascii::append_percent_encoded(text[0], out);
  else
    out += text[0];
  return 1;
}

std::size_t find_piece(std::string_view path, std::string_view piece) {
  if (piece.empty()) return 0;
  if (piece.size() > path.size()) return std::string_view::npos;
  // Not std::string_view::find, which is quadratic on "aaaa…b": memmem is linear whatever the site
  // wrote.
  const void* hit = memmem(path.data(), path.size(), piece.data(), piece.size());
  return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - path.data())
             : std::string_view::npos;
}

}  // namespace

std::string normal_robots_pattern(std::string_view raw, RobotsDecoding decoding) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size();) {
    if (raw[i] == '$' && i + 1 < raw.size()) {
      ascii::append_percent_encoded('$', out);
      ++i;
    } else {
      i += append_normal(out, raw.substr(i), decoding);
    }
  }
  return out;
}

std::string_view normal_robots_path(std::string_view raw, RobotsDecoding decoding,
                                    std::string& storage) {
  const auto special = [](unsigned char c) {
    return c == '%' || c == '*' || c == '$' || needs_escape(c);
  };
  std::size_t i = 0;
  while (i < raw.size() && !special(static_cast<unsigned char>(raw[i]))) ++i;
  if (i == raw.size()) return raw;
  storage.assign(raw, 0, i);
  while (i < raw.size()) {
    if (raw[i] == '*' || raw[i] == '$') {
      ascii::append_percent_encoded(raw[i], storage);
      ++i;
    } else {
      i += append_normal(storage, raw.substr(i), decoding);
    }
  }
  return storage;
}

// Between two stars the leftmost place for a piece is always as good as any other, so there is
// never a reason to come back and try again.
bool robots_pattern_matches(std::string_view pattern, std::string_view path) {
  const bool anchored = pattern.ends_with('$');
  if (anchored) pattern.remove_suffix(1);

  std::size_t star = pattern.find('*');
  const std::string_view head = pattern.substr(0, star);
  if (!path.starts_with(head)) return false;
  path.remove_prefix(head.size());
  if (star == std::string_view::npos) return !anchored || path.empty();

  for (;;) {
    pattern.remove_prefix(star + 1);
    star = pattern.find('*');
    if (star == std::string_view::npos) break;
    const std::string_view piece = pattern.substr(0, star);
    const std::size_t at = find_piece(path, piece);
    if (at == std::string_view::npos) return false;
    path.remove_prefix(at + piece.size());
  }
  if (anchored) return path.ends_with(pattern);
  return find_piece(path, pattern) != std::string_view::npos;
}

}  // namespace parser
