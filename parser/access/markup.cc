#include "parser/access/markup.h"

#include <algorithm>
#include <optional>

namespace parser {
namespace {

// In the order of Attr.
constexpr std::string_view kAttributeNames[] = {
    "accesskey",   "alt",     "autocomplete", "content", "controls",   "data",  "disabled",
    "for",         "headers", "hidden",       "href",    "http-equiv", "id",    "inert",
    "ismap",       "kind",    "lang",         "list",    "multiple",   "name",  "open",
    "placeholder", "role",    "scope",        "size",    "tabindex",   "title", "type",
    "usemap",      "value",   "xml:lang"};
static_assert(std::size(kAttributeNames) == static_cast<std::size_t>(Attr::kCount));
static_assert(std::is_sorted(std::begin(kAttributeNames), std::end(kAttributeNames)));

constexpr std::size_t kLongest = 12;

// A place for each first letter and length: no two of the names share one, but for the pairs that
// are looked at one after the other.
struct NameTable {
  static constexpr std::size_t kSlots = 128;
  std::array<int8_t, kSlots> slots{};
  static constexpr std::size_t slot_of(std::string_view name) {
    const std::size_t first = static_cast<unsigned char>(name[0]);
    const std::size_t last = static_cast<unsigned char>(name[name.size() - 1]);
    return (first * 5 + last * 3 + name.size() * 17) % kSlots;
  }
  constexpr NameTable() {
    for (int8_t& slot : slots) slot = -1;
    for (std::size_t i = 0; i < std::size(kAttributeNames); ++i) {
      std::size_t at = slot_of(kAttributeNames[i]);
      while (slots[at] >= 0) at = (at + 1) % kSlots;
      slots[at] = static_cast<int8_t>(i);
    }
  }
  std::optional<Attr> find(std::string_view name) const {
    if (name.empty() || name.size() > kLongest) return std::nullopt;
    for (std::size_t at = slot_of(name); slots[at] >= 0; at = (at + 1) % kSlots)
      if (kAttributeNames[slots[at]] == name) return static_cast<Attr>(slots[at]);
    return std::nullopt;
  }
};

constexpr NameTable kTable;

}  // namespace

void AccessMarkup::read(const Element& element) {
  attributes_ = 0;
  aria_ = 0;
  has_unknown_aria_ = has_style_ = false;
  element.for_each_attribute(
      [this](std::string_view name, std::string_view value) { add(name, value); });
}

void AccessMarkup::add(std::string_view name, std::string_view value) {
  constexpr std::string_view kAriaPrefix = "aria-";
  if (name.starts_with(kAriaPrefix)) {
    const auto found = find_aria(name.substr(kAriaPrefix.size()));
    if (!found) {
      has_unknown_aria_ = true;
    } else if (!has(*found)) {
      aria_ |= aria_set(*found);
      aria_values_[static_cast<std::size_t>(*found)] = value;
    }
    return;
  }
  if (name == "style") {
    has_style_ = true;
    return;
  }
  const auto found = kTable.find(name);
  if (!found || has(*found)) return;
  attributes_ |= bit(*found);
  values_[static_cast<std::size_t>(*found)] = value;
}

}  // namespace parser
