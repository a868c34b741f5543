// Most text needs no change but folding of white space, so long stretches without anything to fold
// are found with vector comparisons and copied at once. Block elements separate lines, and inline
// ones do not, as a reader would see it. Hidden and raw elements (script, style) are not text.
#include "parser/page/text.h"

#include <cstring>

#include "ground/ascii.h"
#include "ground/invisible.h"
#include "ground/kept_room.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kKeptTextBytes = 1u << 20;

// Compilers make vector instructions of these; a byte is all ones where the comparison holds.
using Bytes = uint8_t __attribute__((vector_size(16)));

Bytes load(const char* at) {
  Bytes bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

// How many of the first bytes are certain to need no folding: no white space but single spaces
// with a word behind them. Control characters are left to a closer look.
std::size_t plain_prefix(std::string_view text) {
  constexpr std::size_t kStep = sizeof(Bytes);
  std::size_t at = 0;
  for (; at + kStep < text.size(); at += kStep) {
    const Bytes here = load(text.data() + at);
    const Bytes next = load(text.data() + at + 1);
    const auto bad = ((here <= 0x20) & (here != 0x20)) | ((here == 0x20) & (next <= 0x20));
    uint64_t halves[2];
    std::memcpy(halves, &bad, sizeof halves);
    if ((halves[0] | halves[1]) != 0) break;
  }
  return at;
}

}  // namespace

void VisibleText::begin(std::size_t max_bytes) {
  ground::empty_and_shrink(text_, kKeptTextBytes);
  max_bytes_ = max_bytes;
  unseen_depth_ = verbatim_depth_ = 0;
  gap_ = Gap::kNone;
  links_ = {};
  hit_limit_ = false;
}

void VisibleText::set(std::string_view text) {
  while (!text.empty() && !hit_limit_) {
    const std::string_view whole = text.substr(0, text.find('\0'));
    const std::string_view kept = ground::utf8_prefix(whole, max_bytes_ - text_.size());
    text_.append(kept);
    text.remove_prefix(whole.size());
    hit_limit_ = kept.size() < whole.size();
    if (text.empty() || hit_limit_) return;
    hit_limit_ = max_bytes_ - text_.size() < ground::kReplacement.size();
    if (!hit_limit_) text_.append(ground::kReplacement);
    text.remove_prefix(1);
  }
}

void VisibleText::open(const Element& element) {
  if (unseen_depth_ > 0 || element.is_unseen() || element.is_hidden_by_style()) {
    ++unseen_depth_;
    return;
  }
  if (element.tag() == Tag::kA) links_.open(element.attribute("href").value_or(""), text_.size());
  switch (effect_of(element.tag())) {
    case TagEffect::kNone:
    case TagEffect::kUnseen:
      return;
    case TagEffect::kVerbatim:
      ++verbatim_depth_;
      [[fallthrough]];
    case TagEffect::kLine:
      return owe(Gap::kLine);
    case TagEffect::kNewline:
      if (verbatim_depth_ > 0) return append_verbatim("\n");
      return owe(Gap::kLine);
    case TagEffect::kCell:
      return owe(Gap::kTab);
    case TagEffect::kApart:
      return owe(Gap::kSpace);
  }
}

void VisibleText::close(Tag tag) {
  if (unseen_depth_ > 0) {
    --unseen_depth_;
    return;
  }
  if (tag == Tag::kA) links_.close(text_.size());
  const TagEffect effect = effect_of(tag);
  if (effect == TagEffect::kVerbatim) --verbatim_depth_;
  if (effect == TagEffect::kVerbatim || effect == TagEffect::kLine) owe(Gap::kLine);
  if (effect == TagEffect::kApart) owe(Gap::kSpace);
}

void VisibleText::append(std::string_view text) {
  if (hit_limit_) return;
  if (verbatim_depth_ > 0)
    append_verbatim(text);
  else
    append_folded(text);
}

