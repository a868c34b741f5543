// An article is not one element only: its lead stands before the largest part, and further parts
// behind it; and a page may hold several articles, of which the first is its own.
#include <algorithm>
#include <string_view>
#include <vector>

#include "ground/ascii.h"
#include "parser/content/article.h"
#include "parser/content/article_measures.h"
#include "parser/content/block_names.h"
#include "parser/content/heading.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

using Node = Tree::Node;

constexpr std::size_t kMostLeads = 20;  // that are looked for again

std::string_view first_class(const Tree& tree, const Node& node) {
  const std::string_view names = ascii::trim(tree.attribute(node, "class").value_or(""));
  return names.substr(0, names.find(' '));
}

}  // namespace

// Some pages write each section of one text as an article.
bool ArticleFinder::is_first_of_parts(NodeId article) const {
  const Node& first = (*tree_)[article];
  const NodeId next = tree_->next_sibling(article);
  const std::string_view kind = first_class(*tree_, first);
  const bool has_heading_before = !main_headings_.empty() && main_headings_.front() < article;
  if (kind.empty() || !has_heading_before || has_linked_heading(article) || has_h1(article))
    return false;
  for (NodeId id = next; id != kNoNode; id = tree_->next_sibling(id)) {
    const Node& node = (*tree_)[id];
    if (node.tag != first.tag || within_[id].good == 0 || is_left_out(id)) continue;
    return !has_linked_heading(id) && !has_h1(id) && first_class(*tree_, node) == kind;
  }
  return false;
}

// The page's own article, where several stand below each other, or it stands beside others'
// openings.
NodeId ArticleFinder::first_article(NodeId root) const {
  for (NodeId id = root + 1; id < (*tree_)[root].end; ++id) {
    const Node& node = (*tree_)[id];
    if (!node.is_element() || is_left_out(id) || within_[id].good < kArticle) continue;
    const bool is_named = node.tag == Tag::kArticle ||
                          tree_->attribute(node, "itemprop") == std::string_view("articleBody");
    if (is_named && share(within_[id].good, within_[root].good) > 0.2)
      return is_first_of_parts(id) ? root : first_in_row(id);
  }
  return first_in_row(root);
}

// Pages that go on with the next article when one scrolls down.
NodeId ArticleFinder::first_in_row(NodeId root) const {
  NodeId article = root;
  while (article != kNoNode && (*tree_)[article].tag != Tag::kArticle)
    article = (*tree_)[article].parent;
  if (article == kNoNode || !has_h1(article)) return root;
  const Node& own = (*tree_)[article];
  for (NodeId id = own.parent == kNoNode ? article : own.parent + 1; id < article;
       id = (*tree_)[id].end) {
    const Node& node = (*tree_)[id];
    if (node.tag == Tag::kArticle && within_[id].good >= kShortArticle && has_h1(id) &&
        first_class(*tree_, node) == first_class(*tree_, own))
      return id;
  }
  return root;
}

// Up to the element that is named as all of the article, and holds its heading too: leads, and
// further parts, stand beside the largest.
NodeId ArticleFinder::outermost() const {
  NodeId outer = article_.root;
  bool is_named = false;
  for (NodeId id = article_.root; id != kNoNode; id = (*tree_)[id].parent) {
    const Node& node = (*tree_)[id];
    if (is_named && (heading_ == 0 || outer <= heading_)) break;
    if (node.tag == Tag::kHtml || (node.tag == Tag::kBody && !is_named)) break;
    outer = id;
    is_named |= node.tag == Tag::kArticle || node.tag == Tag::kMain;
  }
  return outer;
}

// It is a lead or none, whatever is inside.
bool ArticleFinder::is_named_whole(NodeId id) const {
  const ElementNames names = names_of(*tree_, (*tree_)[id]);
  return names.has(Sense::kBeside) || names.has(Sense::kLead);
}

// Of a block before the largest part.
bool ArticleFinder::is_lead(NodeId id) const {
  const Node& node = (*tree_)[id];
  if (!node.is_element() || is_left_out(id)) return false;
  const Weight& weight = within_[id];
  if (weight.text < kGoodParagraph || share(weight.linked, weight.text) > kLinkedInText)
    return false;
  const ElementNames names = names_of(*tree_, node);
  if (names.has(Sense::kBeside)) return false;
  if (names.has(Sense::kLead)) return true;
  if (is_heading(node.tag)) return heading_ > 0 && id > heading_ && weight.text >= kGoodBlock;
  return weight.good > 0 && id > heading_;
}

