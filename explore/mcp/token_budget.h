// How much of a text fits into an answer that is counted in tokens of a language model.
//
// Which model reads is unknown, so this is an estimate that errs to the safe side: a small letter,
// a space or a sign of ASCII is half a token; a digit, a capital letter (hashes and keys are made
// of these) and each byte of any other character is a whole one. docs/mcp.md has what it was held
// against. Thread: pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace explore {

inline constexpr std::size_t kUsualTokens = 8'000;
inline constexpr std::size_t kLeastTokens = 1'000;
inline constexpr std::size_t kMostTokens = 200'000;

std::size_t tokens_of(std::string_view text);

// The longest beginning of `text` that has at most so many, in whole characters.
std::string_view prefix_of_tokens(std::string_view text, std::size_t tokens);

}  // namespace explore
