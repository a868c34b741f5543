#include "parser/access/element_rules.h"

#include <algorithm>
#include <iterator>

#include "ground/ascii.h"
#include "parser/access/aria_attributes.h"
#include "parser/access/element_role.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [text](std::string_view word) { return ascii::equals(text, word); });
}

// A page that goes elsewhere while it is read, within twenty hours.
bool is_refreshed(std::string_view content) {
  constexpr double kTooLateToMatter = 72'000;
  content = ascii::trim(content);
  const std::string_view delay = content.substr(0, content.find_first_of(";, \t\r\n\f"));
  if (delay.empty() || delay.find_first_not_of("0123456789.") != delay.npos) return false;
  const auto seconds = decimal_number(delay);
  return seconds && *seconds > 0 && *seconds <= kTooLateToMatter;
}

// A reader may not make it larger, or not twice as large. The last of a property counts.
bool forbids_zoom(std::string_view content) {
  constexpr double kLeastScale = 2;
  bool is_fixed = false, is_small = false;
  while (!content.empty()) {
    const std::string_view item = content.substr(0, content.find_first_of(",;"));
    content.remove_prefix(std::min(content.size(), item.size() + 1));
    const std::size_t sign = item.find('=');
    if (sign == item.npos) continue;
    const std::string_view name = ascii::trim(item.substr(0, sign));
    const std::string_view rest = item.substr(sign + 1);
    const std::string_view value = ascii::trim(rest.substr(0, rest.find('=')));
    if (rest.empty()) continue;
    const auto number = decimal_number(value);
    if (ascii::equals(name, "user-scalable"))
      is_fixed = ascii::equals(value, "no") || (number && *number > -1 && *number < 1);
    if (!ascii::equals(name, "maximum-scale") || (number && *number < 0)) continue;
    is_small = ascii::equals(value, "yes") || (number && *number < kLeastScale);
  }
  return is_fixed || is_small;
}

bool is_list_parent(const OpenElement& parent) {
  if (is_presentational(parent.stated) || parent.stated == Role::kList) return true;
  if (parent.stated != Role::kNoRole) return false;
  return parent.tag == Tag::kUl || parent.tag == Tag::kOl || parent.tag == Tag::kMenu;
}

bool is_term_in_list(const ElementPlace& place) {
  const OpenElement* parent = place.parent;
  if (parent != nullptr && parent->tag == Tag::kDiv &&
      (parent->stated == Role::kNoRole || is_presentational(parent->stated)))
    parent = place.around;
  return parent != nullptr && parent->tag == Tag::kDl &&
         (parent->stated == Role::kNoRole || parent->stated == Role::kList ||
          is_presentational(parent->stated));
}

bool takes_autocomplete(const AccessMarkup& markup, const OpenElement& element) {
  if (element.tag != Tag::kInput && element.tag != Tag::kSelect && element.tag != Tag::kTextarea)
    return false;
  if (element.tag == Tag::kInput &&
      is_any_of(markup[Attr::kType], {"submit", "reset", "button", "hidden"}))
    return false;
  if (markup.has(Attr::kDisabled) || ascii::equals(markup[Aria::kDisabled], "true")) return false;
  const bool is_skipped = markup[Attr::kTabindex] == "-1" && !markup[Attr::kRole].empty() &&
                          !has_trait(find_role(markup[Attr::kRole]), kControl);
  return !is_skipped && has_words(markup[Attr::kAutocomplete]);
}

void check_meta(const AccessMarkup& markup, const OpenElement& element, FaultBook& faults) {
  const std::string_view content = markup[Attr::kContent];
  if (markup[Attr::kHttpEquiv] == "refresh" && is_refreshed(content))
    faults.add(AccessRule::kMetaRefresh, element.ordinal, element.element);
  if (markup[Attr::kName] == "viewport" && forbids_zoom(content))
    faults.add(AccessRule::kMetaViewport, element.ordinal, element.element);
}

