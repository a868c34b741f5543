// Judged word by word, since a page says its time in the midst of text. What is folded must be
// narrow: a change that is taken for noise is one that nobody sees. So a date alone, the hours that
// a shop is open and a number are content.
#include "storage/history/passing_parts.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <functional>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "storage/history/time_words.h"

namespace storage {
namespace {

namespace ascii = ground::ascii;

bool is_hex_digit(char c) {
  return ascii::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_uuid(std::string_view word) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (word.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (kForm[i] == 'x' ? !is_hex_digit(word[i]) : word[i] != '-') return false;
  return true;
}

// Of small letters, capitals and digits: words keep to one of them for a while.
bool alternates(std::string_view word) {
  const auto sort_of = [](char c) {
    return ascii::is_digit(c) ? 0 : c >= 'a' && c <= 'z' ? 1 : c >= 'A' && c <= 'Z' ? 2 : 3;
  };
  std::array<int, 4> counts{};
  std::size_t turns = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    ++counts[static_cast<std::size_t>(sort_of(word[i]))];
    if (i > 0 && sort_of(word[i]) != sort_of(word[i - 1])) ++turns;
  }
  return counts[0] >= 2 && counts[1] >= 2 && counts[2] >= 2 && turns * 20 >= word.size() * 9;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words,
                             [word](std::string_view each) { return ascii::equals(word, each); });
}

// Without the punctuation around it.
std::string_view core_of(std::string_view word) {
  constexpr std::string_view kAround = "()[]{}<>\"'.,;:!?|*";
  const std::size_t begin = word.find_first_not_of(kAround);
  if (begin == std::string_view::npos) return {};
  return word.substr(begin, word.find_last_not_of(kAround) + 1 - begin);
}

// Bytes of white space at the front of `text`, Unicode's in UTF-8 too.
std::size_t space_at(std::string_view text) {
  const char c = text[0];
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  if (ground::is_ascii(c)) return 0;
  if (text.starts_with("\u00A0") || text.starts_with("\u0085")) return 2;
  if (text.starts_with("\u3000") || text.starts_with("\u202F") || text.starts_with("\u2028") ||
      text.starts_with("\u205F"))
    return 3;
  // U+2000 to U+200A.
  const bool is_of_block = text.size() > 2 && text.starts_with("\xE2\x80");
  return is_of_block && ground::is_continuation(text[2]) &&
                 static_cast<unsigned char>(text[2]) <= 0x8A
             ? 3
             : 0;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t space = space_at(text.substr(at));
    if (space == 0) {
      ++at;
      continue;
    }
    if (at > begin) words.push_back(text.substr(begin, at - begin));
    begin = at += space;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

class PassingWords {
 public:
  explicit PassingWords(const std::vector<std::string_view>& words)
      : words_(words), is_passing_(words.size()) {}

  std::vector<bool> find() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      // Most words end here.
      const std::string_view word = words_[i];
      if (word.size() < 2) continue;
      const std::string_view core = core_of(word);
      if (core.empty()) continue;
      if (is_random_token(core) || is_time_stamp(core)) is_passing_[i] = true;
      if (ascii::is_digit(core[0]) && is_clock_time(core) && !is_in_range(i)) mark_time(i);
      if (ascii::equals(core, "ago")) mark_ago(i);
      if (is_one_of(core, {"s", "sec", "secs", "second", "seconds", "ms", "milliseconds"}))
        mark_measured(i);
    }
    return std::move(is_passing_);
  }

 private:
  std::string_view core(std::size_t i) const { return core_of(words_[i]); }

  static bool is_dash(std::string_view word) {
    return is_one_of(word, {"-", "\u2013", "\u2014", "to", "until", "till", "bis", "a", "\u00E0"});
  }

  bool is_in_range(std::size_t i) const {
    const bool is_begin =
        i + 2 < words_.size() && is_dash(words_[i + 1]) && is_clock_time(core(i + 2));
    const bool is_end = i >= 2 && is_dash(words_[i - 1]) && is_clock_time(core(i - 2));
    return is_begin || is_end;
  }

  // The time, and what belongs to it. An hour and a minute alone are none: they may be a verse, a
  // result or when a shop opens.
  void mark_time(std::size_t i) {
    std::size_t after = i + 1;
    while (after < words_.size() &&
           is_one_of(core(after), {"am", "pm", "a.m", "p.m", "utc", "gmt", "cet", "cest", "uhr",
                                   "est", "edt", "pst", "pdt"}))
      ++after;
    const std::size_t zones = after;
    if (after < words_.size() && is_date(core(after))) ++after;
    const bool has_date_before = mark_date_before(i);
    const bool has_seconds_or_zone = std::ranges::count(core(i), ':') > 1 ||
                                     !ascii::is_digit(core(i).back()) ||
                                     core(i).find('+') != std::string_view::npos;
    if (!has_seconds_or_zone && !has_date_before && after == i + 1 && zones == i + 1) return;
    std::fill(is_passing_.begin() + static_cast<std::ptrdiff_t>(i),
              is_passing_.begin() + static_cast<std::ptrdiff_t>(after), true);
  }

