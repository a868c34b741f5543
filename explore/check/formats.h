// What a check found, in the formats that people and CI systems read. Text from the web is text in
// each: it ends no cell, opens no element and moves no cursor.
// Thread: pure, but that they write.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "explore/check/outcome.h"
#include "explore/command/output.h"

namespace explore {

enum class Grouping {
  kFinding,  // each finding with its rows
  kPage,     // each place with all that was found there
  kTarget,   // each thing that is pointed to, with who points to it
};

struct FormatWishes {
  Grouping grouping = Grouping::kFinding;
  std::size_t rows = 100;      // of each finding that text and Markdown list; 0: all that are kept
  bool lists_ungated = false;  // also the rows of findings that no gate counts
};

// For people; styled where the output is a terminal.
void write_text(const Outcome& outcome, const FormatWishes& wishes, Output& output);

// For the comment of a pull request: at most kMostMarkdown bytes.
inline constexpr std::size_t kMostMarkdown = 65'000;
std::string markdown_of(const Outcome& outcome, const FormatWishes& wishes);

// docs/ci.md has its shape.
std::string json_of(const Outcome& outcome);

// JUnit's XML, as GitLab and Jenkins read it: a test case for each finding.
std::string junit_of(const Outcome& outcome);

// SARIF 2.1.0: at most 25,000 results and kMostSarif bytes, which gzip makes 10 MB of at most.
inline constexpr std::size_t kMostSarif = 13u << 20;
std::string sarif_of(const Outcome& outcome);

// "3 rows, 2 of them new; 1 ignored; 4 fixed, 1 unknown": what is not 0.
std::string counts_in_words(const JudgedFinding& judged, bool has_baseline);
// "error>0: 3": passed or not is not said.
std::string gate_in_words(const GateResult& result);
// "http://a.test/: 12 pages, 1 check".
std::string subject_in_words(const Outcome& outcome);
// One line for the whole: "FAILED", with the reason where it could not be judged.
std::string verdict_in_words(const Outcome& outcome);

}  // namespace explore
