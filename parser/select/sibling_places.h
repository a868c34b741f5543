// The places of elements among siblings that are like them: of the same type, or matching the same
// selectors. All children of a parent are numbered at once, when the first of them is needed: one
// by one it would cost the square of their number, or the cube in "a ~ b".
// Thread: one owner. Lifetime: bound to a tree from begin() on.
#pragma once

#include <cstdint>
#include <vector>

#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"

namespace parser {

class SiblingPlaces {
 public:
  struct Place {
    uint32_t from_start = 0;  // from 1; 0: not one of those that count
    uint32_t from_end = 0;
  };

  void begin(const Tree& tree);
  // Another question: formulas mean something else, only types are what they were.
  void begin_question() { ++question_; }

  // `element` is no root.
  Place of_type(NodeId element, CpuBudget& budget);
  // Among the siblings for which `counts`; `formula` tells apart what that means.
  template <typename Counts>
  Place of_counted(uint32_t formula, NodeId element, Counts&& counts) {
    if (const Place* known = find(formula, element)) return *known;
    std::vector<NodeId> siblings;
    const NodeId parent = (*tree_)[element].parent;
    for_each_child(parent, [&](NodeId child) {
      if (counts(child)) siblings.push_back(child);
    });
    return keep(formula, parent, element, siblings);
  }

 private:
  struct Known {
    uint32_t filling = 0;  // of the table, when this was put there
    Place place;
  };
  // Emptied by counting on.
  struct Table {
    uint32_t formula = 0;
    uint32_t question = 0;
    uint32_t filling = 0;
    std::vector<Known> known;  // by NodeId
  };

  template <typename Show>
  void for_each_child(NodeId parent, Show&& show) const {
    for (NodeId id = parent + 1; id < (*tree_)[parent].end; id = (*tree_)[id].end)
      if ((*tree_)[id].is_element()) show(id);
  }
  const Place* find(uint32_t formula, NodeId element) const;
  Table& table_for(uint32_t formula);
  Place keep(uint32_t formula, NodeId parent, NodeId element, const std::vector<NodeId>& siblings);

  const Tree* tree_ = nullptr;
  std::vector<Place> by_type_;  // by NodeId; empty before the first is asked for
  std::vector<Table> tables_;
  std::size_t next_table_ = 0;
  uint32_t question_ = 0;
  uint32_t fillings_ = 0;
};

}  // namespace parser