  // "2026-11-30", "30 November 2026", "November 30, 2026", "Mon, 30 Nov 2026", and a word between
  // ("at").
  bool mark_date_before(std::size_t i) {
    std::size_t at = i;
    if (at > 0 && (is_one_of(core(at - 1), {"at", "um", "on"}) || core(at - 1).empty() ||
                   is_one_of(words_[at - 1], {"-", "\u2013", "\u00E0"})))
      --at;
    if (at == 0) return false;
    std::size_t begin = at;
    if (is_date(core(at - 1))) {
      begin = at - 1;
    } else if (at >= 3 && is_year(core(at - 1))) {
      const bool is_day_first = is_number_of(core(at - 3), 1, 2) && is_name(core(at - 2));
      const bool is_month_first = is_name(core(at - 3)) && is_number_of(core(at - 2), 1, 2);
      if (!is_day_first && !is_month_first) return false;
      begin = at - 3;
    } else {
      return false;
    }
    if (begin > 0 && words_[begin - 1].ends_with(',') && is_name(core(begin - 1))) --begin;
    std::fill(is_passing_.begin() + static_cast<std::ptrdiff_t>(begin),
              is_passing_.begin() + static_cast<std::ptrdiff_t>(i), true);
    return true;
  }

  void mark_ago(std::size_t i) {
    if (i < 2 || !is_one_of(core(i - 1), {"second", "seconds", "minute", "minutes", "min", "mins",
                                          "hour", "hours", "day", "days"}))
      return;
    if (is_number_of(core(i - 2), 1, 4) || is_one_of(core(i - 2), {"a", "an", "one"}))
      is_passing_[i - 2] = is_passing_[i - 1] = true;
  }

  // Nobody writes three decimals of a second by hand.
  void mark_measured(std::size_t i) {
    if (i == 0) return;
    const std::string_view number = core(i - 1);
    const std::size_t point = number.find_first_of(".,");
    if (point != std::string_view::npos && is_number_of(number.substr(0, point), 1, 6) &&
        is_number_of(number.substr(point + 1), 3, 18))
      is_passing_[i - 1] = true;
  }

  const std::vector<std::string_view>& words_;
  std::vector<bool> is_passing_;
};

bool is_web_address(std::string_view word) {
  return word.starts_with("http://") || word.starts_with("https://");
}

constexpr uint64_t kPassing = 1;  // what stands for passing words

// The same in every build: hashes of words are kept (lasting_hashes).
uint64_t hash_of(std::string_view word) {
  const uint64_t hash = XXH3_64bits(word.data(), word.size());
  return hash == kPassing ? kPassing + 1 : hash;
}

// "session=3f2a…": the name alone counts.
std::string_view without_random_value(std::string_view word) {
  const std::size_t sign = word.find_last_of("=:#");
  if (sign == std::string_view::npos || !is_random_token(core_of(word.substr(sign + 1))))
    return word;
  return word.substr(0, sign + 1);
}

}  // namespace

bool is_random_token(std::string_view word) {
  constexpr std::size_t kFewestHex = 16, kFewest = 20, kMost = 4'000;
  if (word.size() < kFewestHex || word.size() > kMost) return false;
  if (is_uuid(word)) return true;
  if (std::ranges::all_of(word, is_hex_digit))
    return std::ranges::any_of(word, ascii::is_digit) &&
           !std::ranges::all_of(word, ascii::is_digit);
  if (word.size() < kFewest || !std::ranges::all_of(word, [](char c) {
        return ascii::is_alphanumeric(c) ||
               std::string_view("+/=_-").find(c) != std::string_view::npos;
      }))
    return false;
  return alternates(word);
}

LastingWords lasting_words(std::string_view text, bool as_written, const LinkWord& link) {
  LastingWords lasting;
  const std::vector<std::string_view> words = split(text);
  std::vector<bool> passing(words.size());
  if (!as_written) passing = PassingWords(words).find();
  lasting.hashes.reserve(words.size());
  lasting.words.reserve(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (passing[i] && i > 0 && passing[i - 1]) continue;
    uint64_t hash = kPassing;
    if (!passing[i] && link && is_web_address(words[i]))
      hash = hash_of(link(words[i]));
    else if (!passing[i])
      hash = hash_of(as_written ? words[i] : without_random_value(words[i]));
    lasting.hashes.push_back(hash);
    lasting.words.push_back(words[i]);
  }
  return lasting;
}

bool is_same_text(std::string_view was, std::string_view is, bool as_written) {
  return was == is || lasting_words(was, as_written).hashes == lasting_words(is, as_written).hashes;
}

}  // namespace storage
