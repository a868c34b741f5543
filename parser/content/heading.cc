#include "parser/content/heading.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "parser/content/article_measures.h"
#include "parser/content/block_names.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kLongestHeading = 1'000;  // bytes
constexpr uint32_t kMostOfMark = 2;             // characters

bool leads_here(const Tree& tree, const Tree::Node& node) {
  if (node.tag != Tag::kA) return false;
  const auto href = tree.attribute(node, "href");
  return href && href->starts_with('#');
}

// Lines above a title that stand in its heading.
std::vector<NodeId> kickers_of(const Tree& tree, NodeId heading) {
  std::vector<NodeId> found;
  for (NodeId id = heading + 1; id < tree[heading].end;) {
    const Tree::Node& node = tree[id];
    const bool is_kicker =
        node.is_element() &&
        (node.text == "small" || (node.attributes > 0 && names_of(tree, node).has(Sense::kKicker)));
    if (is_kicker) found.push_back(id);
    id = is_kicker ? node.end : id + 1;
  }
  return found;
}

}  // namespace

std::vector<NodeId> permalinks_of(const Tree& tree, NodeId heading) {
  std::vector<NodeId> found;
  std::size_t bytes_of_heading = 0;
  for (NodeId id = heading + 1; id < tree[heading].end;) {
    if (!leads_here(tree, tree[id])) {
      ++id;
      continue;
    }
    const std::string mark = words_of(tree, id, kLongestHeading);
    if (bytes_of_heading == 0) bytes_of_heading = words_of(tree, heading, kLongestHeading).size();
    // A short heading of a language without spaces may be one character, all of it the link.
    if (letters_of(mark) <= kMostOfMark && mark.size() < bytes_of_heading &&
        std::none_of(mark.begin(), mark.end(), ascii::is_alphanumeric))
      found.push_back(id);
    // With nothing to say in all of the heading, nothing is a mark to it.
    if (bytes_of_heading == 0) break;
    id = tree[id].end;
  }
  return found;
}

std::string heading_words(const Tree& tree, NodeId heading) {
  std::vector<uint8_t> left_out;
  const auto leave_out = [&](NodeId id) {
    left_out.resize(tree.size());
    std::fill(left_out.begin() + id, left_out.begin() + tree[id].end, uint8_t{1});
  };
  const auto words = [&] {
    std::string found;
    append_words(tree, heading, ' ', kLongestHeading, found, left_out);
    return std::string(ascii::trim(found));
  };
  for (const NodeId id : permalinks_of(tree, heading)) leave_out(id);
  const std::vector<NodeId> kickers = kickers_of(tree, heading);
  if (kickers.empty()) return words();
  const std::string all = words();
  for (const NodeId id : kickers) leave_out(id);
  std::string without = words();
  return without.empty() ? all : without;
}

}  // namespace parser
