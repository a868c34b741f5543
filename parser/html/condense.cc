// This is a tokenizer that writes HTML: it follows the states of the standard's tokenizer closely
// enough to know which characters can't influence the tree, and replaces those. Whenever it can't
// be certain (a foreign element, an odd attribute, a changed character), it copies what is there,
// and at worst the rest of the page. So a fault here costs speed first, and tests compare the tree
// with that of the whole page.
#include "parser/html/condense.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "ground/utf8.h"
#include "parser/html/inline_style.h"
#include "parser/html/markup_names.h"
#include "parser/html/number_reference.h"
#include "parser/html/raw_text.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using ascii::is_alpha;
using ascii::is_space;

// A monster page must not pin its memory.
constexpr std::size_t kKeptBytes = 4u << 20;

// A mark is one character to gumbo; what is as short stays.
constexpr std::size_t kWorthAMark = 3;

// The longest name of a character reference has 31 letters (HTML 13.5).
constexpr std::size_t kLongestReference = 32;

// A tag with more attributes stays as it is: comparing them costs the square.
constexpr std::size_t kMostCompared = 24;

// No drawing is as deep.
constexpr std::size_t kDeepestForeign = 256;

// What makes gumbo's value another than the one that is written.
constexpr std::string_view kDecoded("&\r\0", 3);

constexpr std::string_view kEmptyComment = "<!---->";

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return ascii::lower(x) == ascii::lower(y);
         });
}

bool is_svg(std::string_view name) { return ascii::equals(name, "svg"); }

// What is inside of these is HTML again (13.2.6.5, integration points).
bool is_html_inside(std::string_view svg_name) {
  return ascii::equals(svg_name, "title") || ascii::equals(svg_name, "desc") ||
         ascii::equals(svg_name, "foreignobject");
}

// ---- Characters

// True if gumbo takes another character in place of one of `text`, or none: controls and
// noncharacters (13.2.3.5).
bool is_changed_at(std::string_view text, std::size_t at) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned lead = byte(at), second = byte(at + 1), third = byte(at + 2);
  if (lead < 0x20) return !is_space(text[at]);
  if (lead == 0x7F) return true;
  if (lead == 0xC2) return second < 0xA0;                                     // U+0080 to U+009F
  if (lead == 0xEF && second == 0xB7) return third >= 0x90 && third <= 0xAF;  // U+FDD0 to U+FDEF
  if (lead == 0xEF) return second == 0xBF && third >= 0xBE;                   // U+FFFE, U+FFFF
  if (lead >= 0xF0) return third == 0xBF && byte(at + 3) >= 0xBE;  // the like of other planes
  return false;
}

// Compilers make vector instructions of these; a byte is all ones where the comparison holds.
using Bytes = uint8_t __attribute__((vector_size(16)));

// For a byte and for vectors of them: perhaps the first of a character that is changed.
template <typename T>
auto is_doubtful(T byte) {
  return (byte < 0x20) | (byte == 0x7F) | (byte == 0xC2) | (byte >= 0xEF);
}

// True if gumbo takes each character of `text` as it is, line ends aside.
bool is_plain(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = std::min(at + sizeof(Bytes), text.size());
    if (end - at == sizeof(Bytes)) {
      Bytes here;
      text.copy(reinterpret_cast<char*>(&here), sizeof here, at);
      const auto doubtful = is_doubtful(here);
      uint64_t halves[2];
      __builtin_memcpy(halves, &doubtful, sizeof halves);
      if ((halves[0] | halves[1]) == 0) {
        at = end;
        continue;
      }
    }
    for (; at < end; ++at)
      if (is_doubtful(static_cast<unsigned char>(text[at])) && is_changed_at(text, at))
        return false;
  }
  return true;
}

// To the standard NUL alone is another character, or none.
bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

// The size of the character at `at` if gumbo takes another one in its place and the standard does
// not; 0: it stays as it is.
std::size_t changed_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead == 0 || !is_doubtful(lead) || !is_changed_at(text, at)) return 0;
  return ground::character_at(text, at).length;
}

// How many bytes of `text`, which begins with '&', a character reference may take (13.2.5.72).
std::size_t reference_size(std::string_view text) {
  std::size_t end = 1;
  const auto here = [&] { return end < text.size() ? text[end] : '\0'; };
  if (here() == '#') {
    for (++end; is_alpha(here()) || ascii::is_digit(here());) ++end;
  } else {
    while (end <= kLongestReference && (is_alpha(here()) || ascii::is_digit(here()))) ++end;
  }
  return here() == ';' ? end + 1 : end;
}

