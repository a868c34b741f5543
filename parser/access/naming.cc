#include "parser/access/naming.h"

#include "ground/ascii.h"
#include "parser/access/aria_rules.h"
#include "parser/access/element_role.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

struct Need {
  AccessRule rule = AccessRule::kNone;
  uint8_t by = 0;
};

constexpr Need kNoNeed;

// A tag whose own way of naming goes before that of its role.
bool is_named_by_tag(const AccessMarkup& markup, const OpenElement& element) {
  switch (element.tag) {
    case Tag::kA:
      return markup.has(Attr::kHref);
    case Tag::kArea:
    case Tag::kBr:
    case Tag::kButton:
    case Tag::kFieldset:
    case Tag::kFigure:
    case Tag::kHr:
    case Tag::kImg:
    case Tag::kInput:
    case Tag::kOutput:
    case Tag::kSelect:
    case Tag::kSummary:
    case Tag::kSvg:
    case Tag::kTable:
    case Tag::kTextarea:
      return true;
    default:
      return false;
  }
}

// As axe-core's selectors see roles: all of the attribute, as written.
Need need_of_role(const AccessMarkup& markup, const OpenElement& element) {
  if (element.stated == Role::kNoRole || markup[Attr::kRole] != facts_of(element.stated).name)
    return kNoNeed;
  switch (element.stated) {
    case Role::kLink:
    case Role::kButton:
    case Role::kMenuitem:
      return {AccessRule::kAriaCommandName, kByContent | kByAuthor};
    case Role::kDialog:
    case Role::kAlertdialog:
      return {AccessRule::kAriaDialogName, kByAuthor};
    case Role::kCombobox:
    case Role::kListbox:
    case Role::kSearchbox:
    case Role::kSlider:
    case Role::kSpinbutton:
    case Role::kTextbox:
      return {AccessRule::kAriaInputFieldName, kByAuthor};
    case Role::kMeter:
      return {AccessRule::kAriaMeterName, kByAuthor};
    case Role::kProgressbar:
      return {AccessRule::kAriaProgressbarName, kByAuthor};
    case Role::kCheckbox:
    case Role::kMenuitemcheckbox:
    case Role::kMenuitemradio:
    case Role::kRadio:
    case Role::kSwitch:
    case Role::kOption:
      return {AccessRule::kAriaToggleFieldName, kByContent | kByAuthor};
    case Role::kTooltip:
      return {AccessRule::kAriaTooltipName, kByContent | kByAuthor};
    case Role::kTreeitem:
      return {AccessRule::kAriaTreeitemName, kByContent | kByAuthor};
    default:
      return kNoNeed;
  }
}

Need need_of_input(std::string_view type) {
  if (ascii::equals(type, "hidden")) return kNoNeed;
  if (ascii::equals(type, "image"))
    return {AccessRule::kInputImageAlt, kByNative | kByAuthor | kByLabel};
  if (ascii::equals(type, "button") || ascii::equals(type, "submit") ||
      ascii::equals(type, "reset"))
    return {AccessRule::kInputButtonName, kByNative | kByAuthor | kByLabel | kByNoRole};
  return {AccessRule::kLabel, kByNative | kByAuthor | kByLabel | kByNoRole};
}

Need need_of_svg(const AccessMarkup& markup, const OpenElement& element) {
  const bool is_picture = markup[Attr::kRole] == "img" ||
                          markup[Attr::kRole] == "graphics-symbol" ||
                          (element.tag == Tag::kSvg && markup[Attr::kRole] == "graphics-document");
  if (!is_picture) return kNoNeed;
  return {AccessRule::kSvgImgAlt, kBySvgTitle | kByAuthor};
}