// `words`: not empty, no white space at either end.
void VisibleText::append_words(std::string_view words) {
  if (links_.divides(text_, words) && verbatim_depth_ == 0) owe(Gap::kSpace);
  if (!text_.empty() && gap_ != Gap::kNone) {
    if (text_.size() >= max_bytes_) {
      hit_limit_ = true;
      return;
    }
    text_.push_back(gap_ == Gap::kLine ? '\n' : gap_ == Gap::kTab ? '\t' : ' ');
  }
  gap_ = Gap::kNone;
  const std::string_view kept = ground::utf8_prefix(words, max_bytes_ - text_.size());
  text_.append(kept);
  hit_limit_ = kept.size() < words.size();
}

void VisibleText::append_folded(std::string_view text) {
  while (!text.empty() && !hit_limit_) {
    std::size_t begin = 0;
    while (begin < text.size() && ascii::is_space(text[begin])) ++begin;
    if (begin > 0) owe(Gap::kSpace);
    text.remove_prefix(begin);
    if (text.empty()) return;
    std::size_t end = plain_prefix(text);
    const auto divides = [text](std::size_t at) {
      if (!ascii::is_space(text[at])) return false;
      return text[at] != ' ' || at + 1 == text.size() || ascii::is_space(text[at + 1]);
    };
    while (end < text.size() && !divides(end)) ++end;
    append_words(text.substr(0, end));
    text.remove_prefix(end);
  }
}

void VisibleText::append_verbatim(std::string_view text) {
  while (!text.empty() && !hit_limit_) {
    const std::size_t line_end = text.find('\n');
    const std::string_view line = text.substr(0, line_end);
    if (!line.empty()) append_words(line);
    if (line_end == std::string_view::npos) return;
    text.remove_prefix(line_end + 1);
    if (text_.empty()) continue;
    // The line feed owed until now and this one: an empty line.
    if (gap_ == Gap::kLine) {
      gap_ = Gap::kNone;
      append_words("\n");
    }
    gap_ = Gap::kLine;
  }
}

void TextCollector::begin(std::size_t max_text_bytes, std::size_t max_field_bytes) {
  max_field_bytes_ = max_field_bytes;
  robots_words_ = {};
  hit_field_limit_ = false;
  visible_.begin(max_text_bytes);
  for (std::string* text :
       {&title_, &folded_title_, &description_, &lang_, &content_language_, &robots_})
    ground::empty_and_shrink(*text, kKeptTextBytes);
  in_title_ = had_title_ = false;
}

void TextCollector::open(const Element& element) {
  visible_.open(element);
  switch (element.tag()) {
    case Tag::kTitle:
      in_title_ = !had_title_;
      had_title_ = true;
      return;
    case Tag::kMeta:
      return open_meta(element);
    case Tag::kHtml:
      if (const auto lang = element.attribute("lang")) fold_into(lang_, *lang);
      return;
    default:
      return;
  }
}

void TextCollector::close(Tag tag) {
  visible_.close(tag);
  if (tag != Tag::kTitle || !in_title_) return;
  in_title_ = false;
  fold_into(folded_title_, title_);
}

void TextCollector::fold_into(std::string& out, std::string_view text) {
  out.clear();
  if (ground::has_invisible(text))
    ascii::append_folded(ground::without_invisible(text), out);
  else
    ascii::append_folded(text, out);
  cut(out);
}

void TextCollector::cut(std::string& field) {
  if (field.size() <= max_field_bytes_) return;
  field.resize(ground::utf8_prefix(field, max_field_bytes_).size());
  hit_field_limit_ = true;
}

void TextCollector::open_meta(const Element& element) {
  const auto content = element.attribute("content");
  if (!content) return;
  const std::string_view name = ascii::trim(element.attribute("name").value_or(std::string_view()));
  if (ascii::equals(name, "description")) {
    if (description_.empty()) fold_into(description_, *content);
  } else if (ascii::equals(name, "robots")) {
    read_meta_robots(*content, robots_words_);
    if (!robots_.empty()) robots_.append(", ");
    ascii::append_folded(*content, robots_);
    cut(robots_);
  } else if (const auto pragma = element.attribute("http-equiv");
             pragma && ascii::equals(ascii::trim(*pragma), "content-language")) {
    if (content_language_.empty()) fold_into(content_language_, *content);
  }
}

}  // namespace parser