// Where the next tag, comment or the like begins; the end of the page if none does (13.2.5.1, .6
// and .7).
std::size_t next_markup(std::string_view html, std::size_t from) {
  for (std::size_t at = html.find('<', from); at != html.npos; at = html.find('<', at + 1)) {
    if (at + 1 == html.size()) break;
    const char next = html[at + 1];
    if (is_alpha(next) || next == '!' || next == '?') return at;
    if (next == '/' && at + 2 < html.size()) return at;
  }
  return html.size();
}

bool ends_name(char c) { return is_space(c) || c == '/' || c == '>'; }

std::size_t after(std::string_view html, char c, std::size_t from) {
  const std::size_t at = html.find(c, from);
  return at == html.npos ? html.size() : at + 1;
}

}  // namespace

// ---- Writing

void Condenser::write_words(std::string_view text, White white) {
  std::size_t begin = 0;
  while (begin < text.size() && is_space(text[begin])) ++begin;
  // White space before the first word decides where text goes; what follows it goes with it.
  out_.append(text.substr(0, white == White::kFold ? std::min<std::size_t>(begin, 1) : begin));
  text.remove_prefix(begin);
  if (text.empty()) return;
  const bool plain = is_plain(text);
  const bool is_kept = (plain && text.size() < kWorthAMark) ||
                       (white == White::kAsIs && text.find('\r') != text.npos) ||
                       (!plain && has_nul(text));
  if (!is_kept && marks_.append(text, out_)) return;
  if (plain)
    out_.append(text);
  else
    write_around_controls(text);
}

void Condenser::write_around_controls(std::string_view text) {
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = changed_size(text, at);
    if (size > 0) {
      out_.append(text, copied, at - copied);
      copied = marks_.append(text.substr(at, size), out_) ? at + size : at;
    }
    at += std::max<std::size_t>(size, 1);
  }
  out_.append(text, copied);
}

void Condenser::write_value(std::string_view value) {
  if (is_plain(value)) {
    out_.append(value);
    return;
  }
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t size = changed_size(value, at);
    const bool is_c1 = static_cast<unsigned char>(value[at]) == 0xC2;
    if (size == 0 || is_c1) {
      out_.push_back(value[at++]);
      continue;
    }
    const auto code = static_cast<uint32_t>(ground::character_at(value, at).code_point);
    out_.append("&#").append(std::to_string(code)).push_back(';');
    at += size;
  }
}

void Condenser::write_text(std::string_view text, White white) {
  while (!text.empty()) {
    const std::string_view words = text.substr(0, text.find('&'));
    write_words(words, white);
    text.remove_prefix(words.size());
    if (text.empty()) return;
    const std::string_view reference = text.substr(0, reference_size(text));
    out_.append(reference);
    text.remove_prefix(reference.size());
  }
}

void Condenser::write_attribute(const Attribute& attribute) {
  out_.push_back(' ');
  out_.append(attribute.name);
  const std::string_view value = attribute.value;
  if (value.data() == nullptr) return;
  out_.push_back('=');
  // The type of an <input> decides about the tree: "hidden" is no content.
  const bool is_kept = (value.size() < kWorthAMark && is_plain(value)) ||
                       value.find('&') != value.npos || value.find('\r') != value.npos ||
                       has_nul(value) || ascii::equals(attribute.name, "type");
  if (!is_kept && marks_.append(value, out_)) return;
  if (attribute.quote != '\0') out_.push_back(attribute.quote);
  write_value(value);
  if (attribute.quote != '\0') out_.push_back(attribute.quote);
}

// gumbo 0.10.1 takes the name of an attribute for another one behind a second one of the same name,
// and with a NUL in it. One that begins with '=' is a value where only white space is before it.
bool Condenser::may_have_odd_names() const {
  if (attributes_.size() > kMostCompared) return true;
  for (std::size_t i = 0; i < attributes_.size(); ++i) {
    if (attributes_[i].name[0] == '=' || !is_plain(attributes_[i].name)) return true;
    for (std::size_t j = 0; j < i; ++j)
      if (is_same_name(attributes_[i].name, attributes_[j].name)) return true;
  }
  return false;
}

// A style only where it may hide the element or name something: there are too many of them.
bool Condenser::is_kept(const Attribute& attribute, const ReadTag& tag) const {
  if (kept_ == Attributes::kAll || is_attribute_kept(attribute.name, tag.name)) return true;
  if (kept_ == Attributes::kForAccess && is_attribute_of_access(attribute.name, tag.name))
    return true;
  if (!ascii::equals(attribute.name, "style")) return false;
  const std::string_view style = attribute.value;
  return style.find('&') != style.npos || hides(style) || may_name_url(style);
}

