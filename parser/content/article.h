// The main content of a page: what its author wrote, without what is around it on every page.
//
// Text is in blocks. Blocks with sentences and few links count for the elements around them; the
// smallest element that contains nearly all of the count is the article's largest part, and with it
// go the lead before it and further parts that look the same. Inside, lists of links, labels of
// buttons, headings of nothing, and elements whose names say that they are something else (a share
// bar, comments) are excluded. A page of little text has an article if it names one.
// Thread: one ArticleFinder per worker. No recursion over the tree; the cost is linear in it.
// Lifetime: the article refers to nodes of the tree by number, and belongs to the finder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parser/html/tree.h"

namespace parser {

struct Article {
  NodeId root = kNoNode;          // the element that holds it; kNoNode: an empty page
  std::vector<uint8_t> left_out;  // for each node of the tree: 1 if it is none of the article
  bool is_article = false;  // false: no text like that of an article; `root` is the best there is
};

class ArticleFinder {
 public:
  const Article& find(const Tree& tree);

 private:
  struct Weight {
    uint32_t text = 0;    // letters, white space aside
    uint32_t linked = 0;  // of them inside of links
    uint32_t good = 0;    // of them in blocks like those of an article
  };

  void leave_out_by_name();
  bool has_h1(NodeId id) const;
  bool holds_named(NodeId id) const;
  void weigh();
  void add_up();
  NodeId choose_root() const;
  NodeId first_article(NodeId root) const;
  NodeId first_in_row(NodeId root) const;
  bool is_first_of_parts(NodeId article) const;

  void widen();
  NodeId outermost() const;
  bool take_leads(NodeId around, NodeId part);
  bool is_named_whole(NodeId id) const;
  bool is_lead(NodeId id) const;
  bool is_further(NodeId id, NodeId part) const;
  bool has_linked_heading(NodeId id) const;
  void take_short_article();

  bool holds_lead(NodeId id) const;
  bool holds_title(NodeId id) const;
  void leave_out_inside();
  void leave_out_empty_headings();
  void leave_out(NodeId element);
  bool is_left_out(NodeId id) const { return article_.left_out[id] != 0; }

  const Tree* tree_ = nullptr;
  Article article_;
  std::vector<Weight> own_;            // of blocks: the text that stands in no block inside of it
  std::vector<Weight> within_;         // of elements: the same with all inside
  std::vector<NodeId> main_headings_;  // each <h1>, in order
  NodeId named_ = kNoNode;             // what is named as content and holds most
  NodeId heading_ = 0;                 // the last <h1> before the largest part; 0: none
  std::vector<NodeId> leads_;          // that were taken
  std::vector<NodeId> apart_;          // beside the parts of the article, to be left out
};

// The text of an article, a line for each block.
std::string article_text(const Tree& tree, const Article& article, std::size_t most);

}  // namespace parser
