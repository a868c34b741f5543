// Bytes that nobody vouches for as text, for what has no encoding of its own: headers and their
// like. What is not UTF-8 is read as Latin-1, so that no byte is lost.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace ground {

// The bytes if they are valid UTF-8, else each byte as one character. `buffer` holds what is not
// the bytes themselves, and what is returned may view it.
std::string_view as_text(std::string_view bytes, std::string& buffer);

std::string text_of(std::string_view bytes);

// Appends each byte as one character (Latin-1).
void append_characters(std::string_view bytes, std::string& out);

// The bytes that the characters up to U+00FF of `text` stand for: what append_characters() was
// given. Others stay as they are.
std::string bytes_of_characters(std::string_view text);

// `text` (valid UTF-8) without control characters (C0, DEL, C1) but tabs: shown on a terminal they
// would be orders to it. It is `text` itself if it has none, else in `buffer`.
std::string_view without_controls(std::string_view text, std::string& buffer);

}  // namespace ground
