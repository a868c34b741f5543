// A wrong number is worse than none. So the reader takes what can be one number only, and calls
// doubtful whatever continues in a way that numbers do too. It works on a plain copy of the text
// around the first digit, in which all signs of one meaning are one character.
#include "parser/extract/number_text.h"

#include <algorithm>
#include <cstddef>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/extract/typographic_marks.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

// In the plain copy: a currency, a space that breaks no line, a letter or sign of no meaning here.
constexpr char kCurrency = '$', kTightSpace = '_', kOther = 'x';

// '\0': it is nothing.
char plain_sign(char32_t c) {
  if (c < 0x80) {
    const auto plain = static_cast<char>(c);
    if (ascii::is_space(plain)) return ' ';
    if (plain == '`') return '\'';
    return plain == '_' || ascii::is_control(plain) ? kOther : plain;
  }
  if (is_typographic_nothing(c)) return '\0';
  if (is_typographic_space(c)) return kTightSpace;
  if (c == 0xB4 || c == 0x2BC || c == 0x2018 || c == 0x2019 || c == 0xFF07) return '\'';
  if (c == 0x2212 || c == 0xFF0D) return '-';
  if (c == 0xFF0C || c == 0xFF0E) return c == 0xFF0C ? ',' : '.';
  if (c >= 0xFF10 && c <= 0xFF19) return static_cast<char>('0' + (c - 0xFF10));
  if ((c >= 0xA2 && c <= 0xA5) || (c >= 0x20A0 && c <= 0x20CF) || c == 0xE3F || c == 0xFF04 ||
      c == 0xFFE5)
    return kCurrency;
  return kOther;
}

// Of full width too (U+FF10 to U+FF19).
bool begins_with_digit(std::string_view text) {
  return ascii::is_digit(text[0]) || (text.starts_with("\xEF\xBC") && text.size() > 2 &&
                                      text[2] >= '\x90' && text[2] <= '\x99');
}

class NumberReader {
 public:
  NumberReader(std::string_view text, Decimal decimal)
      : point_(decimal == Decimal::kComma ? ',' : '.'), is_said_(decimal != Decimal::kUnsaid) {
    // What stands before a number says whether it has a sign, or begins with its point.
    constexpr std::size_t kBefore = 16, kBehind = 500;
    std::size_t first = 0;
    while (first < text.size() && !begins_with_digit(text.substr(first))) ++first;
    std::size_t at = ground::begin_of_character(text, first - std::min(first, kBefore));
    while (at < text.size() && at < first + kBehind) {
      const auto [code_point, length] = ground::character_at(text, at);
      if (const char c = plain_sign(code_point); c != '\0') plain_.push_back(c);
      at += length;
    }
    is_cut_ = at < text.size();
  }

  NumberText read() {
    while (at_ < plain_.size() && !is_digit(at_)) ++at_;
    if (at_ == plain_.size()) return {};
    const bool begins_with_point = read_before();
    if (begins_with_point)
      result_.digits += '0';
    else
      read_whole();
    if (!result_.is_doubtful) read_fraction(begins_with_point);
    if (!result_.is_doubtful && !result_.has_fraction) read_parted_fraction();
    if (!result_.is_doubtful) read_exponent();
    result_.is_doubtful |= is_cut_ && at_ + kLongestMark >= plain_.size();
    return result_;
  }

 private:
  static constexpr std::size_t kLongestMark = 8;

  char at(std::size_t i) const { return i < plain_.size() ? plain_[i] : '\0'; }
  bool is_digit(std::size_t i) const { return ascii::is_digit(at(i)); }
  bool is_mark(std::size_t i) const { return at(i) == '.' || at(i) == ','; }
  bool is_space(std::size_t i) const { return at(i) == ' ' || at(i) == kTightSpace; }
  bool is_letter(std::size_t i) const { return ascii::is_alpha(at(i)) || at(i) == kOther; }
  std::size_t digits_at(std::size_t i) const {
    std::size_t count = 0;
    while (is_digit(i + count)) ++count;
    return count;
  }
  void doubt() { result_.is_doubtful = true; }

  // Sign and point. True if the number begins with its point.
  bool read_before() {
    std::size_t begin = at_;
    bool begins_with_point = false;
    if (at_ > 0 && is_mark(at_ - 1)) {
      const bool is_behind_word = at_ > 1 && is_letter(at_ - 2);  // "No.5", "Rs.500"
      const bool is_behind_mark = at_ > 1 && is_mark(at_ - 2);
      begins_with_point = !is_behind_word && at(at_ - 1) == point_;
      if (is_behind_mark || (!is_behind_word && !begins_with_point)) doubt();
      begin = at_ - 1;
    }
    if (begin > 0 && at(begin - 1) == kCurrency) {
      has_currency_ = true;
      --begin;
    } else if (begin > 1 && is_space(begin - 1) && at(begin - 2) == kCurrency) {
      has_currency_ = true;
    }
    // "SKU-123" is no number below zero.
    if (begin > 0 && at(begin - 1) == '-' && (begin == 1 || !is_letter(begin - 2)))
      result_.digits = "-";
    return begins_with_point;
  }

  void take_digits(std::size_t count) {
    result_.digits.append(plain_, at_, count);
    at_ += count;
  }

