// parser/sitemap/sitemap: a byte that chooses limits and type, then the body, which may be gzip.
#include <iterator>

#include "ground/utf8.h"
#include "parser/sitemap/sitemap.h"
#include "parser/sitemap/sitemap_field.h"
#include "tests/fuzz/require.h"

using fuzz::require;

namespace {

constexpr std::string_view kTypes[] = {"",
                                       "application/xml",
                                       "text/plain",
                                       "text/xml; charset=",
                                       "application/gzip",
                                       "text/plain; charset=utf-16"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view body = fuzz::text_of(data, size);
  const uint8_t choice = fuzz::take_byte(body);
  parser::SitemapLimits limits{.max_bytes = 1u << 20, .max_entries = 1000};
  if ((choice & 0x80) != 0) limits = {.max_bytes = 300, .max_entries = 3, .max_details = 3};
  const auto type = parser::parse_mime_type(kTypes[choice % std::size(kTypes)]);
  const auto sitemap = parse_sitemap(body, type, limits);

  require(sitemap.entries.size() <= limits.max_entries, "entries are bounded");
  require(sitemap.entries.empty() || sitemap.type != parser::SitemapType::kUnknown,
          "entries come from a known type");
  require(ground::is_valid_utf8(sitemap.problem), "a problem is UTF-8");
  std::size_t details = 0;
  for (const parser::SitemapEntry& entry : sitemap.entries) {
    require(!entry.url.empty() && entry.url.size() <= parser::kMaxSitemapField &&
                entry.lastmod.size() <= parser::kMaxSitemapField,
            "fields are bounded");
    require(ground::is_valid_utf8(entry.url) && ground::is_valid_utf8(entry.lastmod),
            "fields are UTF-8");
    details += entry.details.size();
    for (const parser::SitemapDetail& detail : entry.details)
      require(!detail.value.empty() && ground::is_valid_utf8(detail.name) &&
                  ground::is_valid_utf8(detail.value),
              "details are UTF-8");
    require(entry.priority >= 0 && entry.priority <= 1, "a priority is between 0 and 1");
  }
  require(details <= limits.max_details, "details are bounded");
  return 0;
}
