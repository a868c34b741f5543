// Gates: what a check lets through. "error>0,new:warning>0" fails a check that finds any error, or
// a warning that the baseline has not. Thread: pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "explore/findings/findings.h"

namespace explore {

struct Gate {
  enum class Of {
    kAny,       // "any": errors, warnings and notices; facts are no faults
    kSeverity,  // "error"
    kFinding,   // "broken-links"
  };

  std::string text;       // as a person would write it: "new:error>0"
  bool only_new = false;  // of the rows those alone that the baseline has not
  Of of = Of::kAny;
  Severity severity = Severity::kError;
  std::string_view finding;  // id
  uint64_t allowed = 0;      // more than these fail it

  bool counts(const Finding& candidate) const;
};

struct Gates {
  std::vector<Gate> all;
  std::string problem;  // "" if there is none; a sentence with the remedy
};

// `known`: the findings that may be named; they outlive the gates.
Gates read_gates(std::string_view text, std::span<const Finding> known);

}  // namespace explore
