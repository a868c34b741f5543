// AccessCollector: what of a page keeps people from using it who hear it, or use no mouse. It
// judges what the markup alone can tell, by the rules and with the verdicts of axe-core
// (access_rule.h); of style only "hidden", aria-hidden and the style attribute count.
// Thread: one per worker. No recursion. Cost: linear in the page, about 25 ns an element. Memory:
// linear in the elements that are open, have ids, or wait for a name from elsewhere.
// Lifetime: the tree that is shown has to live until finish(); the faults, until the next begin().
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "parser/access/fault_book.h"
#include "parser/access/markup.h"
#include "parser/access/name_book.h"
#include "parser/access/open_element.h"
#include "parser/access/page_outline.h"
#include "parser/access/repeated_alt.h"
#include "parser/access/table_headers.h"
#include "parser/html/element.h"
#include "parser/html/tag.h"

namespace parser {

class AccessCollector {
 public:
  // Forgets the page before. `is_html5`: see HtmlParser::is_html5().
  void begin(bool is_html5 = true);
  // As HtmlVisitor. The tree needs the attributes of Attributes::kForAccess.
  void open(const Element& element);
  void text(std::string_view text);
  void close();
  void finish();
  // One for each rule that is broken, in the order of their names.
  std::span<const AccessFault> faults() const { return faults_.faults(); }

 private:
  OpenElement describe(const Element& element, Tag tag) const;
  void open_plain(const Element& element, Tag tag);
  void check_as_child(const OpenElement& child);
  void note_names(OpenElement& element);
  void note_place(const OpenElement& element);
  void pass_on(OpenElement& element) const;
  void judge(const OpenElement& element);
  void judge_list(const OpenElement& element);
  void name_others(const OpenElement& element);
  void add_to_parent(const OpenElement& element);
  void add(AccessRule rule, const OpenElement& element) {
    faults_.add(rule, element.ordinal, element.element);
  }
  OpenElement* parent_of_last() { return open_.size() > 1 ? &open_[open_.size() - 2] : nullptr; }

  bool is_html5_ = true;
  uint32_t elements_ = 0;
  uint32_t unread_depth_ = 0;  // open elements from a <noscript> on, whose inside is no markup
  AccessMarkup markup_;        // of the element that was opened last
  std::vector<OpenElement> open_;
  FaultBook faults_;
  NameBook names_;
  PageOutline outline_;
  TableHeaders headers_;
  RepeatedAlt alts_;
};

}  // namespace parser
