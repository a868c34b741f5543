#include "parser/access/aria_roles.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using enum Aria;

constexpr uint16_t kButtonLike = kControl | kNameFromContent | kNameRequired | kChildrenHidden;
constexpr uint16_t kItem = kControl | kNameFromContent | kNameRequired;
constexpr uint16_t kField = kControl | kNameRequired | kHasValue;

constexpr AriaSet kInSet = aria_set(kPosinset, kSetsize);
constexpr AriaSet kOfCell = aria_set(kColindex, kColspan, kRowindex, kRowspan);
constexpr AriaSet kOfHeader = kOfCell | aria_set(kExpanded, kReadonly, kRequired, kSelected, kSort);
constexpr AriaSet kOfText =
    aria_set(kActivedescendant, kAutocomplete, kMultiline, kPlaceholder, kReadonly, kRequired);
constexpr AriaSet kOfRange = aria_set(kValuemax, kValuemin, kValuetext);
constexpr AriaSet kOfGroup = aria_set(kActivedescendant);
constexpr AriaSet kOfMenu = kOfGroup | aria_set(kOrientation);
constexpr AriaSet kOfExpandable = aria_set(kExpanded);

// In the order of Role. What a role inherits is written out.
constexpr RoleFacts kRoles[] = {
    {""},
    {"alert", 0, 0, kOfExpandable},
    {"alertdialog", kNameRequired, 0, aria_set(kExpanded, kModal)},
    {"application", kNameRequired, 0, aria_set(kActivedescendant, kExpanded)},
    {"article", 0, 0, kInSet | kOfExpandable},
    {"banner", 0, 0, kOfExpandable},
    {"blockquote"},
    {"button", kButtonLike, 0, aria_set(kExpanded, kPressed)},
    {"caption", kNameProhibited},
    {"cell", kNameFromContent, 0, kOfCell | kOfExpandable},
    {"checkbox", kButtonLike, aria_set(kChecked), aria_set(kExpanded, kReadonly, kRequired)},
    {"code", kNameProhibited},
    {"columnheader", kNameFromContent, 0, kOfHeader},
    {"combobox", kField, aria_set(kExpanded, kControls),
     aria_set(kActivedescendant, kAutocomplete, kOrientation, kReadonly, kRequired)},
    {"command", kAbstract},
    {"comment", 0, 0, aria_set(kLevel) | kInSet},
    {"complementary", 0, 0, kOfExpandable},
    {"composite", kAbstract},
    {"contentinfo", 0, 0, kOfExpandable},
    {"definition", 0, 0, kOfExpandable},
    {"deletion", kNameProhibited},
    {"dialog", kNameRequired, 0, aria_set(kExpanded, kModal)},
    {"directory", kNameFromContent, 0, kOfExpandable},
    {"document", 0, 0, kOfExpandable},
    {"emphasis", kNameProhibited},
    {"feed", 0, 0, kOfExpandable},
    {"figure", kNameFromContent, 0, kOfExpandable},
    {"form", 0, 0, kOfExpandable},
    {"graphics-document", kNameRequired},
    {"graphics-object", kNameFromContent},
    {"graphics-symbol", kNameRequired | kChildrenHidden},
    {"grid", 0, 0,
     aria_set(kActivedescendant, kColcount, kExpanded, kLevel, kMultiselectable, kReadonly,
              kRowcount)},
    {"gridcell", kControl | kNameFromContent, 0,
     kOfCell | aria_set(kExpanded, kReadonly, kRequired, kSelected)},
    {"group", 0, 0, aria_set(kActivedescendant, kExpanded)},
    {"heading", kNameFromContent, aria_set(kLevel), kOfExpandable},
    {"img", kNameRequired | kChildrenHidden, 0, kOfExpandable},
    {"input", kAbstract},
    {"insertion", kNameProhibited},
    {"landmark", kAbstract},
    {"link", kItem, 0, kOfExpandable},
    {"list", 0, 0, kOfExpandable},
    {"listbox", kField, 0,
     aria_set(kActivedescendant, kExpanded, kMultiselectable, kOrientation, kReadonly, kRequired)},
    {"listitem", kNameFromContent, 0, aria_set(kExpanded, kLevel) | kInSet},
    {"log", 0, 0, kOfExpandable},
    {"main", 0, 0, kOfExpandable},
    {"mark", kNameProhibited},
    {"marquee", 0, 0, kOfExpandable},
    {"math", kChildrenHidden, 0, kOfExpandable},
    {"menu", 0, 0, kOfMenu | kOfExpandable},
    {"menubar", 0, 0, kOfMenu | kOfExpandable},
    {"menuitem", kItem, 0, kInSet | kOfExpandable},
    {"menuitemcheckbox", kButtonLike, aria_set(kChecked), kInSet | aria_set(kExpanded, kReadonly)},
    {"menuitemradio", kButtonLike, aria_set(kChecked), kInSet | aria_set(kExpanded, kReadonly)},
    {"meter", kNameRequired | kChildrenHidden, aria_set(kValuenow), kOfRange},
    {"navigation", 0, 0, kOfExpandable},
    {"none", kNameProhibited},
    {"note", 0, 0, kOfExpandable},
    {"option", kButtonLike, 0, kInSet | aria_set(kChecked, kSelected)},
    {"paragraph", kNameProhibited},
    {"presentation", kNameProhibited},
    {"progressbar", kControl | kNameRequired | kChildrenHidden | kHasValue, 0,
     kOfRange | aria_set(kExpanded, kValuenow)},
    {"radio", kButtonLike, aria_set(kChecked), kInSet | aria_set(kRequired)},
    {"radiogroup", 0, 0, kOfMenu | aria_set(kExpanded, kReadonly, kRequired)},
    {"range", kAbstract},
    {"region", 0, 0, kOfExpandable},
    {"roletype", kAbstract},
    {"row", kNameFromContent, 0,
     kInSet | aria_set(kActivedescendant, kColindex, kExpanded, kLevel, kRowindex, kSelected)},
    {"rowgroup", kNameFromContent},
    {"rowheader", kNameFromContent, 0, kOfHeader},
    {"scrollbar", kControl | kChildrenHidden | kHasValue, aria_set(kControls, kValuenow),
     kOfRange | aria_set(kOrientation)},
    {"search", 0, 0, kOfExpandable},
    {"searchbox", kControl | kNameRequired, 0, kOfText},
    {"section", kAbstract | kNameFromContent},
    {"sectionhead", kAbstract | kNameFromContent},
    {"select", kAbstract},
    {"separator", kChildrenHidden, aria_set(kValuenow), kOfRange | aria_set(kOrientation)},
    {"slider", kField | kChildrenHidden, aria_set(kValuenow),
     kOfRange | aria_set(kOrientation, kReadonly, kRequired)},
    {"spinbutton", kField, 0,
     kOfRange | aria_set(kActivedescendant, kReadonly, kRequired, kValuenow)},
    {"status", 0, 0, kOfExpandable},
    {"strong", kNameProhibited},
    {"structure", kAbstract},
    {"subscript", kNameProhibited},
    {"suggestion", kNameProhibited},
    {"superscript", kNameProhibited},
    {"switch", kButtonLike, aria_set(kChecked), aria_set(kExpanded, kReadonly, kRequired)},
    {"tab", kControl | kNameFromContent | kChildrenHidden, 0,
     kInSet | aria_set(kExpanded, kSelected)},
    {"table", kNameFromContent, 0, aria_set(kColcount, kExpanded, kRowcount)},
    {"tablist", 0, 0, kOfMenu | aria_set(kExpanded, kLevel, kMultiselectable)},
    {"tabpanel", kControl, 0, kOfExpandable},
    {"term", kNameFromContent, 0, kOfExpandable},
    {"text", kNameFromContent},
    {"textbox", kField, 0, kOfText},
    {"time"},
    {"timer", 0, 0, kOfExpandable},
    {"toolbar", kNameRequired, 0, kOfMenu | kOfExpandable},
    {"tooltip", kNameFromContent, 0, kOfExpandable},
    {"tree", 0, 0, kOfMenu | aria_set(kExpanded, kMultiselectable, kRequired)},
    {"treegrid", 0, 0,
     kOfMenu |
         aria_set(kColcount, kExpanded, kLevel, kMultiselectable, kReadonly, kRequired, kRowcount)},
    {"treeitem", kItem, 0, kInSet | aria_set(kChecked, kExpanded, kLevel, kSelected)},
    {"widget", kAbstract},
    {"window", kAbstract},
};
constexpr std::size_t kRoleCount = static_cast<std::size_t>(Role::kCount);
static_assert(std::size(kRoles) == kRoleCount);
static_assert(std::is_sorted(std::begin(kRoles), std::end(kRoles),
                             [](const RoleFacts& a, const RoleFacts& b) {
                               return a.name < b.name;
                             }));

