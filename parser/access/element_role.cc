#include "parser/access/element_role.h"

#include <array>
#include <cstddef>
#include <optional>

#include "ground/ascii.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// What the standard's style sheet gives no box (HTML 15.3.1), and what this tree holds no part of
// the page in.
bool has_no_box(Tag tag, const AccessMarkup& markup) {
  switch (tag) {
    case Tag::kBase:
    case Tag::kDatalist:
    case Tag::kHead:
    case Tag::kLink:
    case Tag::kMeta:
    case Tag::kNoembed:
    case Tag::kNoframes:
    case Tag::kNoscript:
    case Tag::kRp:
    case Tag::kScript:
    case Tag::kStyle:
    case Tag::kTitle:
      return true;
    case Tag::kAudio:
      return !markup.has(Attr::kControls);
    case Tag::kDialog:
      return !markup.has(Attr::kOpen);
    case Tag::kInput:
      return ascii::equals(markup[Attr::kType], "hidden");
    default:
      return markup.has(Attr::kHidden);
  }
}

bool may_be_disabled(Tag tag) {
  switch (tag) {
    case Tag::kButton:
    case Tag::kFieldset:
    case Tag::kInput:
    case Tag::kSelect:
    case Tag::kTextarea:
    case Tag::kOptgroup:
    case Tag::kOption:
      return true;
    default:
      return false;
  }
}

bool takes_focus(Tag tag, const AccessMarkup& markup) {
  switch (tag) {
    case Tag::kA:
    case Tag::kArea:
      return markup.has(Attr::kHref);
    case Tag::kInput:
      return !ascii::equals(markup[Attr::kType], "hidden");
    case Tag::kButton:
    case Tag::kSelect:
    case Tag::kSummary:
    case Tag::kTextarea:
      return true;
    default:
      return false;
  }
}

// The elements whose role=none holds of `child` too (WAI-ARIA 1.2, "presentation").
bool belongs_to(Tag child, Tag parent) {
  switch (child) {
    case Tag::kTd:
    case Tag::kTh:
      return parent == Tag::kTr;
    case Tag::kTr:
      return parent == Tag::kTbody || parent == Tag::kThead || parent == Tag::kTfoot ||
             parent == Tag::kTable;
    case Tag::kTbody:
    case Tag::kThead:
    case Tag::kTfoot:
      return parent == Tag::kTable;
    case Tag::kLi:
      return parent == Tag::kUl || parent == Tag::kOl;
    case Tag::kDt:
    case Tag::kDd:
      return parent == Tag::kDl || parent == Tag::kDiv;
    case Tag::kDiv:
      return parent == Tag::kDl;
    default:
      return false;
  }
}

Role role_of_input(const AccessMarkup& markup) {
  const std::string_view type = markup[Attr::kType];
  const bool has_list = has_words(markup[Attr::kList]);
  if (ascii::equals(type, "checkbox")) return Role::kCheckbox;
  if (ascii::equals(type, "radio")) return Role::kRadio;
  if (ascii::equals(type, "number")) return Role::kSpinbutton;
  if (ascii::equals(type, "range")) return Role::kSlider;
  if (ascii::equals(type, "search")) return has_list ? Role::kCombobox : Role::kSearchbox;
  if (ascii::equals(type, "button") || ascii::equals(type, "image") ||
      ascii::equals(type, "reset") || ascii::equals(type, "submit"))
    return Role::kButton;
  const bool takes_no_list = ascii::equals(type, "date") || ascii::equals(type, "month") ||
                             ascii::equals(type, "week") || ascii::equals(type, "time") ||
                             ascii::equals(type, "datetime-local") ||
                             ascii::equals(type, "password") || ascii::equals(type, "color") ||
                             ascii::equals(type, "file") || ascii::equals(type, "hidden");
  return has_list && !takes_no_list ? Role::kCombobox : Role::kTextbox;
}

