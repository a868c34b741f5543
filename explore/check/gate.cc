#include "explore/check/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "ground/ascii.h"
#include "ground/number.h"
#include "terminal/options/nearest.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::string_view kNew = "new:";
constexpr std::string_view kAnyName = "any";
constexpr std::array kSeverities{Severity::kError, Severity::kWarning, Severity::kNotice,
                                 Severity::kFact};
constexpr std::size_t kMostGates = 100;
constexpr std::size_t kShownColumns = 60;

std::optional<Severity> severity_named(std::string_view name) {
  const auto* const found = std::ranges::find_if(
      kSeverities, [name](Severity severity) { return name_of(severity) == name; });
  return found == kSeverities.end() ? std::nullopt : std::optional(*found);
}

std::string no_such_name(std::string_view name, std::span<const Finding> known) {
  std::vector<std::string_view> names{kAnyName};
  for (const Severity severity : kSeverities) names.push_back(name_of(severity));
  for (const Finding& finding : known) names.push_back(finding.id);
  const std::string_view nearest = terminal::nearest_name(name, names);
  return fmt::format("\"{}\" is no severity and no finding{}",
                     terminal::safe_text(name, kShownColumns),
                     nearest.empty() ? std::string(": severities are error, warning, notice, fact, "
                                                   "and any for the first three")
                                     : fmt::format(" (did you mean {}?)", nearest));
}

// Fills the gate in; gives what is wrong, or "".
std::string read_gate(std::string_view text, std::span<const Finding> known, Gate& gate) {
  const std::string shown = terminal::safe_text(text, kShownColumns);
  const std::size_t sign = text.find('>');
  if (sign == std::string_view::npos)
    return fmt::format("\"{}\" says no number: write NAME>N, as in error>0", shown);
  std::string_view name = ground::ascii::trim(text.substr(0, sign));
  const std::string_view number = ground::ascii::trim(text.substr(sign + 1));
  if (name.starts_with(kNew)) {
    gate.only_new = true;
    name = ground::ascii::trim(name.substr(kNew.size()));
  }
  const auto allowed = ground::number_of<uint64_t>(number);
  if (!allowed) return fmt::format("\"{}\": behind > stands a whole number, as in error>0", shown);
  gate.allowed = *allowed;
  const auto finding = std::ranges::find(known, name, &Finding::id);
  if (const auto severity = severity_named(name)) {
    gate.of = Gate::Of::kSeverity;
    gate.severity = *severity;
  } else if (finding != known.end()) {
    gate.of = Gate::Of::kFinding;
    gate.finding = finding->id;
  } else if (name != kAnyName) {
    return no_such_name(name, known);
  }
  gate.text = fmt::format("{}{}>{}", gate.only_new ? kNew : "", name, gate.allowed);
  return "";
}

}  // namespace

bool Gate::counts(const Finding& candidate) const {
  switch (of) {
    case Of::kAny:
      return candidate.severity != Severity::kFact;
    case Of::kSeverity:
      return candidate.severity == severity;
    case Of::kFinding:
      return candidate.id == finding;
  }
  return false;
}

Gates read_gates(std::string_view text, std::span<const Finding> known) {
  Gates gates;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (gates.all.size() == kMostGates) {
      gates.problem = fmt::format("more than {} gates", kMostGates);
      return gates;
    }
    gates.problem =
        read_gate(ground::ascii::trim(text.substr(0, comma)), known, gates.all.emplace_back());
    if (!gates.problem.empty() || comma == text.size()) return gates;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace explore
