// Each call finds the next tag or text and remembers only its place in the input. Everything that
// could make it slow is cut off: a reference is only looked for near its '&', a quote that nothing
// closes is no quote, and document types are skipped unread.
#include "parser/sitemap/xml_scanner.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kSpace = " \t\r\n";

// Longest reference that is looked for ("&#x0010FFFF;"): an '&' without a near ';' is just an '&'.
constexpr std::size_t kMaxReference = 16;

bool begins_name(char c) {
  return ascii::is_alpha(c) || c == '_' || c == ':' || !ground::is_ascii(c);
}

bool in_name(char c) { return begins_name(c) || ascii::is_digit(c) || c == '-' || c == '.'; }

// `digits`: what stands between "&#" and ';'. False if that is not a number.
bool append_character(std::string& out, std::string_view digits) {
  const bool hex = digits.starts_with('x') || digits.starts_with('X');
  if (hex) digits.remove_prefix(1);
  if (digits.empty()) return false;
  const int base = hex ? 16 : 10;
  uint64_t code = 0;  // kMaxReference keeps it from overflowing
  for (const char c : digits) {
    const int digit = ascii::hex_value(c);
    if (digit < 0 || digit >= base) return false;
    code = code * static_cast<uint64_t>(base) + static_cast<uint64_t>(digit);
  }
  const bool is_character =
      code != 0 && code <= 0x10FFFF && ground::is_scalar_value(static_cast<char32_t>(code));
  ground::append_utf8(is_character ? static_cast<char32_t>(code) : ground::kReplacementCharacter,
                      out);
  return true;
}

enum class Reference { kReplaced, kUnknown, kNotOne };

// `name`: what stands between '&' and ';'.
Reference append_reference(std::string& out, std::string_view name) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  if (name.starts_with('#'))
    return append_character(out, name.substr(1)) ? Reference::kReplaced : Reference::kNotOne;
  for (const auto& [entity, c] : kEntities) {
    if (name != entity) continue;
    out += c;
    return Reference::kReplaced;
  }
  const bool is_name =
      !name.empty() && begins_name(name[0]) && std::all_of(name.begin(), name.end(), in_name);
  return is_name ? Reference::kUnknown : Reference::kNotOne;
}

// Where the tag that `text` begins with ends: its '>', or the '<' of the next tag if the '>' is
// missing, or kNone. A '>' in quotes does not count; a quote that nothing closes is no quote.
std::size_t tag_end(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '>' || c == '<') return i;
    if (c != '"' && c != '\'') continue;
    const char stops[] = {c, '<', '\0'};
    const std::size_t close = text.find_first_of(stops, i + 1);
    if (close != kNone && text[close] == c) i = close;
  }
  return kNone;
}

}  // namespace

bool XmlScanner::next(XmlToken& token) {
  while (!rest_.empty()) {
    token = {};
    if (rest_[0] != '<') {
      take_text(token);
      return true;
    }
    if (rest_.starts_with("<!--")) {
      skip_past("-->", 4);
    } else if (rest_.starts_with("<![CDATA[")) {
      take_cdata(token);
      return true;
    } else if (rest_.starts_with("<?")) {
      skip_past("?>", 2);
    } else if (rest_.starts_with("<!")) {
      skip_declaration();
    } else {
      return take_tag(token);
    }
  }
  return false;
}

void XmlScanner::take_text(XmlToken& token) {
  const std::size_t end = rest_.find('<');
  token.cut = end == kNone;
  token.text = rest_.substr(0, end);
  rest_.remove_prefix(token.text.size());
}

void XmlScanner::take_cdata(XmlToken& token) {
  rest_.remove_prefix(std::string_view("<![CDATA[").size());
  const std::size_t end = rest_.find("]]>");
  token.literal = true;
  token.cut = end == kNone;
  token.text = rest_.substr(0, end);
  if (token.cut)
    end_inside_markup();
  else
    rest_.remove_prefix(end + 3);
}

