#include "parser/html/gumbo_tags.h"

#include <gumbo.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace parser {
namespace {

using TagTable = std::array<Tag, GUMBO_TAG_LAST + 1>;

struct TagRow {
  GumboTag gumbo;
  Tag ours;
};

constexpr TagRow kHtmlTags[] = {
    {GUMBO_TAG_A, Tag::kA},
    {GUMBO_TAG_ADDRESS, Tag::kAddress},
    {GUMBO_TAG_AREA, Tag::kArea},
    {GUMBO_TAG_ARTICLE, Tag::kArticle},
    {GUMBO_TAG_ASIDE, Tag::kAside},
    {GUMBO_TAG_AUDIO, Tag::kAudio},
    {GUMBO_TAG_BASE, Tag::kBase},
    {GUMBO_TAG_BLINK, Tag::kBlink},
    {GUMBO_TAG_BLOCKQUOTE, Tag::kBlockquote},
    {GUMBO_TAG_BODY, Tag::kBody},
    {GUMBO_TAG_BR, Tag::kBr},
    {GUMBO_TAG_BUTTON, Tag::kButton},
    {GUMBO_TAG_CANVAS, Tag::kCanvas},
    {GUMBO_TAG_CAPTION, Tag::kCaption},
    {GUMBO_TAG_CENTER, Tag::kCenter},
    {GUMBO_TAG_DATALIST, Tag::kDatalist},
    {GUMBO_TAG_DD, Tag::kDd},
    {GUMBO_TAG_DETAILS, Tag::kDetails},
    {GUMBO_TAG_DFN, Tag::kDfn},
    {GUMBO_TAG_DIR, Tag::kDir},
    {GUMBO_TAG_DIV, Tag::kDiv},
    {GUMBO_TAG_DL, Tag::kDl},
    {GUMBO_TAG_DT, Tag::kDt},
    {GUMBO_TAG_EMBED, Tag::kEmbed},
    {GUMBO_TAG_FIELDSET, Tag::kFieldset},
    {GUMBO_TAG_FIGCAPTION, Tag::kFigcaption},
    {GUMBO_TAG_FIGURE, Tag::kFigure},
    {GUMBO_TAG_FOOTER, Tag::kFooter},
    {GUMBO_TAG_FORM, Tag::kForm},
    {GUMBO_TAG_FRAME, Tag::kFrame},
    {GUMBO_TAG_H1, Tag::kH1},
    {GUMBO_TAG_H2, Tag::kH2},
    {GUMBO_TAG_H3, Tag::kH3},
    {GUMBO_TAG_H4, Tag::kH4},
    {GUMBO_TAG_H5, Tag::kH5},
    {GUMBO_TAG_H6, Tag::kH6},
    {GUMBO_TAG_HEAD, Tag::kHead},
    {GUMBO_TAG_HEADER, Tag::kHeader},
    {GUMBO_TAG_HGROUP, Tag::kHgroup},
    {GUMBO_TAG_HR, Tag::kHr},
    {GUMBO_TAG_HTML, Tag::kHtml},
    {GUMBO_TAG_IFRAME, Tag::kIframe},
    {GUMBO_TAG_IMG, Tag::kImg},
    {GUMBO_TAG_INPUT, Tag::kInput},
    {GUMBO_TAG_LABEL, Tag::kLabel},
    {GUMBO_TAG_LEGEND, Tag::kLegend},
    {GUMBO_TAG_LI, Tag::kLi},
    {GUMBO_TAG_LINK, Tag::kLink},
    {GUMBO_TAG_LISTING, Tag::kListing},
    {GUMBO_TAG_MAIN, Tag::kMain},
    {GUMBO_TAG_MAP, Tag::kMap},
    {GUMBO_TAG_MARQUEE, Tag::kMarquee},
    {GUMBO_TAG_MENU, Tag::kMenu},
    {GUMBO_TAG_META, Tag::kMeta},
    {GUMBO_TAG_METER, Tag::kMeter},
    {GUMBO_TAG_NAV, Tag::kNav},
    {GUMBO_TAG_NOEMBED, Tag::kNoembed},
    {GUMBO_TAG_NOFRAMES, Tag::kNoframes},
    {GUMBO_TAG_NOSCRIPT, Tag::kNoscript},
    {GUMBO_TAG_OBJECT, Tag::kObject},
    {GUMBO_TAG_OL, Tag::kOl},
    {GUMBO_TAG_OPTGROUP, Tag::kOptgroup},
    {GUMBO_TAG_OPTION, Tag::kOption},
    {GUMBO_TAG_OUTPUT, Tag::kOutput},
    {GUMBO_TAG_P, Tag::kP},
    {GUMBO_TAG_PLAINTEXT, Tag::kPlaintext},
    {GUMBO_TAG_PRE, Tag::kPre},
    {GUMBO_TAG_PROGRESS, Tag::kProgress},
    {GUMBO_TAG_RP, Tag::kRp},
    {GUMBO_TAG_SCRIPT, Tag::kScript},
    {GUMBO_TAG_SECTION, Tag::kSection},
    {GUMBO_TAG_SELECT, Tag::kSelect},
    {GUMBO_TAG_SOURCE, Tag::kSource},
    {GUMBO_TAG_STYLE, Tag::kStyle},
    {GUMBO_TAG_SUMMARY, Tag::kSummary},
    {GUMBO_TAG_TABLE, Tag::kTable},
    {GUMBO_TAG_TBODY, Tag::kTbody},
    {GUMBO_TAG_TD, Tag::kTd},
    {GUMBO_TAG_TEXTAREA, Tag::kTextarea},
    {GUMBO_TAG_TFOOT, Tag::kTfoot},
    {GUMBO_TAG_TH, Tag::kTh},
    {GUMBO_TAG_THEAD, Tag::kThead},
    {GUMBO_TAG_TITLE, Tag::kTitle},
    {GUMBO_TAG_TR, Tag::kTr},
    {GUMBO_TAG_TRACK, Tag::kTrack},
    {GUMBO_TAG_UL, Tag::kUl},
    {GUMBO_TAG_VIDEO, Tag::kVideo},
    {GUMBO_TAG_XMP, Tag::kXmp},
};

constexpr TagRow kSvgTags[] = {
    {GUMBO_TAG_A, Tag::kA},
    {GUMBO_TAG_DESC, Tag::kSvgUnseen},
    {GUMBO_TAG_IMAGE, Tag::kSvgImage},
    {GUMBO_TAG_SCRIPT, Tag::kScript},
    {GUMBO_TAG_STYLE, Tag::kStyle},
    {GUMBO_TAG_SVG, Tag::kSvg},
    {GUMBO_TAG_TITLE, Tag::kSvgUnseen},
};

template <std::size_t kRows>
constexpr TagTable make_table(const TagRow (&rows)[kRows]) {
  TagTable table{};
  for (const TagRow& row : rows) table[row.gumbo] = row.ours;
  return table;
}

constexpr TagTable kSvgTable = make_table(kSvgTags);

// gumbo knows a number for <dialog> since 0.11, and for <search> since 0.13.
const TagTable kHtmlTable = [] {
  TagTable table = make_table(kHtmlTags);
  const auto add = [&table](const char* name, Tag ours) {
    const GumboTag known = gumbo_tag_enum(name);
    if (known != GUMBO_TAG_UNKNOWN) table[known] = ours;
  };
  add("dialog", Tag::kDialog);
  add("search", Tag::kSection);
  return table;
}();

bool is_named(const GumboElement& element, std::string_view name) {
  GumboStringPiece written = element.original_tag;
  gumbo_tag_from_original_text(&written);
  const GumboStringPiece wanted{name.data(), name.size()};
  return gumbo_string_equals_ignore_case(&written, &wanted);
}

// Those that gumbo knows no number for.
Tag tag_by_name(const GumboElement& element) {
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG)
    return is_named(element, "text") ? Tag::kSvgText : Tag::kOther;
  if (is_named(element, "search")) return Tag::kSection;
  return is_named(element, "dialog") ? Tag::kDialog : Tag::kOther;
}

}  // namespace

Tag tag_of_element(const void* node) {
  const GumboElement& element = static_cast<const GumboNode*>(node)->v.element;
  const auto index = static_cast<std::size_t>(element.tag);
  if (index >= kHtmlTable.size()) return Tag::kOther;
  if (element.tag_namespace == GUMBO_NAMESPACE_MATHML)
    return element.tag == GUMBO_TAG_MATH ? Tag::kMath : Tag::kOther;
  const bool is_svg = element.tag_namespace == GUMBO_NAMESPACE_SVG;
  if (element.tag == GUMBO_TAG_UNKNOWN) return tag_by_name(element);
  if (is_svg) return kSvgTable[index];
  return kHtmlTable[index];
}

}  // namespace parser