// Openings of other articles have headings that lead to them.
bool ArticleFinder::has_linked_heading(NodeId id) const {
  const NodeId end = (*tree_)[id].end;
  NodeId link_end = 0, heading_end = 0;
  for (NodeId inside = id; inside < end; ++inside) {
    const Node& node = (*tree_)[inside];
    if (is_left_out(inside)) continue;
    if (node.tag == Tag::kA && leads_away(*tree_, node)) link_end = node.end;
    if (is_heading(node.tag)) heading_end = node.end;
    if (!node.is_element() && inside < link_end && inside < heading_end) return true;
  }
  return false;
}

// Of a block behind it: a further part looks the same.
bool ArticleFinder::is_further(NodeId id, NodeId part) const {
  const Node& node = (*tree_)[id];
  if (!node.is_element() || is_left_out(id) || node.tag != (*tree_)[part].tag) return false;
  if (node.tag == Tag::kP || node.tag == Tag::kArticle) return false;
  const Weight& weight = within_[id];
  const auto names = tree_->attribute(node, "class");
  return weight.good > 0 && share(weight.linked, weight.text) <= kLinkedInText && names &&
         !names->empty() && names == tree_->attribute((*tree_)[part], "class") &&
         !has_linked_heading(id);
}

// Leaves out all before `part` inside `around` but what leads to it.
bool ArticleFinder::take_leads(NodeId around, NodeId part) {
  bool has_lead = false;
  std::vector<NodeId> headings;  // that may stand above what is taken
  for (NodeId id = around + 1; id < part;) {
    const Node& node = (*tree_)[id];
    const bool may_open = node.is_element() && !is_left_out(id) && within_[id].text > 0 &&
                          own_[id].text == 0 && node.tag != Tag::kFigure && node.end <= part;
    if (may_open && !is_named_whole(id)) {
      ++id;
      continue;
    }
    if (is_lead(id)) {
      has_lead = true;
      if (leads_.size() < kMostLeads) leads_.push_back(id);
      headings.clear();
    } else if (id > heading_ && heading_ > 0 && is_heading(node.tag) && !is_left_out(id) &&
               within_[id].linked == 0) {
      headings.push_back(id);
    } else if (within_[id].text > 0 && !is_left_out(id)) {
      apart_.push_back(id);
      apart_.insert(apart_.end(), headings.begin(), headings.end());
      headings.clear();
    }
    id = node.end;
  }
  return has_lead || !headings.empty();
}

void ArticleFinder::widen() {
  NodeId part = article_.root;
  NodeId widest = part;
  heading_ = 0;
  for (NodeId id = 0; id < part; ++id)
    if ((*tree_)[id].tag == Tag::kH1 && !is_left_out(id) && within_[id].text > 0) heading_ = id;
  const NodeId outer = outermost();
  apart_.clear();
  while (part != outer) {
    const NodeId around = (*tree_)[part].parent;
    if (take_leads(around, part)) widest = around;
    for (NodeId id = (*tree_)[part].end; id < (*tree_)[around].end; id = (*tree_)[id].end) {
      if (is_further(id, part))
        widest = around;
      else
        apart_.push_back(id);
    }
    part = around;
  }
  article_.root = widest;
  for (const NodeId id : apart_) leave_out(id);
}

// Of little text, in lists or short lines: the element that is named as an article says that it is
// one.
void ArticleFinder::take_short_article() {
  const Weight& chosen = within_[article_.root];
  article_.is_article =
      (*tree_)[article_.root].tag == Tag::kArticle && chosen.text - chosen.linked >= kShortArticle;
  if (article_.is_article) return;
  NodeId best = kNoNode;
  uint32_t most = 0;
  for (NodeId id = 0; id < tree_->end(); ++id) {
    const Node& node = (*tree_)[id];
    if (!node.is_element() || is_left_out(id)) continue;
    const bool is_named = node.tag == Tag::kArticle || node.tag == Tag::kMain ||
                          names_of(*tree_, node).place == Place::kContent;
    if (!is_named || node.tag == Tag::kBody) continue;
    const Weight& weight = within_[id];
    if (share(weight.linked, weight.text) > kMostLinked) continue;
    const uint32_t own = weight.text - weight.linked;
    // The innermost that holds nearly all.
    if (own < kShortArticle || (best != kNoNode && own * 10 < most * 9)) continue;
    best = id;
    most = std::max(most, own);
  }
  if (best == kNoNode) return;
  article_.root = best;
  article_.is_article = true;
}

}  // namespace parser
