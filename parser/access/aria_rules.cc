#include "parser/access/aria_rules.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "ground/ascii.h"
#include "parser/access/element_role.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// Elements of HTML that have no Tag. Of what is neither here nor a Tag nobody knows what it is.
constexpr std::string_view kPlain[] = {
    "abbr", "b",        "bdi",  "bdo",  "cite", "code",  "col",   "colgroup", "data",
    "del",  "em",       "i",    "ins",  "kbd",  "mark",  "param", "picture",  "q",
    "rt",   "ruby",     "s",    "samp", "slot", "small", "span",  "strong",   "sub",
    "sup",  "template", "time", "u",    "var",  "wbr"};

bool is_of_html(const OpenElement& element) {
  if (element.tag == Tag::kSvg) return true;
  if (element.is(kInSvg)) return false;
  if (element.tag != Tag::kOther)
    return element.tag != Tag::kBlink && element.tag != Tag::kMarquee &&
           element.tag != Tag::kCenter && element.tag != Tag::kFrame;
  return std::find(std::begin(kPlain), std::end(kPlain), element.element.name()) !=
         std::end(kPlain);
}

// Calls show(name) for each of the set.
template <typename Show>
void for_each_aria(AriaSet set, Show&& show) {
  for (; set != 0; set &= set - 1) show(static_cast<Aria>(std::countr_zero(set)));
}

bool is_role_wrong(std::string_view value) {
  bool has_any = false, is_any_known = false, is_any_abstract = false;
  for (std::string_view rest = value;;) {
    const std::string_view word = next_word(rest);
    if (word.empty()) break;
    has_any = true;
    const Role role = find_role(word);
    is_any_known |= role != Role::kNoRole || is_publishing_role(word);
    is_any_abstract |= has_trait(role, kAbstract);
  }
  return has_any && (!is_any_known || is_any_abstract);
}

// What the element says by its tag (HTML-AAM).
AriaSet implicit_aria(const AccessMarkup& markup, Tag tag) {
  switch (tag) {
    case Tag::kH1:
    case Tag::kH2:
    case Tag::kH3:
    case Tag::kH4:
    case Tag::kH5:
    case Tag::kH6:
      return aria_set(Aria::kLevel);
    case Tag::kInput: {
      const std::string_view type = markup[Attr::kType];
      if (ascii::equals(type, "checkbox") || ascii::equals(type, "radio"))
        return aria_set(Aria::kChecked);
      const bool has_value = !ascii::equals(type, "button") && !ascii::equals(type, "submit") &&
                             !ascii::equals(type, "reset") && !ascii::equals(type, "image");
      return has_value ? aria_set(Aria::kValuenow) : 0;
    }
    case Tag::kSelect:
    case Tag::kTextarea:
    case Tag::kProgress:
      return aria_set(Aria::kValuenow);
    default:
      return 0;
  }
}

bool lacks_required(const AccessMarkup& markup, const OpenElement& element) {
  AriaSet missing = facts_of(element.stated).required & ~implicit_aria(markup, element.tag);
  if (missing == 0) return false;
  if (element.stated == Role::kSeparator && !element.is(kIsFocusable)) return false;
  if (element.stated == Role::kCombobox && markup[Aria::kExpanded] == "false") return false;
  if (element.stated == Role::kSlider && has_words(markup[Aria::kValuetext])) return false;
  bool lacks = false;
  for_each_aria(missing, [&](Aria name) { lacks |= markup[name].empty(); });
  return lacks;
}

bool has_misplaced(const AccessMarkup& markup, const OpenElement& element) {
  const RoleFacts& facts = facts_of(element.role);
  AriaSet odd = markup.aria() & ~(kGlobalAria | facts.required | facts.supported);
  if (markup[Aria::kRequired] == "false") odd &= ~aria_set(Aria::kRequired);
  return odd != 0 &&
         (element.role != Role::kNoRole || is_of_html(element) || element.is(kIsFocusable));
}

// What it names may come later, and need not be there while it is folded.
bool needs_target(const AccessMarkup& markup, Aria name) {
  switch (name) {
    case Aria::kControls: {
      const std::string_view popup = markup[Aria::kHaspopup];
      return markup[Aria::kExpanded] != "false" && markup[Aria::kSelected] != "false" &&
             (!markup.has(Aria::kHaspopup) || popup == "false");
    }
    case Aria::kOwns:
      return markup[Aria::kExpanded] != "false";
    case Aria::kActivedescendant:
    case Aria::kDetails:
    case Aria::kFlowto:
      return true;
    default:
      return false;
  }
}

void check_values(const AccessMarkup& markup, const OpenElement& element, NameBook& names,
                  FaultBook& faults) {
  bool is_wrong = false;
  for_each_aria(markup.aria() & ~kIdReferences, [&](Aria name) {
    // axe-core leaves one of them to a person: values of aria-current come to mean something.
    is_wrong |= name != Aria::kCurrent && !is_aria_value(name, markup[name]);
  });
  if (is_wrong)
    return faults.add(AccessRule::kAriaValidAttrValue, element.ordinal, element.element);
  for_each_aria(markup.aria() & kIdReferences, [&](Aria name) {
    if (has_words(markup[name]) && needs_target(markup, name))
      names.need_target(AccessRule::kAriaValidAttrValue, element, markup[name]);
  });
}

}  // namespace

void check_aria(const AccessMarkup& markup, const OpenElement& element, NameBook& names,
                FaultBook& faults) {
  const auto add = [&](AccessRule rule) { faults.add(rule, element.ordinal, element.element); };
  if (markup.has(Attr::kRole)) {
    if (is_role_wrong(markup[Attr::kRole])) add(AccessRule::kAriaRoles);
    if (lacks_required(markup, element)) add(AccessRule::kAriaRequiredAttr);
  }
  if (markup.has_unknown_aria()) add(AccessRule::kAriaValidAttr);
  if (markup.aria() == 0) return;
  if (has_misplaced(markup, element)) add(AccessRule::kAriaAllowedAttr);
  check_values(markup, element, names, faults);
}

bool has_prohibited_name(const AccessMarkup& markup, const OpenElement& element) {
  bool is_prohibited = false;
  if (element.role != Role::kNoRole) {
    is_prohibited = has_trait(element.role, kNameProhibited);
  } else {
    is_prohibited =
        !is_role_of_browser(element.tag) && element.tag != Tag::kInput && !element.is(kInControl);
  }
  return is_prohibited && (has_words(markup[Aria::kLabel]) || has_words(markup[Aria::kLabelledby]));
}

}  // namespace parser
