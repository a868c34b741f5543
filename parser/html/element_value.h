// What can be taken from an element of a tree: its text, its HTML, its URL, and whether it is
// shown. Thread: pure. No recursion over the tree. Cost: linear in what is inside the element.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "parser/html/tree.h"

namespace parser {

// Appends the words inside `element`, white space folded; where a block begins or ends stands
// `between_blocks`. Scripts and styles have words only if they are the element itself: then all is
// taken as it is written. Cut at `most` bytes in all of `out`, at a character; false if it was cut.
// What `left_out` (empty, or one for each node) has a mark for has none.
bool append_words(const Tree& tree, NodeId element, char between_blocks, std::size_t most,
                  std::string& out, std::span<const uint8_t> left_out = {});

// The words inside `element`, `most` bytes of them.
std::string words_of(const Tree& tree, NodeId element, std::size_t most);

// A reader sees nothing of it: by what it is or by its style.
bool is_invisible(const Tree& tree, const Tree::Node& element);

// Appends what is inside `element` as HTML (HTML 13.3, serialising fragments); with itself if
// `outer`. No more than `most` bytes in all of `out`: false if that ended it, at the end of a tag
// or text.
bool append_html(const Tree& tree, NodeId element, bool outer, std::size_t most, std::string& out);

// The attribute that holds the URL of elements of this name ("href" of an <a>); "" if there is
// none.
std::string_view url_attribute(const Tree::Node& element);

// A longer address in <base> is none: each address of the page would be made as long.
inline constexpr std::size_t kMaxBaseBytes = 64u << 10;

// The value of href of the first <base> that has one; none if it is longer than kMaxBaseBytes.
std::optional<std::string_view> base_href(const Tree& tree);

}  // namespace parser
