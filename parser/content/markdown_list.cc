#include "parser/content/markdown_list.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "ground/ascii.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr int kMostNumber = 999'999'999;  // CommonMark: nine digits

// HTML 2.3.4.1. What is negative can't be written.
std::optional<int> number_of(const Tree& tree, const Tree::Node& node, std::string_view name) {
  std::string_view text = ascii::trim(tree.attribute(node, name).value_or(""));
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !ascii::is_digit(text[0])) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (!ascii::is_digit(c)) break;
    const int digit = c - '0';
    number = number > (kMostNumber - digit) / 10 ? kMostNumber : number * 10 + digit;
  }
  return number;
}

}  // namespace

MarkdownList::MarkdownList(const Tree& tree, NodeId list)
    : is_ordered_(tree[list].tag == Tag::kOl), mark_(is_ordered_ ? '.' : '-') {
  if (!is_ordered_) return;
  int items = 0;
  const bool is_reversed = tree.attribute(tree[list], "reversed").has_value();
  for (NodeId id = list + 1; is_reversed && id < tree[list].end; id = tree[id].end)
    if (tree[id].tag == Tag::kLi) ++items;
  step_ = is_reversed ? -1 : 1;
  number_ = number_of(tree, tree[list], "start").value_or(is_reversed ? items : 1);
}

void MarkdownList::differ_from(const MarkdownList& before) {
  if (before.mark_ == mark_) change_mark();
}

void MarkdownList::change_mark() {
  if (is_ordered_)
    mark_ = mark_ == '.' ? ')' : '.';
  else
    mark_ = mark_ == '-' ? '*' : '-';
}

std::string MarkdownList::take_mark(const Tree& tree, const Tree::Node& item) {
  if (!is_ordered_) return {mark_, ' '};
  const int number = number_of(tree, item, "value").value_or(number_);
  if (has_items && number != expected_) change_mark();
  number_ = std::clamp(number + step_, 0, kMostNumber);
  expected_ = std::min(number, kMostNumber - 1) + 1;
  std::string mark = std::to_string(number) + mark_ + ' ';
  mark_bytes_ = mark.size();
  return mark;
}

}  // namespace parser