  void read_whole() {
    const std::size_t leading = digits_at(at_);
    may_have_groups_ = leading <= 3 && at(at_) != '0';
    take_digits(leading);
    char used = '\0';
    while (!result_.is_doubtful && is_digit(at_ + 1)) {
      const char mark = at(at_);
      const bool is_of_marks = is_mark(at_);
      if (mark == point_ || (!is_of_marks && !is_space(at_) && mark != '\'')) return;
      const bool is_group = digits_at(at_ + 1) == 3;
      if (!is_group) {
        if (mark == ',' && used == '\0' && leading < 3 && read_indian()) return;
        if (is_of_marks) doubt();
        return;
      }
      // "2019 500" and "2019'500": the first is a number of its own.
      if (leading > 3 && !is_of_marks) return;
      const bool is_certain =
          may_have_groups_ && (used == '\0' || used == mark) && (mark != ' ' || is_said_);
      if (!is_certain) return doubt();
      used = mark;
      has_groups_ = true;
      ++at_;
      take_digits(3);
    }
  }

  // "1,23,456": behind the first digits. Nothing is taken if it is none.
  bool read_indian() {
    std::size_t end = at_;
    while (at(end) == ',' && digits_at(end + 1) == 2) end += 3;
    if (at(end) != ',' || digits_at(end + 1) != 3) return false;
    if (at(end + 4) == ',' && is_digit(end + 5)) return false;
    end += 4;
    for (; at_ < end; ++at_)
      if (is_digit(at_)) result_.digits.push_back(at(at_));
    has_groups_ = true;
    return true;
  }

  void read_fraction(bool begins_with_point) {
    if (!begins_with_point && (at(at_) != point_ || !is_digit(at_ + 1))) return;
    const bool may_be_group = !begins_with_point && may_have_groups_ && !has_groups_;
    if (!begins_with_point) ++at_;
    result_.has_fraction = true;
    result_.digits.push_back('.');
    const std::size_t count = digits_at(at_);
    take_digits(count);
    if (count == 3 && may_be_group && !is_said_) return doubt();
    if (!is_mark(at_)) return;
    const bool goes_on = is_digit(at_ + 1);
    // "1.2.3"; "1.234,50" and "1.299,-": what looks like a fraction is a group.
    if (goes_on && (at(at_) == point_ || count == 3 || begins_with_point)) return doubt();
    if (count == 3 && at(at_ + 1) == '-') doubt();
  }

  // "118, 99 TL", "35€99", "35€ 99"; and the ways in which a number goes on behind a space.
  void read_parted_fraction() {
    std::size_t next = at_;
    if (is_mark(at_) && is_space(at_ + 1)) {
      next = at_ + 2;
      const std::size_t count = digits_at(next);
      if ((count != 2 && count != 3) || at(next + count) == ':') return;
      const bool is_list =
          is_mark(next + count) && is_space(next + count + 1) && is_digit(next + count + 2);
      if (count == 2 && is_said_ && at(at_) == point_ && !is_list) return take_fraction(next);
      return doubt();
    }
    if (is_space(next)) ++next;
    if (at(next) != kCurrency) return read_behind_space();
    if (!has_currency_) read_behind_currency(next);
  }

  // `next`: of the currency's sign.
  void read_behind_currency(std::size_t next) {
    const bool is_apart = next > at_;
    const bool is_tight = is_digit(++next);
    if (is_space(next)) ++next;
    const std::size_t count = digits_at(next);
    std::size_t behind = next + count;
    if (is_space(behind)) ++behind;
    // "5€ 10€" are two.
    if (count == 0 || at(behind) == kCurrency || (count != 2 && (!is_tight || is_apart))) return;
    const bool is_end = !is_letter(behind) && !is_digit(behind) && !is_mark(behind);
    const bool is_certain = is_tight ? !is_apart : is_said_ && is_end;
    if (count == 2 && is_certain) return take_fraction(next);
    doubt();
  }

  // "12 99 €", "$119 95".
  void read_behind_space() {
    if (!is_space(at_) || digits_at(at_ + 1) != 2) return;
    std::size_t behind = at_ + 3;
    if (is_space(behind)) ++behind;
    if (at(behind) == kCurrency || (has_currency_ && behind >= plain_.size())) doubt();
  }

  void take_fraction(std::size_t begin) {
    at_ = begin;
    result_.has_fraction = true;
    result_.digits.push_back('.');
    take_digits(2);
  }

  void read_exponent() {
    if (ascii::lower(at(at_)) != 'e') return;
    std::size_t exponent = at_ + 1;
    const bool is_negative = at(exponent) == '-';
    if (is_negative || at(exponent) == '+') ++exponent;
    if (!is_digit(exponent)) return;
    result_.has_fraction = true;
    result_.digits.append(is_negative ? "e-" : "e");
    at_ = exponent;
    take_digits(digits_at(at_));
  }

  char point_;
  bool is_said_;
  std::string plain_;
  bool is_cut_ = false;
  std::size_t at_ = 0;
  bool has_currency_ = false, may_have_groups_ = false, has_groups_ = false;
  NumberText result_;
};

}  // namespace

NumberText first_number(std::string_view text, Decimal decimal) {
  return NumberReader(text, decimal).read();
}

}  // namespace parser
