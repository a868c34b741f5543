// The elements that mean something to us, and what each does to the text around it.
// Thread: constants.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parser {

// Of the HTML namespace, if not said otherwise. An element without a row here is kOther.
enum class Tag : uint8_t {
  kOther,
  kA,  // also of SVG
  kAddress,
  kArea,
  kArticle,
  kAside,
  kAudio,
  kBase,
  kBlink,
  kBlockquote,
  kBody,
  kBr,
  kButton,
  kCanvas,
  kCaption,
  kCenter,
  kDatalist,
  kDd,
  kDetails,
  kDfn,
  kDialog,
  kDir,
  kDiv,
  kDl,
  kDt,
  kEmbed,
  kFieldset,
  kFigcaption,
  kFigure,
  kFooter,
  kForm,
  kFrame,
  kH1,
  kH2,
  kH3,
  kH4,
  kH5,
  kH6,
  kHead,
  kHeader,
  kHgroup,
  kHr,
  kHtml,
  kIframe,
  kImg,
  kInput,
  kLabel,
  kLegend,
  kLi,
  kLink,
  kListing,
  kMain,
  kMap,
  kMarquee,
  kMath,  // of MathML
  kMenu,
  kMeta,
  kMeter,
  kNav,
  kNoembed,
  kNoframes,
  kNoscript,
  kObject,
  kOl,
  kOptgroup,
  kOption,
  kOutput,
  kP,
  kPlaintext,
  kPre,
  kProgress,
  kRp,
  kScript,  // also of SVG
  kSection,
  kSelect,
  kSource,
  kStyle,  // also of SVG
  kSummary,
  kSvg,  // of SVG: the whole drawing
  kSvgImage,
  kSvgText,
  kSvgUnseen,  // SVG's desc and title
  kTable,
  kTbody,
  kTd,
  kTextarea,
  kTfoot,
  kTh,
  kThead,
  kTitle,
  kTr,
  kTrack,
  kUl,
  kVideo,
  kXmp,
  kCount,  // not a tag: how many there are
};

inline constexpr std::size_t kTagCount = static_cast<std::size_t>(Tag::kCount);

enum class TagEffect : uint8_t {
  kNone,
  kLine,      // a block: its text stands on lines of its own
  kNewline,   // br: one line ends here
  kCell,      // a table cell: a tab before it
  kApart,     // has room of its own in the line: a space before and behind it
  kVerbatim,  // a block whose line feeds count
  kUnseen,    // a reader sees nothing of what is inside
};

TagEffect effect_of(Tag tag);

}  // namespace parser
