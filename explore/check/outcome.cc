#include "explore/check/outcome.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/check/row_identity.h"
#include "explore/rows/row_writer.h"

namespace explore {

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::kOpen:
      return "open";
    case Standing::kNew:
      return "new";
    case Standing::kKnown:
      return "known";
    case Standing::kIgnored:
      return "ignored";
  }
  return "";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "passed";
    case Verdict::kFailed:
      return "failed";
    case Verdict::kUnjudged:
      return "unjudged";
  }
  return "";
}

Whereabouts whereabouts(const std::vector<std::string>& columns, const std::vector<Cell>& cells) {
  Whereabouts where;
  bool has_place = false;
  for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
    const auto* text = std::get_if<std::string>(&cells[i]);
    if (text == nullptr || !is_web_address(*text) || naming_of(columns[i]) == Naming::kNever)
      continue;
    if (has_place) {
      where.target = i;
      return where;
    }
    where.place = i;
    has_place = true;
  }
  return where;
}

std::string text_of(const Cell& cell) {
  if (const auto* integer = std::get_if<int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return real_text(*real);
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? "" : *text;
}

std::string words_of(const std::vector<std::string>& columns, const std::vector<Cell>& cells,
                     std::size_t but) {
  std::string words;
  for (std::size_t i = 0; i < cells.size() && i < columns.size(); ++i) {
    const std::string text = text_of(cells[i]);
    if (i == but || text.empty()) continue;
    if (!words.empty()) words += ", ";
    const bool is_plain = !std::holds_alternative<std::string>(cells[i]) || is_web_address(text) ||
                          text.find(' ') == std::string::npos;
    words += is_plain ? fmt::format("{} {}", columns[i], text)
                      : fmt::format("{} \"{}\"", columns[i], text);
  }
  return words;
}

bool Outcome::is_to_blame(const JudgedFinding& judged) const {
  return std::ranges::any_of(gates, [&](const GateResult& result) {
    return !result.is_passed() && result.gate.counts(*judged.finding) &&
           (result.gate.only_new ? judged.new_rows : judged.rows) > 0;
  });
}

bool Outcome::is_gated(const Finding& finding) const {
  return std::ranges::any_of(gates,
                             [&](const GateResult& result) { return result.gate.counts(finding); });
}

void pass_through(const std::vector<Gate>& gates, Outcome& outcome) {
  bool is_passed = true;
  for (const Gate& gate : gates) {
    GateResult& result = outcome.gates.emplace_back(GateResult{gate});
    for (const JudgedFinding& judged : outcome.findings)
      if (gate.counts(*judged.finding))
        result.count += gate.only_new ? judged.new_rows : judged.rows;
    is_passed = is_passed && result.is_passed();
  }
  if (!is_passed && outcome.coverage.pages + outcome.coverage.checks > 0)
    outcome.verdict = Verdict::kFailed;
  else
    outcome.verdict = outcome.coverage.problem.empty() ? Verdict::kPassed : Verdict::kUnjudged;
}

}  // namespace explore
