// Finding: what an auditor looks for in a crawl, as the SQL that lists it.
// Thread: any; constants.
#pragma once

#include <string_view>

namespace explore {

enum class Severity {
  kError,    // visitors or search engines run into it
  kWarning,  // likely to harm
  kNotice,   // may be meant so
  kFact,     // no fault at all, good to know
};

struct Finding {
  std::string_view id;     // "broken-links": in addresses and file names, kept for ever
  std::string_view title;  // "Links to broken URLs"
  std::string_view group;  // "Links"
  Severity severity = Severity::kNotice;
  std::string_view meaning;  // what it is and why it matters
  std::string_view remedy;   // what to do
  // One statement, as it stands for `crawl query`, also between double quotes in a shell. A row for
  // each thing found, the worst first; columns are named for people.
  std::string_view sql;
};

// "error", "warning", "notice", "fact".
std::string_view name_of(Severity severity);

}  // namespace explore
