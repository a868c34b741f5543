// Images and what else a page shows that is not written in it: their addresses and their names.
// Thread: pure. Cost: linear in the element.
#pragma once

#include <string>

#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace parser {

struct MarkdownMedia {
  Url url;           // empty if there is none that can be fetched
  std::string text;  // the name that its author gave it, white space folded; "" if none
};

// Of <img>, and of an <input> that is one.
MarkdownMedia image_of(const Tree& tree, const Tree::Node& image, const Url& base);

// Of <iframe>, <video>, <audio>, <embed>, and an <object> with nothing to read inside. What is
// hidden or has no room on the page (a pixel that counts visits) has no address.
MarkdownMedia media_of(const Tree& tree, NodeId element, const Url& base);

}  // namespace parser
