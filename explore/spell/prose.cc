// A text is read in chunks between white space. Of each the punctuation of prose is taken off at
// both ends; if what is left has anything but letters, apostrophes and hyphens, or other signs
// stood at its ends, it is no prose. So "recieve," is a word, and "recieve()", "/usr/recieve",
// "recieve_all" and "$recieve" are none.
#include "explore/spell/prose.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "ground/utf8.h"

namespace explore {
namespace {

bool is_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0; }

bool is_letter(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

bool is_capital(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0;
}

bool is_apostrophe(char32_t c) { return c == U'\'' || c == U'\u2019' || c == U'\u02BC'; }

bool is_hyphen(char32_t c) { return c == U'-' || c == U'\u2010' || c == U'\u2011'; }

constexpr char32_t kSoftHyphen = 0xAD;

// What stands around words of prose.
bool is_punctuation(char32_t c) {
  static constexpr std::u32string_view kSigns =
      U"\"'.,;:!?()[]\u00A1\u00AB\u00BB\u00BF\u2010\u2012\u2013\u2014\u2018\u2019\u201A\u201C\u201D"
      U"\u201E\u2026\u2039\u203A\u00B7\u2022";
  return kSigns.find(c) != std::u32string_view::npos;
}

bool ends_sentence(char32_t c) {
  static constexpr std::u32string_view kSigns = U".!?:\u2026\u2022\u00B7";
  return kSigns.find(c) != std::u32string_view::npos;
}

class Chunk {
 public:
  Chunk(std::string_view text, std::size_t at, std::size_t size)
      : at_(at), size_(size), whole_(text.substr(at, size)), core_(whole_) {}

  // False: it is no prose.
  bool trim() {
    for (;;) {
      if (core_.empty()) return false;
      const ground::Utf8Character first = ground::character_at(core_, 0);
      if (is_letter(first.code_point)) break;
      if (!is_punctuation(first.code_point)) return false;
      core_.remove_prefix(first.length);
    }
    // "f()" is a call, "…()" nothing else.
    if (whole_.find("()") != std::string_view::npos) return false;
    // ".htaccess"; "...and" is prose.
    const std::string_view before(whole_.data(),
                                  static_cast<std::size_t>(core_.data() - whole_.data()));
    if (before.ends_with('.') && !before.ends_with("..")) return false;
    for (;;) {
      const std::size_t last = ground::begin_of_character(core_, core_.size() - 1);
      const char32_t c = ground::character_at(core_, last).code_point;
      if (is_letter(c)) return true;
      if (!is_punctuation(c) && c != kSoftHyphen) return false;
      core_ = core_.substr(0, last);
    }
  }

  template <typename Show>
  void show_words(bool begins_sentence, std::string& word, const Show& show) {
    std::size_t at = 0;
    while (at < core_.size()) {
      const std::size_t letters = read_word(at, word);
      const bool is_last = at == core_.size();
      if (!is_last && !is_hyphen(ground::character_at(core_, at).code_point)) return;
      if (letters > 1 && letters <= kMaxWordLetters && !is_odd_)
        show({word, at_, size_, is_capitalised_, begins_sentence});
      begins_sentence = false;
      if (!is_last) at += ground::character_at(core_, at).length;
    }
  }

  // Whether all of it can be words.
  bool is_prose() const {
    for (std::size_t at = 0; at < core_.size();) {
      const ground::Utf8Character c = ground::character_at(core_, at);
      if (!is_letter(c.code_point) && !is_apostrophe(c.code_point) && !is_hyphen(c.code_point) &&
          c.code_point != kSoftHyphen)
        return false;
      at += c.length;
    }
    return true;
  }

 private:
  // From `at` to a hyphen or the end. The number of its letters.
  std::size_t read_word(std::size_t& at, std::string& word) {
    word.clear();
    std::size_t letters = 0, capitals = 0;
    bool has_late_capital = false;
    is_capitalised_ = false;
    for (; at < core_.size();) {
      const ground::Utf8Character c = ground::character_at(core_, at);
      if (is_hyphen(c.code_point)) break;
      at += c.length;
      if (c.code_point == kSoftHyphen) continue;
      if (is_apostrophe(c.code_point)) {
        word += '\'';
        continue;
      }
      if (is_capital(c.code_point)) {
        ++capitals;
        // "l'Europe", "O'Neill".
        if (letters == 0)
          is_capitalised_ = true;
        else if (!word.ends_with('\''))
          has_late_capital = true;
      }
      ++letters;
      ground::append_utf8(c.code_point, word);
    }
    // An abbreviation, or the name of something in a program.
    is_odd_ = has_late_capital || (capitals == letters && letters > 1);
    while (word.ends_with('\'')) word.pop_back();
    return letters;
  }

  std::size_t at_, size_;
  std::string_view whole_, core_;
  bool is_capitalised_ = false, is_odd_ = false;
};

char32_t last_character(std::string_view text) {
  return ground::character_at(text, ground::begin_of_character(text, text.size() - 1)).code_point;
}

// Behind closing quotes and brackets.
bool ends_with_sentence(std::string_view chunk) {
  while (!chunk.empty()) {
    const char32_t last = last_character(chunk);
    if (ends_sentence(last)) return true;
    if (is_letter(last) || !is_punctuation(last)) return false;
    chunk = chunk.substr(0, ground::begin_of_character(chunk, chunk.size() - 1));
  }
  return true;
}

}  // namespace

void for_each_word(std::string_view text, const std::function<void(const ProseWord&)>& show) {
  std::string word;
  bool begins_sentence = true;
  std::size_t at = 0;
  while (at < text.size()) {
    const ground::Utf8Character c = ground::character_at(text, at);
    if (is_space(c.code_point)) {
      begins_sentence |= c.code_point == U'\n';
      at += c.length;
      continue;
    }
    std::size_t end = at;
    while (end < text.size()) {
      const ground::Utf8Character next = ground::character_at(text, end);
      if (is_space(next.code_point)) break;
      end += next.length;
    }
    Chunk chunk(text, at, end - at);
    if (chunk.trim() && chunk.is_prose()) chunk.show_words(begins_sentence, word, show);
    begins_sentence = ends_with_sentence(text.substr(at, end - at));
    at = end;
  }
}

}  // namespace explore
