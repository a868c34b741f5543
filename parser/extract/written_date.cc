// A date is a row of parts (weekday, day, time, zone, a year behind them), each once, in any order
// that the parts themselves allow, with dividers between them. The parts are strict, so the order
// need not be: whatever is no part ends the reading, and then there is no date.
#include "parser/extract/written_date.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "ground/calendar_day.h"
#include "parser/extract/date_tokens.h"

namespace parser {
namespace {

using namespace std::chrono;
using Kind = DateToken::Kind;

constexpr unsigned kFirstYear = 1000, kLastYear = 9999;

class DateReader {
 public:
  explicit DateReader(std::vector<DateToken> tokens) : tokens_(std::move(tokens)) {}

  // Whether all was a date but for the order of its day and month.
  bool is_ambiguous() const { return is_ambiguous_; }

  std::optional<WrittenDate> read() {
    if (tokens_.empty()) return std::nullopt;
    skip_labels();
    while (!is_at_end()) {
      skip_dividers();
      if (is_at_end()) break;
      if (read_part()) continue;
      is_ambiguous_ = false;
      return std::nullopt;
    }
    return result();
  }

 private:
  const DateToken& token(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool is_at_end() const { return token().kind == Kind::kEnd; }
  bool skip(char mark) {
    if (!token().is(mark)) return false;
    ++at_;
    return true;
  }

  void skip_labels() {
    while (is_divider() || token().is('[') || token().is('(') ||
           (token().kind == Kind::kWord && is_date_label(token().text))) {
      ++at_;
      skip(':');
    }
  }

  bool is_divider() const {
    const DateToken& here = token();
    // Without a space behind it a dash is a range, a zone or part of the day.
    if (here.is('-') || here.is('/')) return token(1).is_spaced || at_ == 0;
    return here.is(',') || here.is('|') || here.is(';') || here.is('@');
  }

  void skip_dividers() {
    for (;;) {
      const bool is_word = (token().is("at") || token().is("on")) && token(1).kind != Kind::kEnd;
      const bool is_last = token(1).kind == Kind::kEnd && (token().is('.') || token().is(']') ||
                                                           token().is(')') || token().is('-'));
      // A T parts day and time.
      const bool is_t = token().is("t") && day_ && !time_ && token(1).kind == Kind::kNumber;
      if (!is_divider() && !is_word && !is_last && !is_t) return;
      is_behind_at_ = token().is("at") || token().is('@');
      is_behind_t_ = is_t;
      ++at_;
    }
  }

  bool read_part() {
    const std::size_t before = at_;
    for (const auto part :
         {&DateReader::read_weekday, &DateReader::read_time, &DateReader::read_zone,
          &DateReader::read_day, &DateReader::read_year_behind, &DateReader::read_comment}) {
      if ((this->*part)()) {
        is_behind_at_ = is_behind_t_ = false;
        return true;
      }
      at_ = before;
    }
    return false;
  }

  bool read_weekday() {
    if (weekday_ || token().kind != Kind::kWord) return false;
    weekday_ = weekday_named(token().text);
    if (!weekday_) return false;
    ++at_;
    skip('.');
    return true;
  }

  // ---- Days

  bool read_day() {
    if (day_ || month_) return false;
    if (token().kind == Kind::kWord) return read_month_first();
    if (token().kind != Kind::kNumber) return false;
    if (token().has_digits(4)) return read_year_first();
    if (token().has_digits(8)) return read_compact();
    return read_day_first();
  }

  static bool may_be_day(const DateToken& token) {
    return token.kind == Kind::kNumber && token.text.size() <= 2;
  }

  bool set(unsigned year, unsigned month, unsigned number) {
    if (year < kFirstYear || year > kLastYear) return false;
    const auto day = ground::calendar_day(static_cast<int>(year), month, number);
    if (day) day_ = day;
    return day.has_value();
  }

  // What stands between the parts of a day: at most one of these.
  void skip_joint() {
    if (token().is(',') || token().is('-') || token().is('/') || token().is('.') ||
        token().is("of"))
      ++at_;
    skip(',');
  }

  bool read_month() {
    if (token().kind != Kind::kWord) return false;
    month_ = month_named(token().text);
    if (month_ == 0) return false;
    is_word_ = true;
    ++at_;
    return true;
  }

  bool read_number_of_day() {
    if (!may_be_day(token())) return false;
    number_ = token().number;
    ++at_;
    if (token().kind == Kind::kWord && !token().is_spaced && is_ordinal(token().text)) ++at_;
    return true;
  }

  // "1 May 2024", "1st of May, 2024", "01-May-2024".
  bool read_day_first() {
    if (!read_number_of_day()) return false;
    if (is_numeric_day()) return read_numeric_day();
    skip_joint();
    if (!read_month()) return false;
    is_day_first_ = true;
    skip_joint();
    if (token().has_digits(2) && weekday_) return read_short_year();
    if (!token().has_digits(4)) return false;
    return set(tokens_[at_++].number, month_, number_);
  }

  bool is_numeric_day() const {
    const DateToken& joint = token();
    return (joint.is('/') || joint.is('.') || joint.is('-')) && may_be_day(token(1)) &&
           token(2).is(joint.text[0]) && token(3).has_digits(4);
  }

  // "21/06/2014", where only one order of day and month is possible.
  bool read_numeric_day() {
    const unsigned second = token(1).number, year = token(3).number;
    at_ += 4;
    const bool is_month_first = set(year, number_, second);
    const bool is_day_first = set(year, second, number_);
    is_ambiguous_ = is_month_first && is_day_first && number_ != second;
    is_numeric_ = true;
    return is_month_first || is_day_first;
  }

  // RFC 5322 4.3, and only with all that such dates have.
  bool read_short_year() {
    constexpr unsigned kFirstOfLastCentury = 50;
    is_short_year_ = true;
    const unsigned year = tokens_[at_++].number;
    return set(year + (year < kFirstOfLastCentury ? 2000 : 1900), month_, number_);
  }

  // "May 1, 2024", "May 2024", and "May 1" with the year behind the time.
  bool read_month_first() {
    if (!read_month()) return false;
    skip_joint();
    if (token().has_digits(4)) {
      has_day_ = false;
      return set(tokens_[at_++].number, month_, 1);
    }
    if (!read_number_of_day()) return false;
    const std::size_t before = at_;
    skip_joint();
    if (token().has_digits(4)) return set(tokens_[at_++].number, month_, number_);
    at_ = before;
    return true;
  }

  // "Wed May  1 10:00:00 2024".
  bool read_year_behind() {
    if (day_ || month_ == 0 || !time_ || !token().has_digits(4)) return false;
    is_of_program_ = true;
    return set(tokens_[at_++].number, month_, number_);
  }

  // "2024-05-01", "2024/5/1", "2024 May 1", "2024-05".
  bool read_year_first() {
    const unsigned year = tokens_[at_++].number;
    const DateToken joint = token();
    if (joint.kind == Kind::kWord || (joint.is('-') && token(1).kind == Kind::kWord)) {
      skip_joint();
      if (!read_month()) return false;
      skip_joint();
      return read_number_of_day() && set(year, month_, number_);
    }
    if (!joint.is('-') && !joint.is('/') && !joint.is('.')) return false;
    ++at_;
    if (!may_be_day(token())) return false;
    const DateToken month = tokens_[at_++];
    if (token().is(joint.text[0]) && may_be_day(token(1))) {
      const unsigned number = token(1).number;
      at_ += 2;
      return set(year, month.number, number);
    }
    // "2010/11" is two years.
    has_day_ = false;
    return joint.is('-') && month.has_digits(2) && at_ == 3 && is_at_end() &&
           set(year, month.number, 1);
  }

  bool read_compact() {
    const unsigned number = tokens_[at_++].number;
    return set(number / 10'000, number / 100 % 100, number % 100);
  }

  // ---- Times

  bool read_time() {
    if (time_ || token().kind != Kind::kNumber) return false;
    is_iso_time_ = is_behind_t_;
    if (is_behind_t_ && read_compact_time()) return true;
    if (!may_be_day(token())) return read_hours_of_clock();
    const unsigned hour = tokens_[at_++].number;
    const bool has_point = token().is('.');
    if (!has_point && !token().is(':')) return read_half(false) && set_time(hour, 0, 0);
    if (!token(1).has_digits(2)) return false;
    const unsigned minute = token(1).number;
    at_ += 2;
    unsigned second = 0;
    if (!has_point && token().is(':') && token(1).has_digits(2)) {
      second = token(1).number;
      at_ += 2;
      has_seconds_ = true;
      skip_fraction();
    }
    const bool has_half = read_half(true) || read_hours_word();
    // "1.50" may be anything; "09.13 GMT" and "at 9.13" are times.
    if (has_point && !has_half && !is_behind_at_ && !is_at_zone()) return false;
    return set_time(hour, minute, second);
  }

  void skip_fraction() {
    const bool has_mark = token().is('.') || (token().is(',') && !token(1).is_spaced);
    if (has_mark && token(1).kind == Kind::kNumber) at_ += 2;
  }

  // "am", "p.m."; with a colon before it also in 24 hours ("13:30 pm").
  bool read_half(bool may_be_whole_day) {
    const DateToken& here = token();
    bool is_half = here.is("am") || here.is("pm");
    std::size_t count = 1;
    if (!is_half && (here.is("a") || here.is("p"))) {
      count = token(1).is('.') ? 2 : 1;
      is_half = token(count).is("m");
      ++count;
    }
    if (!is_half) return false;
    is_pm_ = here.text[0] == 'p';
    is_am_ = !is_pm_;
    may_be_whole_day_ = may_be_whole_day;
    at_ += count;
    skip('.');
    return true;
  }

  bool read_hours_word() {
    if (!token().is("hrs") && !token().is("hours") && !token().is("h")) return false;
    ++at_;
    return true;
  }

  // "T100000", "T1000"
  bool read_compact_time() {
    const DateToken& here = token();
    if (!here.has_digits(6) && !here.has_digits(4)) return false;
    const bool has_seconds = here.has_digits(6);
    const unsigned minutes = has_seconds ? here.number / 100 : here.number;
    const unsigned second = has_seconds ? here.number % 100 : 0;
    ++at_;
    has_seconds_ = has_seconds;
    skip_fraction();
    return set_time(minutes / 100, minutes % 100, second);
  }

  // "1431 GMT", "1431hrs": four digits that are no year.
  bool read_hours_of_clock() {
    if (!token().has_digits(4)) return false;
    const unsigned number = tokens_[at_++].number;
    if (!read_hours_word() && !is_at_zone()) return false;
    return set_time(number / 100, number % 100, 0);
  }

  bool set_time(unsigned hour, unsigned minute, unsigned second) {
    if (hour > 23 || minute > 59 || second > 60) return false;
    if ((is_am_ || is_pm_) && !may_be_whole_day_ && (hour < 1 || hour > 12)) return false;
    if (is_am_ && hour > 12) return false;
    if (is_pm_ && hour == 0) return false;
    if (is_am_ && hour == 12) hour = 0;
    if (is_pm_ && hour < 12) hour += 12;
    is_day_before_time_ = day_.has_value();
    time_ = hours(hour) + minutes(minute) + seconds(std::min(second, 59u));
    end_of_time_ = at_;
    return true;
  }

  // ---- Zones

  bool is_at_zone() const {
    return token().kind == Kind::kWord && zone_named(token().text) != nullptr;
  }

  // Right behind the time; a name alone behind the day, too.
  bool read_zone() {
    const bool is_behind = at_ == end_of_time_;
    if (!time_ || has_zone_ || (!is_behind && !is_at_zone())) return false;
    const std::size_t before = at_;
    const bool has_name = is_at_zone();
    if (has_name) {
      zone_ = zone_named(token().text);
      offset_ = zone_->minutes ? std::optional(minutes(*zone_->minutes)) : std::nullopt;
      ++at_;
    }
    if (is_behind && !read_offset(has_name)) return false;
    // "+01:00CET": the name says no more than the number.
    if (!has_name && at_ != before && is_at_zone()) ++at_;
    has_zone_ = at_ != before;
    return has_zone_;
  }

  // "+02:00", "-0500", "+2". False for what looks like one and is none.
  bool read_offset(bool is_behind_name) {
    if (!token().is('+') && !token().is('-')) return true;
    if (token(1).kind != Kind::kNumber || token(1).is_spaced) return !token().is('+');
    const bool is_west = token().is('-');
    const DateToken& digits = token(1);
    const bool has_colon = token(2).is(':') && token(3).has_digits(2);
    // "10:00-12:00" is a range, except behind the T of ISO 8601.
    if (is_west && !is_behind_name && has_colon && !has_seconds_ && !is_iso_time_) return false;
    const bool is_short = digits.text.size() <= 2;
    if (!is_short && (digits.text.size() != 4 || has_colon)) return false;
    if (is_short && !has_colon && !is_behind_name && !has_seconds_ && !is_iso_time_) return false;
    const unsigned minute = has_colon ? token(3).number : is_short ? 0 : digits.number % 100;
    const unsigned hour = is_short ? digits.number : digits.number / 100;
    if (minute > 59) return false;
    const minutes offset = hours(hour) + minutes(minute);
    if (!is_offset(offset)) return false;
    offset_ = is_west ? -offset : offset;
    at_ += has_colon ? 4 : 2;
    return true;
  }

  // "(Coordinated Universal Time)" and "(2000 HKT)" behind a zone, "(UTC)" in place of one,
  // "(Wed)".
  bool read_comment() {
    if (!skip('(')) return false;
    const bool has_time = token().has_digits(4) && token(1).kind == Kind::kWord &&
                          zone_named(token(1).text) != nullptr;
    if (has_time) ++at_;
    if (at_ == end_of_time_ + 1) end_of_time_ = at_;
    if (!has_zone_ && !read_weekday() && !read_zone()) return false;
    while (token().kind == Kind::kWord || token().is('-') || token().is('.')) ++at_;
    return skip(')');
  }

  // ---- The end

  std::optional<WrittenDate> result() {
    if (!day_) return std::nullopt;
    if (!has_day_ && (time_ || weekday_)) return std::nullopt;
    if (weekday_ && weekday(sys_days(*day_)).c_encoding() != *weekday_) return std::nullopt;
    const bool is_mail =
        is_word_ && time_ && has_zone_ && (is_day_first_ || (weekday_ && !is_of_program_));
    if (is_short_year_ && !is_mail) return std::nullopt;
    constexpr hours kCentral(-6);
    if (is_mail && weekday_ && is_day_first_ && is_day_before_time_ && zone_ != nullptr &&
        zone_->name == "cst" && !offset_)
      offset_ = kCentral;
    if (is_ambiguous_) return std::nullopt;
    WrittenDate date;
    date.day = *day_;
    date.has_day = has_day_;
    date.time = time_;
    date.offset = offset_;
    date.form = is_mail       ? WrittenDate::Form::kMail
                : is_word_    ? WrittenDate::Form::kWords
                : is_numeric_ ? WrittenDate::Form::kNumbers
                              : WrittenDate::Form::kIso;
    return date;
  }

  std::vector<DateToken> tokens_;
  std::size_t at_ = 0;
  std::optional<year_month_day> day_;
  unsigned month_ = 0, number_ = 0;
  std::optional<unsigned> weekday_;
  std::optional<seconds> time_;
  std::optional<minutes> offset_;
  const ZoneName* zone_ = nullptr;
  std::size_t end_of_time_ = 0;
  bool has_day_ = true, is_word_ = false, is_day_first_ = false, is_short_year_ = false;
  bool is_numeric_ = false, is_ambiguous_ = false, is_of_program_ = false,
       is_day_before_time_ = false, has_zone_ = false, has_seconds_ = false, is_iso_time_ = false;
  bool is_am_ = false, is_pm_ = false, may_be_whole_day_ = false;
  bool is_behind_at_ = false, is_behind_t_ = false;
};

std::string iso_day(const year_month_day& day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string iso_time(seconds since_midnight) {
  const hh_mm_ss clock(since_midnight);
  return fmt::format("T{:02}:{:02}:{:02}", clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

}  // namespace

std::optional<WrittenDate> read_written_date(std::string_view text, bool* is_ambiguous) {
  constexpr std::size_t kLongest = 200;
  if (is_ambiguous != nullptr) *is_ambiguous = false;
  if (text.size() > kLongest) return std::nullopt;
  DateReader reader(date_tokens(text));
  const auto date = reader.read();
  if (is_ambiguous != nullptr) *is_ambiguous = reader.is_ambiguous();
  return date;
}

std::string iso_in_utc(const WrittenDate& date) {
  if (!date.offset || !date.time) return iso_as_written(date);
  const sys_seconds at = sys_days(date.day) + *date.time - *date.offset;
  const auto midnight = floor<days>(at);
  const year_month_day day(midnight);
  if (static_cast<int>(day.year()) > static_cast<int>(kLastYear)) return "";
  return iso_day(day) + iso_time(at - midnight) + "Z";
}

std::string iso_as_written(const WrittenDate& date) {
  std::string iso = iso_day(date.day);
  if (!date.time) return iso;
  iso += iso_time(*date.time);
  if (!date.offset) return iso;
  const minutes offset = *date.offset;
  if (offset == minutes(0)) return iso + "Z";
  const hh_mm_ss from_utc(abs(offset));
  return iso + fmt::format("{}{:02}:{:02}", offset < minutes(0) ? '-' : '+',
                           from_utc.hours().count(), from_utc.minutes().count());
}

bool is_offset(minutes offset) {
  // Manila and Alaska before they changed sides of the date line.
  constexpr hours kFarthest(16);
  return abs(offset) < kFarthest;
}

}  // namespace parser
