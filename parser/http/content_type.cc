#include "parser/http/content_type.h"

#include <algorithm>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using namespace std::string_view_literals;

// Beginnings that make a page, each followed by a space or '>' (section 7.1).
constexpr std::string_view kHtmlBeginnings[] = {
    "<!doctype html", "<html", "<head",  "<script", "<iframe", "<h1",   "<div", "<font",
    "<table",         "<a",    "<style", "<title",  "<b",      "<body", "<br",  "<p"};

struct Signature {
  std::string_view bytes;
  std::string_view type;
  std::size_t at = 0;  // where they stand
};

// Those of section 6 that are bytes in a row. They are looked for in binary bytes only: text that
// begins with "BM" is text.
constexpr Signature kSignatures[] = {
    {"\0\0\1\0"sv, "image/x-icon"},
    {"\0\0\2\0"sv, "image/x-icon"},
    {"BM"sv, "image/bmp"},
    {"GIF87a"sv, "image/gif"},
    {"GIF89a"sv, "image/gif"},
    {"WEBPVP"sv, "image/webp", 8},
    {"\x89PNG\r\n\x1A\n"sv, "image/png"},
    {"\xFF\xD8\xFF"sv, "image/jpeg"},
    {"ID3"sv, "audio/mpeg"},
    {"OggS\0"sv, "application/ogg"},
    {"MThd\0\0\0\6"sv, "audio/midi"},
    {"WAVE"sv, "audio/wave", 8},
    {"AVI "sv, "video/avi", 8},
    {"ftyp"sv, "video/mp4", 4},
    {"\x1A\x45\xDF\xA3"sv, "video/webm"},
    {"\x1F\x8B\x08"sv, "application/x-gzip"},
    {"PK\3\4"sv, "application/zip"},
    {"Rar \x1A\7\0"sv, "application/x-rar-compressed"},
};

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return ascii::is_alphanumeric(c) || "!#$%&'*+-.^_`|~"sv.find(c) != std::string_view::npos;
  });
}

bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x08 || byte == 0x0B || (byte >= 0x0E && byte <= 0x1A) ||
         (byte >= 0x1C && byte <= 0x1F);
}

