// How a body is read, by its type (parser/http/content_type). Thread: pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace parser {

enum class BodyType : uint8_t { kHtml, kXml, kPlain, kOther };

// `essence`: of a type, in lower case.
BodyType body_type_of(std::string_view essence);

enum class XmlRoot : uint8_t { kFeed, kHtml, kOther };

// What the root element's name promises; kFeed: a sitemap, RSS or Atom.
XmlRoot xml_root_of(std::string_view bytes);

}  // namespace parser
