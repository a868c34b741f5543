// A dictionary is asked once for each different word. A typo is told from a term by the site
// itself: whoever writes "recieve" once and "receive" elsewhere means the same.
#include "explore/spell/spelling.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ground/ascii.h"
#include "ground/utf8.h"

namespace explore {
namespace {

// So many words say something about a page's language; of text in its own language a dictionary
// knows far more than these parts of 10.
constexpr std::size_t kFewWords = 20;
constexpr std::size_t kUnknownOfTen = 4;

// Below that, some other word is always near.
constexpr std::size_t kShortWord = 4;
// With a capital it may be a name, which is near some word by chance.
constexpr std::size_t kShortName = 6;
// So many times as often the site must write the right one: what it writes nearly as often as
// another word is a word of its own.
constexpr uint64_t kWitnessTimes = 10;

constexpr std::size_t kContextBytes = 40;  // at each side

std::size_t letters_in(std::string_view word) {
  return static_cast<std::size_t>(
      std::count_if(word.begin(), word.end(), [](char c) { return !ground::is_continuation(c); }));
}

std::string context_of(std::string_view text, std::size_t at, std::size_t size) {
  const std::size_t begin =
      ground::begin_of_character(text, at > kContextBytes ? at - kContextBytes : 0);
  const std::size_t end =
      ground::begin_of_character(text, std::min(text.size(), at + size + kContextBytes));
  std::string_view before = text.substr(begin, at - begin);
  std::string_view behind = text.substr(at, end - at);
  before.remove_prefix(before.find_last_of('\n') + 1);  // npos + 1 is 0
  behind = behind.substr(0, behind.find('\n'));
  std::string line(before);
  line += behind;
  std::replace(line.begin(), line.end(), '\t', ' ');
  return line;
}

}  // namespace

Spelling::Entries::value_type* Spelling::entry_of(const ProseWord& word,
                                                  const Dictionary& dictionary, Entries& entries) {
  key_ = word.word;
  const auto known = entries.find(key_);
  if (known != entries.end()) return &*known;
  if (words_ == most_words_) {
    is_full_ = true;
    return nullptr;
  }
  ++words_;
  Entry entry;
  entry.is_capitalised = word.is_capitalised;
  entry.is_known = dictionary.knows(key_) || right_.has(key_);
  if (!entry.is_known && key_.ends_with("'s")) {
    const std::string owner = key_.substr(0, key_.size() - 2);
    entry.is_known = dictionary.knows(owner) || right_.has(owner);
  }
  return &*entries.emplace(key_, std::move(entry)).first;
}

bool Spelling::read(int64_t page_id, std::string_view text, const Dictionary& dictionary) {
  Entries& entries = entries_[&dictionary];
  seen_.clear();
  std::size_t judged = 0, unknown = 0;
  for_each_word(text, [&](const ProseWord& word) {
    Entries::value_type* const entry = entry_of(word, dictionary, entries);
    if (entry == nullptr) return;
    seen_.push_back({entry, word.at, word.size});
    if (word.is_capitalised && !dictionary.capitalises_nouns()) return;
    ++judged;
    unknown += entry->second.is_known ? 0 : 1;
  });
  if (judged >= kFewWords && unknown * 10 > judged * kUnknownOfTen) return false;
  words_read_ += seen_.size();
  for (const Seen& seen : seen_) {
    Entry& entry = seen.entry->second;
    ++entry.times;
    if (entry.last_page == page_id && entry.pages > 0) continue;
    entry.last_page = page_id;
    if (entry.pages++ > 0) continue;
    entry.first_page = page_id;
    if (!entry.is_known) entry.context = context_of(text, seen.at, seen.size);
  }
  return true;
}

bool Spelling::is_reported(const Entry& entry, const Dictionary& dictionary) const {
  return with_names_ || !entry.is_capitalised || dictionary.capitalises_nouns();
}

std::vector<UnknownWord> Spelling::unknown_words() const {
  std::vector<UnknownWord> all;
  for (const auto& [dictionary, entries] : entries_) {
    NearbyWords nearby;
    for (const auto& [word, entry] : entries)
      if (entry.is_known && entry.times > 0) nearby.add(in_lower_case(word), entry.times);
    for (const auto& [word, entry] : entries) {
      if (entry.is_known || entry.times == 0) continue;
      UnknownWord found{word,          dictionary, entry.times, entry.pages, entry.first_page,
                        entry.context, {}};
      const bool may_be_name = !is_reported(entry, *dictionary);
      if (letters_in(word) >= (may_be_name ? kShortName : kShortWord)) {
        const NearbyWords::Nearby near = nearby.of(in_lower_case(word));
        if (near.times >= kWitnessTimes * entry.times) found.site_word = near.word;
      }
      if (may_be_name && !found.is_typo()) continue;
      all.push_back(std::move(found));
    }
  }
  std::sort(all.begin(), all.end(), [](const UnknownWord& a, const UnknownWord& b) {
    const auto order = [](const UnknownWord& each) {
      return std::make_tuple(!each.is_typo(), ~each.pages, ~each.times,
                             std::string_view(each.word));
    };
    return order(a) < order(b);
  });
  return all;
}

}  // namespace explore
