#include "parser/content/markdown_elements.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"
#include "parser/content/heading.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Kind = MarkdownKind;

struct Row {
  std::string_view name;
  MarkdownElement element;
};

// Of HTML, with no tag of ours or no effect on the text around it.
// What the table does not name is text.
constexpr std::array kInLine = {
    Row{"b", {Kind::kEmphasis, "**"}},   Row{"strong", {Kind::kEmphasis, "**"}},
    Row{"i", {Kind::kEmphasis, "*"}},    Row{"em", {Kind::kEmphasis, "*"}},
    Row{"cite", {Kind::kEmphasis, "*"}}, Row{"dfn", {Kind::kEmphasis, "*"}},
    Row{"var", {Kind::kEmphasis, "*"}},  Row{"del", {Kind::kEmphasis, "~~"}},
    Row{"s", {Kind::kEmphasis, "~~"}},   Row{"strike", {Kind::kEmphasis, "~~"}},
    Row{"sup", {Kind::kTag, "<sup>"}},   Row{"sub", {Kind::kTag, "<sub>"}},
    Row{"code", {Kind::kCode}},          Row{"kbd", {Kind::kCode}},
    Row{"samp", {Kind::kCode}},          Row{"tt", {Kind::kCode}},
    Row{"q", {Kind::kQuotation}},        Row{"rt", {Kind::kReading}},
    Row{"object", {Kind::kMedia}},       Row{"embed", {Kind::kMedia}},
};

Kind kind_of(Tag tag) {
  switch (tag) {
    case Tag::kA:
      return Kind::kLink;
    case Tag::kBlockquote:
      return Kind::kQuote;
    case Tag::kBr:
      return Kind::kBreak;
    case Tag::kButton:
    case Tag::kSvgText:
      return Kind::kApart;
    case Tag::kCaption:
      return Kind::kCaption;
    case Tag::kDir:
    case Tag::kMenu:
    case Tag::kOl:
    case Tag::kUl:
      return Kind::kList;
    case Tag::kHr:
      return Kind::kRule;
    case Tag::kAudio:
    case Tag::kIframe:
    case Tag::kVideo:
      return Kind::kMedia;
    case Tag::kImg:
    case Tag::kInput:
      return Kind::kImage;
    case Tag::kLi:
    case Tag::kOption:
      return Kind::kItem;
    case Tag::kTable:
      return Kind::kTable;
    case Tag::kTd:
    case Tag::kTh:
      return Kind::kCell;
    case Tag::kTr:
      return Kind::kRow;
    default:
      break;
  }
  if (is_heading(tag)) return Kind::kHeading;
  const TagEffect effect = effect_of(tag);
  if (effect == TagEffect::kVerbatim) return Kind::kVerbatim;
  return effect == TagEffect::kLine ? Kind::kBlock : Kind::kPlain;
}

bool is_structure(Kind kind) {
  return kind == Kind::kHeading || kind == Kind::kList || kind == Kind::kItem ||
         kind == Kind::kQuote || kind == Kind::kTable || kind == Kind::kRule ||
         kind == Kind::kVerbatim;
}

}  // namespace

MarkdownElement markdown_element(const Tree::Node& element) {
  if (element.name_space == Namespace::kMathMl) return {Kind::kMath};
  const Kind kind = kind_of(element.tag);
  if (kind != Kind::kPlain || element.name_space != Namespace::kHtml) return {kind};
  const auto* const row = std::find_if(kInLine.begin(), kInLine.end(),
                                       [&](const Row& one) { return one.name == element.text; });
  return row == kInLine.end() ? MarkdownElement{} : row->element;
}

MarkdownContent markdown_content(const Tree& tree, NodeId element,
                                 std::span<const uint8_t> left_out) {
  MarkdownContent content;
  for (NodeId id = element + 1; id < tree[element].end; ++id) {
    const Tree::Node& node = tree[id];
    if (!node.is_element()) {
      content.has_words |= !ascii::trim(node.text).empty() && left_out[id] == 0;
      continue;
    }
    const Kind kind = markdown_element(node).kind;
    if (left_out[id] != 0 || (is_invisible(tree, node) && kind != Kind::kMedia)) {
      id = node.end - 1;
      continue;
    }
    content.has_words |= kind == Kind::kImage || kind == Kind::kMedia;
    content.has_structure |= is_structure(kind);
    content.has_marks |= kind != Kind::kPlain && kind != Kind::kEmphasis && kind != Kind::kCode;
  }
  return content;
}

}  // namespace parser
