// Passing parts: what changes from visit to visit though nobody changed the page: clock times,
// nonces, session ids. Two texts, links or pieces of structured data that differ in these alone
// have the same content.
// Thread: pure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

// A random token by its look: a UUID, 16 hex digits and more, 20 letters and digits and more that
// form no words.
bool is_random_token(std::string_view word);

// The words of a text, each as its hash. Of words that are passing ones only that they are there
// counts: several in a row are one. That is
//   - a clock time, with the date and the zone that stand beside it; not where two of them are a
//     range ("9:00 - 17:00"), and not a date alone;
//   - a random token, also behind "name=";
//   - how long ago something was ("3 minutes ago"), and a time as it is measured ("0.0123
//   seconds").
struct LastingWords {
  std::vector<uint64_t> hashes;
  std::vector<std::string_view> words;  // of each the text; views of what was read
};
// `as_written`: no word is taken for a passing one. `link`, where it is not empty: what a word that
// is a URL stands for.
using LinkWord = std::function<std::string(std::string_view)>;
LastingWords lasting_words(std::string_view text, bool as_written, const LinkWord& link = {});

// The URL without the session ids, tokens and time stamps in its path and query, which are known by
// their names: ";jsessionid=…", "?sid=…", "?csrf_token=…", "?_=1732951269".
std::string lasting_link(std::string_view url);

// A piece of structured data (JSON) without random tokens and without when the page was modified
// last; each URL in it by `link`.
std::string lasting_json(std::string_view json, const LinkWord& link);

}  // namespace explore
