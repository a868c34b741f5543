// What a link is for: by its element, or by the rel of a <link>. Thread: any.
#pragma once

#include <cstdint>
#include <string_view>

namespace parser {

enum class LinkKind : uint8_t {
  kA,
  kArea,
  kLink,
  kImg,
  kSource,
  kIframe,
  kFrame,
  kScript,
  kForm,
  kVideo,
  kAudio,
  kTrack,
  kEmbed,
  kObject,
  kInput,
  kRefresh,
  kRedirect,
  kCanonical,
  kHreflang,
  kNext,
  kPrev,
  kFeed,
  kStylesheet,
  kIcon,
  kSitemap,
  kCss,  // a url() in a style sheet
};
inline constexpr LinkKind kLastLinkKind = LinkKind::kCss;
std::string_view name_of(LinkKind kind);  // "a", "img", "hreflang": what the `links` view shows

// The kind of a <link>, or of a Link header, by its rel.
LinkKind kind_of_rel(std::string_view rel, bool has_hreflang, std::string_view type);

// Is it a file that the page is shown with: an image, a script, a style sheet, a font …? Of a
// <link> (kLink) its rel tells.
bool is_resource(LinkKind kind, std::string_view rel);

}  // namespace parser
