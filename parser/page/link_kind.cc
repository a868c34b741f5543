#include "parser/page/link_kind.h"

#include <algorithm>
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
    "feed",   "stylesheet", "icon",     "sitemap",   "css"};
static_assert(std::size(kKindNames) == static_cast<std::size_t>(kLastLinkKind) + 1);

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

bool is_resource(LinkKind kind, std::string_view rel) {
  switch (kind) {
    case LinkKind::kImg:
    case LinkKind::kSource:
    case LinkKind::kScript:
    case LinkKind::kVideo:
    case LinkKind::kAudio:
    case LinkKind::kTrack:
    case LinkKind::kEmbed:
    case LinkKind::kObject:
    case LinkKind::kInput:
    case LinkKind::kStylesheet:
    case LinkKind::kIcon:
    case LinkKind::kCss:
      return true;
    case LinkKind::kLink: {
      // Others name no file (preconnect), or one that no browser loads (license, search).
      constexpr std::string_view kLoaded[] = {"preload", "modulepreload", "manifest",
                                              "apple-touch-startup-image"};
      return std::any_of(std::begin(kLoaded), std::end(kLoaded),
                         [rel](std::string_view token) { return ascii::has_token(rel, token); });
    }
    default:
      return false;
  }
}

}  // namespace parser
