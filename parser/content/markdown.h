// An article as Markdown: CommonMark 0.31, and tables as GitHub writes them.
// Text of the page never becomes markup: it is escaped where it might. URLs are resolved.
// Thread: pure. No recursion over the tree. Cost: linear in the article.
#pragma once

#include <cstddef>
#include <string>

#include "parser/content/article.h"
#include "parser/content/article_facts.h"
#include "parser/html/tree.h"
#include "parser/url/url.h"

namespace parser {

// At most `most` bytes; what is beyond is left out.
std::string article_markdown(const Tree& tree, const Article& article, const Url& page,
                             std::size_t most);

// The same below its title, and a line of who and when.
std::string titled_markdown(const ArticleFacts& facts, const std::string& markdown);

}  // namespace parser
