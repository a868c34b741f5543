// What guess_encoding knows of languages; guess_model.py makes it from texts. Costs are quarters of
// a bit, as digits (see cost_of). Thread: constants.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace parser {

struct LettersOfLanguage {
  std::string_view language;
  // Letters of ASCII are classes of their own, 1 to 26, and the others follow; else they are one
  // class, 1, before those of the language. Class 0 is all that is no letter of it.
  bool is_latin = false;
  std::string_view letters, capitals;  // UTF-8, in one order
  // Of each class behind each class, row by row; pairs without a letter beyond ASCII are left out.
  std::string_view costs;
};

struct CharactersOfLanguage {
  std::string_view language;
  std::string_view characters;  // UTF-8, the most common first
  std::string_view costs;       // one for each kCharactersPerCost of them
};

inline constexpr std::size_t kCharactersPerCost = 50;

std::span<const LettersOfLanguage> letters_of_languages();
std::span<const CharactersOfLanguage> characters_of_languages();

constexpr int cost_of(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'Z') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'z') return digit - 'a' + 36;
  return digit == '+' ? 62 : 63;
}

}  // namespace parser
