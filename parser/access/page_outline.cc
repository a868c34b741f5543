#include "parser/access/page_outline.h"

#include <algorithm>
#include <functional>

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "parser/access/language_subtags.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kKeptPlaces = 4096;

int level_of_tag(Tag tag) {
  switch (tag) {
    case Tag::kH1:
      return 1;
    case Tag::kH2:
      return 2;
    case Tag::kH3:
      return 3;
    case Tag::kH4:
      return 4;
    case Tag::kH5:
      return 5;
    case Tag::kH6:
      return 6;
    default:
      return 0;
  }
}

int level_of(const AccessMarkup& markup, Tag tag) {
  constexpr int kWithoutLevel = 2;  // WAI-ARIA 1.2, "heading"
  const int by_tag = level_of_tag(tag);
  const int stated = whole_number(markup[Aria::kLevel]).value_or(0);
  if (stated >= 1) return stated;
  return by_tag > 0 ? by_tag : kWithoutLevel;
}

// Case and white space around it don't count.
uint64_t hash_of_words(std::string_view text) {
  std::string words;
  constexpr std::size_t kMost = 1000;
  for (std::string_view rest = text.substr(0, kMost);;) {
    const std::string_view word = next_word(rest);
    if (word.empty()) break;
    if (!words.empty()) words.push_back(' ');
    for (const char c : word) words.push_back(ascii::lower(c));
  }
  return std::hash<std::string>()(words);
}

// Case does not count.
uint64_t hash_of_key(std::string_view key) {
  constexpr std::size_t kMost = 100;
  std::string lower(key.substr(0, kMost));
  std::transform(lower.begin(), lower.end(), lower.begin(), ascii::lower);
  return std::hash<std::string>()(lower);
}

}  // namespace

void PageOutline::begin() {
  html_.reset();
  has_title_ = title_is_set_ = false;
  has_heading_ = has_first_heading_ = has_dialog_ = false;
  has_link_ = has_inner_link_ = has_any_main_ = false;
  last_level_ = 0;
  mains_ = banners_ = contentinfos_ = {};
  ground::empty_and_shrink(keys_, kKeptPlaces);
  ground::empty_and_shrink(frames_, kKeptPlaces);
}

void PageOutline::set_title(bool has_text) {
  if (!title_is_set_) has_title_ = has_text;
  title_is_set_ = true;
}

void PageOutline::count(Seen& seen, const OpenElement& element) {
  if (seen.count++ > 0) return;
  seen.ordinal = element.ordinal;
  seen.first = element.element;
}

void PageOutline::open(const AccessMarkup& markup, const OpenElement& element, FaultBook& faults) {
  if (element.tag == Tag::kHtml) open_html(markup, element, faults);
  if (!markup[Attr::kAccesskey].empty() && !element.is(kHidden))
    keys_.push_back({hash_of_key(markup[Attr::kAccesskey]), element.ordinal, element.element});
  if (element.tag == Tag::kA && markup.has(Attr::kHref)) open_link(markup);
  const bool is_dialog = element.tag == Tag::kDialog || element.stated == Role::kDialog ||
                         markup[Aria::kModal] == "true";
  if (is_dialog && !element.is(kHidden)) has_dialog_ = true;
  if (element.is(kUnheard)) return;
  if (level_of_tag(element.tag) > 0 || element.stated == Role::kHeading)
    open_heading(markup, element, faults);
  if (element.tag == Tag::kMain || element.stated == Role::kMain) has_any_main_ = true;
  open_landmark(markup, element);
  const bool is_frame = element.tag == Tag::kIframe || element.tag == Tag::kFrame;
  if (is_frame && has_words(markup[Attr::kTitle]))
    frames_.push_back({hash_of_words(markup[Attr::kTitle]), element.ordinal, element.element});
}

