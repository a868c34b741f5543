// The values in a sitemap: the text of an element, and its meaning.
// Thread: values. Errors: an unusable text is empty.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "parser/sitemap/xml_scanner.h"

namespace parser {

// Eight times the longest URL that the protocol allows (2,048). What is longer is no value.
inline constexpr std::size_t kMaxSitemapField = 8 * 2048;

// Gathers the text of one element from its tokens.
class SitemapText {
 public:
  void append(const XmlToken& token);
  // True if something but white space was there.
  bool has_any() const { return any_; }
  // The text, trimmed, and then none: "" if it was too long, cut, or held an unknown entity. Part
  // of a URL is a wrong URL.
  std::string take();

 private:
  std::string value_;
  bool any_ = false;
  bool usable_ = true;
};

// Without white space at both ends, that of Unicode included.
std::string_view trim_unicode(std::string_view text);

bool begins_http_url(std::string_view text);

// From 0 to 1; the protocol's default for anything else.
double read_sitemap_priority(std::string_view text);

}  // namespace parser
