// The rules were developed on one half of a public benchmark and checked on the other
// (docs/performance.md): the constants below are measured, not chosen by taste. No rule is for one
// site. The tree is passed over a fixed number of times, first to exclude, then to weigh blocks,
// add them up and choose the root, and at last to exclude inside it, so the cost stays linear on
// any page.
#include "parser/content/article.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "parser/content/article_measures.h"
#include "parser/content/block_names.h"
#include "parser/content/heading.h"
#include "parser/html/element_value.h"

namespace parser {

namespace {

using Node = Tree::Node;

// What is never part of an article's text, whatever it is called.
bool is_never_content(Tag tag) {
  constexpr std::array<Tag, 7> kNever = {Tag::kNav,      Tag::kFooter, Tag::kAside, Tag::kButton,
                                         Tag::kDatalist, Tag::kInput,  Tag::kMenu};
  return std::find(kNever.begin(), kNever.end(), tag) != kNever.end();
}

bool is_hidden(const Tree& tree, const Node& node) {
  return is_invisible(tree, node) ||
         tree.attribute(node, "aria-hidden") == std::string_view("true");
}

}  // namespace

void ArticleFinder::leave_out(NodeId element) {
  if (is_left_out(element)) return;  // with all inside
  const NodeId end = (*tree_)[element].end;
  std::fill(article_.left_out.begin() + element, article_.left_out.begin() + end, uint8_t{1});
}

void ArticleFinder::leave_out_by_name() {
  struct Doubtful {
    NodeId id;
    bool is_others;
  };
  std::vector<Doubtful> doubtful;
  std::vector<NodeId> perhaps, named;
  main_headings_.clear();
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
    if (node.tag == Tag::kH1) main_headings_.push_back(id);
    if (node.tag == Tag::kArticle || node.tag == Tag::kMain || node.tag == Tag::kBlockquote)
      continue;
    const ElementNames names = names_of(*tree_, node);
    // Some frameworks put all of a page into a form.
    if (node.tag == Tag::kForm || names.place == Place::kAround)
      doubtful.push_back({id, names.has(Sense::kOthers)});
    if (names.place == Place::kPerhapsAround) perhaps.push_back(id);
    if (names.place == Place::kContent) named.push_back(id);
  }
  // Some pages give such a name to all of their content.
  weigh();
  add_up();
  const uint32_t all = within_.empty() ? 0 : within_[0].good;
  named_ = kNoNode;
  for (const NodeId id : named)
    if (named_ == kNoNode || within_[id].good > within_[named_].good) named_ = id;
  for (const auto [id, is_others] : doubtful) {
    const double most = is_others && !holds_named(id) ? kNearlyAll : kMuch;
    if (share(within_[id].good, all) < most) leave_out(id);
  }
  for (const NodeId id : perhaps) {
    const Weight& weight = within_[id];
    const bool is_told = (weight.good > 0 || is_heading((*tree_)[id].tag)) &&
                         share(weight.linked, weight.text) < kLinkedInText;
    if (!is_told && share(weight.good, all) < kMuch) leave_out(id);
  }
}

bool ArticleFinder::has_h1(NodeId id) const {
  const auto next = std::lower_bound(main_headings_.begin(), main_headings_.end(), id);
  return next != main_headings_.end() && *next < (*tree_)[id].end;
}

// The page's heading, or most of it in an element that is named as content.
bool ArticleFinder::holds_named(NodeId id) const {
  if (has_h1(id)) return true;
  return named_ != kNoNode && id <= named_ && named_ < (*tree_)[id].end &&
         2 * within_[named_].good >= within_[id].good;
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
    if (is_heading(tag) || tag == Tag::kLi) continue;
    const uint32_t least = tag == Tag::kP    ? kGoodParagraph
                           : tag == Tag::kTd ? kGoodCell
                                             : kGoodBlock;
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
    // A paragraph is no article, even if it is nearly all of one. A cell may be.
    if (own_[best].good > 0 && share(own_[best].good, within_[best].good) > 0.5)
      return (*tree_)[best].tag == Tag::kTd ? best : here;
    here = best;
  }
}

bool ArticleFinder::holds_lead(NodeId id) const {
  return std::any_of(leads_.begin(), leads_.end(),
                     [&](NodeId lead) { return id <= lead && lead < (*tree_)[id].end; });
}

// In an <h1> that has words. A site's is a picture, or leads to its front page.
bool ArticleFinder::holds_title(NodeId id) const {
  auto heading = std::lower_bound(main_headings_.begin(), main_headings_.end(), id);
  for (; heading != main_headings_.end() && *heading < (*tree_)[id].end; ++heading)
    if (within_[*heading].text > within_[*heading].linked) return true;
  return false;
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
    if (weight.text < 400) {
      const ElementNames names = names_of(*tree_, node);
      const bool is_note = names.place == Place::kNote && weight.good == 0 && weight.text < 200;
      if ((is_note && !is_in_heading) || names.has(Sense::kCaption)) leave_out(id);
    }
    if (node.tag == Tag::kHeader && weight.good == 0 && !holds_lead(id)) {
      leave_out(id);
      has_begun |= holds_title(id);
    }
    // The first <h1> is the title, each behind it a heading of the article.
    if (node.tag == Tag::kH1 && weight.good == 0 && !std::exchange(has_begun, true)) leave_out(id);
    if (node.tag == Tag::kFigcaption) leave_out(id);
  }
  leave_out_empty_headings();
}

// Above what has been left out, or nothing.
void ArticleFinder::leave_out_empty_headings() {
  const NodeId begin = article_.root;
  constexpr int kNothing = 0, kText = 100;
  int below = kNothing;          // what comes next: the level of a heading, or text
  std::vector<NodeId> headings;  // that end at or behind `id`, the next one last
  for (NodeId id = begin; id < (*tree_)[begin].end; ++id)
    if (is_heading((*tree_)[id].tag)) headings.push_back(id);
  for (NodeId id = (*tree_)[begin].end; id-- > begin;) {
    const Node& node = (*tree_)[id];
    if (is_heading(node.tag)) headings.pop_back();
    if (is_left_out(id) || node.unseen) continue;
    if (is_heading(node.tag)) {
      const int level = level_of(node.tag);
      // One that is long says something itself.
      if (below <= level && within_[id].text < kGoodBlock)
        leave_out(id);
      else
        below = level;
    } else if (node.tag == Tag::kImg ||
               (!node.is_element() && letters_of(node.text) > 0 &&
                (headings.empty() || (*tree_)[headings.back()].end <= id))) {
      below = kText;
    }
  }
}

const Article& ArticleFinder::find(const Tree& tree) {
  tree_ = &tree;
  leads_.clear();
  article_.root = kNoNode;
  article_.left_out.assign(tree.size(), 0);
  if (tree.empty()) return article_;
  leave_out_by_name();
  weigh();
  add_up();
  article_.root = first_article(choose_root());
  article_.is_article = within_[article_.root].good >= kArticle;
  if (article_.is_article)
    widen();
  else
    take_short_article();
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
