// The words of a <style> element, gathered while the tree is walked.
// Thread: one owner. Lifetime: value() views the tree, or the gatherer until its next begin().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "parser/html/element.h"

namespace parser {

class StyleText {
 public:
  // Forgets what there was.
  void begin();

  bool is_open() const { return depth_ > 0; }
  // An element whose words are CSS (HTML 4.2.6; SVG 2, 6.2) begins it; others inside of it, as SVG
  // may have them, are passed over.
  void open(const Element& element);
  void text(std::string_view text);
  // True: it was the end of the style element.
  bool close() { return depth_ > 0 && --depth_ == 0; }

  std::string_view value() const { return value_; }

 private:
  std::size_t depth_ = 0;
  std::string_view value_;
  std::string pieces_;  // where there are several
};

}  // namespace parser
