// What single elements of a page say that a site's owner asks for: links that lead nowhere, scripts
// that hold the page up, forms, ids that stand more than once.
// Thread: one owner. Lifetime: `facts` outlives it; ids view the tree until finish().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ground/page_facts.h"
#include "parser/html/element.h"
#include "parser/page/json_rows.h"

namespace parser {

class ElementFacts {
 public:
  ElementFacts();
  // `host` is the page's.
  void begin(std::string_view host, ground::PageFacts* facts);
  void open(const Element& element, Tag tag, bool in_head);
  void close(Tag tag) {
    if (tag == Tag::kForm && has_form_) end_form();
  }
  void finish();

 private:
  struct Id {
    uint64_t hash = 0;
    uint32_t place = 0;  // among the ids of the page
    std::string_view text;
  };
  struct Form {
    std::string action, method;
    bool has_action = false;
    uint32_t fields = 0, passwords = 0, files = 0;
  };

  void read_attributes(const Element& element, Tag tag);
  void open_link(const Element& element);
  void open_script(const Element& element, bool in_head);
  void open_form(const Element& element);
  void open_input(const Element& element);
  void end_form();
  void finish_ids();

  ground::PageFacts* facts_ = nullptr;
  std::string host_;
  std::vector<Id> ids_;
  JsonRows forms_, doubles_;
  Form form_;
  bool has_form_ = false;  // one is open
};

}  // namespace parser
