// Lines for people: what a person does next is to open the page and mend it, so each place is said
// once, with what is wrong there below it. The verdict stands last, where a terminal and a log of
// CI are read first.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "explore/check/formats.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

constexpr std::string_view kBold = "1", kRed = "31;1", kGreen = "32;1", kDim = "2";

class TextFormat {
 public:
  TextFormat(const Outcome& outcome, const FormatWishes& wishes, Output& output)
      : outcome_(outcome), wishes_(wishes), output_(output) {}

  void write() {
    if (wishes_.grouping == Grouping::kFinding)
      for (const JudgedFinding& judged : outcome_.findings) add_finding(judged);
    else
      add_places();
    add_others();
    add_ignored();
    for (const std::string& note : outcome_.coverage.notes) line(note);
    add_verdict();
  }

 private:
  using Place = std::tuple<std::string, const JudgedFinding*, const ListedRow*, std::size_t>;

  // Everything goes through here: nothing of it moves the cursor.
  void line(std::string_view text, std::string_view style = "") {
    const std::string safe = terminal::safe_text(text);
    if (style.empty() || !output_.has_styles())
      output_.write(safe + '\n');
    else
      output_.write(fmt::format("\x1b[{}m{}\x1b[0m\n", style, safe));
  }

  bool is_listed(const JudgedFinding& judged) const {
    return judged.rows > 0 && (wishes_.lists_ungated || outcome_.is_gated(*judged.finding));
  }
  std::size_t rows_of(const JudgedFinding& judged) const {
    return wishes_.rows == 0 ? judged.listed.size() : std::min(wishes_.rows, judged.listed.size());
  }

  std::string marked(const ListedRow& row, std::string_view words) const {
    return fmt::format("    {}{}", row.standing == Standing::kNew ? "new: " : "", words);
  }

  void add_finding(const JudgedFinding& judged) {
    if (!is_listed(judged)) return;
    const Finding& finding = *judged.finding;
    line(fmt::format("{} ({}, {}): {}", finding.title, finding.id, name_of(finding.severity),
                     counts_in_words(judged, has_baseline())),
         kBold);
    std::string last;
    for (std::size_t i = 0; i < rows_of(judged); ++i) {
      const ListedRow& row = judged.listed[i];
      const std::size_t at = whereabouts(judged.columns, row.cells).place;
      const std::string place = row.cells.empty() ? "" : text_of(row.cells[at]);
      if (place != last || i == 0) line("  " + place);
      last = place;
      const std::string words = words_of(judged.columns, row.cells, at);
      if (!words.empty() || row.standing == Standing::kNew) line(marked(row, words));
    }
    if (judged.rows > rows_of(judged))
      line(fmt::format("  … and {} more", with_thousands(judged.rows - rows_of(judged))), kDim);
    line(finding.remedy, kDim);
    line("");
  }

  // What was found, under the place or the target of each row.
  void add_places() {
    std::vector<Place> places;
    for (const JudgedFinding& judged : outcome_.findings) {
      if (!is_listed(judged)) continue;
      for (const ListedRow& row : judged.listed) {
        const Whereabouts where = whereabouts(judged.columns, row.cells);
        const bool by_target = wishes_.grouping == Grouping::kTarget && where.target.has_value();
        const std::size_t at = by_target ? *where.target : where.place;
        if (at < row.cells.size()) places.emplace_back(text_of(row.cells[at]), &judged, &row, at);
      }
    }
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::get<0>(a) < std::get<0>(b);
    });
    std::string last;
    for (const auto& [place, judged, row, at] : places) {
      if (place != last || &place == &std::get<0>(places.front())) line(place, kBold);
      last = place;
      line(marked(*row,
                  fmt::format("{} {}: {}", name_of(judged->finding->severity), judged->finding->id,
                              words_of(judged->columns, row->cells, at))));
    }
    for (const JudgedFinding& judged : outcome_.findings)
      if (is_listed(judged) && judged.left_out() > 0)
        line(fmt::format("… and {} more of {}", with_thousands(judged.left_out()),
                         judged.finding->id),
             kDim);
    if (!places.empty()) line("");
  }

  // What no gate counts, in a line each.
  void add_others() {
    bool has_any = false;
    for (const JudgedFinding& judged : outcome_.findings) {
      if (is_listed(judged)) continue;
      if (judged.rows + judged.fixed + judged.unknown == 0) continue;
      if (!std::exchange(has_any, true))
        line("Not listed (--all lists what no gate counts)", kBold);
      line(fmt::format("  {:<8} {} ({}): {}", name_of(judged.finding->severity),
                       judged.finding->title, judged.finding->id,
                       counts_in_words(judged, has_baseline())));
    }
    if (has_any) line("");
  }

  void add_ignored() {
    bool has_any = false;
    for (const IgnoreUse& use : outcome_.ignore) {
      if (!std::exchange(has_any, true)) line("Ignored", kBold);
      std::string what = use.finding.empty() ? "any finding" : use.finding;
      if (!use.url.empty()) what += fmt::format(" at {}", use.url);
      if (!use.until.empty()) what += fmt::format(" until {}", use.until);
      const std::string rows = use.is_expired  ? "has ended, ignores nothing"
                               : use.rows == 0 ? "nothing to ignore: take the entry out"
                                               : with_thousands(use.rows);
      line(fmt::format("  {}: {} ({})", what, rows, use.reason));
    }
    for (const JudgedFinding& judged : outcome_.findings)
      for (const ListedRow& row : judged.listed_ignored) {
        if (!std::exchange(has_any, true)) line("Ignored", kBold);
        const std::size_t at = whereabouts(judged.columns, row.cells).place;
        line(fmt::format("    {} {}: {} ({})", judged.finding->id,
                         row.cells.empty() ? "" : text_of(row.cells[at]),
                         words_of(judged.columns, row.cells, at), row.reason),
             kDim);
      }
    if (has_any) line("");
  }

  void add_verdict() {
    line(subject_in_words(outcome_));
    for (const GateResult& result : outcome_.gates)
      line(fmt::format("  {} {}", result.is_passed() ? "passed" : "failed", gate_in_words(result)));
    line(verdict_in_words(outcome_), outcome_.verdict == Verdict::kPassed ? kGreen : kRed);
  }

  bool has_baseline() const { return !outcome_.baseline.empty(); }

  const Outcome& outcome_;
  const FormatWishes& wishes_;
  Output& output_;
};

}  // namespace

void write_text(const Outcome& outcome, const FormatWishes& wishes, Output& output) {
  TextFormat(outcome, wishes, output).write();
}

}  // namespace explore
