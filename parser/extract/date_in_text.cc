// The text is cut into numbers, words and what stands between; a date is a few of them in a row.
#include "parser/extract/date_in_text.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <vector>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/extract/month_names.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr int kFirstYear = 1970, kLastYear = 2099;
constexpr int kMonths = 12;

struct Token {
  enum class Kind { kNumber, kWord, kOther } kind = Kind::kOther;
  std::string_view text;
  std::size_t begin = 0;
  int number = 0;
  int digits = 0;
};

bool is_of_word(UChar32 c) {
  const auto mask = U_GET_GC_MASK(c);
  return (mask & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

Token::Kind kind_of(UChar32 c) {
  if (u_charDigitValue(c) >= 0) return Token::Kind::kNumber;
  return is_of_word(c) ? Token::Kind::kWord : Token::Kind::kOther;
}

// The characters of Chinese and Japanese dates are words of their own.
bool stands_alone(char32_t c) { return c == U'年' || c == U'月' || c == U'日' || c == U'년'; }

std::vector<Token> tokens_of(std::string_view text) {
  constexpr int kMostDigits = 9;
  std::vector<Token> tokens;
  bool is_alone = false;
  for (std::size_t at = 0; at < text.size();) {
    const ground::Utf8Character character = ground::character_at(text, at);
    const auto c = static_cast<UChar32>(character.code_point);
    const Token::Kind kind = kind_of(c);
    const bool begins = tokens.empty() || tokens.back().kind != kind || is_alone ||
                        stands_alone(character.code_point);
    if (begins) tokens.push_back({kind, {}, at, 0, 0});
    is_alone = stands_alone(character.code_point);
    Token& token = tokens.back();
    at += character.length;
    token.text = text.substr(token.begin, at - token.begin);
    if (kind == Token::Kind::kNumber && ++token.digits <= kMostDigits)
      token.number = token.number * 10 + u_charDigitValue(c);
  }
  return tokens;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view language)
      : tokens_(tokens_of(text)), language_(language) {}

  std::optional<DateInText> first() {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      for (const auto read : {&Reader::with_name, &Reader::name_first, &Reader::year_first,
                              &Reader::numbers, &Reader::year_and_name}) {
        at_ = i;
        if (auto date = (this->*read)(); date) {
          date->begin = tokens_[i].begin;
          date->is_named =
              std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(i),
                          tokens_.begin() + static_cast<std::ptrdiff_t>(at_),
                          [](const Token& token) { return token.kind == Token::Kind::kWord; });
          date->end = tokens_[at_ - 1].begin + tokens_[at_ - 1].text.size();
          return date;
        }
      }
    return std::nullopt;
  }

 private:
  // ---- Each takes one token, or none and says no

  const Token* next(Token::Kind kind) {
    if (at_ >= tokens_.size() || tokens_[at_].kind != kind) return nullptr;
    return &tokens_[at_++];
  }
  bool take_number(int most_digits, int& number, int least_digits = 1) {
    const Token* const token = next(Token::Kind::kNumber);
    if (token == nullptr || token->digits < least_digits || token->digits > most_digits)
      return false;
    number = token->number;
    return true;
  }
  bool take_year(int& year) {
    if (!take_number(4, year, 4)) return false;
    // Thailand counts from another year.
    constexpr int kBuddhist = 543;
    if (language_.starts_with("th") && year > kLastYear) year -= kBuddhist;
    return year >= kFirstYear && year <= kLastYear;
  }
  bool take_month(int& month) {
    const Token* const token = next(Token::Kind::kWord);
    if (token == nullptr) return false;
    month = month_of(token->text, language_);
    // Short names have points inside in some languages.
    if (month == 0 && at_ + 1 < tokens_.size() && tokens_[at_].text == "." &&
        tokens_[at_ + 1].kind == Token::Kind::kWord) {
      month = month_of(std::string(token->text) + std::string(tokens_[at_ + 1].text), language_);
      if (month != 0) at_ += 2;
    }
    return month != 0;
  }
  // Spaces and points between the parts, of a few bytes.
  void skip_between() {
    constexpr std::string_view kBetween = " .,'\u00A0\u00BA\u2019-/";
    if (at_ < tokens_.size() && tokens_[at_].kind == Token::Kind::kOther &&
        tokens_[at_].text.size() <= 4 &&
        tokens_[at_].text.find_first_not_of(kBetween) == std::string_view::npos)
      ++at_;
  }
  // "5th", "1er", "de", "of": words between the parts that say nothing.
  void skip_small_words() {
    constexpr std::array<std::string_view, 17> kSmall = {"a",  "d",  "da", "de", "del", "den",
                                                         "di", "do", "er", "g",  "m",   "nd",
                                                         "of", "rd", "st", "th", "г"};
    skip_between();
    while (at_ < tokens_.size() && tokens_[at_].kind == Token::Kind::kWord) {
      std::string lower;
      for (const char c : tokens_[at_].text) lower.push_back(ascii::lower(c));
      if (std::find(kSmall.begin(), kSmall.end(), lower) == kSmall.end()) return;
      ++at_;
      skip_between();
    }
  }
  bool take_mark(std::string_view marks) {
    const Token* const token = next(Token::Kind::kOther);
    if (token == nullptr) return false;
    const std::string_view mark = mark_of(*token);
    return mark.size() == 1 && marks.find(mark) != marks.npos;
  }
  // Without the spaces around it: some put thin ones behind a point.
  static std::string_view mark_of(const Token& token) {
    std::size_t begin = token.text.size(), end = 0;
    for (std::size_t at = 0; at < token.text.size();) {
      const ground::Utf8Character character = ground::character_at(token.text, at);
      if (u_isUWhiteSpace(static_cast<UChar32>(character.code_point)) == 0) {
        begin = std::min(begin, at);
        end = at + character.length;
      }
      at += character.length;
    }
    return end == 0 ? "" : token.text.substr(begin, end - begin);
  }
  bool take_word(std::string_view one, std::string_view other) {
    skip_between();
    const Token* const token = next(Token::Kind::kWord);
    return token != nullptr && (token->text == one || token->text == other);
  }

  // ---- Forms

  // "5. März 2021"
  std::optional<DateInText> with_name() {
    int day = 0, month = 0, year = 0;
    if (!take_number(2, day)) return std::nullopt;
    skip_small_words();
    if (!take_month(month)) return std::nullopt;
    skip_small_words();
    return take_year(year) ? date(year, month, day) : std::nullopt;
  }
  // "March 5th, 2021"
  std::optional<DateInText> name_first() {
    int day = 0, month = 0, year = 0;
    // The names of months are looked up only before a number.
    const bool is_before_number = at_ + 2 < tokens_.size() &&
                                  tokens_[at_ + 1].kind == Token::Kind::kOther &&
                                  tokens_[at_ + 2].kind == Token::Kind::kNumber;
    if (!is_before_number || !take_month(month)) return std::nullopt;
    skip_between();
    if (!take_number(2, day)) return std::nullopt;
    skip_small_words();
    return take_year(year) ? date(year, month, day) : std::nullopt;
  }
  // "2021-03-05", "2021年3月5日", "2021. 3. 5."
  std::optional<DateInText> year_first() {
    int day = 0, month = 0, year = 0;
    if (!take_year(year)) return std::nullopt;
    const std::size_t behind = at_;
    if (take_word("年", "년")) {
      skip_between();
      if (!take_number(2, month) || !take_word("月", "월")) return std::nullopt;
      skip_between();
      return take_number(2, day) ? date(year, month, day) : std::nullopt;
    }
    at_ = behind;
    if (!take_mark("-./") || !take_number(2, month) || !take_mark("-./") || !take_number(2, day))
      return std::nullopt;
    return date(year, month, day);
  }
  // "05.03.2021", "5/3/2021", "05.03.21"
  std::optional<DateInText> numbers() {
    int first = 0, second = 0, year = 0;
    if (!take_number(2, first)) return std::nullopt;
    if (at_ >= tokens_.size()) return std::nullopt;
    const std::string_view mark = mark_of(tokens_[at_]);
    if (!take_mark("-./") || !take_number(2, second)) return std::nullopt;
    if (at_ >= tokens_.size() || mark_of(tokens_[at_]) != mark) return std::nullopt;
    ++at_;
    const std::size_t behind = at_;
    if (!take_year(year)) {
      at_ = behind;
      constexpr int kCentury = 2000;
      if (mark != "." || !take_number(2, year, 2)) return std::nullopt;
      year += kCentury;
    }
    if (mark == "." || second > kMonths) {
      return second > kMonths ? date(year, first, second) : date(year, second, first);
    }
    if (first > kMonths || first == second) return date(year, second, first);
    const auto order = is_day_first();
    if (!order) return std::nullopt;
    return *order ? date(year, second, first) : date(year, first, second);
  }
  // "2021. március 5.", "2021 m. kovo 5 d."
  std::optional<DateInText> year_and_name() {
    int day = 0, month = 0, year = 0;
    if (!take_year(year)) return std::nullopt;
    skip_small_words();
    if (!take_month(month)) return std::nullopt;
    skip_between();
    return take_number(2, day) ? date(year, month, day) : std::nullopt;
  }

  // English is written both ways.
  std::optional<bool> is_day_first() const {
    std::string language;
    for (const char c : language_) language.push_back(c == '_' ? '-' : ascii::lower(c));
    if (language == "en-us") return false;
    if (language.empty() || language == "en") return std::nullopt;
    return true;
  }

  static std::optional<DateInText> date(int year, int month, int day) {
    const std::chrono::year_month_day written{std::chrono::year(year),
                                              std::chrono::month(static_cast<unsigned>(month)),
                                              std::chrono::day(static_cast<unsigned>(day))};
    if (!written.ok()) return std::nullopt;
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    DateInText found;
    found.iso = std::to_string(year) + "-" + two(month) + "-" + two(day);
    return found;
  }

  std::vector<Token> tokens_;
  std::string_view language_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<DateInText> date_in_text(std::string_view text, std::string_view language) {
  return Reader(text, language).first();
}

}  // namespace parser
