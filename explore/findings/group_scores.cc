#include "explore/findings/group_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace explore {
namespace {

constexpr double kLeastShare = 0.1;

double most_points(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return 50;
    case Severity::kWarning:
      return 20;
    case Severity::kNotice:
      return 5;
    case Severity::kFact:
      return 0;
  }
  return 0;
}

void count(Severity severity, GroupScore& score) {
  score.errors += severity == Severity::kError ? 1 : 0;
  score.warnings += severity == Severity::kWarning ? 1 : 0;
  score.notices += severity == Severity::kNotice ? 1 : 0;
}

void settle(GroupScore& score) {
  std::stable_sort(score.deductions.begin(), score.deductions.end(),
                   [](const Deduction& a, const Deduction& b) { return a.points > b.points; });
  double left = 100;
  for (const Deduction& each : score.deductions) left -= each.points;
  score.score = static_cast<int>(std::lround(std::max(left, 0.0)));
}

}  // namespace

std::vector<GroupScore> group_scores(std::span<const FoundRows> found, uint64_t pages) {
  std::vector<GroupScore> scores;
  for (const FoundRows& each : found) {
    const Finding& finding = *each.finding;
    auto score = std::find_if(scores.begin(), scores.end(),
                              [&](const GroupScore& one) { return one.group == finding.group; });
    if (score == scores.end()) {
      scores.emplace_back().group = finding.group;
      score = scores.end() - 1;
    }
    ++score->checks;
    if (each.rows == 0 || finding.severity == Severity::kFact) continue;
    count(finding.severity, *score);
    const double whole = static_cast<double>(std::max(pages, uint64_t{1}));
    const double share = std::clamp(static_cast<double>(each.pages) / whole, kLeastShare, 1.0);
    score->deductions.push_back({&finding, share, share * most_points(finding.severity)});
  }
  for (GroupScore& score : scores) settle(score);
  return scores;
}

int column_of_pages(const storage::Statement& statement) {
  if (statement.columns() == 0 || statement.column_name(0) != "site") return -1;
  for (int i = 1; i < statement.columns(); ++i)
    if (statement.column_name(i) == "pages") return i;
  return -1;
}

std::string reckoning_in_words(const GroupScore& score) {
  std::string words = "100";
  double left = 100;
  for (const Deduction& each : score.deductions) {
    words += fmt::format(" - {:.1f} ({}: {}, {:.0f} % of {:.0f})", each.points, each.finding->title,
                         name_of(each.finding->severity), 100 * each.share,
                         most_points(each.finding->severity));
    left -= each.points;
  }
  return words + (left < 0 ? " = below 0, which counts as 0" : fmt::format(" = {}", score.score));
}

}  // namespace explore
