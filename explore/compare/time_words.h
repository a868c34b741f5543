// Words that say a time: clock times, dates, their parts.
// Thread: pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace explore {

// "7:21", "07:21:09.123Z", "7:21am". `may_have_zone`: also without seconds, as in "07:21+01:00";
// else that would be a range.
bool is_clock_time(std::string_view word, bool may_have_zone = false);
// Three numbers, one of them a year: "2026-11-30", "30.11.2026".
bool is_date(std::string_view word);
// "2026-11-30T07:21:09Z"
bool is_time_stamp(std::string_view word);
bool is_year(std::string_view word);
// So many digits and nothing else.
bool is_number_of(std::string_view word, std::size_t fewest_digits, std::size_t most_digits);
// As the name of a month or of a day may look, in any language: nothing but letters.
bool is_name(std::string_view word);

}  // namespace explore
