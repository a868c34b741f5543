// Formulas of MathML in a line of text: what is raised or lowered stays so, fractions get a slash,
// roots their sign, and brackets what would be read in another way without. x² is not x2, and ½ is
// not 12. Thread: pure.
#pragma once

#include <string>
#include <string_view>

#include "parser/html/tree.h"

namespace parser {

// What an element of MathML writes around its content. The tag stands within the outer pieces.
struct MathMarks {
  std::string before;        // outside of the tag
  std::string_view tag;      // "<sup>", "<sub>" or none
  std::string begin, end;    // inside of the tag
  bool is_left_out = false;  // a reader sees nothing of it
  bool is_apart = false;     // a space stands before it
};

MathMarks math_marks(const Tree& tree, NodeId element);

// The formula as its author wrote it in TeX; "" if the page does not have it.
std::string_view tex_of(const Tree& tree, NodeId math);

// True for text between the elements of a formula, which is not shown.
bool is_between_math(const Tree& tree, const Tree::Node& text);

}  // namespace parser
