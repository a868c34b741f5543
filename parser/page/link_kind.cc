#include "parser/page/link_kind.h"

#include <cstddef>
#include <iterator>

#include "ground/ascii.h"

namespace parser {
namespace {

namespace ascii = ground::ascii;

constexpr std::string_view kKindNames[] = {
    "a",      "area",       "link",     "img",       "source",   "iframe", "frame",
    "script", "form",       "video",    "audio",     "track",    "embed",  "object",
    "input",  "refresh",    "redirect", "canonical", "hreflang", "next",   "prev",
    "feed",   "stylesheet", "icon",     "sitemap"};
static_assert(std::size(kKindNames) == static_cast<std::size_t>(LinkKind::kSitemap) + 1);

bool is_feed_type(std::string_view type) {
  const std::string_view essence = ascii::trim(type.substr(0, type.find(';')));
  return ascii::equals(essence, "application/rss+xml") ||
         ascii::equals(essence, "application/atom+xml") ||
         ascii::equals(essence, "application/feed+json");
}

}  // namespace

std::string_view name_of(LinkKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

LinkKind kind_of_rel(std::string_view rel, bool has_hreflang, std::string_view type) {
  const auto has = [rel](std::string_view token) { return ascii::has_token(rel, token); };
  if (has("canonical")) return LinkKind::kCanonical;
  if (has("stylesheet")) return LinkKind::kStylesheet;
  if (has("alternate") && is_feed_type(type)) return LinkKind::kFeed;
  if (has("alternate") && has_hreflang) return LinkKind::kHreflang;
  if (has("next")) return LinkKind::kNext;
  if (has("prev") || has("previous")) return LinkKind::kPrev;
  if (has("icon") || has("apple-touch-icon") || has("apple-touch-icon-precomposed") ||
      has("mask-icon"))
    return LinkKind::kIcon;
  return LinkKind::kLink;
}

}  // namespace parser