Need need_of_tag(const AccessMarkup& markup, const OpenElement* parent,
                 const OpenElement& element) {
  switch (element.tag) {
    case Tag::kA:
      if (!markup.has(Attr::kHref)) return kNoNeed;
      return {AccessRule::kLinkName, kByContent | kByAuthor};
    case Tag::kArea:
      if (!markup.has(Attr::kHref) || !element.is(kInMap)) return kNoNeed;
      return {AccessRule::kAreaAlt, kByNative | kByAuthor};
    case Tag::kButton:
      return {AccessRule::kButtonName, kByContent | kByAuthor | kByLabel | kByNoRole};
    case Tag::kImg:
      return {AccessRule::kImageAlt, kByNative | kByAuthor | kByNoRole};
    case Tag::kInput:
      return need_of_input(markup[Attr::kType]);
    case Tag::kSelect:
      return {AccessRule::kSelectName, kByAuthor | kByLabel | kByNoRole};
    case Tag::kTextarea:
      return {AccessRule::kLabel, kByNative | kByAuthor | kByLabel | kByNoRole};
    case Tag::kIframe:
    case Tag::kFrame:
      if (whole_number(markup[Attr::kTabindex]).value_or(0) < 0) return kNoNeed;
      return {AccessRule::kFrameTitle, kByAuthor | kByNoRole};
    case Tag::kObject:
      if (!markup.has(Attr::kData)) return kNoNeed;
      return {AccessRule::kObjectAlt, kByAuthor | kByNoRole | kByFallback};
    case Tag::kSummary:
      if (parent == nullptr || parent->tag != Tag::kDetails || parent->is(kHasSummary))
        return kNoNeed;
      return {AccessRule::kSummaryName, kByContent | kByAuthor};
    case Tag::kTh:
      if (markup.has(Attr::kRole)) return kNoNeed;
      return {AccessRule::kEmptyTableHeader, kByContent};
    default:
      return kNoNeed;
  }
}

// An element of another role than its tag's need not have the tag's name, if nobody can reach it.
bool is_excused(const OpenElement& element) {
  const bool is_of_tag = element.naming == AccessRule::kButtonName ||
                         element.naming == AccessRule::kImageAlt ||
                         element.naming == AccessRule::kInputButtonName ||
                         element.naming == AccessRule::kInputImageAlt;
  return is_of_tag && element.stated != Role::kNoRole && !is_presentational(element.stated) &&
         !has_trait(element.stated, kNameRequired) && !element.is(kIsFocusable);
}

Need need_of(const AccessMarkup& markup, const OpenElement* parent, const OpenElement& element) {
  if (element.is(kInSvg) || element.tag == Tag::kSvg) {
    if (const Need need = need_of_svg(markup, element); need.by != 0) return need;
    return element.tag == Tag::kA ? need_of_tag(markup, parent, element) : kNoNeed;
  }
  if (const Need need = need_of_tag(markup, parent, element); need.by != 0) return need;
  if (element.role == Role::kHeading) return {AccessRule::kEmptyHeading, kByContent | kByAuthor};
  if (!markup.has(Attr::kRole)) return kNoNeed;
  if (markup[Attr::kRole] == "rowheader" || markup[Attr::kRole] == "columnheader")
    return {AccessRule::kEmptyTableHeader, kByContent};
  if (markup[Attr::kRole] == "img" && element.tag != Tag::kArea)
    return {AccessRule::kRoleImgAlt, kByAuthor};
  return is_named_by_tag(markup, element) ? kNoNeed : need_of_role(markup, element);
}

bool has_native_name(const AccessMarkup& markup, const OpenElement& element) {
  switch (element.tag) {
    case Tag::kImg:
      return markup.has(Attr::kAlt);
    case Tag::kArea:
      return has_words(markup[Attr::kAlt]);
    case Tag::kTextarea:
      return has_words(markup[Attr::kPlaceholder]);
    case Tag::kInput:
      break;
    default:
      return false;
  }
  const std::string_view type = markup[Attr::kType];
  if (ascii::equals(type, "image")) return has_words(markup[Attr::kAlt]);
  if (ascii::equals(type, "submit") || ascii::equals(type, "reset"))
    return !markup.has(Attr::kValue) || has_words(markup[Attr::kValue]);
  if (ascii::equals(type, "button")) return has_words(markup[Attr::kValue]);
  return has_words(markup[Attr::kPlaceholder]);
}