// Of elements that a screen reader speaks of.
void check_heard(const AccessMarkup& markup, const ElementPlace& place, FaultBook& faults) {
  const OpenElement& element = place.element;
  const auto add = [&](AccessRule rule) { faults.add(rule, element.ordinal, element.element); };
  const bool has_role = !markup[Attr::kRole].empty();
  switch (element.tag) {
    case Tag::kLi:
      if (!has_role && place.parent != nullptr && !is_list_parent(*place.parent))
        add(AccessRule::kListitem);
      break;
    case Tag::kDt:
    case Tag::kDd:
      if (!has_role && !is_term_in_list(place)) add(AccessRule::kDlitem);
      break;
    case Tag::kTd:
    case Tag::kTh:
      if (markup.has(Attr::kScope) &&
          ((element.tag == Tag::kTd && place.is_html5) ||
           !is_any_of(markup[Attr::kScope], {"row", "col", "rowgroup", "colgroup"})))
        add(AccessRule::kScopeAttrValid);
      break;
    case Tag::kImg:
      if (markup.has(Attr::kIsmap)) add(AccessRule::kServerSideImageMap);
      break;
    default:
      break;
  }
  if (markup.has(Attr::kTabindex) && whole_number(markup[Attr::kTabindex]).value_or(0) > 0)
    add(AccessRule::kTabindex);
  if (markup.has(Attr::kAutocomplete) && takes_autocomplete(markup, element) &&
      !is_autocomplete_valid(markup[Attr::kAutocomplete]))
    add(AccessRule::kAutocompleteValid);
  const bool is_decoration =
      markup[Attr::kRole] == "none" || markup[Attr::kRole] == "presentation" ||
      (element.tag == Tag::kImg && markup.has(Attr::kAlt) && markup[Attr::kAlt].empty());
  if (is_decoration && (element.is(kIsFocusable) || (markup.aria() & kGlobalAria) != 0) &&
      (implicit_role(markup, element) != Role::kNoRole || is_role_of_browser(element.tag)))
    add(AccessRule::kPresentationRoleConflict);
}

constexpr std::string_view kAloneTerms[] = {"name",
                                            "honorific-prefix",
                                            "given-name",
                                            "additional-name",
                                            "family-name",
                                            "honorific-suffix",
                                            "nickname",
                                            "username",
                                            "new-password",
                                            "current-password",
                                            "organization-title",
                                            "organization",
                                            "street-address",
                                            "address-line1",
                                            "address-line2",
                                            "address-line3",
                                            "address-level4",
                                            "address-level3",
                                            "address-level2",
                                            "address-level1",
                                            "country",
                                            "country-name",
                                            "postal-code",
                                            "cc-name",
                                            "cc-given-name",
                                            "cc-additional-name",
                                            "cc-family-name",
                                            "cc-number",
                                            "cc-exp",
                                            "cc-exp-month",
                                            "cc-exp-year",
                                            "cc-csc",
                                            "cc-type",
                                            "transaction-currency",
                                            "transaction-amount",
                                            "language",
                                            "bday",
                                            "bday-day",
                                            "bday-month",
                                            "bday-year",
                                            "sex",
                                            "url",
                                            "photo",
                                            "one-time-code"};

// May stand behind home, work and the like.
constexpr std::string_view kContactTerms[] = {"tel",
                                              "tel-country-code",
                                              "tel-national",
                                              "tel-area-code",
                                              "tel-local",
                                              "tel-local-prefix",
                                              "tel-local-suffix",
                                              "tel-extension",
                                              "email",
                                              "impp"};

bool is_term(std::string_view word, bool is_contact) {
  const auto is_it = [word](std::string_view term) { return ascii::equals(word, term); };
  return std::any_of(std::begin(kContactTerms), std::end(kContactTerms), is_it) ||
         (!is_contact && std::any_of(std::begin(kAloneTerms), std::end(kAloneTerms), is_it));
}

}  // namespace

bool is_autocomplete_valid(std::string_view value) {
  std::string_view rest = value;
  std::string_view word = next_word(rest);
  const bool is_one = std::string_view(rest).find_first_not_of(" \t\r\n\f") == rest.npos;
  if (is_one && is_any_of(word, {"on", "off", "none", "false", "true", "disabled", "enabled",
                                 "undefined", "null"}))
    return true;
  constexpr std::string_view kSection = "section-";
  bool is_contact = false;
  const auto go_on = [&] { word = next_word(rest); };
  if (ascii::starts_with(word, kSection) && word.size() > kSection.size()) go_on();
  if (is_any_of(word, {"billing", "shipping"})) go_on();
  if (is_any_of(word, {"home", "work", "mobile", "fax", "pager"})) {
    is_contact = true;
    go_on();
  }
  const std::string_view term = word;
  go_on();
  if (ascii::equals(word, "webauthn")) go_on();
  if (!word.empty()) return false;
  // What means nothing, but is often written: a person has to say what was meant.
  if (is_any_of(term, {"text", "pronouns", "gender", "message", "content"})) return true;
  return is_term(term, is_contact);
}

void check_element(const AccessMarkup& markup, const ElementPlace& place, FaultBook& faults) {
  const OpenElement& element = place.element;
  if (element.tag == Tag::kMeta) return check_meta(markup, element, faults);
  if (!element.is(kUnheard)) check_heard(markup, place, faults);
  if (element.tag == Tag::kBlink && !element.is(kHidden))
    faults.add(AccessRule::kBlink, element.ordinal, element.element);
  if (element.tag == Tag::kMarquee && !element.is(kHidden))
    faults.add(AccessRule::kMarquee, element.ordinal, element.element);
  if (element.tag == Tag::kBody && markup[Aria::kHidden] == "true")
    faults.add(AccessRule::kAriaHiddenBody, element.ordinal, element.element);
}

}  // namespace parser
