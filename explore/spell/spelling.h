// Spelling: reads the texts of pages and gathers the words that no dictionary knows, each with how
// often it stands and where it was first.
// Thread: one. Memory: bounded, see kMostWords. Lifetime: dictionaries and word list outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "explore/spell/dictionaries.h"
#include "explore/spell/nearby_words.h"
#include "explore/spell/prose.h"
#include "explore/spell/word_list.h"

namespace explore {

struct UnknownWord {
  std::string word;
  const Dictionary* dictionary = nullptr;
  uint64_t times = 0, pages = 0;
  int64_t page_id = 0;    // the first that has it
  std::string context;    // there, in one line
  std::string site_word;  // what the site itself writes elsewhere, if that is a slip away
  bool is_typo() const { return !site_word.empty(); }
};

class Spelling {
 public:
  // Different words that are remembered, known ones too: about 150 MB.
  static constexpr std::size_t kMostWords = 1'000'000;

  // `with_names`: also words that have a capital wherever they stand.
  Spelling(const WordList& right, bool with_names, std::size_t most_words = kMostWords)
      : right_(right), with_names_(with_names), most_words_(most_words) {}

  // False: the page is not in this language, whatever it states, and is not counted.
  bool read(int64_t page_id, std::string_view text, const Dictionary& dictionary);

  // Typos first, then those on the most pages.
  std::vector<UnknownWord> unknown_words() const;
  uint64_t words_read() const { return words_read_; }
  // Words that came when no more could be remembered were not judged.
  bool is_full() const { return is_full_; }

 private:
  struct Entry {
    uint64_t times = 0;
    uint32_t pages = 0;
    bool is_known = false;
    bool is_capitalised = false;
    int64_t first_page = 0, last_page = 0;
    std::string context;  // of unknown ones
  };
  using Entries = std::unordered_map<std::string, Entry>;
  struct Seen {
    Entries::value_type* entry;
    std::size_t at, size;
  };

  Entries::value_type* entry_of(const ProseWord& word, const Dictionary& dictionary,
                                Entries& entries);
  bool is_reported(const Entry& entry, const Dictionary& dictionary) const;

  const WordList& right_;
  bool with_names_;
  std::size_t most_words_, words_ = 0;
  bool is_full_ = false;
  uint64_t words_read_ = 0;
  std::map<const Dictionary*, Entries> entries_;
  std::vector<Seen> seen_;  // on the page, reused
  std::string key_;
};

}  // namespace explore
