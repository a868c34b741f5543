// The rules of accessibility that a page is judged by, with the names that axe-core gives them.
// Thread: constants.
// https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parser {

enum class AccessRule : uint8_t {
  kNone,
  kAccesskeys,
  kAreaAlt,
  kAriaAllowedAttr,
  kAriaCommandName,
  kAriaDialogName,
  kAriaHiddenBody,
  kAriaHiddenFocus,
  kAriaInputFieldName,
  kAriaMeterName,
  kAriaProgressbarName,
  kAriaProhibitedAttr,
  kAriaRequiredAttr,
  kAriaRoles,
  kAriaToggleFieldName,
  kAriaTooltipName,
  kAriaTreeitemName,
  kAriaValidAttr,
  kAriaValidAttrValue,
  kAutocompleteValid,
  kBlink,
  kButtonName,
  kBypass,
  kDefinitionList,
  kDlitem,
  kDocumentTitle,
  kDuplicateIdAria,
  kEmptyHeading,
  kEmptyTableHeader,
  kFormFieldMultipleLabels,
  kFrameTitle,
  kFrameTitleUnique,
  kHeadingOrder,
  kHtmlHasLang,
  kHtmlLangValid,
  kHtmlXmlLangMismatch,
  kImageAlt,
  kImageRedundantAlt,
  kInputButtonName,
  kInputImageAlt,
  kLabel,
  kLandmarkNoDuplicateBanner,
  kLandmarkNoDuplicateContentinfo,
  kLandmarkNoDuplicateMain,
  kLandmarkOneMain,
  kLinkName,
  kList,
  kListitem,
  kMarquee,
  kMetaRefresh,
  kMetaViewport,
  kNestedInteractive,
  kObjectAlt,
  kPageHasHeadingOne,
  kPresentationRoleConflict,
  kRoleImgAlt,
  kScopeAttrValid,
  kSelectName,
  kServerSideImageMap,
  kSummaryName,
  kSvgImgAlt,
  kTabindex,
  kTdHeadersAttr,
  kValidLang,
  kVideoCaption,
  kCount,  // not a rule: how many there are
};

inline constexpr std::size_t kAccessRuleCount = static_cast<std::size_t>(AccessRule::kCount);

// "image-alt"
std::string_view name_of(AccessRule rule);

// True if what breaks the rule may yet be right, and a person has to look: axe-core calls its
// verdict on these incomplete.
bool needs_review(AccessRule rule);
bool needs_review(std::string_view rule_name);

}  // namespace parser
