#include "parser/content/markdown_media.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "ground/ascii.h"
#include "parser/html/inline_style.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Pages that load images late keep the place for scripts.
constexpr std::array<std::string_view, 4> kSources = {"src", "data-src", "data-original",
                                                      "data-lazy-src"};
constexpr std::array<std::string_view, 2> kSourceSets = {"srcset", "data-srcset"};

bool take(std::string_view address, const Url& base, Url& url) {
  address = ascii::trim(address);
  if (address.empty() || ascii::starts_with(address, "data:")) return false;
  return url.assign(address, &base) == UrlStatus::kOk;
}

bool take_source(const Tree& tree, const Tree::Node& node, const Url& base, Url& url) {
  for (const std::string_view name : kSources)
    if (const auto value = tree.attribute(node, name); value && take(*value, base, url))
      return true;
  for (const std::string_view name : kSourceSets) {
    std::string_view list = tree.attribute(node, name).value_or("");
    std::string_view first = ascii::next_token(list);
    while (first.ends_with(',')) first.remove_suffix(1);
    if (take(first, base, url)) return true;
  }
  return false;
}

// Inside of an element, the first that can be taken.
bool take_inner_source(const Tree& tree, NodeId element, const Url& base, Url& url) {
  for (NodeId id = element + 1; id < tree[element].end; ++id)
    if (tree[id].tag == Tag::kSource && take_source(tree, tree[id], base, url)) return true;
  return false;
}

std::string folded(std::optional<std::string_view> value) {
  std::string text;
  ascii::append_folded(value.value_or(""), text);
  return text;
}

bool has_no_room(const Tree& tree, const Tree::Node& node) {
  const auto is_none = [&](std::string_view name) {
    const std::string_view value = ascii::trim(tree.attribute(node, name).value_or(""));
    return value == "0" || value == "1" || value == "0px" || value == "1px";
  };
  return is_none("width") || is_none("height");
}

}  // namespace

MarkdownMedia image_of(const Tree& tree, const Tree::Node& image, const Url& base) {
  MarkdownMedia media;
  if (image.tag == Tag::kInput &&
      !ascii::equals(tree.attribute(image, "type").value_or(""), "image"))
    return media;
  media.text = folded(tree.attribute(image, "alt"));
  const bool is_found = take_source(tree, image, base, media.url);
  if (!is_found && image.parent != kNoNode && tree[image.parent].text == "picture")
    take_inner_source(tree, image.parent, base, media.url);
  return media;
}

MarkdownMedia media_of(const Tree& tree, NodeId element, const Url& base) {
  const Tree::Node& node = tree[element];
  MarkdownMedia media;
  const bool is_hidden =
      tree.attribute(node, "hidden") || hides(tree.attribute(node, "style").value_or(""));
  if (is_hidden || has_no_room(tree, node)) return media;
  media.text = folded(tree.attribute(node, "title"));
  if (media.text.empty()) media.text = folded(tree.attribute(node, "aria-label"));
  if (node.tag == Tag::kObject)
    take(tree.attribute(node, "data").value_or(""), base, media.url);
  else if (!take_source(tree, node, base, media.url) && node.tag != Tag::kIframe)
    take_inner_source(tree, element, base, media.url);
  return media;
}

}  // namespace parser
