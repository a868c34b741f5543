// What becomes of each element in Markdown. docs/markdown.md has the same as a table.
// Thread: pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "parser/html/tree.h"

namespace parser {

enum class MarkdownKind : uint8_t {
  kPlain,  // nothing: what is inside is text of what is around it
  kBlock,  // has lines of its own
  kApart,  // words of its own, in the same line
  kHeading,
  kList,
  kItem,
  kQuote,
  kTable,
  kCaption,
  kRow,
  kCell,
  kBreak,
  kRule,
  kVerbatim,  // a block of code
  kCode,
  kEmphasis,  // `mark` before and behind
  kTag,       // `mark` is HTML: Markdown has no mark for it
  kQuotation,
  kReading,  // of the characters before it
  kLink,
  kImage,
  kMedia,  // another document or a recording, which is linked to
  kMath,   // of MathML
};

struct MarkdownElement {
  MarkdownKind kind = MarkdownKind::kPlain;
  std::string_view mark = {};
};

MarkdownElement markdown_element(const Tree::Node& element);

// What stands inside an element, those aside that `left_out` has a mark for.
struct MarkdownContent {
  bool has_words = false;      // or an image
  bool has_structure = false;  // what can't stand in a line: headings, lists, tables, code …
  bool has_marks = false;      // anything but text, in code
};
MarkdownContent markdown_content(const Tree& tree, NodeId element,
                                 std::span<const uint8_t> left_out);

}  // namespace parser
