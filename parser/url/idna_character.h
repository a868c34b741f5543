// What UTS 46 asks about characters, from ICU and, where that is older, from the table of changes.
// The only user of ICU's data for names. Thread: any; ICU's data is immutable.
// Errors: an ICU without data makes every name invalid.
#pragma once

#include <string>
#include <string_view>

#include "parser/url/idna_changes.h"

namespace parser {

BidiClass bidi_class_of(char32_t c);
JoiningType joining_type_of(char32_t c);
int combining_class_of(char32_t c);
bool is_mark(char32_t c);

// Maps `text` and normalises it to NFC (UTS 46, section 4, steps 1 and 2). False if a character of
// it is disallowed.
bool map_idna(std::u32string_view text, std::u32string& mapped);

}  // namespace parser
