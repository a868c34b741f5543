// NearbyWords: what a site itself writes, one slip of the finger away: a letter left out, added,
// taken for another, or two that changed places; not at a word's ends, where other forms differ.
// Thread: one. Cost of a question: some thousand lookups.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace explore {

class NearbyWords {
 public:
  // A word in lower case that is right, UTF-8. Before the first question.
  void add(std::string_view word, uint64_t times);

  struct Nearby {
    std::string word;
    uint64_t times = 0;  // 0: there is none
  };
  // The one that the site writes most. `word` in lower case.
  Nearby of(std::string_view word);

 private:
  void look_up(const std::u32string& letters, Nearby& best);
  void choose_letters();

  std::unordered_map<std::string, uint64_t> times_;
  std::unordered_map<char32_t, uint64_t> letters_;  // how often each was added
  std::vector<char32_t> alphabet_;                  // the usual ones; chosen at the first question
  std::string asked_, buffer_;
};

}  // namespace explore
