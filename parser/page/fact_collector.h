// FactCollector: the facts of a page, from the walk of its tree. What is in a <noscript> counts as
// little as it does for a reader whose scripts run.
// Thread: one per worker. Lifetime: the facts are the collector's until the next begin(); the tree
// has to live until finish().
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ground/page_facts.h"
#include "parser/access/fault_book.h"
#include "parser/html/html.h"
#include "parser/page/element_facts.h"
#include "parser/page/head_facts.h"
#include "parser/page/image_facts.h"
#include "parser/page/outline_facts.h"

namespace parser {

class FactCollector {
 public:
  // `host`: the page's, in normal form.
  void begin(std::string_view host);
  // The walk, as HtmlVisitor has it.
  void open(const Element& element);
  void text(std::string_view text);
  void close(Tag tag);
  // After it. `bytes`: the page's, in which the place of the declared encoding is looked for.
  // `faults` of accessibility are kept with the rest.
  const ground::PageFacts& finish(const HtmlParser& html, std::string_view bytes,
                                  std::span<const AccessFault> faults);

 private:
  ground::PageFacts facts_;
  HeadFacts head_;
  OutlineFacts outline_;
  ImageFacts images_;
  ElementFacts elements_;
  std::size_t depth_ = 0;      // of open elements
  std::size_t unseen_at_ = 0;  // the depth of the <noscript> that is open; 0: none is
  std::size_t link_at_ = 0;    // likewise of the link
};

}  // namespace parser
