#include "parser/sitemap/sitemap.h"

#include <algorithm>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/encoding/charset.h"
#include "parser/http/inflate.h"
#include "parser/sitemap/sitemap_field.h"
#include "parser/sitemap/sitemap_reader.h"
#include "parser/sitemap/xml_scanner.h"

namespace parser {
namespace {

// Far enough for the longest XML declaration.
constexpr std::size_t kDeclarationBytes = 256;

// What programs that fail print before the XML is looked past for so long.
constexpr std::size_t kMaxPreamble = 16u << 10;

// The encoding that the bytes themselves, the header or the XML declaration names, in this order
// (RFC 7303, 3.2; XML 1.0, appendix F).
std::string_view xml_encoding(std::string_view bytes, std::string_view charset) {
  using namespace std::string_view_literals;
  if (bytes.starts_with(ground::kByteOrderMark)) return "UTF-8";
  const std::size_t first = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
  const std::string_view text = bytes.substr(first);
  if (text.starts_with("\xFE\xFF"sv) || text.starts_with("\0<"sv)) return "UTF-16BE";
  if (text.starts_with("\xFF\xFE"sv) || text.starts_with("<\0"sv)) return "UTF-16LE";
  // Who can be read byte by byte is not in UTF-16, whatever he is called.
  const auto is_usable = [](std::string_view encoding) {
    return !encoding.empty() && !encoding.starts_with("UTF-16") && encoding != "replacement";
  };
  if (const std::string_view named = encoding_for_label(charset); is_usable(named)) return named;
  const std::size_t begin = text.substr(0, kMaxPreamble).find("<?xml");
  if (begin == std::string_view::npos) return "UTF-8";
  std::string_view declaration = text.substr(begin + 5, kDeclarationBytes);
  declaration = declaration.substr(0, declaration.find("?>"));
  const std::string_view named = encoding_for_label(xml_attribute(declaration, "encoding"));
  return is_usable(named) ? named : "UTF-8";
}

std::string_view without_leading_space(std::string_view text) {
  for (;;) {
    const std::string_view before = text;
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (text.starts_with(ground::kByteOrderMark)) text.remove_prefix(ground::kByteOrderMark.size());
    if (text.size() == before.size()) return text;
  }
}

// Where a sitemap or feed begins behind what does not belong to it, such as the warnings of PHP; 0
// if there is none.
std::size_t begin_of_xml(std::string_view text) {
  constexpr std::string_view kBeginnings[] = {"<?xml", "<urlset", "<sitemapindex", "<rss", "<feed"};
  text = text.substr(0, kMaxPreamble);
  std::size_t first = text.size();
  for (const std::string_view beginning : kBeginnings)
    first = std::min(first, text.find(beginning));
  return first == text.size() ? 0 : first;
}

// One that may be a URL, perhaps without its scheme: not the words of an error page.
bool is_text_entry(std::string_view line) {
  return line.find('/') != std::string_view::npos &&
         std::none_of(line.begin(), line.end(),
                      [](unsigned char c) { return c <= ' ' || c == '<' || c == '>' || c == '"'; });
}

void read_text(std::string_view text, const SitemapLimits& limits, Sitemap& sitemap) {
  sitemap.type = SitemapType::kText;
  const bool cut = sitemap.truncated || !sitemap.problem.empty();
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (end == text.size() && cut) return;  // half a URL, that is: a wrong one
    const std::string_view line = trim_unicode(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.size() > kMaxSitemapField || !is_text_entry(line)) continue;
    if (sitemap.entries.size() >= limits.max_entries) {
      sitemap.truncated = true;
      return;
    }
    sitemap.entries.push_back({std::string(line), "", SitemapEntry{}.priority, {}});
  }
}

// Takes off gzip if there is some, and what exceeds the limit.
std::string_view within_limits(std::string_view body, const SitemapLimits& limits,
                               std::string& storage, Sitemap& sitemap) {
  if (!body.starts_with("\x1F\x8B")) {
    sitemap.truncated = body.size() > limits.max_bytes;
    return body.substr(0, limits.max_bytes);
  }
  std::string_view inflated = body;
  switch (inflate(body, "gzip", limits.max_bytes, storage, inflated)) {
    case InflateEnd::kComplete:
      break;
    case InflateEnd::kCut:
      sitemap.truncated = true;
      break;
    case InflateEnd::kCorrupt:
    case InflateEnd::kUnsupported:
      sitemap.problem = "gzip: damaged";
      break;
  }
  return inflated;
}

}  // namespace

Sitemap parse_sitemap(std::string_view body, const MimeType& type, const SitemapLimits& limits) {
  Sitemap sitemap;
  std::string inflated, decoded;
  const std::string_view bytes = within_limits(body, limits, inflated, sitemap);
  const std::string_view text =
      without_leading_space(to_utf8(bytes, xml_encoding(bytes, type.charset), decoded));
  const bool begins_list = begins_http_url(text);
  const bool is_list = begins_list || ground::ascii::equals(type.essence, "text/plain");
  if (text.starts_with('<')) read_xml_sitemap(text, limits, sitemap);
  const bool may_begin_later = sitemap.type == SitemapType::kUnknown && !begins_list;
  if (const std::size_t begin = may_begin_later ? begin_of_xml(text) : 0; begin > 0) {
    const std::string problem = std::exchange(sitemap.problem, "text before the XML");
    read_xml_sitemap(text.substr(begin), limits, sitemap);
    if (sitemap.type == SitemapType::kUnknown) sitemap.problem = problem;
  }
  if (sitemap.type != SitemapType::kUnknown) return sitemap;
  if (is_list && !text.starts_with('<'))
    read_text(text, limits, sitemap);
  else if (sitemap.problem.empty())
    sitemap.problem = "neither XML nor a list of URLs";
  return sitemap;
}

}  // namespace parser
