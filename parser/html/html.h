// A page's tree: condensed, built by gumbo, and shown by a walk.
// Thread: one HtmlParser per worker, used by that worker only. No recursion over a tree anywhere.
// Lifetime: what the visitor is shown lives in the arena or in the text that was parsed, until the
// next parse() or the end of the parser; that text has to live as long.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "ground/arena.h"
#include "parser/html/condense.h"
#include "parser/html/element.h"
#include "parser/html/gumbo_run.h"
#include "parser/html/tag.h"

namespace parser {

// Text shows gumbo no place where the clock is read, and costs it 50 to 160 ns a byte (measured at
// 3 GHz). So no more than this of a page is read: what a page without any markup might have taken
// all its time for.
inline constexpr std::size_t kHtmlBytesPerMillisecond = 10'000;

inline constexpr std::size_t kMaxDoctypeBytes = 256;

struct HtmlLimits {
  std::size_t max_arena_bytes = 144u << 20;
  std::chrono::milliseconds max_time{2000};
  bool condense = true;  // false: gumbo reads all of the page, for comparison
  Attributes attributes = Attributes::kAskedFor;  // those that the tree has to have
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
  // no part of the document. The template itself is.
  void walk(HtmlVisitor& visitor) const;

  // The document type: its name, and its public and system identifier where it has them; "" if
  // there is none. Cut at kMaxDoctypeBytes.
  std::string doctype() const;

  // True if the document is in quirks mode: it has no document type, or an old one.
  bool is_quirky() const;

  // True if the document type is "html" and nothing more, as the standard wants it since HTML5.
  bool is_html5() const;

 private:
  ground::Arena arena_;
  Condenser condenser_;
  std::string_view read_;  // by gumbo
  GumboTree tree_;
};

}  // namespace parser
