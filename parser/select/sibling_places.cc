#include "parser/select/sibling_places.h"

#include <algorithm>
#include <tuple>

#include "ground/kept_room.h"

namespace parser {
namespace {

// A selector with more formulas than there are tables computes places again and again. Of a monster
// page all tables together take 100 MB at most, at 12 bytes a node.
constexpr std::size_t kMaxTables = 64;
constexpr std::size_t kLeastTables = 4;
constexpr std::size_t kMaxTableNodes = 8'000'000;

}  // namespace

void SiblingPlaces::begin(const Tree& tree) {
  tree_ = &tree;
  ground::empty_and_shrink(by_type_);
  tables_.clear();
  next_table_ = 0;
  question_ = fillings_ = 0;
}

SiblingPlaces::Place SiblingPlaces::of_type(NodeId element, CpuBudget& budget) {
  if (by_type_.empty()) by_type_.resize(tree_->size());
  if (by_type_[element].from_start != 0) return by_type_[element];

  std::vector<NodeId> children;
  for_each_child((*tree_)[element].parent, [&](NodeId child) { children.push_back(child); });
  if (!budget.spend(children.size())) return {};
  const auto type_of = [this](NodeId id) {
    const Tree::Node& node = (*tree_)[id];
    return std::make_tuple(node.text.size(), node.name_space, node.text);
  };
  std::stable_sort(children.begin(), children.end(),
                   [&](NodeId a, NodeId b) { return type_of(a) < type_of(b); });
  for (auto first = children.begin(); first != children.end();) {
    const auto last = std::find_if(first, children.end(),
                                   [&](NodeId other) { return type_of(other) != type_of(*first); });
    uint32_t from_start = 0;
    auto from_end = static_cast<uint32_t>(last - first);
    for (; first != last; ++first) by_type_[*first] = {++from_start, from_end--};
  }
  return by_type_[element];
}

const SiblingPlaces::Place* SiblingPlaces::find(uint32_t formula, NodeId element) const {
  for (const Table& table : tables_)
    if (table.formula == formula && table.question == question_ &&
        table.known[element].filling == table.filling)
      return &table.known[element].place;
  return nullptr;
}

SiblingPlaces::Table& SiblingPlaces::table_for(uint32_t formula) {
  for (Table& table : tables_)
    if (table.formula == formula && table.question == question_) return table;
  const std::size_t most = std::clamp(kMaxTableNodes / tree_->size(), kLeastTables, kMaxTables);
  const std::size_t at = next_table_++ % most;
  if (at == tables_.size()) tables_.emplace_back().known.resize(tree_->size());
  Table& table = tables_[at];
  table.formula = formula;
  table.question = question_;
  table.filling = ++fillings_;
  return table;
}

SiblingPlaces::Place SiblingPlaces::keep(uint32_t formula, NodeId parent, NodeId element,
                                         const std::vector<NodeId>& siblings) {
  Table& table = table_for(formula);
  for_each_child(parent, [&](NodeId child) { table.known[child] = {table.filling, {}}; });
  uint32_t from_start = 0;
  auto from_end = static_cast<uint32_t>(siblings.size());
  for (const NodeId sibling : siblings) table.known[sibling].place = {++from_start, from_end--};
  return table.known[element].place;
}

}  // namespace parser
