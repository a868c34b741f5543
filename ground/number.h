// A number that is written in ASCII, and nothing else. Thread: pure.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace ground {

// The whole of `text` as std::from_chars reads it: no space, no '+', and '-' for what can be
// negative only. Nothing if there is more than the number, or if it is too large for T.
template <typename T>
std::optional<T> number_of(std::string_view text) {
  T number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

}  // namespace ground