bool XmlScanner::take_tag(XmlToken& token) {
  const bool is_end = rest_.starts_with("</");
  const std::size_t name_begin = is_end ? 2 : 1;
  if (name_begin >= rest_.size()) {
    end_inside_markup();
    return false;
  }
  if (!begins_name(rest_[name_begin])) {
    token.text = rest_.substr(0, 1);
    token.broken = true;
    rest_.remove_prefix(1);
    return true;
  }
  const std::size_t end = tag_end(rest_);
  if (end == kNone) {
    end_inside_markup();
    return false;
  }
  std::string_view inside = rest_.substr(name_begin, end - name_begin);
  token.broken = rest_[end] == '<';
  rest_.remove_prefix(token.broken ? end : end + 1);

  token.kind = is_end ? XmlToken::Kind::kEnd : XmlToken::Kind::kStart;
  token.empty_element = !is_end && inside.ends_with('/');
  if (token.empty_element) inside.remove_suffix(1);
  token.name = inside.substr(0, inside.find_first_of(" \t\r\n/\"'="));
  token.attributes = inside.substr(token.name.size());
  return true;
}

void XmlScanner::skip_past(std::string_view mark, std::size_t from) {
  const std::size_t at = rest_.find(mark, from);
  if (at == kNone) return end_inside_markup();
  rest_.remove_prefix(at + mark.size());
}

// "<!DOCTYPE a [ <!ENTITY b "c>]"> ]>": unread, but its end must be found.
void XmlScanner::skip_declaration() {
  int brackets = 0;
  for (std::size_t i = 2; i < rest_.size(); ++i) {
    const char c = rest_[i];
    if (c == '"' || c == '\'') {
      i = rest_.find(c, i + 1);
    } else if (rest_.substr(i, 4) == "<!--") {
      i = rest_.find("-->", i + 4);
    } else if (c == '[') {
      ++brackets;
    } else if (c == ']') {
      --brackets;
    } else if (c == '>' && brackets <= 0) {
      rest_.remove_prefix(i + 1);
      return;
    }
    if (i == kNone) break;
  }
  end_inside_markup();
}

void XmlScanner::end_inside_markup() {
  ended_inside_markup_ = true;
  rest_ = {};
}

std::size_t XmlScanner::line() const {
  const std::string_view read = text_.substr(0, text_.size() - rest_.size());
  return 1 + static_cast<std::size_t>(std::count(read.begin(), read.end(), '\n'));
}

bool append_xml_text(std::string& out, std::string_view raw) {
  bool all_known = true;
  while (!raw.empty()) {
    const std::size_t ampersand = raw.find('&');
    out += raw.substr(0, ampersand);
    if (ampersand == kNone) break;
    raw.remove_prefix(ampersand + 1);
    const std::size_t end = raw.substr(0, kMaxReference).find(';');
    const Reference reference =
        end == kNone ? Reference::kNotOne : append_reference(out, raw.substr(0, end));
    if (reference == Reference::kUnknown) all_known = false;
    if (reference == Reference::kNotOne)
      out += '&';
    else
      raw.remove_prefix(end + 1);
  }
  return all_known;
}

std::string_view xml_attribute(std::string_view attributes, std::string_view name) {
  std::string_view rest = attributes;
  for (;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n/"), rest.size()));
    const std::size_t equals = rest.find('=');
    if (equals == kNone) return {};
    std::string_view found = rest.substr(0, equals);
    found = found.substr(0, found.find_last_not_of(kSpace) + 1);
    // What precedes a space is an attribute without a value.
    if (const std::size_t space = found.find_last_of(kSpace); space != kNone)
      found.remove_prefix(space + 1);
    rest.remove_prefix(equals + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
    const bool quoted = rest.starts_with('"') || rest.starts_with('\'');
    const std::size_t begin = quoted ? 1 : 0;
    const std::size_t end =
        std::min(quoted ? rest.find(rest[0], 1) : rest.find_first_of(kSpace), rest.size());
    const std::string_view value = rest.substr(begin, end - begin);
    if (ascii::same_but_for_case(found, name)) return value;
    rest.remove_prefix(std::min(end + begin, rest.size()));
  }
}

}  // namespace parser
