#include "parser/page/style_text.h"

#include "ground/ascii.h"
#include "ground/kept_room.h"

namespace parser {

namespace ascii = ground::ascii;

void StyleText::begin() {
  depth_ = 0;
  value_ = {};
  ground::empty_and_shrink(pieces_);
}

void StyleText::open(const Element& element) {
  if (depth_ > 0) {
    ++depth_;
    return;
  }
  const std::string_view type = element.attribute("type").value_or("");
  if (element.tag() != Tag::kStyle || !(type.empty() || ascii::equals(type, "text/css"))) return;
  begin();
  depth_ = 1;
}

void StyleText::text(std::string_view text) {
  if (depth_ != 1) return;
  if (value_.empty()) {
    value_ = text;
    return;
  }
  if (pieces_.empty()) pieces_ = value_;
  pieces_.append(text);
  value_ = pieces_;
}

}  // namespace parser
