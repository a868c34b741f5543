// A page's tree as a flat array in document order, for code that looks at a page more than once
// (selectors, main content, structured data). The walk of parser/html/html shows each element once;
// here each has a number, and the numbers that follow, up to its end, are what is inside it.
// Thread: one owner. Errors: none; a page with more nodes than the limit is cut, with a flag.
// Lifetime: names, texts and values live as long as the HtmlParser's tree and the text it was made
// from; everything else until the next read().
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ground/arena.h"
#include "parser/html/html.h"
#include "parser/html/tag.h"

namespace parser {

using NodeId = uint32_t;
inline constexpr NodeId kNoNode = std::numeric_limits<NodeId>::max();

// Elements that follow each other in the walk of a page, by their numbers in it: its first element
// is 1, texts don't count.
struct ElementSpan {
  uint32_t first = 0;
  uint32_t end = 0;  // the number behind that of the last one
};

class Tree {
 public:
  struct Attribute {
    std::string_view name;   // of HTML in lower case
    std::string_view value;  // references decoded
  };

  // An element, or a piece of text: pieces that stand side by side are one text.
  struct Node {
    std::string_view text;      // an element's local name (of HTML in lower case), or the text
    NodeId parent = kNoNode;    // kNoNode: the root
    NodeId end = 0;             // after the last node inside; of a text its own number plus one
    NodeId previous = kNoNode;  // the element before it among its siblings; of elements only
    uint32_t place = 0;         // its place among its parent's elements, from 1; 0: a text
    uint32_t elements = 0;      // how many are its children
    uint32_t first_attribute = 0;
    uint16_t attributes = 0;
    Tag tag = Tag::kOther;
    Namespace name_space = Namespace::kHtml;
    bool unseen = false;  // a reader sees nothing of what is inside (Element::is_unseen)

    bool is_element() const { return place != 0; }
    // An element of HTML with this name. A text can be of the same letters.
    bool is_html(std::string_view name) const {
      return is_element() && name_space == Namespace::kHtml && text == name;
    }
  };

  // gumbo's own nodes take 100 bytes and more: so many fill the arena of a page (PageLimits).
  static constexpr std::size_t kMaxNodes = 2'000'000;
  // Of one element; the rest is left out.
  static constexpr std::size_t kMaxAttributes = 1'000;

  // Takes the tree of `html`'s last parse(), which must have kept all attributes, but for the
  // elements `without` (in order, and apart from each other). False: there were more nodes than
  // `max_nodes`, the rest is left out.
  bool read(const HtmlParser& html, std::size_t max_nodes = kMaxNodes,
            std::span<const ElementSpan> without = {});

  // In quirks mode classes and ids have no case (CSS).
  bool is_quirky() const { return is_quirky_; }

  // The language of elements that state none: of <meta http-equiv=content-language>, else what
  // set_default_language() says since read(); "" if none is known. The text has to live as long.
  std::string_view default_language() const { return default_language_; }
  void set_default_language(std::string_view language) {
    if (default_language_.empty()) default_language_ = language;
  }

  std::size_t size() const { return nodes_.size(); }
  bool empty() const { return nodes_.empty(); }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  // The root is node 0, if there is one.
  NodeId end() const { return static_cast<NodeId>(nodes_.size()); }

  std::span<const Attribute> attributes(const Node& node) const {
    return std::span(attributes_).subspan(node.first_attribute, node.attributes);
  }
  // Nothing if the element has no such attribute. `name` in lower case.
  std::optional<std::string_view> attribute(const Node& node, std::string_view name) const {
    for (const Attribute& attribute : attributes(node))
      if (attribute.name == name) return attribute.value;
    return std::nullopt;
  }
  bool has_attribute(const Node& node, std::string_view name) const {
    return attribute(node, name).has_value();
  }

  // Where these elements, and all that is inside of them, stand in the walk: in order, and apart
  // from each other. `ids` are in order.
  std::vector<ElementSpan> spans_of(std::span<const NodeId> ids) const;

  // The child after `child`, element or text; kNoNode after the last.
  NodeId next_sibling(NodeId child) const {
    const NodeId next = nodes_[child].end;
    return next < nodes_.size() && nodes_[next].parent == nodes_[child].parent ? next : kNoNode;
  }

 private:
  class Reader;

  std::vector<Node> nodes_;
  std::vector<Attribute> attributes_;
  bool is_quirky_ = false;
  std::string_view default_language_;
  ground::Arena names_;  // of elements that are not of HTML's own
};

}  // namespace parser
