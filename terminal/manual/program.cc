#include "terminal/manual/program.h"

#include <algorithm>

namespace terminal {
namespace {

// "yes|no", and not "URL|FILE".
bool is_list_of_words(std::string_view placeholder) {
  return placeholder.find('|') != std::string_view::npos &&
         std::all_of(placeholder.begin(), placeholder.end(),
                     [](char c) { return c == '|' || c == '-' || (c >= 'a' && c <= 'z'); });
}

}  // namespace

ValueKind kind_of_value(const Option& option) {
  const std::string_view placeholder = option.placeholder;
  if (placeholder.empty()) return ValueKind::kNone;
  if (!option.words.empty() || is_list_of_words(placeholder)) return ValueKind::kWords;
  if (placeholder == "DIR" || placeholder == "FOLDER") return ValueKind::kFolder;
  const bool is_file = placeholder == "FILE" || placeholder == "DB" || placeholder == "URL|FILE";
  return is_file ? ValueKind::kFile : ValueKind::kOther;
}

std::string words_of_value(const Option& option) {
  if (kind_of_value(option) != ValueKind::kWords) return "";
  std::string words(option.words.empty() ? option.placeholder : option.words);
  std::replace(words.begin(), words.end(), '|', ',');
  return words;
}

}  // namespace terminal
