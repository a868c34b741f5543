// Items that a page's elements describe with attributes: microdata (HTML 5) and RDFa Lite 1.1, in
// which the page itself is one, and whatever `resource` names.
// Thread: pure. No recursion over the tree. Cost: linear in the tree and in the references.
#pragma once

#include <cstddef>
#include <vector>

#include "parser/html/tree.h"
#include "parser/structured/structured.h"
#include "parser/url/url.h"

namespace parser {

// Appends the items that are no value of another one, in document order. False: more than
// `max_bytes` of JSON, or nested too deep; what is beyond is left out.
bool read_nested_items(const Tree& tree, const Url& base, Syntax syntax, std::size_t max_bytes,
                       std::vector<StructuredItem>& items);

}  // namespace parser
