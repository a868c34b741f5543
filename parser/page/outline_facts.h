// The headings of a page, in the order of the document, with their levels and what they say.
// Thread: one owner. Lifetime: `facts` outlives it.
#pragma once

#include "ground/page_facts.h"
#include "parser/html/element.h"
#include "parser/page/anchor_text.h"
#include "parser/page/json_rows.h"

namespace parser {

class OutlineFacts {
 public:
  OutlineFacts();
  void begin(ground::PageFacts* facts);
  void open(const Element& element, Tag tag);
  void text(std::string_view text) { text_.text(text); }
  void close() {
    if (level_ > 0 && text_.close()) end_heading();
  }
  void finish();

 private:
  void end_heading();

  ground::PageFacts* facts_ = nullptr;
  JsonRows rows_;
  AnchorText text_;
  uint32_t level_ = 0;       // of the heading that is open
  uint32_t last_level_ = 0;  // of the one before
};

}  // namespace parser
