// The thresholds are those of pages that frameworks make, and of documentations: most pages of a
// documentation have scripts, empty elements for its search, and a <noscript> that says what is
// missing without; but they have words, and links with addresses. Few words in few paragraphs make
// a page suspicious, and only then its other signs count.
#include "parser/page/script_need.h"

#include <algorithm>
#include <array>

#include "ground/ascii.h"

namespace parser {
namespace {

namespace ascii = ground::ascii;

// Characters of visible text. Beyond kPlenty nobody asks further, if there are links.
constexpr std::size_t kNextToNone = 200, kLittle = 1'000, kSome = 1'500, kPlenty = 4'000;
constexpr std::size_t kFewLinks = 3, kManyLinks = 10;
constexpr uint32_t kSomeProse = 3;
// Of what is there to be seen on a page of next to no words.
constexpr uint32_t kSomeFields = 2, kSomeImages = 5;
// Of what stands in <noscript>: enough to be asked in any language.
constexpr std::size_t kMostForNoScript = 1'000;

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80 && !ascii::is_space(c);
  }));
}

template <std::size_t kSize>
bool has_one_of(std::string_view text, const std::array<std::string_view, kSize>& parts) {
  return std::any_of(parts.begin(), parts.end(), [text](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  });
}

template <std::size_t kSize>
bool is_one_of(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::any_of(words.begin(), words.end(),
                     [word](std::string_view one) { return ascii::equals(word, one); });
}

// Of an element that an application is put into.
bool names_root(std::string_view name) {
  constexpr std::array<std::string_view, 16> kRoots{
      "app",      "root",     "__next",     "__nuxt",          "___gatsby", "application",
      "main-app", "app-root", "react-root", "reactroot",       "vue-app",   "q-app",
      "svelte",   "spa",      "mount",      "application-root"};
  return is_one_of(name, kRoots) || ascii::starts_with(name, "app-") || name.ends_with("-app") ||
         name.ends_with("-root");
}

// HTML, "prepare the script element".
bool is_run(const Element& script) {
  constexpr std::array<std::string_view, 8> kRun{"",
                                                 "module",
                                                 "text/javascript",
                                                 "application/javascript",
                                                 "text/ecmascript",
                                                 "text/babel",
                                                 "application/x-javascript",
                                                 "application/ecmascript"};
  return is_one_of(script.attribute("type").value_or(""), kRun);
}

bool asks_for_scripts(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), ascii::lower);
  constexpr std::array<std::string_view, 3> kWords{"javascript", "java script", "ecmascript"};
  return has_one_of(lower, kWords);
}

// Where frameworks leave the data that they show.
bool has_state(std::string_view utf8) {
  constexpr std::array<std::string_view, 11> kStates{
      "__NEXT_DATA__",        "__next_f",         "__NUXT__",        "__INITIAL_STATE__",
      "__PRELOADED_STATE__",  "__APOLLO_STATE__", "__remixContext",  "__sveltekit",
      "__reactRouterContext", "id=\"ng-state\"",  "__INITIAL_DATA__"};
  return has_one_of(utf8, kStates);
}

// Markup that a script in the page repeats and fills in.
bool has_directives(std::string_view utf8) {
  constexpr std::array<std::string_view, 11> kDirectives{
      " ng-app",  " data-ng-", " ng-repeat", " ng-controller", " ng-cloak",  " v-for=",
      " v-cloak", " v-if=",    " x-data",    " x-for=",        " data-bind="};
  return has_one_of(utf8, kDirectives);
}

bool is_custom(std::string_view name) { return name.find('-', 1) < name.size(); }

bool is_container(Tag tag) {
  constexpr std::array<Tag, 8> kContainers{Tag::kDiv, Tag::kMain, Tag::kArticle, Tag::kSection,
                                           Tag::kUl,  Tag::kOl,   Tag::kTable,   Tag::kTbody};
  return std::find(kContainers.begin(), kContainers.end(), tag) != kContainers.end();
}

// Of what people come for: not the parts around it.
bool is_prose(Tag tag) {
  constexpr std::array<Tag, 9> kProse{Tag::kP,  Tag::kPre,        Tag::kDd,
                                      Tag::kTd, Tag::kBlockquote, Tag::kFigcaption,
                                      Tag::kH1, Tag::kH2,         Tag::kH3};
  return std::find(kProse.begin(), kProse.end(), tag) != kProse.end();
}

// Elements that leave an element empty that has them alone.
bool is_nothing(Tag tag) {
  return tag == Tag::kScript || tag == Tag::kStyle || tag == Tag::kNoscript || tag == Tag::kLink ||
         tag == Tag::kMeta || tag == Tag::kBr;
}

// People can fill it in.
bool is_field(const Element& element) {
  if (element.tag() == Tag::kTextarea || element.tag() == Tag::kSelect) return true;
  if (element.tag() != Tag::kInput) return false;
  constexpr std::array<std::string_view, 5> kNone{"hidden", "submit", "button", "reset", "image"};
  return !is_one_of(element.attribute("type").value_or(""), kNone);
}

}  // namespace

ScriptNeed ScriptNeedJudge::judge(const Page& page) {
  if (page.is_forwarded || (page.text.size() > kPlenty && page.links >= kFewLinks)) return {};
  begin();
  page.html.walk(*this);
  return weigh(page);
}

void ScriptNeedJudge::begin() {
  open_.clear();
  for_no_script_.clear();
  unseen_ = noscript_ = 0;
  scripts_ = empty_roots_ = empty_places_ = prose_ = links_ = script_links_ = 0;
  fields_ = images_ = 0;
}

