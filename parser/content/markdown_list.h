// The marks before the items of a list: "- ", "7. ". Two lists of a kind side by side are one in
// Markdown, unless their marks differ.
// Thread: one owner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "parser/html/tree.h"

namespace parser {

class MarkdownList {
 public:
  MarkdownList() = default;
  // Of <ul>, <ol>, <menu> and <dir>.
  MarkdownList(const Tree& tree, NodeId list);

  // Takes the other mark if `before`, which stands directly before it, has this one.
  void differ_from(const MarkdownList& before);

  // Of the next item, with the space behind it. One whose number is not the next begins a list of
  // its own to Markdown, which counts by itself: it has the other mark.
  std::string take_mark(const Tree& tree, const Tree::Node& item);
  // CommonMark 0.31, 5.2: a list that begins with another number than 1 can't stand directly below
  // a line of text.
  bool can_follow_text(std::string_view mark) const {
    return !is_ordered_ || (mark[0] == '1' && mark.size() == 3);
  }

  bool is_ordered() const { return is_ordered_; }
  // As wide as the last item's mark.
  std::string indent() const { return std::string(mark_bytes_, ' '); }

  // An item that was taken and not taken back.
  bool has_items = false;

 private:
  void change_mark();

  bool is_ordered_ = false;
  char mark_ = '-';
  int number_ = 1;    // of the next item
  int step_ = 1;      // from one item to the next
  int expected_ = 0;  // the number that a reader of Markdown gives to the next item; 0: the first
  std::size_t mark_bytes_ = 2;
};

}  // namespace parser
