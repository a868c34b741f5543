#include "explore/compare/differences.h"

#include <algorithm>
#include <array>

namespace explore {
namespace {

using K = DifferenceKind;
using F = ComparedField;

constexpr std::array<DifferenceKindRow, kDifferenceKinds> kKindRows{{
    {K::kGone, "gone", "Pages that are gone", Severity::kError,
     "They answered in OLD, and answer 404 or 410 in NEW."},
    {K::kBroken, "broken", "Pages that answer with an error now", Severity::kError,
     "They answered in OLD, or were not linked there, and answer with another error (4xx, 5xx) in "
     "NEW."},
    {K::kFailed, "failed", "Pages that can't be fetched now", Severity::kError,
     "OLD fetched them; NEW asked for them and nothing came that could be kept."},
    {K::kSkipped, "skipped", "Pages that the crawl may not fetch now", Severity::kWarning,
     "OLD fetched them; in NEW the site keeps crawlers away, by robots.txt or nofollow."},
    {K::kRedirected, "redirected", "Redirects that came", Severity::kWarning,
     "They answered by themselves in OLD, and lead elsewhere in NEW."},
    {K::kRedirectMoved, "redirect-moved", "Redirects that end elsewhere", Severity::kWarning,
     "They are redirects in both crawls, and end at another URL in NEW."},
    {K::kRedirectGone, "redirect-gone", "Redirects that went", Severity::kNotice,
     "They led elsewhere in OLD, and answer by themselves in NEW."},
    {K::kChanged, "changed", "Pages that changed", Severity::kNotice,
     "Both crawls have them, with different content. A row for each field that differs."},
    {K::kUnlinked, "unlinked", "Pages that nothing leads to any more", Severity::kNotice,
     "NEW came to its end and met no link to them, so it never asked whether they are still "
     "there."},
    {K::kNew, "new", "Pages that are new", Severity::kFact,
     "NEW has them, and OLD, which came to its end, met no link to them or got a 404 or 410."},
    {K::kRecovered, "recovered", "Pages that can be fetched again", Severity::kFact,
     "NEW fetched them. In OLD they failed, answered with an error or were forbidden."},
    {K::kUnknown, "unknown", "Not covered by one of the crawls", Severity::kFact,
     "One crawl has them and the other never got there (they were waiting, out of its scope or "
     "beyond its limits), so it says nothing about them."},
}};

constexpr std::array<ComparedFieldRow, kComparedFields> kFieldRows{{
    {F::kStatus, "status", true},
    {F::kRobots, "robots", true},
    {F::kCanonical, "canonical", true},
    {F::kRedirect, "redirect", true},
    {F::kTitle, "title", true},
    {F::kH1, "h1", true},
    {F::kDescription, "description", true},
    {F::kText, "text", true},
    {F::kWords, "words", true},
    {F::kLinks, "links", true},
    {F::kStructured, "structured", true},
    {F::kContentType, "content-type", true},
    {F::kLang, "lang", true},
    {F::kDepth, "depth", true},
    {F::kResources, "resources", false},
    {F::kBytes, "bytes", false},
}};

constexpr bool are_rows_in_their_places() {
  for (std::size_t i = 0; i < kKindRows.size(); ++i)
    if (static_cast<std::size_t>(kKindRows[i].kind) != i) return false;
  for (std::size_t i = 0; i < kFieldRows.size(); ++i)
    if (static_cast<std::size_t>(kFieldRows[i].field) != i) return false;
  return true;
}
static_assert(are_rows_in_their_places(), "row_of and name_of take the number for the place");

}  // namespace

std::span<const DifferenceKindRow> difference_kinds() { return kKindRows; }

const DifferenceKindRow& row_of(DifferenceKind kind) {
  return kKindRows[static_cast<std::size_t>(kind)];
}

std::optional<DifferenceKind> kind_named(std::string_view name) {
  const auto* const found = std::ranges::find(kKindRows, name, &DifferenceKindRow::name);
  if (found == kKindRows.end()) return std::nullopt;
  return found->kind;
}

std::span<const ComparedFieldRow> compared_fields() { return kFieldRows; }

std::string_view name_of(ComparedField field) {
  return kFieldRows[static_cast<std::size_t>(field)].name;
}

std::optional<ComparedField> field_named(std::string_view name) {
  const auto* const found = std::ranges::find(kFieldRows, name, &ComparedFieldRow::name);
  if (found == kFieldRows.end()) return std::nullopt;
  return found->field;
}

}  // namespace explore
