// WordList: words that are right although no dictionary knows them: names, terms of a trade.
// A file of UTF-8 lines, a word each; empty lines and lines that begin with '#' count for nothing.
// A word in lower case stands for itself with a capital too, one with a capital for itself alone.
// Thread: one.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "ground/result.h"

namespace explore {

class WordList {
 public:
  // Adds those of a file. Errors (kIo): it can't be read, or is no text; the file is named.
  ground::Result<void> add_file(const std::string& path);
  void add_lines(std::string_view lines);

  // `word` as for_each_word() shows it.
  bool has(std::string_view word) const;

 private:
  std::unordered_set<std::string> words_;
};

// "Word" as "word": by Unicode, whatever the language.
std::string in_lower_case(std::string_view word);

}  // namespace explore
