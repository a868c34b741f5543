// The URLs of a srcset attribute.
// Thread: pure. Errors: a candidate that is not well-formed is left out, the others are kept.
// Source: https://html.spec.whatwg.org/#parse-a-srcset-attribute
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace parser {

// Appends each candidate's URL, as written and in order, to `urls`, until there are `most`: views
// into `srcset`.
void parse_srcset(std::string_view srcset, std::size_t most, std::vector<std::string_view>& urls);

}  // namespace parser
