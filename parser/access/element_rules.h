// The rules that a tag and its attributes alone decide. Thread: pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/access/access_rule.h"
#include "parser/access/fault_book.h"
#include "parser/access/markup.h"
#include "parser/access/open_element.h"

namespace parser {

// `parent` may be null; `around` is what `parent` is in, or null. `element`: its roles and traits
// are known. `is_html5`: the document type is that of HTML today, in which only <th> has a scope.
struct ElementPlace {
  const OpenElement& element;
  const OpenElement* parent;
  const OpenElement* around;
  bool is_html5;
};
void check_element(const AccessMarkup& markup, const ElementPlace& place, FaultBook& faults);

// HTML 4.10.18.7, autofill detail tokens.
bool is_autocomplete_valid(std::string_view value);

}  // namespace parser
