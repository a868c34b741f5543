// A compiled CSS selector: Selectors 4 (https://www.w3.org/TR/selectors-4/) except for what needs a
// live browser, pseudo-elements and declared namespaces. Which elements match is decided by
// parser/select/selection.
// Thread: immutable, may be shared. Cost of compiling: linear in the text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/select/pseudo_class.h"

namespace parser {

struct SelectorProblem {
  std::size_t at = 0;  // byte in the text
  std::string what;    // for people
};

// A selector's text may have so many bytes, and lists in lists so deep.
inline constexpr std::size_t kMaxSelectorBytes = 8192;
inline constexpr int kMaxSelectorDepth = 16;

// What all elements have, and no text.
inline constexpr uint64_t kElementTrait = uint64_t{1} << 63;

// What a selector is compiled to. Lists, complex and compound selectors are ranges of the arrays.
struct SelectorParts {
  enum class Match : uint8_t {
    kType,
    kId,
    kClass,
    kAttribute,
    kPseudo,  // without an argument
    kIs,      // any of list
    kNot,     // none of list
    kHas,     // list, relative
    kNth,     // by formula, perhaps of list
    kLang,
    kDir,
    kAnchor,  // the element that a relative selector begins at
  };
  enum class Compare : uint8_t { kIsThere, kEquals, kWord, kPrefixDash, kBegins, kEnds, kContains };
  enum class Case : uint8_t { kAsHtmlSays, kIgnore, kExact };
  enum class Combinator : uint8_t { kNone, kDescendant, kChild, kNext, kLater };
  static bool is_sibling(Combinator combinator) {
    return combinator == Combinator::kNext || combinator == Combinator::kLater;
  }
  static constexpr uint32_t kNoList = UINT32_MAX;

  struct Simple {
    Match match = Match::kType;
    Compare compare = Compare::kIsThere;
    Case letters = Case::kAsHtmlSays;
    PseudoClass pseudo = PseudoClass::kNever;
    bool of_type = false, from_end = false;  // of kNth
    bool any_namespace = false;              // of kAttribute: *|name
    int32_t step = 0, offset = 0;            // of kNth: step * n + offset
    uint32_t list = kNoList;
    std::string name;   // of types and attributes as written
    std::string lower;  // the same in lower case
    std::string value;
  };
  struct Compound {
    uint32_t first = 0, last = 0;            // simples
    Combinator to_left = Combinator::kNone;  // what parts it from the compound before
    uint64_t traits = kElementTrait;         // that an element must have, all of them
    uint64_t any_traits = 0;                 // one of them; 0: whatever it has
  };
  struct Complex {
    uint32_t first = 0, last = 0;  // compounds
    bool is_relative = false;      // the first of them is the anchor
    bool leads_down = true;        // behind that and what follows it there is no sibling
  };
  struct List {
    uint32_t first = 0, last = 0;  // complexes
  };

  std::vector<Simple> simples;
  std::vector<Compound> compounds;
  std::vector<Complex> complexes;
  std::vector<List> lists;
  uint32_t whole = 0;  // in lists
};

class Selector {
 public:
  enum class Relative : bool { kNo, kAllowed };  // "> li" begins at the scope

  // Nothing, and why, if the text is no selector.
  static std::optional<Selector> compile(std::string_view text, SelectorProblem& problem,
                                         Relative relative = Relative::kNo);

  const SelectorParts& parts() const { return *parts_; }
  // May it choose the scope itself (":scope", ":scope.new, a")? Not ":scope > a", which chooses
  // what is in it.
  bool may_choose_scope() const;

 private:
  std::shared_ptr<const SelectorParts> parts_;
};

// Bits by which elements and compounds are compared at a glance; kElementTrait is none of them.
uint64_t bit_of_name(std::string_view lower_name);
uint64_t bit_of_id(std::string_view id);
uint64_t bit_of_class(std::string_view name);
uint64_t bit_of_attribute(std::string_view lower_name);

}  // namespace parser