void ScriptNeedJudge::open(const Element& element) {
  const Tag tag = element.tag();
  if (tag == Tag::kScript && is_run(element)) ++scripts_;
  if (tag == Tag::kA && noscript_ == 0) note_link(element);
  if (noscript_ == 0 && unseen_ == 0) {
    if (is_field(element)) ++fields_;
    if (tag == Tag::kImg && !element.attribute("src").value_or("").empty()) ++images_;
  }
  if (!open_.empty() && !is_nothing(tag)) {
    // An empty element in it leaves it empty, but what is shown by itself does not.
    if (tag == Tag::kImg || tag == Tag::kSvg || tag == Tag::kIframe || tag == Tag::kCanvas ||
        tag == Tag::kVideo || tag == Tag::kObject || tag == Tag::kEmbed || tag == Tag::kInput)
      open_.back().is_empty = false;
  }
  Open one;
  one.is_prose = is_prose(tag);
  if (const bool has_own_name = tag == Tag::kOther && is_custom(element.name());
      has_own_name || is_container(tag)) {
    const std::string_view id = element.attribute("id").value_or("");
    one.is_root = names_root(id) || (has_own_name && names_root(element.name()));
    one.is_place = has_own_name || !id.empty() || tag == Tag::kMain || tag == Tag::kTbody;
  }
  if (noscript_ > 0 || tag == Tag::kNoscript) ++noscript_;
  if (unseen_ > 0 || element.is_unseen()) ++unseen_;
  open_.push_back(one);
}

void ScriptNeedJudge::text(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), ascii::is_space)) return;
  if (noscript_ > 0 && for_no_script_.size() < kMostForNoScript) {
    for_no_script_.append(text.substr(0, kMostForNoScript));
    for_no_script_ += ' ';
  }
  if (unseen_ == 0 && !open_.empty()) open_.back().is_empty = false;
}

void ScriptNeedJudge::close(Tag) {
  if (open_.empty()) return;
  const Open one = open_.back();
  open_.pop_back();
  const bool is_seen = unseen_ == 0;
  if (noscript_ > 0) --noscript_;
  if (unseen_ > 0) --unseen_;
  if (one.is_empty) {
    if (is_seen && one.is_root) ++empty_roots_;
    if (is_seen && one.is_place) ++empty_places_;
    return;
  }
  if (one.is_prose) ++prose_;
  if (!open_.empty()) open_.back().is_empty = false;
}

void ScriptNeedJudge::note_link(const Element& element) {
  const auto href = element.attribute("href");
  if (!href) return;
  const std::string_view to = ascii::trim_start(*href);
  if (to.empty() || to == "#" || ascii::starts_with(to, "javascript:") || to.starts_with("#/") ||
      to.starts_with("#!"))
    ++script_links_;
  else if (!to.starts_with('#'))
    ++links_;
}

ScriptNeed ScriptNeedJudge::weigh(const Page& page) const {
  using Verdict = ScriptNeed::Verdict;
  if (scripts_ == 0) return {};
  const std::size_t text = characters(page.text);
  const bool is_asked = asks_for_scripts(for_no_script_);
  if (text < kNextToNone) {
    // A form and a gallery have few words, but are whole.
    const bool is_seen = fields_ >= kSomeFields || (images_ >= kSomeImages && links_ >= kFewLinks);
    if (is_seen && empty_roots_ + empty_places_ == 0 && !is_asked && !has_state(page.utf8))
      return {};
    // What is short and leads on may be all that there is to it.
    const bool is_short = prose_ > 0 && links_ >= kFewLinks && empty_roots_ == 0;
    const Verdict verdict = is_short ? Verdict::kPerhaps : Verdict::kYes;
    if (empty_roots_ > 0) return {verdict, ScriptSign::kEmptyRoot};
    if (is_asked) return {verdict, ScriptSign::kNoscript};
    if (has_state(page.utf8)) return {verdict, ScriptSign::kState};
    if (empty_places_ > 0) return {verdict, ScriptSign::kEmptyRoot};
    return {verdict, links_ == 0 ? ScriptSign::kNoLinks : ScriptSign::kLittleText};
  }
  if (page.text.find("{{") != std::string_view::npos && prose_ + text / kLittle < kManyLinks &&
      has_directives(page.utf8))
    return {Verdict::kYes, ScriptSign::kTemplate};
  if (empty_roots_ > 0 && text < kSome) return {Verdict::kYes, ScriptSign::kEmptyRoot};
  if (is_asked && text < kLittle && links_ < kManyLinks)
    return {Verdict::kYes, ScriptSign::kNoscript};
  if (script_links_ >= kFewLinks && links_ < kFewLinks && text < kPlenty)
    return {Verdict::kYes, ScriptSign::kNoLinks};
  if (links_ == 0 && text < kLittle) return {Verdict::kYes, ScriptSign::kNoLinks};
  if (empty_roots_ > 0) return {Verdict::kPerhaps, ScriptSign::kEmptyRoot};
  // A few words around an empty list, or beside an empty sidebar.
  if (empty_places_ > 0 && text < kLittle && links_ < kManyLinks)
    return {Verdict::kPerhaps, ScriptSign::kEmptyRoot};
  if (prose_ >= kSomeProse || text >= kSome) return {};
  if (has_state(page.utf8)) return {Verdict::kPerhaps, ScriptSign::kState};
  if (empty_places_ > 0) return {Verdict::kPerhaps, ScriptSign::kEmptyRoot};
  return {};
}

}  // namespace parser
