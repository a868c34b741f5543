// How the value of an option is read: numbers, sizes, times, words, patterns, headers, addresses.
// Thread: pure but for check_readable. Errors: words that go on after "crawl: --name: ", with the
// value and the remedy.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace crawler {

// What a reader of values gives: the value, or why there is none.
struct BadValue {
  std::string words;
};
template <typename T>
using Read = std::variant<T, BadValue>;

// A value with its control characters escaped, in quotes, cut if it is very long.
std::string in_quotes(std::string_view value);

// Decimal digits only.
Read<uint64_t> read_count(std::string_view value, uint64_t min, uint64_t max);
// Bytes: "512", "1.5M", "10MB"; K, M and G, alone or with B or iB, are the powers of 1,024.
Read<uint64_t> read_size(std::string_view value, uint64_t min, uint64_t max);
// A duration in seconds: "30", "0.5"; or with units from the largest to the smallest, "500ms",
// "1.5s", "5m", "1h30m", "1d12h" (w, d, h, min or m, sec or s, ms).
Read<std::chrono::milliseconds> read_seconds(std::string_view value, std::chrono::milliseconds min,
                                             std::chrono::milliseconds max);
// The same, but that a number alone is milliseconds, and whole.
Read<std::chrono::milliseconds> read_milliseconds(std::string_view value,
                                                  std::chrono::milliseconds max);
// The position of `value` in `words`.
Read<std::size_t> read_word(std::string_view value, std::span<const std::string_view> words);
// "text/html, application/pdf": lower case, each once.
Read<std::vector<std::string>> read_types(std::string_view value);
// "links,resources": some of the words, each once, in the words' order; "all" or "none" of them.
Read<std::vector<bool>> read_words(std::string_view value, std::span<const std::string_view> words);
// A proxy as curl takes it; a missing scheme becomes http.
Read<std::string> read_proxy(std::string_view value);

// May the value of this header ("Name: value") open a door? Any header may carry a key of some
// service, so all may but a few whose meaning is known.
bool may_be_secret(std::string_view header);

// These say what is wrong, or "".
std::string check_pattern(const std::string& value);   // RE2 compiles it
std::string check_header(std::string_view value);      // "Name: value"
std::string check_user_agent(std::string_view value);  // printable, begins with a product token
std::string check_auth(std::string_view value);        // never repeats the value
std::string check_readable(const std::string& path);   // a file that can be opened
std::string check_file_name(const std::string& path);  // not empty, no NUL

}  // namespace crawler
