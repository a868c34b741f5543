// The rules were developed on one half of a public benchmark and checked on the other
// (docs/performance.md): the constants below are measured, not chosen by taste. No rule is for one
// site. The tree is passed over a fixed number of times, first to exclude, then to weigh blocks,
// add them up and choose the root, and at last to exclude inside it, so the cost stays linear on
// any page.
#include "parser/content/article.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ground/ascii.h"
#include "parser/content/block_names.h"
#include "parser/content/heading.h"
#include "parser/html/element_value.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

// Measured on the development half of the pages of bench/article_quality.py.
constexpr uint32_t kGoodParagraph = 40;  // letters, of a <p>
constexpr uint32_t kGoodBlock = 80;      // of another block
constexpr uint32_t kArticle = 250;       // of a whole article
constexpr double kMostLinked = 0.5;      // of a good block
constexpr double kNearlyAll = 0.75;      // of what counts: the root holds as much

bool is_block(Tag tag) {
  const TagEffect effect = effect_of(tag);
  return effect == TagEffect::kLine || effect == TagEffect::kVerbatim || effect == TagEffect::kCell;
}

// What is never part of an article's text, whatever it is called.
bool is_never_content(Tag tag) {
  constexpr std::array<Tag, 7> kNever = {Tag::kNav,      Tag::kFooter, Tag::kAside, Tag::kButton,
                                         Tag::kDatalist, Tag::kInput,  Tag::kMenu};
  return std::find(kNever.begin(), kNever.end(), tag) != kNever.end();
}

uint32_t letters_of(std::string_view text) {
  uint32_t count = 0;
  for (const char c : text) count += ascii::is_space(c) || (c & '\xC0') == '\x80' ? 0 : 1;
  return count;
}

double share(uint32_t part, uint32_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// To another place than this page.
bool leads_away(const Tree& tree, const Node& link) {
  const auto href = tree.attribute(link, "href");
  return href && !href->starts_with('#');
}

bool is_hidden(const Tree& tree, const Node& node) {
  if (node.unseen) return true;
  if (const auto hidden = tree.attribute(node, "aria-hidden"); hidden == "true") return true;
  const auto style = tree.attribute(node, "style");
  if (!style) return false;
  const std::size_t at = style->find("display");
  return at != style->npos && style->substr(at, 20).find("none") != style->npos;
}

}  // namespace

void ArticleFinder::leave_out(NodeId element) {
  const NodeId end = (*tree_)[element].end;
  std::fill(article_.left_out.begin() + element, article_.left_out.begin() + end, uint8_t{1});
}

void ArticleFinder::leave_out_by_name() {
  std::vector<NodeId> doubtful;
  NodeId heading_end = 0;  // headings may stand in each other
  for (NodeId id = 0; id < tree_->end(); ++id) {
    const Node& node = (*tree_)[id];
    if (!node.is_element() || is_left_out(id)) continue;
    const bool is_outer = node.tag == Tag::kBody || node.tag == Tag::kHtml;
    if (is_outer) continue;
    if (is_heading(node.tag) && id >= heading_end) {
      heading_end = node.end;
      for (const NodeId link : permalinks_of(*tree_, id)) leave_out(link);
    }
    if (is_hidden(*tree_, node) || is_never_content(node.tag)) {
      leave_out(id);
      continue;
    }
    // Some frameworks put all of a page into a form.
    if (node.tag == Tag::kForm) doubtful.push_back(id);
    if (node.attributes > 0 && node.tag != Tag::kArticle && node.tag != Tag::kMain &&
        place_of(*tree_, node) == Place::kAround)
      doubtful.push_back(id);
  }
  // Some pages give such a name to all of their content.
  weigh();
  add_up();
  const uint32_t all = within_.empty() ? 0 : within_[0].good;
  for (const NodeId id : doubtful)
    if (share(within_[id].good, all) < 0.4) leave_out(id);
}

void ArticleFinder::weigh() {
  own_.assign(tree_->size(), {});
  std::vector<NodeId> open;
  NodeId link_end = 0;
  for (NodeId id = 0; id < tree_->end(); ++id) {
    const Node& node = (*tree_)[id];
    while (!open.empty() && (*tree_)[open.back()].end <= id) open.pop_back();
    if (is_left_out(id)) continue;
    if (node.is_element()) {
      if (node.tag == Tag::kA && leads_away(*tree_, node)) link_end = std::max(link_end, node.end);
      if (is_block(node.tag)) open.push_back(id);
      continue;
    }
    if (open.empty()) continue;
    Weight& weight = own_[open.back()];
    const uint32_t letters = letters_of(node.text);
    weight.text += letters;
    if (id < link_end) weight.linked += letters;
  }
  for (NodeId id = 0; id < tree_->end(); ++id) {
    Weight& weight = own_[id];
    const Tag tag = (*tree_)[id].tag;
    if (is_heading(tag) || tag == Tag::kLi || tag == Tag::kTd) continue;
    const uint32_t least = tag == Tag::kP ? kGoodParagraph : kGoodBlock;
    if (weight.text >= least && share(weight.linked, weight.text) <= kMostLinked)
      weight.good = weight.text - weight.linked;
  }
}

