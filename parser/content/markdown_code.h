// A block of code: its lines, and the language named by its classes or those of a box around it,
// as the usual highlighters write them.
// Thread: pure. Cost: linear in the element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/tree.h"

namespace parser {

struct CodeBlock {
  std::string text;      // without an empty line at the beginning, and white space at the end
  std::string language;  // "" if none is named
};

// Of a <pre>, about 1 MiB of it. `left_out` has a mark for each node that is not written.
CodeBlock code_block(const Tree& tree, NodeId pre, std::span<const uint8_t> left_out);

struct CodeLink {
  std::string_view href;
  std::string text;
};

// The links inside of it, each once, 100 at most: not those to a place on the page, nor those that
// say their own address.
std::vector<CodeLink> links_in_code(const Tree& tree, NodeId pre,
                                    std::span<const uint8_t> left_out);

// A fence that does not end within `text`.
std::string code_fence(std::string_view text, std::size_t at_least);

// Code in a line, with its marks. `text` is not empty and has no line end.
std::string code_span(std::string_view text);

}  // namespace parser
