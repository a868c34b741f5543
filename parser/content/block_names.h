// What the names that authors give to elements (id, class, role) say about their place on a page.
// Thread: constants.
#pragma once

#include <cstdint>

#include "parser/html/tree.h"

namespace parser {

enum class Place : uint8_t {
  kUnknown,
  kContent,  // article, entry-content, story-body
  kAround,   // sidebar, comments, share, footer
  kNote,     // byline, caption, tags: around a text rather than of it
};

Place place_of(const Tree& tree, const Tree::Node& element);

}  // namespace parser
