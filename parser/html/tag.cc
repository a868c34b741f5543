#include "parser/html/tag.h"

#include <array>
#include <initializer_list>

namespace parser {
namespace {

using Effects = std::array<TagEffect, kTagCount>;

constexpr void set(Effects& effects, TagEffect effect, std::initializer_list<Tag> tags) {
  for (const Tag tag : tags) effects[static_cast<std::size_t>(tag)] = effect;
}

// What the standard's style sheet for browsers says (HTML, "Rendering"): display: block, none,
// table-cell, inline-block; white-space: pre. noscript is "none" since scripting is on for a
// reader.
constexpr Effects make_effects() {
  Effects effects{};
  set(effects, TagEffect::kLine,
      {Tag::kAddress, Tag::kArticle, Tag::kAside,    Tag::kBlockquote, Tag::kBody,   Tag::kCaption,
       Tag::kCenter,  Tag::kDd,      Tag::kDetails,  Tag::kDialog,     Tag::kDir,    Tag::kDiv,
       Tag::kDl,      Tag::kDt,      Tag::kFieldset, Tag::kFigcaption, Tag::kFigure, Tag::kFooter,
       Tag::kForm,    Tag::kH1,      Tag::kH2,       Tag::kH3,         Tag::kH4,     Tag::kH5,
       Tag::kH6,      Tag::kHeader,  Tag::kHgroup,   Tag::kHr,         Tag::kHtml,   Tag::kLegend,
       Tag::kLi,      Tag::kMain,    Tag::kMenu,     Tag::kNav,        Tag::kOl,     Tag::kOptgroup,
       Tag::kOption,  Tag::kP,       Tag::kSection,  Tag::kSummary,    Tag::kTable,  Tag::kTbody,
       Tag::kTfoot,   Tag::kThead,   Tag::kTr,       Tag::kUl});
  set(effects, TagEffect::kNewline, {Tag::kBr});
  set(effects, TagEffect::kCell, {Tag::kTd, Tag::kTh});
  set(effects, TagEffect::kApart, {Tag::kButton, Tag::kSvgText});
  set(effects, TagEffect::kVerbatim,
      {Tag::kListing, Tag::kPlaintext, Tag::kPre, Tag::kTextarea, Tag::kXmp});
  set(effects, TagEffect::kUnseen,
      {Tag::kAudio, Tag::kCanvas, Tag::kDatalist, Tag::kHead, Tag::kIframe, Tag::kNoembed,
       Tag::kNoframes, Tag::kNoscript, Tag::kRp, Tag::kScript, Tag::kStyle, Tag::kSvgUnseen,
       Tag::kTitle, Tag::kVideo});
  return effects;
}

constexpr Effects kEffects = make_effects();

}  // namespace

TagEffect effect_of(Tag tag) { return kEffects[static_cast<std::size_t>(tag)]; }

}  // namespace parser
