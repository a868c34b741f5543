// Links that stand side by side with no space between them, as lists of tags, menus and page
// numbers have them: a style leaves the room, and a reader sees words apart. The style isn't read,
// but nobody writes one word as two links to different places. Scripts without spaces are an
// exception: what two links are there may stand in one line of text.
// Thread: one per walk. Lifetime: the addresses live in what is walked.
#pragma once

#include <cstddef>
#include <string_view>

#include "ground/ascii.h"

namespace parser {

class LinkGap {
 public:
  // `written`: the size of the text up to there.
  void open(std::string_view href, std::size_t written) {
    is_between_ = has_closed_ && written == closed_at_ && href != href_;
    opened_at_ = written;
    href_ = href;
    has_closed_ = false;
  }
  void close(std::size_t written) {
    has_closed_ = written > opened_at_;
    closed_at_ = written;
    is_between_ = false;
  }
  // White space, or a block's border.
  void end() { has_closed_ = is_between_ = false; }

  // Whether a space belongs between the text up to here and the word behind it, which is not empty.
  // Said once.
  bool divides(std::string_view text, std::string_view word) {
    const bool divides = is_between_ && ends_in_letter(text) && is_letter(word.front());
    end();
    return divides;
  }

 private:
  // Of ASCII, or of two bytes in UTF-8: Latin, Greek, Cyrillic, Hebrew, Arabic.
  static bool is_letter(char first) {
    constexpr unsigned kOfThree = 0xE0, kOfTwo = 0xC0;
    return ground::ascii::is_alphanumeric(first) ||
           (static_cast<unsigned char>(first) & kOfThree) == kOfTwo;
  }
  static bool ends_in_letter(std::string_view text) {
    if (text.empty()) return false;
    if (ground::ascii::is_alphanumeric(text.back())) return true;
    return static_cast<signed char>(text.back()) < 0 && text.size() > 1 &&
           is_letter(text[text.size() - 2]) &&
           !ground::ascii::is_alphanumeric(text[text.size() - 2]);
  }

  std::string_view href_;
  std::size_t opened_at_ = 0, closed_at_ = 0;
  bool has_closed_ = false;  // a link with words, and nothing since
  bool is_between_ = false;  // that one and the next
};

}  // namespace parser
