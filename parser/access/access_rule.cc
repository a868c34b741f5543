#include "parser/access/access_rule.h"

#include <algorithm>
#include <iterator>

namespace parser {
namespace {

// In the order of AccessRule.
constexpr std::string_view kNames[] = {
    "",
    "accesskeys",
    "area-alt",
    "aria-allowed-attr",
    "aria-command-name",
    "aria-dialog-name",
    "aria-hidden-body",
    "aria-hidden-focus",
    "aria-input-field-name",
    "aria-meter-name",
    "aria-progressbar-name",
    "aria-prohibited-attr",
    "aria-required-attr",
    "aria-roles",
    "aria-toggle-field-name",
    "aria-tooltip-name",
    "aria-treeitem-name",
    "aria-valid-attr",
    "aria-valid-attr-value",
    "autocomplete-valid",
    "blink",
    "button-name",
    "bypass",
    "definition-list",
    "dlitem",
    "document-title",
    "duplicate-id-aria",
    "empty-heading",
    "empty-table-header",
    "form-field-multiple-labels",
    "frame-title",
    "frame-title-unique",
    "heading-order",
    "html-has-lang",
    "html-lang-valid",
    "html-xml-lang-mismatch",
    "image-alt",
    "image-redundant-alt",
    "input-button-name",
    "input-image-alt",
    "label",
    "landmark-no-duplicate-banner",
    "landmark-no-duplicate-contentinfo",
    "landmark-no-duplicate-main",
    "landmark-one-main",
    "link-name",
    "list",
    "listitem",
    "marquee",
    "meta-refresh",
    "meta-viewport",
    "nested-interactive",
    "object-alt",
    "page-has-heading-one",
    "presentation-role-conflict",
    "role-img-alt",
    "scope-attr-valid",
    "select-name",
    "server-side-image-map",
    "summary-name",
    "svg-img-alt",
    "tabindex",
    "td-headers-attr",
    "valid-lang",
    "video-caption",
};
static_assert(std::size(kNames) == kAccessRuleCount);
static_assert(std::is_sorted(std::begin(kNames), std::end(kNames)));

}  // namespace

std::string_view name_of(AccessRule rule) { return kNames[static_cast<std::size_t>(rule)]; }

bool needs_review(AccessRule rule) {
  switch (rule) {
    case AccessRule::kBypass:
    case AccessRule::kDuplicateIdAria:
    case AccessRule::kFormFieldMultipleLabels:
    case AccessRule::kFrameTitleUnique:
    case AccessRule::kServerSideImageMap:
    case AccessRule::kVideoCaption:
      return true;
    default:
      return false;
  }
}

bool needs_review(std::string_view rule_name) {
  const auto* const found = std::lower_bound(std::begin(kNames), std::end(kNames), rule_name);
  return found != std::end(kNames) && *found == rule_name &&
         needs_review(static_cast<AccessRule>(found - std::begin(kNames)));
}

}  // namespace parser
