// The XML formats of sitemaps and feeds, read from a tolerant scan.
// Thread: pure. Errors: noted in the Sitemap; what can be read is kept.
#pragma once

#include <cstddef>
#include <string_view>

#include "parser/sitemap/sitemap.h"

namespace parser {

// Sitemaps are 4 elements deep, feeds with XHTML in them perhaps 30. Reading stops beyond.
inline constexpr std::size_t kMaxSitemapDepth = 256;

// Adds what `text` (UTF-8) holds to `sitemap`, and sets its type.
void read_xml_sitemap(std::string_view text, const SitemapLimits& limits, Sitemap& sitemap);

}  // namespace parser
