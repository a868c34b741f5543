#include "explore/mcp/token_budget.h"

#include "ground/utf8.h"

namespace explore {
namespace {

// Half tokens of a byte.
std::size_t halves_of(char byte) {
  const bool is_whole =
      !ground::is_ascii(byte) || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z');
  return is_whole ? 2 : 1;
}

}  // namespace

std::size_t tokens_of(std::string_view text) {
  std::size_t halves = 0;
  for (const char byte : text) halves += halves_of(byte);
  return (halves + 1) / 2;
}

std::string_view prefix_of_tokens(std::string_view text, std::size_t tokens) {
  std::size_t halves = 0;
  std::size_t end = 0;
  while (end < text.size() && (halves += halves_of(text[end])) <= 2 * tokens) ++end;
  return ground::utf8_prefix(text, end);
}

}  // namespace explore
