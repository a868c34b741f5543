// A regular expression from the user, in RE2's syntax: linear time, whatever the text. Globs too.
// Thread: immutable, may be shared. Errors: RE2's messages.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parser {

class Pattern {
 public:
  // Nothing if `text` is none; `problem` then says why.
  static std::optional<Pattern> compile(std::string_view text, std::string& problem);
  // All of the text: '*' stands for anything but '/', '**' for anything; all else for itself.
  static std::optional<Pattern> compile_glob(std::string_view glob, std::string& problem);

  int groups() const;  // in parentheses
  // True if it is found anywhere in the text.
  bool finds(std::string_view text) const;
  // What `group` (0: all of it) of the first match holds; nothing without a match, or if the group
  // has no part in it.
  std::optional<std::string_view> first(std::string_view text, int group) const;
  // The same of each match, `most` at most, from left to right; they don't overlap.
  std::vector<std::string_view> all(std::string_view text, int group, std::size_t most) const;
  // The first match that begins at `from` or behind, which may be empty; nothing if there is none.
  // What stands before `from` counts for what a match may stand behind.
  std::optional<std::string_view> next(std::string_view text, std::size_t from) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace parser
