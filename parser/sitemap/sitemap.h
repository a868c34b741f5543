// Sitemaps: urlset, sitemapindex, RSS (2.0 and 1.0), Atom, plain text. Neither namespaces nor
// well-formed XML are required: a fault is noted, and reading continues after it.
// Thread: pure. Errors: what can be read is returned, with the first fault in `problem`. An entry
// that is cut, longer than kMaxSitemapField, or contains an unknown entity is left out.
// Source: https://www.sitemaps.org/protocol.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/http/content_type.h"

namespace parser {

enum class SitemapType { kUnknown, kUrlset, kIndex, kRss, kAtom, kText };

// What an entry says of its page beyond the protocol.
struct SitemapDetail {
  enum class Kind : uint8_t { kHreflang, kImage, kNews };
  Kind kind;
  std::string name;   // a translation's language, an image's title or caption, the field of news
  std::string value;  // as written, entities decoded: a URL, or the field's text
};
std::string_view name_of(SitemapDetail::Kind kind);

struct SitemapEntry {
  std::string url;      // as written, entities decoded, trimmed; not resolved
  std::string lastmod;  // as written, "" if none
  double priority = 0.5;
  std::vector<SitemapDetail> details;  // in order
};

struct SitemapLimits {
  std::size_t max_bytes = 50u << 20;  // of inflated input; the protocol's own limit
  std::size_t max_entries = 50'000;   // the protocol's own limit
  std::size_t max_details = 100'000;  // of all entries; more are dropped
};

struct Sitemap {
  SitemapType type = SitemapType::kUnknown;
  std::vector<SitemapEntry> entries;  // pages, or further sitemaps if type is kIndex
  bool truncated = false;             // a limit was hit
  std::string problem;  // "" or the first fault ("XML: </url> does not match at line 7")
};

// `body`: inflated bytes. A body that is itself gzip (a .xml.gz file) is inflated here, within
// limits. `type`: as the headers name it. No external entity is ever loaded, no
// entity expansion beyond the five of XML and character references.
Sitemap parse_sitemap(std::string_view body, const MimeType& type,
                      const SitemapLimits& limits = {});

}  // namespace parser
