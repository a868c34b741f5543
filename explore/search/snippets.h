// Snippets: where in a page's title and text the words of a search are. The index has no text, so
// the few pages to be shown are read again, with the same tokenizer.
// Thread: one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "storage/database/database.h"

namespace explore {

// Around each hit in what Snippets gives.
inline constexpr char kHitBegins = '\x02';
inline constexpr char kHitEnds = '\x03';

struct Snippet {
  std::string title;  // whole
  std::string text;   // the part of it that holds most
};

class Snippets {
 public:
  // Errors: of SQLite (no FTS5 in it).
  static ground::Result<std::unique_ptr<Snippets>> make();

  // Whether the tokenizer finds a word in it.
  bool has_words(std::string_view text);
  // `match`: see parse_search. `article`: the part of the text that a reader came for, or "": it
  // comes first, and the rest of the text where the words are only there. Where they are nowhere,
  // the beginning.
  ground::Result<Snippet> of(const std::string& match, std::string_view title,
                             std::string_view article, std::string_view text);

 private:
  explicit Snippets(std::unique_ptr<storage::Database> db);
  bool find(const std::string& match, std::string_view title, std::string_view text,
            Snippet* snippet);
  // In the first part of the text that has the words.
  bool find_first(const std::string& match, std::string_view title, std::string_view text,
                  Snippet* snippet);

  std::unique_ptr<storage::Database> db_;
  storage::Statement clear_, add_, find_, count_;
};

}  // namespace explore
