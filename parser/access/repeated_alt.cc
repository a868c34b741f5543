#include "parser/access/repeated_alt.h"

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "parser/access/words_of_attribute.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kKeptAlts = 4096;

// Appends `text` to `words`: white space folded, letters of ASCII in lower case.
void append_words(std::string_view text, bool& needs_space, std::string& words) {
  for (std::size_t at = 0; at < text.size() && words.size() < RepeatedAlt::kMostBytes;) {
    const bool is_wide = static_cast<unsigned char>(text[at]) == 0xC2 && at + 1 < text.size() &&
                         static_cast<unsigned char>(text[at + 1]) == 0xA0;
    if (is_wide || ascii::is_space(text[at])) {
      needs_space = true;
      at += is_wide ? 2 : 1;
      continue;
    }
    if (needs_space && !words.empty()) words.push_back(' ');
    needs_space = false;
    words.push_back(ascii::lower(text[at++]));
  }
}

}  // namespace

void RepeatedAlt::begin() {
  ground::empty_and_shrink(open_, kKeptAlts);
  ground::empty_and_shrink(texts_, kKeptAlts);
  ground::empty_and_shrink(images_, kKeptAlts);
}

void RepeatedAlt::open_place() { open_.push_back({texts_.size(), images_.size()}); }

void RepeatedAlt::add_image(std::string_view alt, uint32_t ordinal, const Element& element) {
  if (!open_.empty() && !alt.empty()) images_.push_back({alt, ordinal, element});
}

void RepeatedAlt::read_words(std::size_t from) {
  words_.clear();
  bool needs_space = false;
  std::size_t read = 0;
  for (std::size_t i = from; i < texts_.size() && read < kMostBytes; ++i) {
    const std::string_view text = texts_[i].substr(0, kMostBytes - read);
    append_words(text, needs_space, words_);
    read += texts_[i].size();
  }
  if (read > kMostBytes) words_.clear();
}

void RepeatedAlt::close_place(FaultBook& faults) {
  const Open place = open_.back();
  open_.pop_back();
  if (images_.size() > place.images) {
    read_words(place.texts);
    for (std::size_t i = place.images; i < images_.size() && !words_.empty(); ++i) {
      alt_words_.clear();
      bool needs_space = false;
      append_words(images_[i].alt.substr(0, kMostBytes), needs_space, alt_words_);
      if (alt_words_ == words_)
        faults.add(AccessRule::kImageRedundantAlt, images_[i].ordinal, images_[i].element);
    }
    images_.erase(images_.begin() + static_cast<std::ptrdiff_t>(place.images), images_.end());
  }
  if (open_.empty()) texts_.clear();
}

}  // namespace parser
