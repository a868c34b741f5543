// Outcome: what a check found, as all its formats say it.
// Memory: rows are kept up to a bound (see FindingJudge); counts are exact.
// Thread: values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "explore/check/gate.h"
#include "explore/findings/findings.h"

namespace explore {

// A value of a row: NULL, a number, or a text that is valid UTF-8 and was cut to a bound.
using Cell = std::variant<std::monostate, int64_t, double, std::string>;

enum class Standing {
  kOpen,     // there is no baseline to compare with
  kNew,      // the baseline has it not
  kKnown,    // the baseline has it
  kIgnored,  // by an entry of the ignore list, or an accepted status
};
// "open", "new", "known", "ignored".
std::string_view name_of(Standing standing);

struct ListedRow {
  std::vector<Cell> cells;
  Standing standing = Standing::kOpen;
  std::string reason;       // why it is ignored
  std::string fingerprint;  // 32 hex digits, the same from run to run
};

// A finding, and all that was said of its rows.
struct JudgedFinding {
  const Finding* finding = nullptr;
  std::vector<std::string> columns;
  // Rows that count, whatever their standing, and those that don't.
  uint64_t rows = 0, ignored = 0;
  // With a baseline: of `rows`; and of the baseline's those that this crawl has not any more.
  uint64_t new_rows = 0, known_rows = 0;
  uint64_t fixed = 0;
  uint64_t unknown = 0;  // neither here nor fixed: the crawl did not cover what they are about
  // As found: the worst first. Those that don't count are kept apart.
  std::vector<ListedRow> listed, listed_ignored;

  uint64_t left_out() const { return rows - listed.size(); }
};

// Where a row is: the first column that has a URL, or else the first; and what it leads to: the
// next column with a URL. Indexes of cells.
struct Whereabouts {
  std::size_t place = 0;
  std::optional<std::size_t> target;
};
Whereabouts whereabouts(const std::vector<std::string>& columns, const std::vector<Cell>& cells);

// "" for NULL.
std::string text_of(const Cell& cell);
// What a row says besides a cell that is said elsewhere: "answer 404, anchor “Read more”".
std::string words_of(const std::vector<std::string>& columns, const std::vector<Cell>& cells,
                     std::size_t but);

struct GateResult {
  Gate gate;
  uint64_t count = 0;
  bool is_passed() const { return count <= gate.allowed; }
};

struct IgnoreUse {
  std::string finding, url;  // as the list has them; "": any
  std::string reason, until;
  bool is_expired = false;
  uint64_t rows = 0;
};

// How much of the site was seen.
struct Coverage {
  uint64_t pages = 0, checks = 0;  // answered
  uint64_t waiting = 0;
  std::vector<std::pair<std::string, uint64_t>> skipped;  // by reason: what nobody asked for
  std::string end_reason;                                 // of the last run; "": none, it goes on
  std::string problem;             // why passing gates would mean nothing; "": they do
  std::vector<std::string> notes;  // what was not covered, a sentence each
};

enum class Verdict { kPassed, kFailed, kUnjudged };
// "passed", "failed", "unjudged".
std::string_view name_of(Verdict verdict);

struct Outcome {
  std::string subject;                  // what was checked: URLs, or a database
  std::string baseline;                 // "" if there is none
  std::vector<JudgedFinding> findings;  // the worst first
  std::vector<GateResult> gates;
  std::vector<IgnoreUse> ignore;
  Coverage coverage;
  Verdict verdict = Verdict::kPassed;

  // Whether the rows of a finding are among those that made a gate fail.
  bool is_to_blame(const JudgedFinding& judged) const;
  // Whether any gate counts it.
  bool is_gated(const Finding& finding) const;
};

// Counts what the gates count, and gives the verdict. A gate that fails fails for certain, however
// little was seen; unless that was nothing at all.
void pass_through(const std::vector<Gate>& gates, Outcome& outcome);

}  // namespace explore
