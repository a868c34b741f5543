// The tokens that selectors are made of (CSS Syntax 3, section 4): identifiers, strings, white
// space and comments, with escapes decoded. Thread: one owner. Lifetime: views the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parser {

class CssScanner {
 public:
  explicit CssScanner(std::string_view text) : text_(text) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }
  // The next byte, 0 at the end.
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void skip(std::size_t bytes = 1) { at_ += bytes; }
  // Takes `c` if it is next.
  bool take(char c);
  // Skips white space and comments; true if there was white space.
  bool skip_space();

  // Skips comments alone, which part nothing.
  void skip_comments();

  // An identifier (4.3.9, 4.3.12); nothing, and nothing taken, if none begins here.
  std::optional<std::string> take_identifier();
  // A string in quotes (4.3.5); nothing if none begins here or it does not end.
  std::optional<std::string> take_string();

 private:
  bool begins_escape(std::size_t ahead) const;
  bool begins_identifier() const;
  void take_escape(std::string& out);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace parser
