// Text as the search index has it. Chinese, Japanese and Korean are written without spaces, or with
// endings stuck to the words: each of their characters is a word to the index, so that a phrase of
// them is found wherever it stands.
// Thread: pure.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// What parts text into words, and what pages, queries and snippets are all read with.
inline constexpr std::string_view kTokenizer = "unicode61 remove_diacritics 2";

// `text` with a mark, which is no letter (U+200B), before and behind each such character. `buffer`
// holds what is not the text itself.
std::string_view with_marks(std::string_view text, std::string* buffer);
// Takes the marks out, and those that a page had itself: they have no width.
std::string without_marks(std::string_view text);

}  // namespace explore