// https://www.w3.org/TR/dpub-aria-1.0/#role_definitions, behind "doc-".
constexpr std::string_view kPublishing[] = {
    "abstract",    "acknowledgments", "afterword", "appendix", "backlink",
    "biblioentry", "bibliography",    "biblioref", "chapter",  "colophon",
    "conclusion",  "cover",           "credit",    "credits",  "dedication",
    "endnote",     "endnotes",        "epigraph",  "epilogue", "errata",
    "example",     "footnote",        "foreword",  "glossary", "glossref",
    "index",       "introduction",    "noteref",   "notice",   "pagebreak",
    "pagefooter",  "pageheader",      "pagelist",  "part",     "preface",
    "prologue",    "pullquote",       "qna",       "subtitle", "tip",
    "toc"};

constexpr std::size_t kLongestName = 20;

}  // namespace

const RoleFacts& facts_of(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

Role find_role(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return Role::kNoRole;
  std::array<char, kLongestName> room{};
  std::transform(name.begin(), name.end(), room.begin(), ascii::lower);
  const std::string_view lower{room.data(), name.size()};
  const auto* const found = std::lower_bound(
      std::begin(kRoles), std::end(kRoles), lower,
      [](const RoleFacts& role, std::string_view wanted) { return role.name < wanted; });
  if (found == std::end(kRoles) || found->name != lower) return Role::kNoRole;
  return static_cast<Role>(found - std::begin(kRoles));
}

bool is_publishing_role(std::string_view name) {
  constexpr std::string_view kPrefix = "doc-";
  if (!ascii::starts_with(name, kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  return std::any_of(std::begin(kPublishing), std::end(kPublishing),
                     [name](std::string_view one) { return ascii::equals(name, one); });
}

}  // namespace parser
