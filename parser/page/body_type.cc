#include "parser/page/body_type.h"

#include <cstddef>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Takes everything up to and with `end` off `text`.
void skip_past(std::string_view& text, std::string_view end) {
  const std::size_t at = text.find(end);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
}

void skip_prolog(std::string_view& text) {
  for (;;) {
    text = ascii::trim_start(text);
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

BodyType body_type_of(std::string_view essence) {
  if (essence == "text/html" || essence == "application/xhtml+xml") return BodyType::kHtml;
  if (essence == "text/plain") return BodyType::kPlain;
  if (essence == "text/xml" || essence == "application/xml") return BodyType::kXml;
  // Images and the like have their own meaning, whatever they are written in.
  if (essence.ends_with("+xml") && essence.starts_with("application/")) return BodyType::kXml;
  return BodyType::kOther;
}

XmlRoot xml_root_of(std::string_view bytes) {
  // UTF-16: whoever reads the XML will see.
  if (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE")) return XmlRoot::kFeed;
  if (bytes.starts_with(ground::kByteOrderMark)) bytes.remove_prefix(ground::kByteOrderMark.size());
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
