// The states and properties of WAI-ARIA 1.2 (6.6): which there are, which may stand on any element,
// and which values each takes. Thread: constants.
// https://www.w3.org/TR/wai-aria-1.2/#state_prop_def; the two about braille are of WAI-ARIA 1.3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace parser {

enum class Aria : uint8_t {
  kActivedescendant,
  kAtomic,
  kAutocomplete,
  kBraillelabel,
  kBrailleroledescription,
  kBusy,
  kChecked,
  kColcount,
  kColindex,
  kColspan,
  kControls,
  kCurrent,
  kDescribedby,
  kDescription,
  kDetails,
  kDisabled,
  kDropeffect,
  kErrormessage,
  kExpanded,
  kFlowto,
  kGrabbed,
  kHaspopup,
  kHidden,
  kInvalid,
  kKeyshortcuts,
  kLabel,
  kLabelledby,
  kLevel,
  kLive,
  kModal,
  kMultiline,
  kMultiselectable,
  kOrientation,
  kOwns,
  kPlaceholder,
  kPosinset,
  kPressed,
  kReadonly,
  kRelevant,
  kRequired,
  kRoledescription,
  kRowcount,
  kRowindex,
  kRowspan,
  kSelected,
  kSetsize,
  kSort,
  kValuemax,
  kValuemin,
  kValuenow,
  kValuetext,
  kCount,  // not one: how many there are
};

inline constexpr std::size_t kAriaCount = static_cast<std::size_t>(Aria::kCount);
static_assert(kAriaCount <= 64, "a set of them is one number");

// A set of states and properties.
using AriaSet = uint64_t;

template <typename... Names>
constexpr AriaSet aria_set(Names... names) {
  return (AriaSet{0} | ... | (AriaSet{1} << static_cast<unsigned>(names)));
}
constexpr bool has(AriaSet set, Aria name) { return (set & aria_set(name)) != 0; }

// Of any element (6.5). Those four that WAI-ARIA 1.2 still allows there, and deprecates, are among
// them.
inline constexpr AriaSet kGlobalAria = aria_set(
    Aria::kAtomic, Aria::kBraillelabel, Aria::kBrailleroledescription, Aria::kBusy, Aria::kControls,
    Aria::kCurrent, Aria::kDescribedby, Aria::kDescription, Aria::kDetails, Aria::kDisabled,
    Aria::kDropeffect, Aria::kErrormessage, Aria::kFlowto, Aria::kGrabbed, Aria::kHaspopup,
    Aria::kHidden, Aria::kInvalid, Aria::kKeyshortcuts, Aria::kLabel, Aria::kLabelledby,
    Aria::kLive, Aria::kOwns, Aria::kRelevant, Aria::kRoledescription);

// Their values name elements by their ids.
inline constexpr AriaSet kIdReferences =
    aria_set(Aria::kActivedescendant, Aria::kControls, Aria::kDescribedby, Aria::kDetails,
             Aria::kErrormessage, Aria::kFlowto, Aria::kLabelledby, Aria::kOwns);

// `name`: of the attribute, in lower case, behind "aria-".
std::optional<Aria> find_aria(std::string_view name);

// True if the value is one of those that the state or property takes. An empty one is: it says that
// there is none. What ids name is not looked at: see kIdReferences.
bool is_aria_value(Aria name, std::string_view value);

}  // namespace parser
