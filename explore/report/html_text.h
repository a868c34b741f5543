// Makes text from the web safe for a page: as text between tags or in an attribute, and as JSON
// inside a script element. Whatever goes in, no markup and no script come out.
// Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "storage/database/sql_value.h"

namespace explore {

// Between tags, or in an attribute with double quotes. Control characters, NUL and what is not
// UTF-8 become U+FFFD.
std::string html_text(std::string_view text);

// The value as JSON that can stand in a script element: with no "<", ">" and "&". Texts longer than
// `max_bytes` are cut at a character, and end in an ellipsis then; integers beyond what JavaScript
// holds exactly are texts.
std::string script_json(const storage::SqlValue& value, std::size_t max_bytes);

}  // namespace explore
