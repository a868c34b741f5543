// The elements of a tree that selectors match.
// Matching goes from the right of a selector to the left, over parents and previous siblings; most
// elements are ruled out by one comparison of hashes.
// Thread: one Selection per worker. No recursion over the tree: matching recurses as deep as the
// selector is long, which is bounded.
// Lifetime: bound to a tree from begin() on; the tree has to stay.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"
#include "parser/select/selector.h"
#include "parser/select/sibling_places.h"

namespace parser {

class Selection {
 public:
  // All answers together may take `max_time` of this thread's CPU time, counted from here. What is
  // asked after that finds nothing, nor does the question in which it ends.
  void begin(const Tree& tree, std::chrono::milliseconds max_time);

  // Appends the elements inside of `scope` (not itself; kNoNode: all of the page) that match, in
  // document order, `most` at most. As querySelectorAll() does it: what is outside of the scope
  // counts to the left of a selector. `:scope` is `scope`, or the root. There relative selectors
  // begin: "> li" is a child of it, "+ dd" the element behind it.
  void all(const Selector& selector, NodeId scope, std::vector<NodeId>& found, std::size_t most);
  // The first of them, or kNoNode.
  NodeId first(const Selector& selector, NodeId scope);
  bool matches(const Selector& selector, NodeId element, NodeId scope);

  bool ran_out() const { return budget_.is_over(); }

 private:
  using Parts = SelectorParts;
  // Why a selector does not match at an element, as far as that tells where else it is no use to
  // look: what lies between two descendant combinators fails for all that is above as well.
  enum class Outcome : uint8_t { kMatches, kTryLaterSibling, kTryDescendant, kNever };

  // The elements that `:scope` is, and that a relative selector begins at.
  struct Place {
    NodeId scope = 0;
    NodeId anchor = 0;
  };
  // Where the elements are that a complex selector may choose.
  struct Reach {
    NodeId begin = 0, end = 0;
    bool siblings_only = false;  // from `begin` on: what is inside of them is not
  };
  // A complex selector of the list that is asked, the element that it chooses next, and where those
  // behind that are.
  struct Ahead {
    NodeId next = kNoNode;
    uint32_t complex = 0;
    Reach rest;
  };
  // The first child of an element that matches the beginning of a selector, up to a compound.
  struct KnownFirst {
    uint32_t question = 0;
    uint32_t compound = 0;
    NodeId parent = kNoNode;
    NodeId first = kNoNode;  // kNoNode: it is none of those before `next`
    NodeId next = kNoNode;
  };
  // What a :has() said of an element.
  struct KnownHas {
    uint32_t question = 0;
    uint32_t simple = 0;
    NodeId element = kNoNode;
    bool holds = false;
  };

  Place begin_question(const Selector& selector, NodeId scope);
  void choose(const Place& place, std::vector<NodeId>& found, std::size_t most);
  NodeId next_match(const Parts::Complex& complex, Reach& reach, const Place& place);
  Reach reach_of(const Parts::Complex& complex, const Place& place) const;
  bool may_match(const Parts::Compound& compound, NodeId id) const {
    return (traits_[id] & compound.traits) == compound.traits &&
           (compound.any_traits == 0 || (traits_[id] & compound.any_traits) != 0);
  }

  bool matches_list(uint32_t list, NodeId element, const Place& place);
  bool matches_complex(const Parts::Complex& complex, NodeId element, const Place& place);
  Outcome matches_from(const Parts::Complex& complex, uint32_t compound, NodeId element,
                       const Place& place);
  bool follows_one(const Parts::Complex& complex, uint32_t compound, NodeId element,
                   const Place& place);
  bool matches_compound(const Parts::Compound& compound, NodeId element, const Place& place);
  bool matches_simple(uint32_t simple, NodeId element, const Place& place);
  bool matches_has(uint32_t simple, NodeId element, const Place& place);
  bool matches_nth(uint32_t simple, NodeId element, const Place& place);

  const Tree* tree_ = nullptr;
  CpuBudget budget_;
  std::vector<uint64_t> traits_;  // by NodeId

  // Of the question that is being answered.
  const Parts* parts_ = nullptr;
  Reach inside_;
  uint32_t question_ = 0;
  std::vector<Ahead> ahead_;
  std::vector<NodeId> found_;
  SiblingPlaces places_;
  // By hash of what they are about: one that is not there is found again.
  std::vector<KnownHas> known_has_;
  std::vector<KnownFirst> known_firsts_;
};

}  // namespace parser
