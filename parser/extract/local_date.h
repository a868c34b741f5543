// Reads a date with the name of its month in any language that ICU knows: "5. März 2021", "5 de
// marzo de 2021, 14:30", "vendredi 5 mars 2021", "2021年3月5日". What stands around it may be the
// day of the week, which must be that day's, and a time. parser/extract/written_date reads English
// dates. Thread: safe. Cost: linear in the text; one of more than 200 bytes is no date.
#pragma once

#include <optional>
#include <string_view>

#include "parser/extract/written_date.h"

namespace parser {

// Nothing if `text` is not one such date, whole, or if its month is another in another language and
// `language` ("pl", "de-AT", "" if it isn't known) doesn't tell.
std::optional<WrittenDate> read_local_date(std::string_view text, std::string_view language);

}  // namespace parser
