// An element that is open while the page is walked, and what has been learned of it.
// Thread: one owner. Lifetime: its views live as long as the page's tree.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/access/access_rule.h"
#include "parser/access/aria_roles.h"
#include "parser/html/element.h"
#include "parser/html/tag.h"

namespace parser {

inline constexpr uint32_t kNoIndex = UINT32_MAX;

enum ElementTrait : uint64_t {
  // Inherited by what is inside.
  kHidden = 1ull << 0,   // nobody sees it
  kUnheard = 1ull << 1,  // a screen reader says nothing of it: hidden, aria-hidden or inert
  kInAriaHidden = 1ull << 2,
  kInSectioning = 1ull << 3,  // article, aside, nav, section or the like
  kInSectioningOrMain = 1ull << 4,
  kInSvg = 1ull << 5,
  kInControl = 1ull << 6,  // the nearest element with a role is a widget
  kInDisabledFieldset = 1ull << 7,
  kInGrid = 1ull << 8,  // the table is a grid
  kIsInert = 1ull << 9,
  kInMap = 1ull << 10,
  kInherited = (1ull << 11) - 1,

  // Of the element itself, known when it begins.
  kIsFocusable = 1ull << 11,
  kIsTabbable = 1ull << 12,
  kHasAriaLabel = 1ull << 13,   // with words
  kHasTitle = 1ull << 14,       // with words
  kHasNativeName = 1ull << 15,  // alt, value, placeholder: what counts for this element
  kIsEmbedded = 1ull << 16,     // what is inside is no text of it
  kPassesNone = 1ull << 17,     // role=none holds of the elements that belong to it
  kIsAriaHiddenRoot = 1ull << 18,
  kIsFolded = 1ull << 19,          // details that are not open
  kHasRoleAttribute = 1ull << 20,  // one that is not empty
  kHasHref = 1ull << 21,
  kHasWordsOfAlt = 1ull << 22,   // of an image
  kIsPlain = 1ull << 23,         // no rule looks at it alone
  kHasLanguage = 1ull << 24,     // a lang
  kHasOddLanguage = 1ull << 25,  // a lang that names none

  // Learned from what is inside.
  kHoldsInput = 1ull << 26,    // a field to write into or to choose from
  kHoldsControl = 1ull << 27,  // a focusable widget
  kHoldsTabbable = 1ull << 28,
  kHasOddChild = 1ull << 29,  // of a list
  kHasTerm = 1ull << 30,      // of a dl
  kHasDetail = 1ull << 31,
  kHasPair = 1ull << 32,
  kHasSummary = 1ull << 33,  // of details
  kHasSvgTitle = 1ull << 34,
  kHasCaptions = 1ull << 35,    // of video
  kHasContent = 1ull << 36,     // something to see
  kHasProhibited = 1ull << 37,  // a name that its role may not have
};

// Whether an element has text, for whom.
enum TextTrait : uint8_t {
  kTextHeard = 1,       // for a screen reader
  kTextAny = 2,         // also hidden
  kTextOfLabel = 4,     // as a part of a label: only what names what is around it
  kTextOfLanguage = 8,  // in the language of the element itself
  kTextAll = 15,
};

struct OpenElement {
  Element element;
  uint32_t ordinal = 0;
  uint64_t traits = 0;
  Tag tag = Tag::kOther;
  Role stated = Role::kNoRole;            // by its role attribute
  Role role = Role::kNoRole;              // that, or the one of its tag
  AccessRule naming = AccessRule::kNone;  // the rule that it needs a name for
  uint8_t naming_by = 0;                  // NamingWay
  uint8_t text = 0;                       // TextTrait
  uint32_t label = kNoIndex;              // the label that it is in
  uint32_t id_index = kNoIndex;
  std::string_view id = {};
  std::string_view labelled_by = {};

  bool is(uint64_t trait) const { return (traits & trait) != 0; }
};

}  // namespace parser
