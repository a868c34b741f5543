// The roles of WAI-ARIA 1.2 (5.4) and what each means for the rules: which states and properties it
// takes and needs, and where its name comes from. Thread: constants.
// https://www.w3.org/TR/wai-aria-1.2/#role_definitions; those that begin with "graphics-" are of
// the Graphics Module, those with "doc-" of the Digital Publishing Module.
#pragma once

#include <cstdint>
#include <string_view>

#include "parser/access/aria_attributes.h"

namespace parser {

// An index into the table of roles. kNoRole: none, or an unknown one.
enum class Role : uint8_t {
  kNoRole,
  kAlert,
  kAlertdialog,
  kApplication,
  kArticle,
  kBanner,
  kBlockquote,
  kButton,
  kCaption,
  kCell,
  kCheckbox,
  kCode,
  kColumnheader,
  kCombobox,
  kCommand,
  kComment,
  kComplementary,
  kComposite,
  kContentinfo,
  kDefinition,
  kDeletion,
  kDialog,
  kDirectory,
  kDocument,
  kEmphasis,
  kFeed,
  kFigure,
  kForm,
  kGraphicsDocument,
  kGraphicsObject,
  kGraphicsSymbol,
  kGrid,
  kGridcell,
  kGroup,
  kHeading,
  kImg,
  kInput,
  kInsertion,
  kLandmark,
  kLink,
  kList,
  kListbox,
  kListitem,
  kLog,
  kMain,
  kMark,
  kMarquee,
  kMath,
  kMenu,
  kMenubar,
  kMenuitem,
  kMenuitemcheckbox,
  kMenuitemradio,
  kMeter,
  kNavigation,
  kNone,
  kNote,
  kOption,
  kParagraph,
  kPresentation,
  kProgressbar,
  kRadio,
  kRadiogroup,
  kRange,
  kRegion,
  kRoletype,
  kRow,
  kRowgroup,
  kRowheader,
  kScrollbar,
  kSearch,
  kSearchbox,
  kSection,
  kSectionhead,
  kSelect,
  kSeparator,
  kSlider,
  kSpinbutton,
  kStatus,
  kStrong,
  kStructure,
  kSubscript,
  kSuggestion,
  kSuperscript,
  kSwitch,
  kTab,
  kTable,
  kTablist,
  kTabpanel,
  kTerm,
  kText,
  kTextbox,
  kTime,
  kTimer,
  kToolbar,
  kTooltip,
  kTree,
  kTreegrid,
  kTreeitem,
  kWidget,
  kWindow,
  kCount,  // not one: how many there are
};

enum RoleTrait : uint16_t {
  kAbstract = 1,         // for the taxonomy alone (5.3.1): no author may use it
  kControl = 2,          // a widget (5.3.2)
  kNameFromContent = 4,  // 5.2.8.5
  kNameProhibited = 8,   // 5.2.8.6
  kNameRequired = 16,    // "Accessible Name Required: True"
  kChildrenHidden = 32,  // "Children Presentational: True"
  kHasValue = 64,        // its name as a part of another one is its value (AccName 1.2, 2C)
};

struct RoleFacts {
  std::string_view name;
  uint16_t traits = 0;
  AriaSet required = 0;
  AriaSet supported = 0;  // besides those, and kGlobalAria
};

const RoleFacts& facts_of(Role role);
inline bool has_trait(Role role, RoleTrait trait) { return (facts_of(role).traits & trait) != 0; }

// The role of that name, in any case. kNoRole: there is none, or it is one of publishing.
Role find_role(std::string_view name);

// The roles of the Digital Publishing Module, which say no more than what a part of a book is.
bool is_publishing_role(std::string_view name);

}  // namespace parser
