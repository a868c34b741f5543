// The words that several formats share.
#include <fmt/format.h>

#include <utility>

#include "explore/check/formats.h"
#include "terminal/number_text.h"

namespace explore {

using terminal::with_thousands;

std::string counts_in_words(const JudgedFinding& judged, bool has_baseline) {
  std::string words = with_thousands(judged.rows);
  if (has_baseline && judged.rows > 0)
    words += fmt::format(", {} new", with_thousands(judged.new_rows));
  if (judged.ignored > 0) words += fmt::format("; {} ignored", with_thousands(judged.ignored));
  if (judged.fixed > 0) words += fmt::format("; {} fixed", with_thousands(judged.fixed));
  if (judged.unknown > 0)
    words +=
        fmt::format("; {} of the baseline not looked at again", with_thousands(judged.unknown));
  return words;
}

std::string gate_in_words(const GateResult& result) {
  return fmt::format("{}: {}", result.gate.text, with_thousands(result.count));
}

std::string subject_in_words(const Outcome& outcome) {
  const auto [pages, checks] = std::pair(outcome.coverage.pages, outcome.coverage.checks);
  return fmt::format("{}: {} page{}, {} check{}", outcome.subject, with_thousands(pages),
                     pages == 1 ? "" : "s", with_thousands(checks), checks == 1 ? "" : "s");
}

std::string verdict_in_words(const Outcome& outcome) {
  switch (outcome.verdict) {
    case Verdict::kPassed:
      return "passed";
    case Verdict::kFailed:
      return outcome.coverage.problem.empty() ? "FAILED"
                                              : "FAILED, and " + outcome.coverage.problem;
    case Verdict::kUnjudged:
      return "NOT JUDGED: " + outcome.coverage.problem;
  }
  return "";
}

}  // namespace explore
