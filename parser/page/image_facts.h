// The images of a page: alternative texts, sizes, other files that are offered for them.
// Source: https://html.spec.whatwg.org/#the-img-element
// Thread: one owner. Lifetime: `facts` outlives it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "ground/page_facts.h"
#include "parser/html/element.h"
#include "parser/page/json_rows.h"

namespace parser {

class ImageFacts {
 public:
  ImageFacts();
  void begin(ground::PageFacts* facts);
  // `in_link`: an <a> with an address is open around it.
  void open(const Element& element, Tag tag, bool in_link);
  void finish();

 private:
  void open_source(const Element& element);
  void open_image(const Element& element, bool in_link);
  std::size_t candidates_of(std::string_view srcset);

  ground::PageFacts* facts_ = nullptr;
  JsonRows rows_;
  std::vector<std::string_view> candidates_;
  // What the <source>s before an image offer in its place.
  std::size_t offered_ = 0;
  bool is_newer_offered_ = false;
};

}  // namespace parser
