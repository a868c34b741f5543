#include "parser/html/tree.h"

#include <algorithm>

#include "ground/ascii.h"
#include "ground/kept_room.h"
#include "parser/html/partial_walk.h"

namespace parser {

namespace ascii = ground::ascii;

namespace {

constexpr std::size_t kMaxNameBytes = 64u << 20;  // of all elements together

}  // namespace

class Tree::Reader final : public HtmlVisitor {
 public:
  Reader(Tree& tree, std::size_t max_nodes) : tree_(tree), max_nodes_(max_nodes) {}

  void open(const Element& element) override {
    if (is_full()) {
      ++left_out_;
      return;
    }
    Node& node = add(lower(element.name(), element.name_space()));
    node.tag = element.tag();
    node.name_space = element.name_space();
    node.unseen = element.is_unseen();
    node.place = 1;
    const auto id = static_cast<NodeId>(tree_.nodes_.size() - 1);
    if (node.parent != kNoNode) {
      Node& parent = tree_.nodes_[node.parent];
      node.place = ++parent.elements;
      if (node.place > 1) node.previous = last_element_[open_.size() - 1];
      last_element_[open_.size() - 1] = id;
    }
    add_attributes(element, node);
    if (node.tag == Tag::kMeta) read_language(node);
    open_.push_back(id);
    if (last_element_.size() < open_.size()) last_element_.push_back(kNoNode);
  }

  void text(std::string_view text) override {
    if (text.empty() || is_full() || open_.empty()) return;
    Node& node = add(text);
    node.end = static_cast<NodeId>(tree_.nodes_.size());
  }

  void close(Tag) override {
    if (left_out_ > 0) {
      --left_out_;
      return;
    }
    tree_.nodes_[open_.back()].end = static_cast<NodeId>(tree_.nodes_.size());
    open_.pop_back();
  }

  // A walk that a fault in gumbo's tree has ended leaves elements open.
  void finish() {
    for (const NodeId id : open_) tree_.nodes_[id].end = tree_.end();
  }
  bool was_cut() const { return was_cut_; }

 private:
  bool is_full() {
    was_cut_ |= tree_.nodes_.size() >= max_nodes_;
    return was_cut_;
  }

  Node& add(std::string_view text) {
    Node& node = tree_.nodes_.emplace_back();
    node.text = text;
    if (!open_.empty()) node.parent = open_.back();
    return node;
  }

  void add_attributes(const Element& element, Node& node) {
    std::vector<Attribute>& all = tree_.attributes_;
    node.first_attribute = static_cast<uint32_t>(all.size());
    element.for_each_attribute([&](std::string_view name, std::string_view value) {
      if (all.size() - node.first_attribute < kMaxAttributes) all.push_back({name, value});
    });
    node.attributes = static_cast<uint16_t>(all.size() - node.first_attribute);
  }

  // HTML 4.2.5.3, "content language": the first one that is no list.
  void read_language(const Node& meta) {
    if (!tree_.default_language_.empty()) return;
    const auto pragma = tree_.attribute(meta, "http-equiv");
    if (!pragma || !ascii::equals(*pragma, "content-language")) return;
    std::string_view list = tree_.attribute(meta, "content").value_or("");
    if (list.find(',') == list.npos) tree_.default_language_ = ascii::next_token(list);
  }

  std::string_view lower(std::string_view name, Namespace name_space) {
    const bool is_lower =
        std::none_of(name.begin(), name.end(), [](char c) { return c != ascii::lower(c); });
    if (is_lower || name_space == Namespace::kSvg) return name;
    auto* const piece = static_cast<char*>(tree_.names_.allocate(name.size()));
    if (piece == nullptr) return name;
    std::transform(name.begin(), name.end(), piece, ascii::lower);
    return {piece, name.size()};
  }

  Tree& tree_;
  std::size_t max_nodes_;
  std::vector<NodeId> open_;
  std::vector<NodeId> last_element_;  // by depth: the last child so far of what is open there
  std::size_t left_out_ = 0;          // elements that are open and not in the tree
  bool was_cut_ = false;
};

std::vector<ElementSpan> Tree::spans_of(std::span<const NodeId> ids) const {
  std::vector<ElementSpan> spans;
  uint32_t elements = 0;  // before `at`
  NodeId at = 0;
  const auto go_to = [&](NodeId id) {
    for (; at < id; ++at) elements += nodes_[at].is_element() ? 1 : 0;
  };
  for (const NodeId id : ids) {
    if (id < at) continue;  // it stands in one before
    go_to(id);
    ElementSpan& span = spans.emplace_back();
    span.first = elements + 1;
    go_to(nodes_[id].end);
    span.end = elements + 1;
  }
  return spans;
}

bool Tree::read(const HtmlParser& html, std::size_t max_nodes,
                std::span<const ElementSpan> without) {
  ground::empty_and_shrink(nodes_);
  ground::empty_and_shrink(attributes_);
  names_.reset(kMaxNameBytes);
  is_quirky_ = html.is_quirky();
  default_language_ = {};
  Reader reader(*this, std::min(max_nodes, kMaxNodes));
  PartialWalk partial(reader, without);
  html.walk(without.empty() ? static_cast<HtmlVisitor&>(reader) : partial);
  reader.finish();
  return !reader.was_cut();
}

}  // namespace parser
