// Where stretches end that the HTML tokenizer takes without looking for tags: comments, scripts,
// raw text. Offsets are bytes. Thread: pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace parser {

// The size of the comment that `text` begins with ("<!--"), its end included (HTML 13.2.5.43 to
// .52).
std::size_t comment_size(std::string_view text);

// Where in `html`, from `from` on, the end tag of the element `name` begins; the end of `html` if
// there is none (13.2.5.11 and .14).
std::size_t raw_text_end(std::string_view html, std::size_t from, std::string_view name);

// The same for a script: "<!--" and "<script" inside of it can hide its end tag (13.2.5.15 to
// .31).
std::size_t script_end(std::string_view html, std::size_t from);

}  // namespace parser
