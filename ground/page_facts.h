// What an HTML page is made of: numbers of what site owners ask for, and lists of its headings,
// images, forms and ids. Numbers, so that who looks for pages with a fault reads no list. Here,
// since the parser counts them and a store keeps them as they are.
// Thread: plain data. Texts are valid UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ground {

// What is counted; docs/schema.md says what is behind each. They are columns of a stored table:
// append only, and with a migration.
enum class Fact : uint8_t {
  // The head. "Outside": of it, where most readers of heads don't look.
  kTitles,
  kTitlesOutside,
  kDescriptions,
  kDescriptionsOutside,
  kRobots,
  kRobotsOutside,
  kKeywords,
  kViewports,
  kZoomForbidden,
  kBases,
  kCanonicals,
  kCanonicalsOutside,
  kCanonicalsRelative,
  kCanonicalsWithFragment,
  kCanonicalsOdd,  // with attributes that make it another kind of link
  kHreflangs,
  kHreflangsOutside,
  // Headings.
  kHeadings,
  kFirstHeading,  // its level
  kH1s,
  kH2s,
  kEmptyHeadings,
  kHeadingSkips,
  kH1sOfImages,
  kH1Chars,  // of the longest
  kH2Chars,
  // Images.
  kImages,
  kImagesWithoutAlt,
  kImagesWithEmptyAlt,
  kAltChars,
  kImagesWithoutSize,
  kImagesLazy,
  kFirstImageLazy,
  kImagesWithoutSrcset,
  kImagesOfOldFormat,
  // Links as they are written.
  kLinksToBlank,  // a new window that knows its opener
  kLinksProtocolRelative,
  kLinksOfScript,
  kLinksToFiles,
  kLinksWithoutHref,
  kLinksEmpty,
  kStrayHrefs,
  // What runs.
  kScripts,
  kScriptsBlocking,
  kScriptsUnsigned,  // of other hosts, without integrity
  kStylesUnsigned,
  kEventHandlers,
  kIframes,
  // Forms and ids.
  kForms,
  kPasswords,
  kIds,
  kDoubleIds,
  kCount,  // not a fact: how many there are
};
inline constexpr std::size_t kFactCount = static_cast<std::size_t>(Fact::kCount);

// The columns, by Fact.
inline constexpr std::array<std::string_view, kFactCount> kFactNames = {
    "titles",
    "titles_outside",
    "descriptions",
    "descriptions_outside",
    "robots",
    "robots_outside",
    "keywords",
    "viewports",
    "zoom_forbidden",
    "bases",
    "canonicals",
    "canonicals_outside",
    "canonicals_relative",
    "canonicals_with_fragment",
    "canonicals_odd",
    "hreflangs",
    "hreflangs_outside",
    "headings",
    "first_heading",
    "h1s",
    "h2s",
    "empty_headings",
    "heading_skips",
    "h1s_of_images",
    "h1_chars",
    "h2_chars",
    "images",
    "images_without_alt",
    "images_with_empty_alt",
    "alt_chars",
    "images_without_size",
    "images_lazy",
    "first_image_lazy",
    "images_without_srcset",
    "images_of_old_format",
    "links_to_blank",
    "links_protocol_relative",
    "links_of_script",
    "links_to_files",
    "links_without_href",
    "links_empty",
    "stray_hrefs",
    "scripts",
    "scripts_blocking",
    "scripts_unsigned",
    "styles_unsigned",
    "event_handlers",
    "iframes",
    "forms",
    "passwords",
    "ids",
    "double_ids",
};

struct PageFacts {
  std::string doctype;  // "html", 'html PUBLIC "…" "…"'; "" if there is none
  bool is_quirky = false;
  std::optional<uint32_t> charset_at;  // the byte at which the page declares its encoding
  // Of the first one each, "" if there is none.
  std::string viewport, base_href, h1;
  // The element (or "#text") that ended the head although more of it follows; "" if none did.
  std::string head_ended_by;
  std::array<uint32_t, kFactCount> counts{};
  // JSON arrays with an array for each: [level, text], [src, alt, width, height, loading, srcset,
  // in_link], [action, method, fields, passwords, files], [id, times], [rule, elements, example].
  // "" if there is none.
  std::string headings, images, forms, ids, accessibility;
  bool is_cut = false;  // the lists have not all; the counts have

  uint32_t& operator[](Fact fact) { return counts[static_cast<std::size_t>(fact)]; }
  uint32_t operator[](Fact fact) const { return counts[static_cast<std::size_t>(fact)]; }
};

}  // namespace ground
