// What is wrong with a user's SQL, with its position marked.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// The words, and below them the line of the SQL that holds byte `at` with a caret under that byte:
// lines of at most `columns`. `at` is -1 where SQLite gives none; then it is looked for by the
// words, which may name what they mean.
std::string show_problem(std::string_view words, std::string_view sql, int at,
                         std::size_t columns = 80);

}  // namespace explore
