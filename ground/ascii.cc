#include "ground/ascii.h"

#include <algorithm>

namespace ground::ascii {

void make_lower(std::string& text) {
  std::transform(text.begin(), text.end(), text.begin(), lower);
}

std::string lowered(std::string_view text) {
  std::string out(text);
  make_lower(out);
  return out;
}

void append_folded(std::string_view text, std::string& out) {
  bool first = true;
  for (std::string_view token = next_token(text); !token.empty(); token = next_token(text)) {
    if (!first) out.push_back(' ');
    out.append(token);
    first = false;
  }
}

bool is_folded(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (is_space(c) && (c != ' ' || before == ' ')) return false;
    before = c;
  }
  return text.empty() || before != ' ';
}

}  // namespace ground::ascii
