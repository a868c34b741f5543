// Which of our tags an element of gumbo's tree has. Thread: any. Errors: none.
#pragma once

#include "parser/html/tag.h"

namespace parser {

// `node`: a GumboNode, and an element. Of one that we have no name for, and of MathML: kOther.
Tag tag_of_element(const void* node);

}  // namespace parser
