// The URL that a tool is asked about.
// Thread: that of the file. Errors: those of the database.
#pragma once

#include <functional>
#include <string>

#include "explore/mcp/tool.h"
#include "explore/show/url_search.h"

namespace explore {

// Finds the URL of the argument `url` and calls `answer`; else refuses, with the nearest ones.
ToolResult of_asked_url(const ToolCall& call,
                        const std::function<ToolResult(const MeantUrl& meant)>& answer);

// The present row as an object of its columns, those that are NULL left out; texts for a model,
// each cut to so many bytes.
Json facts_of_row(const storage::Statement& row, std::size_t most_bytes);

// A part of a text that is too long for one answer, from byte `place` on. It is shortened so that
// it has at most so many tokens; `next`: where the next part begins, 0: there is none.
struct TextPart {
  std::string text;
  uint64_t next = 0;
};
TextPart text_part(std::string_view text, uint64_t place, std::size_t tokens);

}  // namespace explore
