// The pieces that dates are written with, and what English words mean in them.
// Thread: pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

struct DateToken {
  enum class Kind : uint8_t { kNumber, kWord, kMark, kEnd };
  Kind kind = Kind::kEnd;
  bool is_spaced = false;  // white space stands before it
  std::string text;        // digits; a word in small letters; one character of ASCII
  unsigned number = 0;     // of digits, the first nine

  bool is(char mark) const { return kind == Kind::kMark && text[0] == mark; }
  bool is(std::string_view word) const { return kind == Kind::kWord && text == word; }
  bool has_digits(std::size_t count) const { return kind == Kind::kNumber && text.size() == count; }
};

// Of valid UTF-8; the last one is kEnd. All spaces are spaces, all dashes '-', all bullets '|';
// marks of direction, zero-width and soft hyphens are nothing. Empty if there is any other
// character beyond ASCII, or a control.
std::vector<DateToken> date_tokens(std::string_view text);

// From 1: "sep", "sept", "september"; 0 if it is none.
unsigned month_named(std::string_view word);

// From 0, Sunday: "tue", "tues", "tuesday".
std::optional<unsigned> weekday_named(std::string_view word);

// "st", "nd", "rd", "th".
bool is_ordinal(std::string_view word);

// What pages put before a date: "published", "last", "updated", "on" …
bool is_date_label(std::string_view word);

struct ZoneName {
  std::string_view name;
  std::optional<int> minutes;  // none: it means several clocks
};
// Null if it is none.
const ZoneName* zone_named(std::string_view word);

}  // namespace parser
