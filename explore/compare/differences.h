// What may differ between two crawls: the kinds of differences, and the fields of a page that are
// compared. Two tables, in the order that people are shown them in, the worst first.
// Thread: constants.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "explore/findings/findings.h"

namespace explore {

enum class DifferenceKind : uint8_t {
  kGone,
  kBroken,
  kFailed,
  kSkipped,
  kRedirected,
  kRedirectMoved,
  kRedirectGone,
  kChanged,
  kUnlinked,
  kNew,
  kRecovered,
  kUnknown,  // no difference: nobody knows
};
inline constexpr std::size_t kDifferenceKinds = 12;

struct DifferenceKindRow {
  DifferenceKind kind;
  std::string_view name;  // "gone": in rows and on the command line
  std::string_view title;
  Severity severity;
  std::string_view meaning;  // a sentence or two
};
std::span<const DifferenceKindRow> difference_kinds();
const DifferenceKindRow& row_of(DifferenceKind kind);
std::optional<DifferenceKind> kind_named(std::string_view name);

enum class ComparedField : uint8_t {
  kStatus,
  kRobots,
  kCanonical,
  kRedirect,
  kTitle,
  kH1,
  kDescription,
  kText,
  kWords,
  kLinks,
  kStructured,
  kContentType,
  kLang,
  kDepth,
  kResources,
  kBytes,
};
inline constexpr std::size_t kComparedFields = 16;

struct ComparedFieldRow {
  ComparedField field;
  std::string_view name;  // "content-type"
  bool is_default;        // compared if nobody says which are
};
std::span<const ComparedFieldRow> compared_fields();
std::string_view name_of(ComparedField field);
std::optional<ComparedField> field_named(std::string_view name);

// A row: one for each URL, and of a changed page one for each field.
struct Difference {
  DifferenceKind kind = DifferenceKind::kChanged;
  std::optional<ComparedField> field;
  bool is_grave = false;  // goes before the others of its kind
  std::string url;        // as NEW has it, or would
  std::string old_url;    // as OLD has it; "" if it has it not
  std::string before, after, note;
};

}  // namespace explore
