#include "parser/page/outline_facts.h"

#include <algorithm>

#include "ground/character_count.h"

namespace parser {

using ground::Fact;
using ground::PageFacts;
namespace {

constexpr std::size_t kMostHeadingBytes = 512;

uint32_t level_of(Tag tag) {
  if (tag < Tag::kH1 || tag > Tag::kH6) return 0;
  return static_cast<uint32_t>(tag) - static_cast<uint32_t>(Tag::kH1) + 1;
}

void take_longest(uint32_t& longest, std::string_view text) {
  longest = std::max(longest, static_cast<uint32_t>(ground::character_count(text)));
}

}  // namespace

OutlineFacts::OutlineFacts() : rows_({.max_text_bytes = kMostHeadingBytes}) {}

void OutlineFacts::begin(PageFacts* facts) {
  facts_ = facts;
  rows_.clear();
  text_.end();
  level_ = last_level_ = 0;
}

void OutlineFacts::open(const Element& element, Tag tag) {
  const uint32_t level = level_of(tag);
  if (level == 0) {
    if (level_ > 0) text_.open(element);
    return;
  }
  // Of a heading in a heading the outer one ends here.
  if (level_ > 0) end_heading();
  level_ = level;
  text_.begin(kMostHeadingBytes);
  PageFacts& facts = *facts_;
  if (++facts[Fact::kHeadings] == 1) facts[Fact::kFirstHeading] = level;
  if (level == 1) ++facts[Fact::kH1s];
  if (level == 2) ++facts[Fact::kH2s];
  if (last_level_ > 0 && level > last_level_ + 1) ++facts[Fact::kHeadingSkips];
  last_level_ = level;
}

void OutlineFacts::end_heading() {
  text_.end();
  const std::string_view text = text_.value();
  PageFacts& facts = *facts_;
  if (text.empty()) ++facts[Fact::kEmptyHeadings];
  if (level_ == 1) {
    if (facts.h1.empty()) facts.h1 = text;
    take_longest(facts[Fact::kH1Chars], text);
    if (!text.empty() && !text_.has_words()) ++facts[Fact::kH1sOfImages];
  }
  if (level_ == 2) take_longest(facts[Fact::kH2Chars], text);
  if (rows_.begin()) rows_.number(level_).text(text).end();
  level_ = 0;
}

void OutlineFacts::finish() {
  // A limit may have ended the page inside of it.
  if (level_ > 0) end_heading();
  facts_->headings = rows_.take();
  facts_->is_cut |= rows_.is_cut();
}

}  // namespace parser
