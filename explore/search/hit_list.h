// Found pages as people read them: title, URL and snippet below each other, with the words in bold
// if the output has styles. On a terminal, lines are as long as it is wide.
// Thread: that of the output.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "explore/command/output.h"
#include "explore/search/found_pages.h"

namespace explore {

void write_hit(std::size_t number, const FoundPage& page, Output& output);

// Text with hits marked (see snippets.h), in lines of at most `columns` (0: one line), made safe
// for a terminal. `begin` and `end` stand around each hit in each line.
std::vector<std::string> lines_of(std::string_view marked, std::size_t columns,
                                  std::string_view begin, std::string_view end);

// Without the marks.
std::string plain_text(std::string_view marked);

}  // namespace explore
