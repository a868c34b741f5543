// What the names that authors give to elements (id, class, role) say about their place on a page.
// Thread: constants.
#pragma once

#include <cstdint>

#include "parser/html/tree.h"

namespace parser {

enum class Place : uint8_t {
  kUnknown,
  kContent,        // article, entry-content, story-body
  kAround,         // sidebar, comments, share, footer
  kPerhapsAround,  // gallery, teaser, next: around, unless it has sentences
  kNote,           // byline, caption, tags: around a text rather than of it
};

Place place_of(const Tree& tree, const Tree::Node& element);

// What opens an article: lead, intro, abstract, summary.
bool is_named_lead(const Tree& tree, const Tree::Node& element);
// What others wrote, or about other pages: comments, related.
bool is_named_of_others(const Tree& tree, const Tree::Node& element);
// What says who, and when.
bool is_named_author(const Tree& tree, const Tree::Node& element);
bool is_named_date(const Tree& tree, const Tree::Node& element);
// A line above a title.
bool is_named_kicker(const Tree& tree, const Tree::Node& element);
bool is_named_caption(const Tree& tree, const Tree::Node& element);
// What belongs to a picture, or is said by the site rather than the author: caption, disclaimer.
bool is_named_beside(const Tree& tree, const Tree::Node& element);

}  // namespace parser
