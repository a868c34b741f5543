// Makes text from the web safe for a terminal or a log, and measures how many columns it takes.
// Thread: pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace terminal {

// `text` made safe for a terminal: control characters (C0, DEL, C1 as UTF-8), what turns the
// direction of writing, and invalid UTF-8 replaced by U+FFFD, marks of direction dropped; cut to
// `max_columns`, the last one an ellipsis, if that is not 0.
std::string safe_text(std::string_view text, std::size_t max_columns = 0);

// Columns that safe text takes: 2 for wide characters, 0 for combining marks.
std::size_t columns_of(std::string_view text);

}  // namespace terminal