// Not what gumbo decides by or brings to another element, and not what it would have to change:
// names in capitals, references, and characters that the tokenizer takes for others.
bool Condenser::may_stand_aside(const Attribute& attribute, const ReadTag& tag) const {
  if (kept_ == Attributes::kAll || (tag.traits & kMerged) != 0 || !foreign_.empty() ||
      is_svg(tag.name))
    return false;
  if (ascii::equals(attribute.name, "type") && ascii::equals(tag.name, "input")) return false;
  return std::none_of(attribute.name.begin(), attribute.name.end(), ascii::is_upper) &&
         attribute.value.find_first_of(kDecoded) == attribute.value.npos;
}

void Condenser::write_start_tag(const ReadTag& tag) {
  if ((tag.traits & kAllKept) != 0 || may_have_odd_names()) {
    out_.append(html_.substr(at_, tag.end - at_));
  } else {
    const std::size_t place = out_.size();
    out_.push_back('<');
    out_.append(tag.name);
    for (const Attribute& attribute : attributes_) {
      if (!is_kept(attribute, tag)) continue;
      if (may_stand_aside(attribute, tag) && aside_.add(place, {attribute.name, attribute.value}))
        continue;
      write_attribute(attribute);
    }
    // Of HTML's own elements it means nothing.
    const bool is_foreign = !foreign_.empty() || is_svg(tag.name);
    out_.append(tag.is_self_closing && is_foreign ? " />" : ">");
  }
}

// Without a trace it must not go: it keeps texts apart that mean something else together ("&am",
// "p;"; in a table also white space and words), and a line feed from being the first character of
// <pre>.
void Condenser::skip_comment(std::size_t end) {
  out_.append(kEmptyComment);
  at_ = end;
}

// ---- Reading tags

// `at`: the attribute's first character, which may be '='. The place behind it.
std::size_t Condenser::read_attribute(std::size_t at) {
  const std::size_t name_begin = at++;
  while (at < html_.size() && !ends_name(html_[at]) && html_[at] != '=') ++at;
  Attribute attribute{html_.substr(name_begin, at - name_begin), {}};
  std::size_t next = at;
  while (next < html_.size() && is_space(html_[next])) ++next;
  if (next < html_.size() && html_[next] == '=') {
    for (at = next + 1; at < html_.size() && is_space(html_[at]);) ++at;
    if (at == html_.size()) return at;
    const char first = html_[at];
    if (first == '"' || first == '\'') {
      const std::size_t end = html_.find(first, at + 1);
      if (end == html_.npos) return html_.size();
      attribute.quote = first;
      attribute.value = html_.substr(at + 1, end - at - 1);
      at = end + 1;
    } else {
      const std::size_t begin = at;
      while (at < html_.size() && !is_space(html_[at]) && html_[at] != '>') ++at;
      if (at > begin) attribute.value = html_.substr(begin, at - begin);
    }
  }
  if (attributes_.size() <= kMostCompared) attributes_.push_back(attribute);
  return at;
}

bool Condenser::read_tag(std::size_t at, ReadTag& tag) {
  const std::size_t name_begin = at;
  while (at < html_.size() && !ends_name(html_[at])) ++at;
  tag.name = html_.substr(name_begin, at - name_begin);
  tag.traits = traits_of(tag.name);
  attributes_.clear();
  while (at < html_.size()) {
    const char c = html_[at];
    if (c == '>') {
      tag.end = at + 1;
      return true;
    }
    tag.is_self_closing = c == '/' && at + 1 < html_.size() && html_[at + 1] == '>';
    at = is_space(c) || c == '/' ? at + 1 : read_attribute(at);
  }
  return false;
}

// ---- Taking

void Condenser::start() {
  marks_.clear();
  aside_.clear();
  ground::empty_and_shrink(out_, kKeptBytes);
}

std::string_view Condenser::pass(std::string_view utf8) {
  start();
  return within_unicode(utf8, out_);
}

std::string_view Condenser::condense(std::string_view utf8, Attributes kept) {
  start();
  if (speaks_marks(utf8)) return within_unicode(utf8, out_);
  html_ = utf8;
  kept_ = kept;
  at_ = 0;
  foreign_.clear();
  open_pre_ = open_listing_ = 0;
  verbatim_for_good_ = in_select_ = false;
  while (at_ < html_.size() && take_markup()) {
  }
  out_.append(html_.substr(at_));
  return out_;
}