void PageOutline::open_html(const AccessMarkup& markup, const OpenElement& element,
                            FaultBook& faults) {
  if (html_) return;
  html_ = element;
  if (element.is(kUnheard)) return;
  const std::string_view lang = markup[Attr::kLang], xml_lang = markup[Attr::kXmlLang];
  const bool has_lang = has_words(lang);
  if (!has_lang) faults.add(AccessRule::kHtmlHasLang, element.ordinal, element.element);
  if (is_invalid_language(lang) || is_invalid_language(xml_lang))
    faults.add(AccessRule::kHtmlLangValid, element.ordinal, element.element);
  const bool are_valid = is_known_language(lang) && is_known_language(xml_lang);
  if (are_valid && !ascii::same_but_for_case(primary_subtag(lang), primary_subtag(xml_lang)))
    faults.add(AccessRule::kHtmlXmlLangMismatch, element.ordinal, element.element);
}

void PageOutline::open_heading(const AccessMarkup& markup, const OpenElement& element,
                               FaultBook& faults) {
  const bool by_tag = !markup.has(Attr::kRole);
  if (by_tag || element.stated == Role::kHeading) has_heading_ = true;
  if (by_tag && element.tag == Tag::kH1 && !markup.has(Aria::kLevel)) has_first_heading_ = true;
  if ((by_tag || element.stated == Role::kHeading) && markup[Aria::kLevel] == "1")
    has_first_heading_ = true;
  if (element.role != Role::kHeading) return;
  const int level = level_of(markup, element.tag);
  if (last_level_ > 0 && level - last_level_ > 1)
    faults.add(AccessRule::kHeadingOrder, element.ordinal, element.element);
  last_level_ = level;
}

void PageOutline::open_landmark(const AccessMarkup& markup, const OpenElement& element) {
  const bool by_tag = !markup.has(Attr::kRole);
  if ((by_tag && element.tag == Tag::kMain) || element.stated == Role::kMain)
    count(mains_, element);
  if (((by_tag && element.tag == Tag::kHeader) || element.stated == Role::kBanner) &&
      element.role == Role::kBanner)
    count(banners_, element);
  if (((by_tag && element.tag == Tag::kFooter) || element.stated == Role::kContentinfo) &&
      element.role == Role::kContentinfo)
    count(contentinfos_, element);
}

void PageOutline::open_link(const AccessMarkup& markup) {
  has_link_ = true;
  const std::string_view href = markup[Attr::kHref];
  // "#/" and "#!" are routes of a script, and no places.
  if (href.size() > 1 && href[0] == '#' && href[1] != '/' && href[1] != '!') has_inner_link_ = true;
}

void PageOutline::add_doubles(AccessRule rule, std::vector<Keyed>& all, bool once_each,
                              FaultBook& faults) {
  std::sort(all.begin(), all.end(), [](const Keyed& a, const Keyed& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.ordinal < b.ordinal;
  });
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i + 1;
    while (end < all.size() && all[end].hash == all[i].hash) ++end;
    for (std::size_t one = i; end - i > 1 && one < (once_each ? i + 1 : end); ++one)
      faults.add(rule, all[one].ordinal, all[one].element);
    i = end;
  }
}

void PageOutline::finish(FaultBook& faults) {
  add_doubles(AccessRule::kAccesskeys, keys_, true, faults);
  add_doubles(AccessRule::kFrameTitleUnique, frames_, false, faults);
  const auto add_seen = [&faults](AccessRule rule, const Seen& seen) {
    if (seen.count > 1) faults.add(rule, seen.ordinal, *seen.first);
  };
  add_seen(AccessRule::kLandmarkNoDuplicateMain, mains_);
  add_seen(AccessRule::kLandmarkNoDuplicateBanner, banners_);
  add_seen(AccessRule::kLandmarkNoDuplicateContentinfo, contentinfos_);
  if (!html_ || html_->is(kUnheard)) return;
  const auto add = [&](AccessRule rule) { faults.add(rule, html_->ordinal, html_->element); };
  if (!has_title_) add(AccessRule::kDocumentTitle);
  if (mains_.count == 0 && !has_dialog_) add(AccessRule::kLandmarkOneMain);
  if (!has_first_heading_ && !has_dialog_) add(AccessRule::kPageHasHeadingOne);
  if (has_link_ && !has_inner_link_ && !has_heading_ && !has_any_main_) add(AccessRule::kBypass);
}

}  // namespace parser
