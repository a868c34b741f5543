// What the names that authors give to elements (id, class, role) say about their place on a page.
// Thread: safe.
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

// Other things that names say, one or more at a time.
enum class Sense : uint16_t {
  kLead = 1 << 0,     // opens an article: lead, intro, abstract, summary
  kOthers = 1 << 1,   // what others wrote, or about other pages: comments, related
  kAuthor = 1 << 2,   // says who
  kDate = 1 << 3,     // says when
  kKicker = 1 << 4,   // a line above a title
  kCaption = 1 << 5,  // of a picture
  kBeside = 1 << 6,   // of a picture, or said by the site rather than the author: disclaimer
};

struct ElementNames {
  Place place = Place::kUnknown;
  uint16_t senses = 0;

  bool has(Sense sense) const { return (senses & static_cast<uint16_t>(sense)) != 0; }
};

// Cost: linear in the names; each word is looked up once, so ask once for all that is to be known.
ElementNames names_of(const Tree& tree, const Tree::Node& element);

// By its microdata: what a reader of the page wrote about it.
bool is_review(const Tree& tree, const Tree::Node& element);

}  // namespace parser
