// Dates as people write them into a page, in any language that ICU knows: "5. März 2021", "March
// 5th, 2021", "5 de marzo de 2021", "05.03.2021", "2021-03-05", "2021年3月5日". For finding out
// when an article was published; and, by parser/extract/local_date, for dates of
// fields. Thread: safe. Cost: linear in the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parser {

struct DateInText {
  std::string iso;        // "2021-03-05"
  std::size_t begin = 0;  // where it stands in the text
  std::size_t end = 0;
  bool is_named = false;  // its parts are told by words: the month's name, 年
};

// The first one in `text`, which is valid UTF-8. Nothing if there is none, or if "03/05/2021" may
// be either day: `language` ("en-GB", "" if it isn't known) tells which comes first.
std::optional<DateInText> date_in_text(std::string_view text, std::string_view language);

}  // namespace parser
