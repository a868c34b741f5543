// What an element is, is decided when it opens, from its attributes and what it is in. What it
// says, when it closes. What it gets from elsewhere (labels, ids), when the page ends.
#include "parser/access/access_rules.h"

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "parser/access/aria_rules.h"
#include "parser/access/element_role.h"
#include "parser/access/element_rules.h"
#include "parser/access/language_subtags.h"
#include "parser/access/naming.h"
#include "parser/access/words_of_attribute.h"

namespace parser {
namespace {

constexpr std::size_t kKeptOpen = 1024;

bool is_list(const OpenElement& element) {
  return (element.tag == Tag::kUl || element.tag == Tag::kOl) && !element.is(kHasRoleAttribute);
}

bool is_term_list(const OpenElement& element) {
  return element.tag == Tag::kDl && !element.is(kHasRoleAttribute);
}

// A <div> that holds together a term and its details.
bool is_group(const OpenElement& element, const OpenElement* parent) {
  return element.tag == Tag::kDiv && element.stated == Role::kNoRole && parent != nullptr &&
         is_term_list(*parent);
}

// A tag that has to be looked at less closely where it has no attributes.
bool is_plain(Tag tag) {
  switch (tag) {
    case Tag::kBr:
    case Tag::kDiv:
    case Tag::kLi:
    case Tag::kOther:
    case Tag::kP:
    case Tag::kPre:
    case Tag::kTbody:
    case Tag::kTd:
    case Tag::kTr:
      return true;
    default:
      return false;
  }
}

// A place whose text is read as one (rule image-redundant-alt).
bool is_place(const OpenElement& element) {
  switch (element.tag) {
    case Tag::kButton:
    case Tag::kLi:
    case Tag::kP:
    case Tag::kTd:
    case Tag::kTh:
      return true;
    case Tag::kA:
      return element.is(kHasHref);
    default:
      return element.stated == Role::kButton;
  }
}

bool is_labelled_control(const OpenElement& element) {
  return element.naming == AccessRule::kLabel || element.naming == AccessRule::kSelectName;
}

uint64_t sectioning_of(const OpenElement& element) {
  const bool by_tag = !element.is(kHasRoleAttribute);
  switch (element.stated) {
    case Role::kArticle:
    case Role::kComplementary:
    case Role::kNavigation:
    case Role::kRegion:
      return kInSectioning | kInSectioningOrMain;
    case Role::kMain:
      return kInSectioningOrMain;
    default:
      break;
  }
  if (!by_tag) return 0;
  switch (element.tag) {
    case Tag::kSection:
      if (element.element.name() != "section") return 0;
      [[fallthrough]];
    case Tag::kArticle:
    case Tag::kAside:
    case Tag::kNav:
      return kInSectioning | kInSectioningOrMain;
    case Tag::kMain:
      return kInSectioningOrMain;
    default:
      return 0;
  }
}

}  // namespace

void AccessCollector::begin(bool is_html5) {
  is_html5_ = is_html5;
  elements_ = 0;
  unread_depth_ = 0;
  ground::empty_and_shrink(open_, kKeptOpen);
  faults_.begin();
  names_.begin();
  outline_.begin();
  headers_.begin();
  alts_.begin();
}

OpenElement AccessCollector::describe(const Element& element, Tag tag) const {
  const OpenElement* const parent = open_.empty() ? nullptr : &open_.back();
  OpenElement made{.element = element, .ordinal = elements_, .tag = tag};
  if (parent != nullptr) {
    made.traits = parent->traits & kInherited;
    made.label = parent->label;
  }
  if (tag == Tag::kSvg || element.name_space() == Namespace::kSvg) made.traits |= kInSvg;
  made.traits |= visibility_of(element, tag, markup_, parent);
  made.traits |= focus_of(tag, markup_, made.traits);
  if (!markup_[Attr::kRole].empty()) made.traits |= kHasRoleAttribute;
  if (markup_.has(Attr::kHref)) made.traits |= kHasHref;
  if (tag == Tag::kDetails && !markup_.has(Attr::kOpen)) made.traits |= kIsFolded;
  made.id = markup_[Attr::kId];
  if (!markup_[Attr::kLang].empty()) made.traits |= kHasLanguage;
  if (tag != Tag::kHtml &&
      (is_invalid_language(markup_[Attr::kLang]) || is_invalid_language(markup_[Attr::kXmlLang])))
    made.traits |= kHasOddLanguage;
  set_roles(markup_, parent, made);
  set_naming(markup_, parent, made);
  return made;
}

void AccessCollector::open(const Element& element) {
  if (unread_depth_ > 0) {
    ++unread_depth_;
    return;
  }
  const Tag tag = element.tag();
  if (tag == Tag::kNoscript) {
    unread_depth_ = 1;
    return;
  }
  markup_.read(element);
  if (is_plain(tag) && markup_.is_bare()) return open_plain(element, tag);
  OpenElement made = describe(element, tag);
  ++elements_;
  const OpenElement* const parent = open_.empty() ? nullptr : &open_.back();
  const OpenElement* const around = open_.size() > 1 ? &open_[open_.size() - 2] : nullptr;
  if (tag == Tag::kImg && made.naming == AccessRule::kImageAlt && !markup_[Attr::kAlt].empty() &&
      !has_words(markup_[Attr::kAlt])) {
    // Nobody meant anything by it, and no other name makes up for that.
    made.naming = AccessRule::kNone;
    add(AccessRule::kImageAlt, made);
  }
  check_element(markup_, {made, parent, around, is_html5_}, faults_);
  if (!made.is(kUnheard) && (markup_.has_any_aria() || markup_.has(Attr::kRole)))
    check_aria(markup_, made, names_, faults_);
  outline_.open(markup_, made, faults_);
  check_as_child(made);
  note_names(made);
  note_place(made);
  pass_on(made);
  open_.push_back(made);
}

// The most of a page: what they are follows from the tag and what they are in.
void AccessCollector::open_plain(const Element& element, Tag tag) {
  OpenElement* const parent = open_.empty() ? nullptr : &open_.back();
  OpenElement made{.element = element, .ordinal = elements_++, .tag = tag};
  if (parent != nullptr) {
    made.traits = parent->traits & kInherited;
    if (parent->is(kIsFolded)) made.traits |= kHidden | kUnheard;
    made.label = parent->label;
  }
  made.traits |= kIsPlain;
  if (parent != nullptr && parent->is(kPassesNone))
    set_roles(markup_, parent, made);
  else
    made.role = implicit_role(markup_, made);
  if (made.role != Role::kNoRole) made.traits &= ~kInControl;
  if (tag == Tag::kLi) check_element(markup_, {made, parent, nullptr, is_html5_}, faults_);
  if (is_place(made)) alts_.open_place();
  check_as_child(made);
  open_.push_back(made);
}

// What the element is to a parent that wants certain children.
void AccessCollector::check_as_child(const OpenElement& child) {
  if (open_.empty()) return;
  OpenElement& parent = open_.back();
  if (child.tag == Tag::kTrack && ground::ascii::equals(markup_[Attr::kKind], "captions"))
    parent.traits |= kHasCaptions;
  if (parent.tag == Tag::kDl) {
    if (child.tag == Tag::kDt) parent.traits |= kHasTerm;
    if (child.tag == Tag::kDd) parent.traits |= kHasDetail;
    if (child.tag == Tag::kDd && parent.is(kHasTerm)) parent.traits |= kHasPair;
  }
  const bool wants_some = parent.tag == Tag::kUl || parent.tag == Tag::kOl ||
                          parent.tag == Tag::kDl || parent.tag == Tag::kDiv;
  if (!wants_some || child.is(kUnheard)) return;
  if (is_list(parent)) {
    const bool is_item =
        child.stated == Role::kListitem || (child.stated == Role::kNoRole && child.tag == Tag::kLi);
    if (!is_item) parent.traits |= kHasOddChild;
    return;
  }
  OpenElement* const grand = parent_of_last();
  OpenElement* const list =
      is_term_list(parent) ? &parent : (is_group(parent, grand) ? grand : nullptr);
  if (list == nullptr || (list == &parent && is_group(child, &parent))) return;
  const bool is_part =
      child.stated == Role::kTerm || child.stated == Role::kDefinition ||
      child.stated == Role::kListitem ||
      (child.stated == Role::kNoRole && (child.tag == Tag::kDt || child.tag == Tag::kDd));
  if (!is_part) list->traits |= kHasOddChild;
}

// Ids, labels, and what refers to them.
void AccessCollector::note_names(OpenElement& element) {
  if (!element.id.empty()) element.id_index = names_.add_id(element.id, element);
  if (element.tag == Tag::kLabel) element.label = names_.add_label(markup_[Attr::kFor]);
  if (is_labelled_control(element)) names_.add_control(element);
  if ((markup_.aria() & kIdReferences) == 0) return;
  for (const Aria name :
       {Aria::kActivedescendant, Aria::kControls, Aria::kDescribedby, Aria::kDetails,
        Aria::kErrormessage, Aria::kFlowto, Aria::kLabelledby, Aria::kOwns})
    names_.refer(markup_[name]);
}

// Tables and their cells, texts and their images.
void AccessCollector::note_place(const OpenElement& element) {
  if (element.tag == Tag::kTable) headers_.open_table();
  if (element.tag == Tag::kTd || element.tag == Tag::kTh)
    headers_.open_cell(element.id, markup_[Attr::kHeaders], !element.is(kUnheard));
  if (is_place(element)) alts_.open_place();
  if (element.tag != Tag::kImg || element.is(kUnheard) || is_presentational(element.role)) return;
  const std::string_view label = markup_[Aria::kLabel], alt = markup_[Attr::kAlt];
  const std::string_view name = element.is(kHasAriaLabel) ? label : alt;
  if (element.labelled_by.empty())
    alts_.add_image(has_words(name) ? name : markup_[Attr::kTitle], element.ordinal,
                    element.element);
}

// What holds of what is inside.
void AccessCollector::pass_on(OpenElement& element) const {
  element.traits |= sectioning_of(element);
  if (element.tag == Tag::kMap) element.traits |= kInMap;
  if (element.tag == Tag::kInput && !element.is(kHidden)) element.traits |= kHoldsInput;
  const bool has_role = (element.role != Role::kNoRole && !is_presentational(element.role)) ||
                        is_role_of_browser(element.tag);
  if (has_role) {
    element.traits &= ~kInControl;
    if (has_trait(element.role, kControl)) element.traits |= kInControl;
  }
  if (element.tag == Tag::kFieldset && markup_.has(Attr::kDisabled))
    element.traits |= kInDisabledFieldset;
  if (element.tag == Tag::kLegend) element.traits &= ~kInDisabledFieldset;
  if (element.tag == Tag::kTable) {
    element.traits &= ~kInGrid;
    if (element.stated == Role::kGrid || element.stated == Role::kTreegrid)
      element.traits |= kInGrid;
  }
}

void AccessCollector::text(std::string_view text) {
  if (unread_depth_ > 0 || open_.empty()) return;
  OpenElement& element = open_.back();
  if (!element.is(kUnheard)) alts_.text(text);
  const bool is_odd_text = is_list(element) || is_term_list(element) || element.tag == Tag::kDiv;
  // What is known already need not be read.
  const uint8_t adds = element.is(kUnheard) ? uint8_t{kTextAny} : uint8_t{kTextAll};
  if (!is_odd_text && (element.text & adds) == adds) return;
  if (!has_words(text)) return;
  element.text |= adds;
  OpenElement* const parent = parent_of_last();
  if (is_list(element) || is_term_list(element))
    element.traits |= kHasOddChild;
  else if (is_group(element, parent))
    parent->traits |= kHasOddChild;
}

void AccessCollector::close() {
  if (unread_depth_ > 0) {
    --unread_depth_;
    return;
  }
  if (open_.empty()) return;
  const OpenElement& element = open_.back();
  if (element.is(kIsPlain)) {
    if (is_place(element)) alts_.close_place(faults_);
    if (open_.size() > 1) add_to_parent(element);
    open_.pop_back();
    return;
  }
  judge(element);
  name_others(element);
  if (element.tag == Tag::kTable) {
    const bool is_bad = headers_.close_table();
    const bool is_table = element.role == Role::kTable || element.role == Role::kGrid ||
                          element.role == Role::kTreegrid;
    if (is_bad && is_table && !element.is(kUnheard)) add(AccessRule::kTdHeadersAttr, element);
  }
  if (is_place(element)) alts_.close_place(faults_);
  if (open_.size() > 1) add_to_parent(element);
  open_.pop_back();
}

void AccessCollector::judge(const OpenElement& element) {
  if (element.is(kIsAriaHiddenRoot) && element.is(kIsTabbable | kHoldsTabbable))
    add(AccessRule::kAriaHiddenFocus, element);
  if (element.tag == Tag::kTitle) outline_.set_title((element.text & kTextAny) != 0);
  if (element.naming != AccessRule::kNone && !has_needed_name(element)) {
    const bool by_label = (element.naming_by & kByLabel) != 0;
    const bool by_id = (element.naming_by & kByAuthor) != 0 && !element.labelled_by.empty();
    if (by_id || (by_label && (!element.id.empty() || element.label != kNoIndex)))
      names_.need(element.naming, element, by_label);
    else
      add(element.naming, element);
  }
  if (element.is(kUnheard)) return;
  const bool has_text = (element.text & kTextHeard) != 0 && !element.is(kIsEmbedded);
  if (element.is(kHasProhibited) && !has_text) add(AccessRule::kAriaProhibitedAttr, element);
  if (element.is(kHoldsControl) && has_trait(element.role, kChildrenHidden))
    add(AccessRule::kNestedInteractive, element);
  if (element.is(kHasOddLanguage) && (element.text & kTextOfLanguage) != 0)
    add(AccessRule::kValidLang, element);
  if (element.tag == Tag::kVideo && !element.is(kHasCaptions))
    add(AccessRule::kVideoCaption, element);
  judge_list(element);
}

void AccessCollector::judge_list(const OpenElement& element) {
  if (is_list(element) && element.is(kHasOddChild)) add(AccessRule::kList, element);
  if (!is_term_list(element)) return;
  const bool is_unpaired = element.is(kHasTerm | kHasDetail) && !element.is(kHasPair);
  if (is_unpaired || element.is(kHasOddChild)) add(AccessRule::kDefinitionList, element);
}

void AccessCollector::name_others(const OpenElement& element) {
  if (element.tag == Tag::kLabel) {
    const bool has_text = element.is(kHasAriaLabel | kHasTitle) || (element.text & kTextOfLabel);
    names_.set_label(element.label, has_text && !element.is(kUnheard));
    if (element.is(kHidden)) names_.hide_label(element.label);
  }
  if (element.id_index == kNoIndex) return;
  // One that is hidden names others nevertheless, with all that is in it.
  const uint8_t text = text_in_context(element) | (element.is(kUnheard) ? element.text : 0);
  const uint8_t wanted = element.is(kUnheard) ? kTextAny : kTextHeard;
  names_.set_named(element.id_index, (text & wanted) != 0);
}

void AccessCollector::add_to_parent(const OpenElement& element) {
  OpenElement& parent = open_[open_.size() - 2];
  parent.text |= text_in_context(element);
  if (element.is(kIsTabbable | kHoldsTabbable)) parent.traits |= kHoldsTabbable;
  const bool is_control = element.is(kIsFocusable) && has_trait(element.role, kControl);
  if (is_control || element.is(kHoldsControl)) parent.traits |= kHoldsControl;
  if (element.tag == Tag::kSummary) parent.traits |= kHasSummary;
  if (element.is(kHoldsInput)) parent.traits |= kHoldsInput;
  if (element.tag == Tag::kSvgUnseen && (element.text & kTextAny) != 0 &&
      element.element.name() == "title")
    parent.traits |= kHasSvgTitle;
  const bool is_shown = element.tag == Tag::kImg || element.tag == Tag::kIframe ||
                        element.is(kHasContent) || (element.text & kTextHeard) != 0;
  if (is_shown && !element.is(kHidden)) parent.traits |= kHasContent;
}

void AccessCollector::finish() {
  names_.finish(faults_);
  outline_.finish(faults_);
  if (outline_.has_dialog()) faults_.drop(AccessRule::kAriaHiddenFocus);
  faults_.finish();
}

}  // namespace parser
