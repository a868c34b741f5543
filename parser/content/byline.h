// Who wrote an article: names without what stands around them.
// Thread: safe. Cost: linear in the text.
#pragma once

#include <string>
#include <string_view>

namespace parser {

// "Ann Onym" of "Von Ann Onym | 5. März 2021"; "" if `text` (valid UTF-8, white space folded) is
// none: a placeholder of a program ("admin", "null"), an address, a firm, a date.
std::string clean_byline(std::string_view text);

}  // namespace parser
