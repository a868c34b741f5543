// The elements of a tree that selectors choose.
// Matching goes from the right to the left of a selector, over parents and siblings before an
// element; what can't match is mostly known by one comparison of hashes.
// Thread: one Selection per worker. No recursion over the tree: matching goes as deep as the
// selector is long, which is bounded.
// Lifetime: bound to a tree from begin() on; the tree has to stay.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "parser/select/selector.h"
#include "parser/tree.h"

namespace parser {

class Selection {
 public:
  // All answers together may take `max_time` of this thread's CPU time; what is asked after that
  // finds nothing.
  void begin(const Tree& tree, std::chrono::milliseconds max_time);

  // Appends the elements inside of `scope` (not itself; kNoNode: all of the page) that match, in
  // document order, `most` at most. As querySelectorAll() does it: what is outside of the scope
  // counts to the left of a selector. `:scope` and the beginning of relative selectors are `scope`.
  void all(const Selector& selector, NodeId scope, std::vector<NodeId>& found, std::size_t most);
  // The first of them, or kNoNode.
  NodeId first(const Selector& selector, NodeId scope);
  bool matches(const Selector& selector, NodeId element, NodeId scope);

  bool ran_out() const { return ran_out_; }

 private:
  using Parts = SelectorParts;
  // Why a selector does not match at an element, as far as that tells where else it is no use to
  // look: what lies between two descendant combinators fails for all that is above as well.
  enum class Outcome : uint8_t { kMatches, kTryLaterSibling, kTryDescendant, kNever };

  struct Candidate {
    NodeId id = 0;
    uint32_t name_hash = 0;
    uint64_t traits = 0;
  };
  static bool may_match(const Candidate& candidate, const Parts::Compound& compound) {
    return (candidate.traits & compound.traits) == compound.traits &&
           (compound.type_hash == 0 || compound.type_hash == candidate.name_hash);
  }

  // The elements inside of which, and from which on, a selector is looked for.
  struct Place {
    NodeId scope = kNoNode;
    NodeId anchor = kNoNode;
  };
  // Of one formula among the children of one element.
  struct Counted {
    NodeId last = kNoNode;
    int32_t count = 0;  // up to `last`
    int32_t total = -1;
  };

  std::size_t candidate_at(NodeId id) const;
  bool spend();

  bool matches_list(uint32_t list, NodeId element, const Place& place);
  bool matches_complex(const Parts::Complex& complex, NodeId element, const Place& place);
  Outcome matches_from(const Parts::Complex& complex, uint32_t compound, NodeId element,
                       const Place& place);
  bool matches_compound(const Parts::Compound& compound, NodeId element, const Place& place);
  bool matches_simple(const Parts::Simple& simple, uint32_t index, NodeId element,
                      const Place& place);
  bool matches_attribute(const Parts::Simple& simple, const Tree::Node& node) const;
  bool matches_lang(const Parts::Simple& simple, NodeId element) const;
  bool matches_dir(const Parts::Simple& simple, NodeId element) const;
  bool matches_has(const Parts::Simple& simple, NodeId element, const Place& place);
  bool has_inside(const Parts::Complex& complex, NodeId element, const Place& place);
  bool matches_nth(const Parts::Simple& simple, uint32_t index, NodeId element, const Place& place);
  bool counts(const Parts::Simple& simple, NodeId sibling, NodeId like, const Place& place);
  int32_t place_among(const Parts::Simple& simple, uint32_t index, NodeId element,
                      const Place& place);

  const Tree* tree_ = nullptr;
  const Parts* parts_ = nullptr;
  std::vector<Candidate> candidates_;              // all elements, in document order
  std::unordered_map<uint64_t, Counted> counted_;  // of parts_, by formula and parent
  std::chrono::nanoseconds deadline_{0};
  uint32_t steps_ = 0;
  bool ran_out_ = false;
};

}  // namespace parser