void ArticleFinder::add_up() {
  within_ = own_;
  for (NodeId id = tree_->end(); id-- > 1;) {
    const NodeId parent = (*tree_)[id].parent;
    if (parent == kNoNode) continue;
    within_[parent].text += within_[id].text;
    within_[parent].linked += within_[id].linked;
    within_[parent].good += within_[id].good;
  }
}

NodeId ArticleFinder::choose_root() const {
  NodeId here = 0;
  for (;;) {
    NodeId best = kNoNode;
    for (NodeId id = here + 1; id < (*tree_)[here].end; id = (*tree_)[id].end)
      if ((*tree_)[id].is_element() && (best == kNoNode || within_[id].good > within_[best].good))
        best = id;
    if (best == kNoNode || within_[best].good == 0 ||
        share(within_[best].good, within_[here].good) < kNearlyAll)
      return here;
    // A paragraph is no article, even if it is nearly all of one.
    if (own_[best].good > 0 && share(own_[best].good, within_[best].good) > 0.5) return here;
    here = best;
  }
}

void ArticleFinder::leave_out_inside() {
  const NodeId begin = article_.root, end = (*tree_)[begin].end;
  NodeId heading_end = 0;
  bool has_begun = false;  // with its title or its text
  for (NodeId id = begin + 1; id < end; ++id) {
    const Node& node = (*tree_)[id];
    if (!node.is_element() || is_left_out(id)) continue;
    has_begun |= own_[id].good > 0;
    if (is_heading(node.tag)) heading_end = node.end;
    const bool is_in_heading = id < heading_end;  // the heading itself too
    const Weight& weight = within_[id];
    const double linked = share(weight.linked, weight.text);
    const bool is_list = node.tag == Tag::kUl || node.tag == Tag::kOl || node.tag == Tag::kTable;
    const bool is_plain = is_block(node.tag);
    if (is_list && linked > 0.6 && weight.good == 0) leave_out(id);
    if (is_plain && !is_list && !is_in_heading && linked > 0.7 && weight.text > 0 &&
        weight.good == 0 && node.tag != Tag::kTd && node.tag != Tag::kTh && node.tag != Tag::kLi &&
        node.tag != Tag::kTr)
      leave_out(id);
    if (weight.good == 0 && weight.text < 200 && node.attributes > 0 && !is_in_heading &&
        place_of(*tree_, node) == Place::kNote)
      leave_out(id);
    // The first <h1> is the title, each behind it a heading of the article.
    if (node.tag == Tag::kHeader && weight.good == 0) leave_out(id);
    if (node.tag == Tag::kH1 && weight.good == 0 && !std::exchange(has_begun, true)) leave_out(id);
    if (node.tag == Tag::kFigcaption) leave_out(id);
  }
}

// The page's own article, where several stand below each other, or it stands beside others'
// openings.
NodeId ArticleFinder::first_article(NodeId root) const {
  for (NodeId id = root + 1; id < (*tree_)[root].end; ++id) {
    const Node& node = (*tree_)[id];
    if (!node.is_element() || is_left_out(id) || within_[id].good < kArticle) continue;
    const bool is_named = node.tag == Tag::kArticle ||
                          tree_->attribute(node, "itemprop") == std::string_view("articleBody");
    if (is_named && share(within_[id].good, within_[root].good) > 0.2) return id;
  }
  return root;
}

const Article& ArticleFinder::find(const Tree& tree) {
  tree_ = &tree;
  article_.root = kNoNode;
  article_.left_out.assign(tree.size(), 0);
  if (tree.empty()) return article_;
  leave_out_by_name();
  weigh();
  add_up();
  article_.root = first_article(choose_root());
  article_.is_article = within_[article_.root].good >= kArticle;
  if (article_.is_article) leave_out_inside();
  return article_;
}

std::string article_text(const Tree& tree, const Article& article, std::size_t most) {
  std::string text;
  if (article.root == kNoNode) return text;
  append_words(tree, article.root, '\n', most, text, article.left_out);
  return text;
}

}  // namespace parser
