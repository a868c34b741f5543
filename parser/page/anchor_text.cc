#include "parser/page/anchor_text.h"

#include "ground/ascii.h"
#include "ground/invisible.h"
#include "ground/utf8.h"

namespace parser {

namespace ascii = ground::ascii;

void AnchorText::begin(std::size_t max_bytes) {
  text_.clear();
  max_bytes_ = max_bytes;
  depth_ = 1;
  unseen_depth_ = 0;
  space_due_ = has_words_ = false;
}

void AnchorText::open_inside(const Element& element) {
  ++depth_;
  if (unseen_depth_ > 0 || element.is_unseen()) {
    ++unseen_depth_;
    return;
  }
  if (effect_of(element.tag()) != TagEffect::kNone) space_due_ = true;
  if (element.tag() != Tag::kImg) return;
  if (const auto alt = element.attribute("alt")) {
    space_due_ = true;
    append(*alt);
    space_due_ = true;
  }
}

bool AnchorText::close() {
  if (depth_ == 0) return false;
  if (unseen_depth_ > 0) --unseen_depth_;
  return --depth_ == 0;
}

void AnchorText::append(std::string_view text) {
  if (text.empty() || text_.size() > max_bytes_) return;
  if (ground::has_invisible(text)) return append(ground::without_invisible(text));
  if (ascii::is_space(text.front())) space_due_ = true;
  // A character more than the limit, so that value() sees where the text is cut.
  constexpr std::size_t kCharacter = 4;
  while (text_.size() <= max_bytes_) {
    const std::string_view word = ascii::next_token(text);
    if (word.empty()) return;
    if (space_due_ && !text_.empty()) text_.push_back(' ');
    text_.append(ground::utf8_prefix(word, max_bytes_ + kCharacter));
    space_due_ = !text.empty();
  }
}

std::string_view AnchorText::value() const {
  return ascii::trim(ground::utf8_prefix(text_, max_bytes_));
}

}  // namespace parser
