// Which elements need a name, by which rule, and what may give it to them.
// Thread: pure. https://www.w3.org/TR/accname-1.2/
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/access/access_rule.h"
#include "parser/access/markup.h"
#include "parser/access/open_element.h"

namespace parser {

enum NamingWay : uint8_t {
  kByContent = 1,  // what stands inside
  kByLabel = 2,    // <label>
  kByAuthor = 4,   // aria-label, aria-labelledby, title
  kByNative = 8,   // alt, value, placeholder
  kByNoRole = 16,  // none is needed if it is mere decoration
  kBySvgTitle = 32,
  kByFallback = 64,  // what is shown instead of it
};

// Sets `naming` and `naming_by` of an element whose roles and traits are known, and the traits that
// say which names it has. `parent` may be null.
void set_naming(const AccessMarkup& markup, const OpenElement* parent, OpenElement& element);

// The same when all of the element has been seen: true if it has the name that it needs, as far as
// it does not come from elements elsewhere.
bool has_needed_name(const OpenElement& element);

// What the element says as a part of the text around it, and as what others refer to: TextTraits.
uint8_t text_in_context(const OpenElement& element);

}  // namespace parser
