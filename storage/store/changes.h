// What a visit of a known page says: that it is as it was, what has changed, or nothing. The names
// and numbers are part of the database's contract with its users.
// Thread: constants.
#pragma once

#include <cstdint>
#include <string_view>

namespace storage {

// What became of a page. Numbers are stored: append only, never renumber.
enum class ChangeKind : uint8_t {
  kNew = 0,        // found by an update
  kChanged = 1,    // what it says or leads to is otherwise
  kMoved = 2,      // it redirects, and did not; or redirects elsewhere
  kMissing = 3,    // 404 where it was not: of the moment, perhaps
  kGone = 4,       // 410, or 404 at visits on different days
  kBack = 5,       // there again
  kForbidden = 6,  // robots.txt forbids it now
};

struct ChangeKindRow {
  ChangeKind kind;
  std::string_view name;
};
inline constexpr ChangeKindRow kChangeKinds[] = {{ChangeKind::kNew, "new"},
                                                 {ChangeKind::kChanged, "changed"},
                                                 {ChangeKind::kMoved, "moved"},
                                                 {ChangeKind::kMissing, "missing"},
                                                 {ChangeKind::kGone, "gone"},
                                                 {ChangeKind::kBack, "back"},
                                                 {ChangeKind::kForbidden, "forbidden"}};

// What of a page may change by itself: bits, as they are stored, append only.
enum ChangedField : uint32_t {
  kFieldStatus = 1u << 0,
  kFieldRedirect = 1u << 1,  // where it leads
  kFieldTitle = 1u << 2,
  kFieldDescription = 1u << 3,
  kFieldCanonical = 1u << 4,
  kFieldRobots = 1u << 5,  // meta element and header
  kFieldText = 1u << 6,
  kFieldLinks = 1u << 7,
  kFieldStructured = 1u << 8,
  kFieldType = 1u << 9,   // content type
  kFieldRows = 1u << 10,  // of the user's rules
  kFieldBody = 1u << 11,  // of what has no text: the bytes
};

struct ChangedFieldRow {
  ChangedField field;
  std::string_view name;
};
// In the order in which they are named.
inline constexpr ChangedFieldRow kChangedFields[] = {{kFieldStatus, "status"},
                                                     {kFieldRedirect, "redirect"},
                                                     {kFieldTitle, "title"},
                                                     {kFieldDescription, "description"},
                                                     {kFieldCanonical, "canonical"},
                                                     {kFieldRobots, "robots"},
                                                     {kFieldText, "text"},
                                                     {kFieldLinks, "links"},
                                                     {kFieldStructured, "structured"},
                                                     {kFieldType, "type"},
                                                     {kFieldRows, "rows"},
                                                     {kFieldBody, "body"}};

// How a visit of a known URL ended. Numbers are stored: append only.
enum class VisitOutcome : uint8_t {
  kNotModified = 0,  // the server says so (304)
  kUnchanged = 1,    // it was sent again, with the same content
  kChanged = 2,
  kError = 3,      // no answer, or one of the moment (429, 5xx): what is known of it stays
  kForbidden = 4,  // by robots.txt
};

struct VisitOutcomeRow {
  VisitOutcome outcome;
  std::string_view name;
};
inline constexpr VisitOutcomeRow kVisitOutcomes[] = {{VisitOutcome::kNotModified, "not-modified"},
                                                     {VisitOutcome::kUnchanged, "unchanged"},
                                                     {VisitOutcome::kChanged, "changed"},
                                                     {VisitOutcome::kError, "error"},
                                                     {VisitOutcome::kForbidden, "forbidden"}};

}  // namespace storage
