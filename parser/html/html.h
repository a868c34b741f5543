// A page's tree: gumbo, run in an arena with a limit on memory and on time. The only user of
// gumbo.h.
// Thread: one HtmlParser per worker, used by that worker only. No recursion over a tree anywhere.
// Lifetime: what the visitor is shown lives in the arena or in the text that was parsed, until the
// next parse() or the end of the parser; that text has to live as long.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "ground/arena.h"
#include "parser/html/condense.h"
#include "parser/html/marks.h"
#include "parser/html/tag.h"

namespace parser {

// Browsers stop at 512 (Blink: kMaximumHTMLParserDOMTreeDepth) and let deeper elements be siblings.
// The end of a file costs gumbo the square of the depth if templates are open, 1 s here.
inline constexpr std::size_t kMaxOpenElements = 10'240;

// Text shows gumbo no place where the clock is read, and costs it 50 to 160 ns a byte (measured at
// 3 GHz). So no more than this of a page is read: what a page without any markup might have taken
// all its time for.
inline constexpr std::size_t kHtmlBytesPerMillisecond = 10'000;

struct HtmlLimits {
  std::size_t max_arena_bytes = 256u << 20;
  std::chrono::milliseconds max_time{2000};
  bool condense = true;  // false: gumbo reads all of the page, for comparison
  Attributes attributes = Attributes::kAskedFor;  // those that the tree has to have
};

enum class HtmlEnd {
  kComplete,
  kArena,  // max_arena_bytes reached, or the system has no memory left
  kTime,   // max_time reached, or certain to be passed by what the page has left
  kDepth,  // more than kMaxOpenElements were open at once
  kFault,  // gumbo found itself in a state that it holds to be impossible
};

enum class Namespace : uint8_t { kHtml, kSvg, kMathMl };

// An element of the tree, as it is shown to a visitor.
class Element {
 public:
  Element(const void* node, const Marks& marks) : node_(node), marks_(&marks) {}

  Tag tag() const;
  Namespace name_space() const;
  // The local name: of HTML in lower case, but an element that gumbo doesn't know by name has it as
  // it is written. Of SVG as the standard writes it ("foreignObject").
  std::string_view name() const;
  // Shows each attribute, in order: its name in lower case (of SVG as the standard writes it, with
  // the prefix if it has one), and its value with references decoded.
  template <typename Show>
  void for_each_attribute(Show&& show) const {
    const std::size_t count = attribute_count();
    for (std::size_t i = 0; i < count; ++i) {
      const auto [name, value] = attribute_at(i);
      show(name, value);
    }
  }
  // The value as the tree has it, references decoded; nothing if there is no such attribute. `name`
  // in lower case, one of those that is_attribute_kept().
  std::optional<std::string_view> attribute(std::string_view name) const;
  // True if a reader sees nothing of what is inside: by its tag, `hidden`, or a closed dialog.
  bool is_unseen() const;

 private:
  std::size_t attribute_count() const;
  std::pair<std::string_view, std::string_view> attribute_at(std::size_t index) const;

  const void* node_;  // a GumboNode
  const Marks* marks_;
};

// What is shown of a tree, in document order. Every open() has its close(), void elements too.
class HtmlVisitor {
 public:
  virtual void open(const Element& element) = 0;
  virtual void text(std::string_view text) = 0;  // one text may come in several pieces
  virtual void close(Tag tag) = 0;

 protected:
  ~HtmlVisitor() = default;
};

class HtmlParser {
 public:
  // `utf8` is valid UTF-8. Whatever the end is, the tree holds what was built up to there.
  HtmlEnd parse(std::string_view utf8, const HtmlLimits& limits);

  // Shows the tree of the last parse(), once through. What is inside a template is not shown: it is
  // no part of the document.
  void walk(HtmlVisitor& visitor) const;

 private:
  ground::Arena arena_;
  Condenser condenser_;
  const void* document_ = nullptr;  // a GumboNode, or null if there is no tree
  std::size_t most_nodes_ = 0;      // a bound on the nodes of the tree
};

}  // namespace parser
