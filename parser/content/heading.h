// Headings, and the marks in them that link to them ("¶", "#").
// Thread: pure.
#pragma once

#include <string>
#include <vector>

#include "parser/html/tree.h"

namespace parser {

constexpr bool is_heading(Tag tag) { return tag >= Tag::kH1 && tag <= Tag::kH6; }
// 1 to 6.
constexpr int level_of(Tag heading) {
  return static_cast<int>(heading) - static_cast<int>(Tag::kH1) + 1;
}

// What in it leads to a place on this page and is no word of it: a mark, as documentations put one
// to each heading. In order, none inside of another. Cost: linear in the heading.
std::vector<NodeId> permalinks_of(const Tree& tree, NodeId heading);

// The words of a heading without such marks, and without a line above or below its title in small
// print; 1,000 bytes at most. Cost: up to that of clearing a byte for each node of the tree.
std::string heading_words(const Tree& tree, NodeId heading);

}  // namespace parser
