// IgnoredParts: what of a page the user's rules ignore, see IgnoreRule.
// Thread: one IgnoredParts per worker.
// Errors: none; where the time is over, what was not looked at is not ignored, with a flag.
// Lifetime: bound to the rules from begin() on; they have to stay.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "parser/extract/rules.h"
#include "parser/html/tree.h"
#include "parser/select/cpu_budget.h"
#include "parser/select/selection.h"

namespace parser {

class IgnoredParts {
 public:
  // The rules that are for the page `url` (normal form), or all if `regardless_of_url`. All that is
  // asked of it may take `max_time` of this thread's CPU time, for elements and for texts each.
  void begin(const Rules& rules, std::string_view url, bool regardless_of_url,
             std::chrono::milliseconds max_time);

  // Where the elements that are ignored stand in the page's walk.
  std::vector<ElementSpan> elements(const Tree& tree);

  // `text` without what is ignored in each of its lines.
  std::string rest_of(std::string_view text);

  bool ran_out() const { return selection_ran_out_ || budget_.is_over(); }

 private:
  void remove_from(std::string& line, const Pattern& pattern);

  std::vector<const IgnoreRule*> rules_;
  std::chrono::milliseconds max_time_{0};
  Selection selection_;
  bool selection_ran_out_ = false;
  CpuBudget budget_;  // of texts
};

}  // namespace parser
