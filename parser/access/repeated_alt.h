// Images whose alt says what stands beside them anyway: a screen reader says it twice.
// Thread: one owner. Lifetime: views of the tree, until the next begin(). Cost: each place with
// images looks at no more than kMostBytes of its text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/access/fault_book.h"
#include "parser/html/element.h"

namespace parser {

class RepeatedAlt {
 public:
  static constexpr std::size_t kMostBytes = 4096;  // a longer text says more than an image

  void begin();
  // A place that is read as one: a link, a paragraph, a cell or the like.
  void open_place();
  void text(std::string_view text) {
    if (!open_.empty() && texts_.size() < kMostTexts) texts_.push_back(text);
  }
  void add_image(std::string_view alt, uint32_t ordinal, const Element& element);
  void close_place(FaultBook& faults);

 private:
  static constexpr std::size_t kMostTexts = 100'000;
  struct Image {
    std::string_view alt;
    uint32_t ordinal;
    Element element;
  };
  struct Open {
    std::size_t texts, images;  // where those of the place begin
  };
  void read_words(std::size_t from);

  std::vector<Open> open_;
  std::vector<std::string_view> texts_;
  std::vector<Image> images_;
  std::string words_, alt_words_;
};

}  // namespace parser
