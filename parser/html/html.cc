#include "parser/html/html.h"

#include <gumbo.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>

#include "ground/utf8.h"
#include "parser/html/gumbo_tags.h"

namespace parser {
namespace {

const GumboVector& children_of(const GumboNode& node) {
  static constexpr GumboVector kNone{};
  if (node.type == GUMBO_NODE_ELEMENT) return node.v.element.children;
  if (node.type == GUMBO_NODE_DOCUMENT) return node.v.document.children;
  return kNone;
}

bool is_element(const GumboNode& node) {
  return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

bool is_text(const GumboNode& node) {
  return node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE ||
         node.type == GUMBO_NODE_CDATA;
}

// What was put aside of the elements of a walk.
class AsideOfNodes {
 public:
  AsideOfNodes(const AsideAttributes& aside, std::string_view read) : aside_(aside), read_(read) {}

  std::span<const AsideAttribute> of(const GumboNode& node) {
    const char* const tag = node.v.element.original_tag.data;
    // Elements that no tag has made.
    if (tag == nullptr || std::less<>()(tag, read_.data()) ||
        !std::less<>()(tag, read_.data() + read_.size()))
      return {};
    return aside_.of(static_cast<std::size_t>(tag - read_.data()));
  }

 private:
  AsideAttributes::Reader aside_;
  std::string_view read_;
};

void show_start(const GumboNode& node, const Marks& marks, AsideOfNodes& aside,
                HtmlVisitor& visitor) {
  if (is_element(node))
    visitor.open(Element(&node, marks, aside.of(node)));
  else if (is_text(node))
    marks.expand(node.v.text.text, [&visitor](std::string_view text) { visitor.text(text); });
}

void show_end(const GumboNode& node, HtmlVisitor& visitor) {
  if (is_element(node)) visitor.close(tag_of_element(&node));
}

// The node after `node` among its parent's children, or null.
const GumboNode* sibling_after(const GumboNode& node) {
  if (node.parent == nullptr) return nullptr;
  const GumboVector& siblings = children_of(*node.parent);
  const std::size_t next = node.index_within_parent + 1;
  return next < siblings.length ? static_cast<const GumboNode*>(siblings.data[next]) : nullptr;
}

bool has_element(const GumboNode& parent) {
  const GumboVector& children = children_of(parent);
  return std::any_of(children.data, children.data + children.length, [](const void* child) {
    return is_element(*static_cast<const GumboNode*>(child));
  });
}

}  // namespace

HtmlEnd HtmlParser::parse(std::string_view utf8, const HtmlLimits& limits) {
  arena_.reset(limits.max_arena_bytes);
  const std::size_t max_bytes =
      kHtmlBytesPerMillisecond * static_cast<std::size_t>(limits.max_time.count());
  const std::string_view whole =
      limits.condense ? condenser_.condense(utf8, limits.attributes) : condenser_.pass(utf8);
  const std::string_view text = ground::utf8_prefix(whole, max_bytes);
  read_ = text;
  tree_ = run_gumbo(arena_, text, limits.max_time);
  const bool is_cut = text.size() < whole.size();
  return tree_.end == HtmlEnd::kComplete && is_cut ? HtmlEnd::kTime : tree_.end;
}

std::string HtmlParser::doctype() const {
  const auto* const node = static_cast<const GumboNode*>(tree_.document);
  if (node == nullptr || !node->v.document.has_doctype) return {};
  const GumboDocument& document = node->v.document;
  const auto text_of = [](const char* text) {
    return text == nullptr ? std::string_view() : ground::utf8_prefix(text, kMaxDoctypeBytes);
  };
  const std::string_view publicly = text_of(document.public_identifier);
  const std::string_view system = text_of(document.system_identifier);
  std::string type(text_of(document.name));
  if (!publicly.empty()) type.append(" PUBLIC \"").append(publicly).push_back('"');
  if (publicly.empty() && !system.empty()) type.append(" SYSTEM");
  if (!system.empty()) type.append(" \"").append(system).push_back('"');
  type.resize(ground::utf8_prefix(type, kMaxDoctypeBytes).size());
  return type;
}

bool HtmlParser::is_quirky() const {
  const auto* const node = static_cast<const GumboNode*>(tree_.document);
  if (node == nullptr) return false;
  const GumboDocument& document = node->v.document;
  // Before the first of these gumbo has not written the mode, and a limit may have ended it there.
  const bool has_begun = document.has_doctype || has_element(*node);
  return has_begun && document.doc_type_quirks_mode == GUMBO_DOCTYPE_QUIRKS;
}

bool HtmlParser::is_html5() const {
  const auto* const node = static_cast<const GumboNode*>(tree_.document);
  if (node == nullptr) return false;
  const GumboDocument& document = node->v.document;
  const auto is_empty = [](const char* text) { return text == nullptr || *text == '\0'; };
  return document.has_doctype && document.name != nullptr &&
         std::string_view(document.name) == "html" && is_empty(document.public_identifier) &&
         is_empty(document.system_identifier);
}

void HtmlParser::walk(HtmlVisitor& visitor) const {
  const auto* node = static_cast<const GumboNode*>(tree_.document);
  if (node == nullptr) return;
  AsideOfNodes aside(condenser_.aside(), read_);
  // A fault in gumbo may leave a tree that is none; its walk has to end too.
  for (std::size_t shown = 0; shown < tree_.most_nodes; ++shown) {
    show_start(*node, condenser_.marks(), aside, visitor);
    if (const GumboVector& children = children_of(*node); children.length > 0) {
      node = static_cast<const GumboNode*>(children.data[0]);
      continue;
    }
    for (;;) {
      show_end(*node, visitor);
      if (node == tree_.document) return;
      if (const GumboNode* next = sibling_after(*node)) {
        node = next;
        break;
      }
      node = node->parent;
      if (node == nullptr) return;
    }
  }
}

}  // namespace parser
