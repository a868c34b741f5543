#include "explore/spell/nearby_words.h"

#include <algorithm>
#include <utility>

#include "ground/utf8.h"

namespace explore {
namespace {

// More than the alphabets of a language and a guest have.
constexpr std::size_t kMostLetters = 64;

std::u32string letters_of(std::string_view word) {
  std::u32string letters;
  for (std::size_t at = 0; at < word.size();) {
    const ground::Utf8Character c = ground::character_at(word, at);
    letters += c.code_point;
    at += c.length;
  }
  return letters;
}

}  // namespace

void NearbyWords::add(std::string_view word, uint64_t times) {
  times_[std::string(word)] += times;
  for (const char32_t letter : letters_of(word)) ++letters_[letter];
}

void NearbyWords::choose_letters() {
  std::vector<std::pair<uint64_t, char32_t>> by_use;
  by_use.reserve(letters_.size());
  for (const auto& [letter, times] : letters_) by_use.emplace_back(times, letter);
  std::sort(by_use.begin(), by_use.end(), std::greater<>());
  if (by_use.size() > kMostLetters) by_use.resize(kMostLetters);
  for (const auto& [times, letter] : by_use) alphabet_.push_back(letter);
}

void NearbyWords::look_up(const std::u32string& letters, Nearby& best) {
  buffer_.clear();
  for (const char32_t letter : letters) ground::append_utf8(letter, buffer_);
  const auto found = times_.find(buffer_);
  if (found == times_.end() || found->second < best.times || buffer_ == asked_) return;
  // Of two alike the one that comes first, so that the same site has the same answer.
  if (found->second == best.times && found->first > best.word) return;
  best = {found->first, found->second};
}

NearbyWords::Nearby NearbyWords::of(std::string_view word) {
  if (alphabet_.empty()) choose_letters();
  Nearby best;
  asked_ = word;
  const std::u32string letters = letters_of(word);
  std::u32string changed;
  // What differs in its first letter or its last one alone is another word, or another form of it:
  // "rename" and "reneame" are a slip, "prefix" and "refix", "iterator" and "iterators" are not.
  for (std::size_t i = 0; i + 1 < letters.size(); ++i) {
    changed = letters;
    std::swap(changed[i], changed[i + 1]);
    look_up(changed, best);
    if (i == 0) continue;
    changed = letters;
    look_up(changed.erase(i, 1), best);
    for (const char32_t letter : alphabet_) {
      changed = letters;
      look_up(changed.insert(i, 1, letter), best);
      changed = letters;
      changed[i] = letter;
      look_up(changed, best);
    }
  }
  // A letter before the last one.
  if (letters.size() > 1) {
    for (const char32_t letter : alphabet_) {
      changed = letters;
      look_up(changed.insert(letters.size() - 1, 1, letter), best);
    }
  }
  return best;
}

}  // namespace explore
