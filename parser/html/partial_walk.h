// PartialWalk: shows a visitor a page as if some of its elements were not there. For
// HtmlParser::walk(). Thread, lifetime: those of the walk; the spans have to stay.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "parser/html/html.h"
#include "parser/html/tree.h"

namespace parser {

class PartialWalk final : public HtmlVisitor {
 public:
  // `without`: in order, and apart from each other.
  PartialWalk(HtmlVisitor& visitor, std::span<const ElementSpan> without)
      : visitor_(visitor), without_(without) {}

  void open(const Element& element) override {
    ++elements_;
    while (!without_.empty() && without_.front().end <= elements_) without_ = without_.subspan(1);
    const bool begins = !without_.empty() && without_.front().first <= elements_;
    if (left_out_ > 0 || begins)
      ++left_out_;
    else
      visitor_.open(element);
  }
  void text(std::string_view text) override {
    if (left_out_ == 0) visitor_.text(text);
  }
  void close(Tag tag) override {
    if (left_out_ > 0)
      --left_out_;
    else
      visitor_.close(tag);
  }

 private:
  HtmlVisitor& visitor_;
  std::span<const ElementSpan> without_;
  uint32_t elements_ = 0;     // that were opened so far
  std::size_t left_out_ = 0;  // open ones
};

}  // namespace parser
