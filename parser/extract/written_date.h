// Reads a date as pages write it: numbers, English words, dates of mail and of HTTP, and what
// programs print (C, Java, JavaScript). No locale: months and days are English.
//
// A wrong date is worse than none. A day that is in no calendar, a weekday that is not that day's,
// a clock that no place has, two dates in one text, "01/05/2024" (January or May? but "21/05/2024"
// is one day) and anything that is left over are refused. What may stand around a date:
// "Published", "Updated:", "on" and the like before it, brackets and dividers, a full stop.
//
// Thread: pure. Cost: linear in the text; one of more than 200 bytes is no date.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parser {

struct WrittenDate {
  enum class Form : uint8_t {
    kIso,    // numbers only, the year first: "2024-05-01", "20240501T100000Z", "2024/05/01 10:00"
    kWords,  // the month is a word: "May 1st, 2024 at 8:59 pm", "1 May 2024"
    kMail,   // the same with a time and its zone, the day before the month or, as JavaScript prints
             // it, the weekday before that: "Wed, 01 May 2024 10:00:00 PDT"
    kNumbers,  // the year last, and only one order of day and month possible: "21/05/2024"
  };

  // As it is written: on the writer's calendar and clock, whatever the zone.
  std::chrono::year_month_day day;  // always a day of the calendar
  bool has_day = true;              // false for "May 2024" and "2024-05"; `day` is then the first
  std::optional<std::chrono::seconds>
      time;  // since midnight; a leap second counts as the one before
  std::optional<std::chrono::minutes>
      offset;  // of that clock from UTC, if it is known; never without `time`
  Form form = Form::kIso;
};

// Nothing if `text` is not one date, whole. "Z", "GMT", "+02:00", "GMT+0200 (CEST)", the zones of
// RFC 5322 ("EST" …) and others that mean one clock everywhere give an offset; those that don't
// ("ET", "BST", "IST") are passed over: the time is then one without an offset.
// `is_ambiguous`: whether it would be a date if the order of its day and month were known.
std::optional<WrittenDate> read_written_date(std::string_view text, bool* is_ambiguous = nullptr);

// "2024-05-01", "2024-05-01T10:00:00" where the clock isn't known, "2024-05-01T08:00:00Z" where it
// is: then both day and time may be others than the written ones. "" if that is in no year of four
// digits.
std::string iso_in_utc(const WrittenDate& date);

// The same with the written day and time, and the offset behind them: "2024-05-01T10:00:00+02:00",
// "2024-05-01T10:00:00Z" if it is none.
std::string iso_as_written(const WrittenDate& date);

// False for a clock that is farther from UTC than any has been.
bool is_offset(std::chrono::minutes offset);

}  // namespace parser
