// An element of gumbo's tree, as it is shown to who walks it: names, and values with what the
// condenser had put aside in its place again. Thread: that of the tree. Errors: none. Lifetime: the
// element and all its views live as long as the tree and the text that it was made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "parser/html/aside.h"
#include "parser/html/marks.h"
#include "parser/html/tag.h"

namespace parser {

enum class Namespace : uint8_t { kHtml, kSvg, kMathMl };

class Element {
 public:
  Element(const void* node, const Marks& marks, std::span<const AsideAttribute> aside)
      : node_(node), marks_(&marks), aside_(aside) {}

  Tag tag() const;
  Namespace name_space() const;
  // The local name: of HTML in lower case, but an element that gumbo doesn't know by name has it as
  // it is written. Of SVG as the standard writes it ("foreignObject").
  std::string_view name() const;
  // Shows each attribute, in order (of Attributes::kAskedFor in any order): its name in lower case
  // (of SVG as the standard writes it, with the prefix if it has one), and its value with
  // references decoded.
  template <typename Show>
  void for_each_attribute(Show&& show) const {
    const std::size_t count = attribute_count();
    for (std::size_t i = 0; i < count; ++i) {
      const auto [name, value] = attribute_at(i);
      show(name, value);
    }
    for (const AsideAttribute& attribute : aside_) show(attribute.name, attribute.value);
  }
  // The value as the tree has it, references decoded; nothing if there is no such attribute. `name`
  // in lower case, one of those that is_attribute_kept().
  std::optional<std::string_view> attribute(std::string_view name) const;
  // False: no tag says where it begins; the standard makes it so.
  bool has_start_tag() const;
  // False: something else than its end tag ended it.
  bool has_end_tag() const;
  // True if a reader sees nothing of what is inside: by its tag, `hidden`, or a closed dialog.
  bool is_unseen() const;
  // True if its own style hides it from a reader. Of all of a page it says nothing: scripts show it
  // when they are ready.
  bool is_hidden_by_style() const;
  // Its style attribute, if that may name a URL.
  std::optional<std::string_view> style_with_url() const;

 private:
  std::optional<std::string_view> any_attribute(std::string_view name) const;
  std::size_t attribute_count() const;
  std::pair<std::string_view, std::string_view> attribute_at(std::size_t index) const;

  const void* node_;  // a GumboNode
  const Marks* marks_;
  std::span<const AsideAttribute> aside_;  // of its tag
};

}  // namespace parser
