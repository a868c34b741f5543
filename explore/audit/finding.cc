#include "explore/audit/finding.h"

namespace explore {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNotice:
      return "notice";
    case Severity::kFact:
      return "fact";
  }
  return "";
}

}  // namespace explore
