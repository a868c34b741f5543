#include "parser/page/body_type.h"

#include <cstddef>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

// MIME Sniffing, "resource header": as much as is looked at.
constexpr std::size_t kSniffedBytes = 1445;

// Beginnings that make a page, each followed by a space or '>' (section 7.1).
constexpr std::string_view kHtmlBeginnings[] = {
    "<!doctype html", "<html", "<head",  "<script", "<iframe", "<h1",   "<div", "<font",
    "<table",         "<a",    "<style", "<title",  "<b",      "<body", "<br",  "<p"};

bool is_binary(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x08 || byte == 0x0B || (byte >= 0x0E && byte <= 0x1A) ||
         (byte >= 0x1C && byte <= 0x1F);
}

bool begins_html(std::string_view bytes) {
  if (bytes.starts_with("<!--")) return true;
  for (const std::string_view beginning : kHtmlBeginnings) {
    if (!ascii::starts_with(bytes, beginning) || bytes.size() == beginning.size()) continue;
    if (bytes[beginning.size()] == ' ' || bytes[beginning.size()] == '>') return true;
  }
  return false;
}

// Takes everything up to and with `end` off `text`.
void skip_past(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
}

void skip_prolog(std::string_view& text) {
  for (;;) {
    while (!text.empty() && ascii::is_space(text.front())) text.remove_prefix(1);
    if (text.starts_with("<?"))
      skip_past(text, "?>");
    else if (text.starts_with("<!--"))
      skip_past(text, "-->");
    else if (text.starts_with("<!"))
      skip_past(text, ">");
    else
      return;
  }
}

}  // namespace

std::string essence_of(std::string_view content_type) {
  const std::string_view written = ascii::trim(content_type.substr(0, content_type.find(';')));
  const std::size_t slash = written.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == written.size()) return {};
  std::string essence(written);
  for (char& c : essence) {
    if (is_binary(c) || ascii::is_space(c) || static_cast<unsigned char>(c) >= 0x7F) return {};
    c = ascii::lower(c);
  }
  return essence;
}

BodyType body_type_of(std::string_view essence) {
  if (essence == "text/html" || essence == "application/xhtml+xml") return BodyType::kHtml;
  if (essence == "text/plain") return BodyType::kPlain;
  if (essence == "text/xml" || essence == "application/xml") return BodyType::kXml;
  // Images and the like have their own meaning, whatever they are written in.
  if (essence.ends_with("+xml") && essence.starts_with("application/")) return BodyType::kXml;
  return BodyType::kOther;
}

BodyType sniff_body_type(std::string_view bytes) {
  bytes = bytes.substr(0, kSniffedBytes);
  if (bytes.empty()) return BodyType::kOther;
  if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE")) return BodyType::kPlain;
  std::string_view text = bytes;
  const bool has_bom = text.starts_with(kUtf8Bom);
  if (has_bom) text.remove_prefix(kUtf8Bom.size());
  while (!text.empty() && ascii::is_space(text.front())) text.remove_prefix(1);
  if (begins_html(text)) return BodyType::kHtml;
  if (text.starts_with("<?xml")) return BodyType::kXml;
  if (has_bom) return BodyType::kPlain;
  for (const char c : bytes)
    if (is_binary(c)) return BodyType::kOther;
  return BodyType::kPlain;
}

XmlRoot xml_root_of(std::string_view bytes) {
  // UTF-16: whoever reads the XML will see.
  if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE")) return XmlRoot::kFeed;
  if (bytes.starts_with(kUtf8Bom)) bytes.remove_prefix(kUtf8Bom.size());
  skip_prolog(bytes);
  if (!bytes.starts_with('<')) return XmlRoot::kOther;
  bytes.remove_prefix(1);
  std::string_view name = bytes.substr(0, bytes.find_first_of(" \t\r\n/>"));
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
    name.remove_prefix(colon + 1);
  for (const std::string_view feed : {"urlset", "sitemapindex", "rss", "feed", "rdf"})
    if (ascii::equals(name, feed)) return XmlRoot::kFeed;
  return ascii::equals(name, "html") ? XmlRoot::kHtml : XmlRoot::kOther;
}

}  // namespace parser