// Fetch, "collect an HTTP quoted string": its length, quotes included.
std::size_t quoted_length(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

// Takes the value of a parameter off the front of `rest`, up to the ';' behind it.
std::string_view take_parameter_value(std::string_view& rest) {
  const std::size_t quoted = rest.starts_with('"') ? quoted_length(rest) : 0;
  const std::size_t end = std::min(rest.find(';', quoted), rest.size());
  std::string_view value = ascii::trim(rest.substr(0, end), ascii::kHttpBlanks);
  if (quoted > 0) {
    // Backslashes stay: no label of an encoding has what they are for.
    value = rest.substr(1, quoted - 1);
    if (value.ends_with('"')) value.remove_suffix(1);
  }
  rest.remove_prefix(end);
  return value;
}

// The value of the first charset among `parameters`, each of which begins with a ';'.
std::string_view charset_in(std::string_view parameters) {
  while (!parameters.empty()) {
    parameters.remove_prefix(1);
    const std::size_t name_end = std::min(parameters.find_first_of(";="), parameters.size());
    std::string_view name = parameters.substr(0, name_end);
    name.remove_prefix(std::min(name.find_first_not_of(ascii::kHttpBlanks), name.size()));
    parameters.remove_prefix(name_end);
    if (!parameters.starts_with('=')) continue;
    parameters.remove_prefix(1);
    const std::string_view value = take_parameter_value(parameters);
    if (ascii::equals(name, "charset") && !value.empty()) return value;
  }
  return {};
}

// Takes the next value off a list with commas: one in quotes divides nothing.
std::string_view take_value(std::string_view& list) {
  std::size_t end = 0;
  while (end < list.size() && list[end] != ',')
    end += list[end] == '"' ? quoted_length(list.substr(end)) : 1;
  const std::string_view value = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return value;
}

bool is_html(std::string_view bytes) {
  if (bytes.starts_with("<!--")) return true;
  for (const std::string_view beginning : kHtmlBeginnings) {
    if (!ascii::starts_with(bytes, beginning) || bytes.size() == beginning.size()) continue;
    if (bytes[beginning.size()] == ' ' || bytes[beginning.size()] == '>') return true;
  }
  return false;
}

bool begins_utf16(std::string_view bytes) {
  return bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE");
}

// MIME Sniffing, "rules for distinguishing if a resource is text or binary".
bool is_text(std::string_view bytes) {
  return begins_utf16(bytes) || bytes.starts_with(ground::kByteOrderMark) ||
         std::none_of(bytes.begin(), bytes.end(), is_binary);
}

std::string_view binary_type(std::string_view bytes) {
  for (const Signature& signature : kSignatures)
    if (bytes.substr(std::min(signature.at, bytes.size())).starts_with(signature.bytes))
      return signature.type;
  return "application/octet-stream";
}

// MIME Sniffing, "rules for identifying an unknown MIME type". `may_run`: what could run a script
// counts too. One extra: a byte-order mark before a tag does not hide it, as encodings have it.
std::string_view sniffed_type(std::string_view bytes, bool may_run) {
  std::string_view text = bytes;
  if (text.starts_with(ground::kByteOrderMark)) text.remove_prefix(ground::kByteOrderMark.size());
  text = ascii::trim_start(text);
  if (may_run) {
    if (is_html(text)) return "text/html";
    if (text.starts_with("<?xml")) return "text/xml";
    if (bytes.starts_with("%PDF-")) return "application/pdf";
  }
  if (bytes.starts_with("%!PS-Adobe-")) return "application/postscript";
  return is_text(bytes) ? "text/plain" : binary_type(bytes);
}

}  // namespace

MimeType parse_mime_type(std::string_view value) {
  value = ascii::trim(value, ascii::kHttpBlanks);
  const std::size_t semicolon = std::min(value.find(';'), value.size());
  std::string_view written = value.substr(0, semicolon);
  written = written.substr(0, written.find_first_of(ascii::kHttpBlanks));
  const std::size_t slash = written.find('/');
  if (slash == std::string_view::npos || !is_token(written.substr(0, slash)) ||
      !is_token(written.substr(slash + 1)))
    return {};
  return {written, charset_in(value.substr(semicolon))};
}

bool ContentType::take(std::string_view name, std::string_view value) {
  if (ascii::equals(name, "content-type")) {
    add(value);
    return true;
  }
  if (!ascii::equals(name, "x-content-type-options")) return false;
  const std::string_view first = ascii::trim(take_value(value), ascii::kHttpBlanks);
  if (!has_options_) nosniff_ = ascii::equals(first, "nosniff");
  has_options_ = true;
  return true;
}

void ContentType::add(std::string_view field) {
  may_be_binary_ = field == "text/plain" || field == "text/plain; charset=ISO-8859-1" ||
                   field == "text/plain; charset=iso-8859-1" ||
                   field == "text/plain; charset=UTF-8";
  while (!field.empty()) {
    MimeType next = parse_mime_type(take_value(field));
    if (next.essence.empty() || next.essence == "*/*") continue;
    if (next.charset.empty() && ascii::same_but_for_case(next.essence, type_.essence))
      next.charset = type_.charset;
    type_ = next;
  }
}

bool ContentType::is_unknown() const {
  return type_.essence.empty() || ascii::equals(type_.essence, "unknown/unknown") ||
         ascii::equals(type_.essence, "application/unknown");
}

std::string_view ContentType::of_bytes(std::string_view bytes) const {
  bytes = bytes.substr(0, kSniffedBytes);
  if (is_unknown()) return sniffed_type(bytes, !nosniff_);
  return may_be_binary_ && !nosniff_ && !is_text(bytes) ? "application/octet-stream"
                                                        : std::string_view();
}

}  // namespace parser
