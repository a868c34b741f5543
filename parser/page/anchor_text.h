// The text inside one link: what a reader sees of it, and the alt of its images, on one line.
// Thread: one owner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "parser/html/html.h"

namespace parser {

class AnchorText {
 public:
  // The element just opened is a link.
  void begin(std::size_t max_bytes);
  // What follows in the walk. Without a begun link nothing happens.
  void open(const Element& element) {
    if (depth_ > 0) open_inside(element);
  }
  void text(std::string_view text) {
    if (depth_ == 0 || unseen_depth_ > 0) return;
    const std::size_t before = text_.size();
    append(text);
    has_words_ |= text_.size() > before;
  }
  // False: all that it says is the alt of images.
  bool has_words() const { return has_words_; }
  // True if it was the link itself that closed.
  bool close();
  // Ends the link, closed or not; its value() stays.
  void end() { depth_ = 0; }
  // Valid UTF-8, folded, without characters that nobody sees (ground/invisible), at most
  // max_bytes.
  std::string_view value() const;

 private:
  void open_inside(const Element& element);
  void append(std::string_view text);

  std::string text_;
  std::size_t max_bytes_ = 0;
  std::size_t depth_ = 0;         // open elements from the link on; 0: no link
  std::size_t unseen_depth_ = 0;  // those from the first unseen one on
  bool space_due_ = false;
  bool has_words_ = false;
};

}  // namespace parser
