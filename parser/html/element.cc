#include "parser/html/element.h"

#include <gumbo.h>

#include <cassert>

#include "parser/html/gumbo_tags.h"
#include "parser/html/inline_style.h"
#include "parser/html/markup_names.h"

namespace parser {
namespace {

const GumboNode& node_of(const void* node) { return *static_cast<const GumboNode*>(node); }

}  // namespace

Tag Element::tag() const { return tag_of_element(node_); }

Namespace Element::name_space() const {
  switch (node_of(node_).v.element.tag_namespace) {
    case GUMBO_NAMESPACE_SVG:
      return Namespace::kSvg;
    case GUMBO_NAMESPACE_MATHML:
      return Namespace::kMathMl;
    default:
      return Namespace::kHtml;
  }
}

std::string_view Element::name() const {
  const GumboElement& element = node_of(node_).v.element;
  GumboStringPiece written = element.original_tag;
  gumbo_tag_from_original_text(&written);
  if (element.tag_namespace == GUMBO_NAMESPACE_SVG && written.data != nullptr)
    if (const char* const name = gumbo_normalize_svg_tagname(&written)) return name;
  if (element.tag < GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  // gumbo 0.13 takes a carriage return for a part of the name.
  const std::string_view name{written.data, written.length};
  return name.substr(0, name.find('\r'));
}

std::size_t Element::attribute_count() const { return node_of(node_).v.element.attributes.length; }

std::pair<std::string_view, std::string_view> Element::attribute_at(std::size_t index) const {
  const GumboVector& attributes = node_of(node_).v.element.attributes;
  const auto& attribute = *static_cast<const GumboAttribute*>(attributes.data[index]);
  const std::string_view value = marks_->original(attribute.value);
  if (attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_NONE) return {attribute.name, value};
  return {{attribute.original_name.data, attribute.original_name.length}, value};
}

std::optional<std::string_view> Element::attribute(std::string_view name) const {
  assert(is_attribute_kept(name, this->name()));
  return any_attribute(name);
}

std::optional<std::string_view> Element::any_attribute(std::string_view name) const {
  const GumboVector& attributes = node_of(node_).v.element.attributes;
  for (unsigned i = 0; i < attributes.length; ++i) {
    const auto& attribute = *static_cast<const GumboAttribute*>(attributes.data[i]);
    if (attribute.name[0] == name[0] && name == attribute.name)
      return marks_->original(attribute.value);
  }
  for (const AsideAttribute& attribute : aside_)
    if (attribute.name == name) return attribute.value;
  return std::nullopt;
}

bool Element::has_start_tag() const {
  return (node_of(node_).parse_flags & GUMBO_INSERTION_IMPLIED) == 0;
}

bool Element::has_end_tag() const {
  return (node_of(node_).parse_flags & GUMBO_INSERTION_IMPLICIT_END_TAG) == 0;
}

bool Element::is_unseen() const {
  const Tag name = tag();
  // One that no end tag closed, for example since a <p> inside was not closed, holds the rest of
  // the page: a reader with scripts sees that.
  if (name == Tag::kNoscript) return has_end_tag();
  if (effect_of(name) == TagEffect::kUnseen) return true;
  if (node_of(node_).v.element.attributes.length == 0 && aside_.empty())
    return name == Tag::kDialog;
  return attribute("hidden") || (name == Tag::kDialog && !attribute("open"));
}

bool Element::is_hidden_by_style() const {
  const auto style = any_attribute("style");
  if (!style || !hides(*style)) return false;
  const Tag name = tag();
  return name != Tag::kBody && name != Tag::kHtml;
}

std::optional<std::string_view> Element::style_with_url() const {
  const auto style = any_attribute("style");
  return style && may_name_url(*style) ? style : std::nullopt;
}

}  // namespace parser
