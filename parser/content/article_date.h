// When an article was published, where only its text says so.
// Thread: pure. Cost: linear in the tree.
#pragma once

#include <string>
#include <string_view>

#include "parser/content/article.h"
#include "parser/html/tree.h"

namespace parser {

// The date that stands near the title, before the text or right behind it; "2021-03-05", "" if
// there is none. `heading` is the title's element, or kNoNode.
std::string date_beside(const Tree& tree, const Article& article, NodeId heading,
                        std::string_view language);

}  // namespace parser
