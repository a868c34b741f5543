// What the rules that find an article measure by. Thread: constants and pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "ground/ascii.h"
#include "ground/utf8.h"
#include "parser/html/tag.h"
#include "parser/html/tree.h"

namespace parser {

// Measured on the development half of the pages of bench/article_quality.py.
inline constexpr uint32_t kGoodParagraph = 40;  // letters, of a <p>
inline constexpr uint32_t kGoodBlock = 80;      // of another block
inline constexpr uint32_t kGoodCell = 250;      // of a table: shorter ones are data
inline constexpr uint32_t kArticle = 250;       // of a whole article
inline constexpr uint32_t kShortArticle = 100;  // of one that is named so
inline constexpr double kMostLinked = 0.5;      // of a good block
inline constexpr double kLinkedInText = 0.1;    // of what an author wrote
inline constexpr double kMuch = 0.4;            // of a page: too much to drop for its name
inline constexpr double kNearlyAll = 0.75;      // of what counts: the root holds as much

inline double share(uint32_t part, uint32_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// What a text has, white space aside.
inline uint32_t letters_of(std::string_view text) {
  uint32_t count = 0;
  for (const char c : text)
    count += ground::ascii::is_space(c) || ground::is_continuation(c) ? 0 : 1;
  return count;
}

// Its text stands on lines of its own, or in a cell.
inline bool is_block(Tag tag) {
  const TagEffect effect = effect_of(tag);
  return effect == TagEffect::kLine || effect == TagEffect::kVerbatim || effect == TagEffect::kCell;
}

// To another place than this page.
inline bool leads_away(const Tree& tree, const Tree::Node& link) {
  const auto href = tree.attribute(link, "href");
  return href && !href->starts_with('#');
}

}  // namespace parser
