// The attributes of an element that the rules of accessibility ask for, read in one pass.
// Thread: one owner. Lifetime: the values live as long as the element's tree.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "parser/access/aria_attributes.h"
#include "parser/html/element.h"

namespace parser {

// Those that are not of WAI-ARIA, in alphabetical order.
enum class Attr : uint8_t {
  kAccesskey,
  kAlt,
  kAutocomplete,
  kContent,
  kControls,
  kData,
  kDisabled,
  kFor,
  kHeaders,
  kHidden,
  kHref,
  kHttpEquiv,
  kId,
  kInert,
  kIsmap,
  kKind,
  kLang,
  kList,
  kMultiple,
  kName,
  kOpen,
  kPlaceholder,
  kRole,
  kScope,
  kSize,
  kTabindex,
  kTitle,
  kType,
  kUsemap,
  kValue,
  kXmlLang,
  kCount,  // not one: how many there are
};

class AccessMarkup {
 public:
  // Forgets the element before.
  void read(const Element& element);

  bool has(Attr name) const { return (attributes_ & bit(name)) != 0; }
  bool has(Aria name) const { return parser::has(aria_, name); }
  // "" if there is none.
  std::string_view operator[](Attr name) const {
    return has(name) ? values_[static_cast<std::size_t>(name)] : std::string_view();
  }
  std::string_view operator[](Aria name) const {
    return has(name) ? aria_values_[static_cast<std::size_t>(name)] : std::string_view();
  }
  AriaSet aria() const { return aria_; }
  // An attribute begins with "aria-" and is none of WAI-ARIA.
  bool has_unknown_aria() const { return has_unknown_aria_; }
  bool has_any_aria() const { return aria_ != 0 || has_unknown_aria_; }
  // It has a style attribute.
  bool has_style() const { return has_style_; }
  // Nothing at all that a rule asks for.
  bool is_bare() const { return attributes_ == 0 && !has_any_aria() && !has_style_; }

 private:
  static constexpr std::size_t kCount = static_cast<std::size_t>(Attr::kCount);
  static constexpr uint64_t bit(Attr name) { return uint64_t{1} << static_cast<unsigned>(name); }
  void add(std::string_view name, std::string_view value);

  uint64_t attributes_ = 0;
  AriaSet aria_ = 0;
  bool has_unknown_aria_ = false, has_style_ = false;
  // Only those of the sets above mean something.
  std::array<std::string_view, kCount> values_;
  std::array<std::string_view, kAriaCount> aria_values_;
};

}  // namespace parser
