// Text as the search index has it. Chinese, Japanese and Korean are written without spaces, or with
// endings stuck to the words: each of their characters is a word to the index, so that a phrase of
// them is found wherever it stands. And it is as a reader sees it: without characters that have no
// width, and with plain letters in place of ligatures, wide letters and the like.
// Thread: any.
#pragma once

#include <string>
#include <string_view>

namespace explore {

// What parts text into words, and what pages, queries and snippets are all read with.
inline constexpr std::string_view kTokenizer = "unicode61 remove_diacritics 2";

// `text` as the index, queries and snippets have it: first seen_through(), then with_marks().
// `buffer` holds what is not the text itself.
std::string_view as_searched(std::string_view text, std::string* buffer);

// `text` without soft hyphens and other characters of no width, and with what Unicode says is the
// same letter in another form (NFKC) in its plain form: U+FB01 is "fi", CO with a small 2 is "CO2".
// Powers stay as they are, which would be another number, and signs that stick to a word, such as
// that of a trade mark.
std::string_view seen_through(std::string_view text, std::string* buffer);

// `text` with a mark, which is no letter (U+200B), before and behind each such character. `buffer`
// holds what is not the text itself.
std::string_view with_marks(std::string_view text, std::string* buffer);
// Takes the marks out, and those that a page had itself: they have no width.
std::string without_marks(std::string_view text);

}  // namespace explore
