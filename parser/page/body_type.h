// How a body is read, by its Content-Type, or by its first bytes if there is none.
// Thread: pure. Source: https://mimesniff.spec.whatwg.org/, only as far as it concerns pages: a
// page without a type is rare, and a wrong type is believed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parser {

enum class BodyType : uint8_t { kHtml, kXml, kPlain, kOther };

// "text/html" of "Text/HTML; charset=x"; "" if there is no type and subtype.
std::string essence_of(std::string_view content_type);

BodyType body_type_of(std::string_view essence);

// Of bytes with no type.
BodyType sniff_body_type(std::string_view bytes);

enum class XmlRoot : uint8_t { kFeed, kHtml, kOther };

// What the root element's name promises; kFeed: a sitemap, RSS or Atom.
XmlRoot xml_root_of(std::string_view bytes);

}  // namespace parser
