// Marks: single characters that stand for text which gumbo need not read. gumbo takes about 80 ns
// per character; a mark costs it one character, and is replaced by the text when the tree is shown.
// Marks are characters of planes 15 and 16, which are for private use: a page that contains one
// itself gets no marks (speaks_marks).
// Thread: one owner. Lifetime: the text behind the marks is the caller's and has to stay.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

// True if `utf8` (valid) has a character that might be taken for a mark, written as such or as a
// numeric reference.
bool speaks_marks(std::string_view utf8);

class Marks {
 public:
  static constexpr std::size_t kMarkBytes = 4;

  void clear() { stands_for_.clear(); }
  bool empty() const { return stands_for_.empty(); }

  // Appends a mark for `text` to `out`; false if there is none left.
  bool append(std::string_view text, std::string& out);

  // `value` as it was: what it stands for if all of it is a mark.
  std::string_view original(std::string_view value) const;

  // Shows `text` as it was, in pieces.
  template <typename Piece>
  void expand(std::string_view text, Piece&& piece) const {
    while (!text.empty()) {
      const std::size_t at = find(text);
      if (at > 0) piece(text.substr(0, at));
      if (at == text.size()) return;
      piece(original(text.substr(at, kMarkBytes)));
      text.remove_prefix(at + kMarkBytes);
    }
  }

 private:
  // Where the first mark of `text` is; its size if there is none.
  std::size_t find(std::string_view text) const;

  std::vector<std::string_view> stands_for_;
};

}  // namespace parser
