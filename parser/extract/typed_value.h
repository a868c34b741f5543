// Converts the text of a field to a value of its type.
// Thread: pure. The machine's locale counts for nothing.
#pragma once

#include <string>
#include <string_view>

#include "parser/extract/rules.h"

namespace parser {

// `text`: white space folded or not, as it was taken. NULL if nothing is found in it or what is
// found is not of the type; `mismatch` then says why.
FieldValue to_value(std::string_view text, const ValueRule& rule, Mismatch& mismatch);

// The same without the rule's regex: of what it found.
FieldValue to_value_of_match(std::string_view text, const ValueRule& rule, Mismatch& mismatch);

// Of a text that JsonText::parse refused, and what it said.
Mismatch no_json(std::string_view text, std::string_view reason);

// True for the name of a format ("iso", "rfc2822", "unix") and for a pattern as strptime(3) has it.
bool is_date_format(std::string_view format);

}  // namespace parser