bool has_author_name(const AccessMarkup& markup) {
  return has_words(markup[Aria::kLabel]) || has_words(markup[Aria::kLabelledby]);
}

// Of tags whose role depends on more than the tag.
Role role_by_place(const AccessMarkup& markup, const OpenElement& element) {
  switch (element.tag) {
    case Tag::kA:
    case Tag::kArea:
      return markup.has(Attr::kHref) ? Role::kLink : Role::kNoRole;
    case Tag::kAside:
      return element.is(kInSectioning) && !has_author_name(markup) &&
                     !has_words(markup[Attr::kTitle])
                 ? Role::kNoRole
                 : Role::kComplementary;
    case Tag::kFooter:
      return element.is(kInSectioningOrMain) ? Role::kNoRole : Role::kContentinfo;
    case Tag::kHeader:
      return element.is(kInSectioningOrMain) ? Role::kNoRole : Role::kBanner;
    case Tag::kForm:
      return has_author_name(markup) ? Role::kForm : Role::kNoRole;
    case Tag::kSection:
      if (ascii::equals(element.element.name(), "search")) return Role::kSearch;
      return has_author_name(markup) ? Role::kRegion : Role::kNoRole;
    case Tag::kImg: {
      const bool is_decoration = markup.has(Attr::kAlt) && markup[Attr::kAlt].empty() &&
                                 (markup.aria() & kGlobalAria) == 0 && !element.is(kIsFocusable);
      return is_decoration ? Role::kPresentation : Role::kImg;
    }
    case Tag::kInput:
      return role_of_input(markup);
    case Tag::kSelect: {
      const bool is_list =
          markup.has(Attr::kMultiple) || whole_number(markup[Attr::kSize]).value_or(0) > 1;
      return is_list ? Role::kListbox : Role::kCombobox;
    }
    case Tag::kTd:
      return element.is(kInGrid) ? Role::kGridcell : Role::kCell;
    case Tag::kTh:
      return ascii::starts_with(markup[Attr::kScope], "row") ? Role::kRowheader
                                                             : Role::kColumnheader;
    default:
      return Role::kNoRole;
  }
}

constexpr auto kRoleOfTag = [] {
  std::array<Role, kTagCount> roles{};
  const auto set = [&roles](Tag tag, Role role) { roles[static_cast<std::size_t>(tag)] = role; };
  set(Tag::kArticle, Role::kArticle);
  set(Tag::kBody, Role::kDocument);
  set(Tag::kButton, Role::kButton);
  set(Tag::kDatalist, Role::kListbox);
  set(Tag::kDd, Role::kDefinition);
  set(Tag::kDetails, Role::kGroup);
  set(Tag::kDfn, Role::kTerm);
  set(Tag::kDialog, Role::kDialog);
  set(Tag::kDt, Role::kTerm);
  set(Tag::kFieldset, Role::kGroup);
  set(Tag::kFigure, Role::kFigure);
  for (const Tag tag : {Tag::kH1, Tag::kH2, Tag::kH3, Tag::kH4, Tag::kH5, Tag::kH6})
    set(tag, Role::kHeading);
  set(Tag::kHr, Role::kSeparator);
  set(Tag::kLi, Role::kListitem);
  set(Tag::kMain, Role::kMain);
  set(Tag::kMath, Role::kMath);
  set(Tag::kMenu, Role::kList);
  set(Tag::kMeter, Role::kMeter);
  set(Tag::kNav, Role::kNavigation);
  set(Tag::kOl, Role::kList);
  set(Tag::kOptgroup, Role::kGroup);
  set(Tag::kOption, Role::kOption);
  set(Tag::kOutput, Role::kStatus);
  set(Tag::kProgress, Role::kProgressbar);
  set(Tag::kSummary, Role::kButton);
  set(Tag::kTable, Role::kTable);
  set(Tag::kTbody, Role::kRowgroup);
  set(Tag::kTextarea, Role::kTextbox);
  set(Tag::kTfoot, Role::kRowgroup);
  set(Tag::kThead, Role::kRowgroup);
  set(Tag::kTr, Role::kRow);
  set(Tag::kUl, Role::kList);
  return roles;
}();

}  // namespace