bool Condenser::take_markup() {
  const std::size_t markup = next_markup(html_, at_);
  const std::string_view text = html_.substr(at_, markup - at_);
  if (!foreign_.empty())
    write_around_controls(text);
  else
    write_text(text, is_verbatim() ? White::kAsIs : White::kFold);
  at_ = markup;
  if (at_ == html_.size()) return false;
  const char next = html_[at_ + 1];
  if (next == '!') return take_declaration();
  if (next == '?') {  // to the tokenizer a comment
    skip_comment(after(html_, '>', at_));
    return true;
  }
  return next == '/' ? take_end_tag() : take_start_tag();
}

bool Condenser::take_declaration() {
  const std::string_view rest = html_.substr(at_);
  if (rest.starts_with("<!--")) {
    skip_comment(at_ + comment_size(rest));
    return true;
  }
  const std::size_t end = after(html_, '>', at_);
  if (ascii::starts_with(rest, "<!doctype")) {
    out_.append(html_.substr(at_, end - at_));
    at_ = end;
    return true;
  }
  if (!foreign_.empty()) return false;  // perhaps CDATA
  skip_comment(end);
  return true;
}

bool Condenser::take_end_tag() {
  const char first = html_[at_ + 2];
  if (first == '>') return false;  // nothing, but gumbo 0.10.1 misreads svg behind it
  if (!is_alpha(first)) {
    skip_comment(after(html_, '>', at_));
    return true;
  }
  ReadTag tag;
  if (!read_tag(at_ + 2, tag)) return false;
  const std::string_view written = html_.substr(at_, tag.end - at_);
  if (!foreign_.empty()) {
    if (!is_same_name(foreign_.back(), tag.name)) return false;
    // gumbo 0.10.1 takes "</svg/>" for another thing than "</svg>".
    if (written.size() != tag.name.size() + 3) return false;
    foreign_.pop_back();
  } else {
    const unsigned traits = tag.traits;
    if ((traits & kVerbatim) != 0 && !verbatim_for_good_ && open_like(tag.name) > 0)
      --open_like(tag.name);
    if (ascii::equals(tag.name, "select")) in_select_ = false;
  }
  out_.append(written);
  at_ = tag.end;
  return true;
}

bool Condenser::take_foreign_start_tag(const ReadTag& tag) {
  const unsigned traits = tag.traits;
  if ((traits & (kBreaksOut | kScript | kUncertain)) != 0) return false;
  if (foreign_.size() >= kDeepestForeign || is_html_inside(foreign_.back()) ||
      ascii::equals(tag.name, "foreignobject"))
    return false;
  write_start_tag(tag);
  if (!tag.is_self_closing) foreign_.push_back(tag.name);
  at_ = tag.end;
  return true;
}

bool Condenser::take_start_tag() {
  ReadTag tag;
  if (!read_tag(at_ + 1, tag)) return false;
  if (!foreign_.empty()) return take_foreign_start_tag(tag);
  const unsigned traits = tag.traits;
  if ((traits & kUncertain) != 0) return false;
  if (in_select_ && (traits & kNotInSelect) != 0) return false;
  if (ascii::equals(tag.name, "select")) {
    if (in_select_) return false;  // it ends the first one, but not if a table has done so
    in_select_ = true;
  } else if ((traits & kEndsSelect) != 0) {
    in_select_ = false;
  }
  if ((traits & kBoundary) != 0 && is_verbatim()) verbatim_for_good_ = true;
  if ((traits & kVerbatim) != 0) ++open_like(tag.name);
  write_start_tag(tag);
  at_ = tag.end;
  if (is_svg(tag.name) && !tag.is_self_closing) foreign_.push_back(tag.name);
  return (traits & kRaw) == 0 || take_raw_text(tag);
}

bool Condenser::take_raw_text(const ReadTag& tag) {
  const unsigned traits = tag.traits;
  const std::size_t end =
      (traits & kScript) != 0 ? script_end(html_, at_) : raw_text_end(html_, at_, tag.name);
  const std::string_view text = html_.substr(at_, end - at_);
  at_ = end;
  if ((traits & kReferences) != 0) {
    write_text(text, White::kAsIs);
  } else if ((traits & kWordsCount) != 0) {
    if (text.find('\r') != text.npos || has_nul(text) || !marks_.append(text, out_))
      write_around_controls(text);
  } else if (text.size() < kWorthAMark || !marks_.append(text, out_)) {
    out_.append(text);
  }
  return true;
}

}  // namespace parser
