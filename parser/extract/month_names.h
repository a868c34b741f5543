// The names of months, and of days of the week, in every language that ICU knows, whole and short.
// Thread: safe. The table is made at the first question (20 ms) and stays.
#pragma once

#include <string_view>

namespace parser {

// 1 to 12; 0 if `word` is no month, or one in one language and another elsewhere ("listopad") and
// `language` ("pl", "de-AT", "" if it isn't known) doesn't tell.
int month_of(std::string_view word, std::string_view language);

// False if it is no language, or none that ICU has names for.
bool knows_months_of(std::string_view language);

// True if `word` is the name, whole or short, of that day (from 0, Sunday) in some language.
bool may_name_weekday(std::string_view word, unsigned weekday);

}  // namespace parser
