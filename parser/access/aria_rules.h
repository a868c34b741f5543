// The rules about roles, states and properties of WAI-ARIA. Thread: pure.
#pragma once

#include <cstdint>

#include "parser/access/fault_book.h"
#include "parser/access/markup.h"
#include "parser/access/name_book.h"
#include "parser/access/open_element.h"

namespace parser {

// Of an element that a screen reader speaks of; its roles and traits are known. What depends on
// other elements is left with `names`.
void check_aria(const AccessMarkup& markup, const OpenElement& element, NameBook& names,
                FaultBook& faults);

// True if the element has a name (aria-label) that its role may not have. It breaks the rule only
// if there is no text either that a screen reader could say.
bool has_prohibited_name(const AccessMarkup& markup, const OpenElement& element);

}  // namespace parser