bool is_embedded(Tag tag) {
  switch (tag) {
    case Tag::kAudio:
    case Tag::kCanvas:
    case Tag::kEmbed:
    case Tag::kIframe:
    case Tag::kImg:
    case Tag::kMath:
    case Tag::kObject:
    case Tag::kSvg:
    case Tag::kVideo:
      return true;
    default:
      return false;
  }
}

// Text inside is part of the name of what is around.
bool takes_name_from_content(Role role) {
  return role == Role::kNoRole || is_presentational(role) || has_trait(role, kNameFromContent);
}

}  // namespace

void set_naming(const AccessMarkup& markup, const OpenElement* parent, OpenElement& element) {
  if (is_embedded(element.tag)) element.traits |= kIsEmbedded;
  if (markup.is_bare() && element.tag != Tag::kImg && element.tag != Tag::kInput) {
    // Nothing but its text can name it.
  } else {
    if (has_words(markup[Aria::kLabel])) element.traits |= kHasAriaLabel;
    if (has_words(markup[Attr::kTitle])) element.traits |= kHasTitle;
    if (has_native_name(markup, element)) element.traits |= kHasNativeName;
    if (has_words(markup[Aria::kLabelledby])) element.labelled_by = markup[Aria::kLabelledby];
    if (element.tag == Tag::kImg && has_words(markup[Attr::kAlt])) element.traits |= kHasWordsOfAlt;
    if (has_prohibited_name(markup, element)) element.traits |= kHasProhibited;
  }
  // Areas belong to images elsewhere, and are judged wherever they are.
  if (element.is(kUnheard) && element.tag != Tag::kArea) return;
  const Need need = need_of(markup, parent, element);
  element.naming = need.rule;
  element.naming_by = need.by;
  if (is_excused(element)) element.naming = AccessRule::kNone;
}

bool has_needed_name(const OpenElement& element) {
  // The field inside has the name.
  if (element.naming == AccessRule::kAriaInputFieldName && element.stated == Role::kCombobox &&
      element.is(kHoldsInput))
    return true;
  const uint8_t by = element.naming_by;
  const auto has = [by](NamingWay way) { return (by & way) != 0; };
  if (has(kByAuthor) && element.is(kHasAriaLabel | kHasTitle)) return true;
  if (has(kByNative) && element.is(kHasNativeName)) return true;
  if (has(kByNoRole) && is_presentational(element.role)) return true;
  if (has(kBySvgTitle) && element.is(kHasSvgTitle)) return true;
  if (has(kByFallback) && (element.is(kHasContent) || (element.text & kTextHeard) != 0))
    return true;
  return has(kByContent) && (element.text & kTextHeard) != 0 && !element.is(kIsEmbedded) &&
         !has_trait(element.role, kHasValue) && takes_name_from_content(element.role);
}

uint8_t text_in_context(const OpenElement& element) {
  uint8_t text = element.text;
  const bool is_control = element.tag == Tag::kSelect || element.tag == Tag::kTextarea;
  // Of a drawing its title speaks, of other such elements what the author says of them.
  if (element.is(kIsEmbedded)) text = element.is(kHasSvgTitle) ? kTextAll : 0;
  if (is_control) text &= static_cast<uint8_t>(~kTextOfLabel);
  if (!takes_name_from_content(element.role)) text &= static_cast<uint8_t>(~kTextOfLabel);
  const bool is_button_input = element.tag == Tag::kInput && element.is(kHasNativeName);
  if (element.is(kHasAriaLabel | kHasTitle | kHasWordsOfAlt) || is_button_input ||
      !element.labelled_by.empty())
    text = kTextAll;
  if (element.is(kHasLanguage)) text &= static_cast<uint8_t>(~kTextOfLanguage);
  if (element.is(kUnheard)) text &= kTextAny;
  return text;
}

}  // namespace parser
