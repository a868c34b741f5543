#include "explore/findings/findings.h"

#include <algorithm>
#include <vector>

namespace explore {

std::span<const Finding> findings() {
  static const std::vector<Finding> all = [] {
    std::vector<Finding> gathered;
    for (const auto& part : {link_findings(), check_findings(), content_findings(),
                             indexing_findings(), delivery_findings()})
      gathered.insert(gathered.end(), part.begin(), part.end());
    return gathered;
  }();
  return all;
}

const Finding* find_finding(std::string_view id) {
  const std::span<const Finding> all = findings();
  const auto found =
      std::find_if(all.begin(), all.end(), [id](const Finding& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

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
