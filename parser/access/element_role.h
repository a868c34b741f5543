// What an element is to a screen reader: its role, and whether it is shown and takes the focus.
// Thread: pure.
// The roles of tags: https://www.w3.org/TR/html-aam-1.0/#html-element-role-mappings
#pragma once

#include "parser/access/aria_roles.h"
#include "parser/access/markup.h"
#include "parser/access/open_element.h"

namespace parser {

// The role that the attribute states: all of it, if it is a role that authors may use.
Role stated_role(std::string_view role_attribute);

// ElementTraits that say for whom the element is there: kHidden, kUnheard, kInAriaHidden. `parent`
// may be null.
uint64_t visibility_of(const Element& element, Tag tag, const AccessMarkup& markup,
                       const OpenElement* parent);

// kIsFocusable and kIsTabbable. `inherited`: the traits that the element inherits, and those above.
uint64_t focus_of(Tag tag, const AccessMarkup& markup, uint64_t inherited);

// Sets the roles of `element`, whose traits are known, and what follows from them: what it passes
// on to the elements that belong to it.
void set_roles(const AccessMarkup& markup, const OpenElement* parent, OpenElement& element);

// The role that the tag has by itself.
Role implicit_role(const AccessMarkup& markup, const OpenElement& element);

// True if browsers tell a screen reader about it though it has no role of WAI-ARIA.
bool is_role_of_browser(Tag tag);

bool is_presentational(Role role);

}  // namespace parser