bool is_presentational(Role role) { return role == Role::kNone || role == Role::kPresentation; }

Role stated_role(std::string_view role_attribute) {
  const Role role = find_role(ascii::trim(role_attribute));
  return has_trait(role, kAbstract) ? Role::kNoRole : role;
}

uint64_t visibility_of(const Element& element, Tag tag, const AccessMarkup& markup,
                       const OpenElement* parent) {
  uint64_t traits = parent != nullptr ? parent->traits & (kHidden | kUnheard | kInAriaHidden) : 0;
  const bool is_hidden =
      has_no_box(tag, markup) || (markup.has_style() && element.is_hidden_by_style());
  const bool is_folded = parent != nullptr && parent->is(kIsFolded) &&
                         (tag != Tag::kSummary || parent->is(kHasSummary));
  if (is_hidden || is_folded) traits |= kHidden | kUnheard;
  if (markup.has(Attr::kInert)) traits |= kUnheard | kIsInert;
  if (markup[Aria::kHidden] == "true") {
    traits |= kUnheard | ((traits & kInAriaHidden) == 0 ? uint64_t{kIsAriaHiddenRoot} : 0) |
              kInAriaHidden;
  }
  return traits;
}

uint64_t focus_of(Tag tag, const AccessMarkup& markup, uint64_t inherited) {
  if ((inherited & kIsInert) != 0) return 0;
  if ((inherited & kHidden) != 0 && tag != Tag::kArea) return 0;
  if (may_be_disabled(tag) &&
      (markup.has(Attr::kDisabled) || (inherited & kInDisabledFieldset) != 0))
    return 0;
  const auto index =
      markup.has(Attr::kTabindex) ? whole_number(markup[Attr::kTabindex]) : std::optional<int>();
  if (!takes_focus(tag, markup) && !index) return 0;
  return index.value_or(0) < 0 ? kIsFocusable : kIsFocusable | kIsTabbable;
}

Role implicit_role(const AccessMarkup& markup, const OpenElement& element) {
  const Role role = kRoleOfTag[static_cast<std::size_t>(element.tag)];
  return role != Role::kNoRole ? role : role_by_place(markup, element);
}

bool is_role_of_browser(Tag tag) {
  switch (tag) {
    case Tag::kAudio:
    case Tag::kCanvas:
    case Tag::kDl:
    case Tag::kEmbed:
    case Tag::kIframe:
    case Tag::kLabel:
    case Tag::kObject:
    case Tag::kSvg:
    case Tag::kVideo:
      return true;
    default:
      return false;
  }
}

void set_roles(const AccessMarkup& markup, const OpenElement* parent, OpenElement& element) {
  element.stated = markup.has(Attr::kRole) ? stated_role(markup[Attr::kRole]) : Role::kNoRole;
  const bool is_inherited =
      parent != nullptr && parent->is(kPassesNone) && belongs_to(element.tag, parent->tag);
  // An element that takes the focus or says more of itself is no mere decoration, whatever its role
  // (WAI-ARIA 1.2, "Presentational Roles Conflict Resolution").
  const bool is_there = (markup.aria() & kGlobalAria) != 0 || element.is(kIsFocusable);
  const bool is_none = is_presentational(element.stated);
  if (is_none ? !is_there : element.stated == Role::kNoRole && is_inherited)
    element.traits |= kPassesNone;
  if (element.stated != Role::kNoRole && !(is_none && is_there)) {
    element.role = element.stated;
    return;
  }
  element.role = implicit_role(markup, element);
  if (element.role != Role::kNoRole && is_inherited) element.role = Role::kPresentation;
}

}  // namespace parser
