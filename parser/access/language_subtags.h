// Which languages there are (BCP 47): what the attribute lang may begin with.
// Thread: constants.
#pragma once

#include <string_view>

namespace parser {

// "en" of " en-GB".
std::string_view primary_subtag(std::string_view tag);

// True if the tag begins with a language of two letters that is registered, or with three letters:
// of these nearly half are, and more each year.
bool is_known_language(std::string_view tag);

// True if something is stated that names no language. An empty tag says that nobody knows, which is
// right; white space alone is not.
bool is_invalid_language(std::string_view tag);

}  // namespace parser
