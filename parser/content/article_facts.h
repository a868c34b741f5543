// What a page says about its article: title, author, date, language.
// Thread: pure. Cost: linear in the tree.
#pragma once

#include <string>

#include "parser/content/article.h"
#include "parser/html/tree.h"

namespace parser {

struct ArticleFacts {
  std::string title;      // without the site's name where that can be told
  std::string byline;     // "Ann Onym, Bo Gus"
  std::string published;  // ISO 8601; "" if it is not said, or not as a date
  std::string language;   // as the page names it: "en-GB"
};

// `article` is that of the same tree.
ArticleFacts facts_of(const Tree& tree, const Article& article);

}  // namespace parser
