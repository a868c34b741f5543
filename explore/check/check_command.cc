// A gate that saw nothing must not be green. So everything that can go wrong before the judgement
// ends with a status of its own, and what the crawl left out is said beside the verdict.
#include "explore/check/check_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "explore/check/baseline.h"
#include "explore/check/check_outputs.h"
#include "explore/check/check_wishes.h"
#include "explore/check/coverage.h"
#include "explore/check/examined_crawl.h"
#include "explore/check/finding_judge.h"
#include "explore/check/ignore_list.h"
#include "explore/check/kept_baseline.h"
#include "explore/command/arguments.h"
#include "explore/command/crawl_process.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/command/progress_line.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

constexpr std::array kCheckFlags{
    Flag{{"fail-on", "GATES", "what fails the check; NAME>N with commas"}, "error>0"},
    Flag{{"baseline", "DB", "an earlier crawl: tells new from known"}},
    Flag{{"since", "RUN", "the same from an earlier run of DB, by number, or last"}},
    Flag{{"map", "FROM=TO", "of URLs, to compare with another site's baseline"}},
    Flag{{"findings", "FILE", "findings of your own beside the others (TOML)"}},
    Flag{{"ignore", "FILE", "findings that are meant to be so (TOML)"}},
    Flag{{"accept", "STATUS", "statuses that are fine: 403,999,500-599"}},
    Flag{{"format", "FORMAT", "text, markdown, json, junit, sarif (repeatable)", 0,
          "text,markdown,json,junit,sarif"},
         "text"},
    Flag{{"output", "FILE", "where it goes; the first is of the first format"}, "-"},
    Flag{{"group", "HOW", "text: by finding, page or target", 0, "finding,page,target"}, "finding"},
    Flag{{"rows", "N", "listed of each finding in text and Markdown"}, "100"},
    Flag{{"all", "", "lists also what no gate counts"}},
};

}  // namespace

constinit const Usage kCheckUsage{
    "check",
    "URL… | DB",
    "Crawls, or takes the database of a crawl, and fails if there is what the gates\n"
    "don't let through: for CI, and as a link checker. A crawl takes all options of\n"
    "crawl, by itself with --check all; its database goes away without -o FILE.\n",
    kCheckFlags,
    "Gates: SEVERITY>N, FINDING>N; before them new: counts what the baseline has not.\n"
    "Severities: error, warning, notice, fact; any is the first three.\n"
    "\nExamples\n"
    "  crawl check https://example.com/\n"
    "  crawl check https://example.com/ --exclude '/archive/' --accept 403,999\n"
    "  crawl check urls.txt --max-depth 0\n"
    "  crawl check https://example.com/ -o new.db --baseline old.db \\\n"
    "    --fail-on 'error>0,new:warning>0' --format sarif --output check.sarif\n"
    "  crawl check crawl.db --fail-on 'broken-links>0'\n"
    "  crawl check crawl.db --since last --fail-on 'new:error>0'\n"
    "\nExit status: 0 passed, 1 a gate failed, 2 usage, 3 could not be judged, 130\n"
    "interrupted. Recipes for CI: docs/ci.md.\n",
    1,
    SIZE_MAX};

namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

// Crawls into `db`; gives the status to leave with where there is nothing to judge.
Result<std::optional<int>> crawl_first(const CheckWishes& wishes, const std::string& db) {
  std::vector<std::string> words = wishes.seeds;
  // They stand ahead, so that what is given wins.
  words.insert(words.begin(), {"--check=all", "--summary=no"});
  words.insert(words.end(), wishes.crawl_words.begin(), wishes.crawl_words.end());
  words.push_back("--db=" + db);
  auto status = run_crawl(std::move(words));
  if (!status) return status.error();
  if (*status == terminal::kUsage) return std::optional<int>(terminal::kUsage);
  // Why hosts were unavailable stands in the database.
  if (*status != terminal::kAsAsked && *status != terminal::kUnavailable)
    return Error{ErrorCode::kIo, "the crawl failed: there is nothing to judge"};
  return std::optional<int>();
}

// Whether anyone asks for it: facts are no faults.
bool is_of_interest(const Finding& finding, const std::vector<Gate>& gates) {
  return finding.severity != Severity::kFact ||
         std::ranges::any_of(gates, [&](const Gate& gate) { return gate.counts(finding); });
}

std::vector<const Finding*> asked_findings(const CheckWishes& wishes) {
  std::vector<const Finding*> asked;
  for (const Finding& finding : wishes.findings.all())
    if (is_of_interest(finding, wishes.gates)) asked.push_back(&finding);
  std::ranges::stable_sort(asked, {}, &Finding::severity);
  return asked;
}

// What is read before the crawl, so that a mistake does not cost its time.
struct Preparation {
  IgnoreList ignore;
  CheckOutputs outputs;
};

Result<Preparation> prepare(const CheckWishes& wishes) {
  Preparation made;
  if (!wishes.ignore_file.empty()) {
    const std::string today = terminal::utc_now().substr(0, std::string_view("2026-01-31").size());
    auto read = IgnoreList::read(wishes.ignore_file, today, wishes.findings.all());
    if (!read) return read.error();
    made.ignore = std::move(*read);
  }
  if (!wishes.baseline.empty())
    if (auto opened = ExaminedCrawl::open(wishes.baseline); !opened)
      return Error{opened.error().code, "--baseline: " + opened.error().message};
  auto outputs = CheckOutputs::open(wishes.outputs);
  if (!outputs) return outputs.error();
  made.outputs = std::move(*outputs);
  return made;
}

Result<void> judge_all(ExaminedCrawl& crawl, const CheckWishes& wishes, IgnoreList& ignore,
                       Outcome& outcome) {
  std::unique_ptr<Baseline> baseline;
  if (!wishes.baseline.empty()) {
    auto opened = Baseline::open(wishes.baseline, crawl, wishes.map);
    if (!opened) return opened.error();
    baseline = std::move(*opened);
  }
  if (!wishes.since.empty()) {
    auto opened = open_kept_baseline(crawl, wishes.since);
    if (!opened) return opened.error();
    baseline = std::move(*opened);
  }
  FindingJudge judge({crawl, baseline.get(), wishes.map, ignore, wishes.accepted});
  const std::vector<const Finding*> asked = asked_findings(wishes);
  ProgressLine progress("judging");
  for (std::size_t i = 0; i < asked.size(); ++i) {
    progress.show(i, asked.size(), [&] { return std::string(asked[i]->title); });
    auto judged = judge.judge(*asked[i]);
    if (!judged) return judged.error();
    outcome.findings.push_back(std::move(*judged));
  }
  outcome.ignore = ignore.uses();
  if (baseline != nullptr) {
    if (const std::string note = baseline->note(); !note.empty())
      outcome.coverage.notes.push_back(note);
    if (auto same = baseline->check(); !same) return same;
  }
  return crawl.check();
}

Result<Outcome> judge_crawl(const std::string& db, const CheckWishes& wishes, IgnoreList& ignore) {
  auto crawl = ExaminedCrawl::open(db);
  if (!crawl) return crawl.error();
  Outcome outcome;
  outcome.subject = wishes.db.empty() ? wishes.seeds[0] : wishes.db;
  if (wishes.seeds.size() > 1)
    outcome.subject += fmt::format(" and {} more", wishes.seeds.size() - 1);
  outcome.baseline = wishes.baseline;
  if (!wishes.since.empty()) outcome.baseline = fmt::format("run {}", wishes.since);
  if (auto well = wishes.findings.check((*crawl)->database()); !well) return well.error();
  auto coverage = coverage_of((*crawl)->database());
  if (!coverage) return coverage.error();
  outcome.coverage = std::move(*coverage);
  if (auto judged = judge_all(**crawl, wishes, ignore, outcome); !judged) return judged.error();
  pass_through(wishes.gates, outcome);
  return outcome;
}

}  // namespace

int run_check(std::span<const char* const> words,
              const std::vector<const terminal::Option*>& crawl_options) {
  const Arguments arguments(kCheckUsage, words, crawl_options);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const CheckWishes wishes = check_wishes_of(arguments, crawl_options);
  if (!wishes.problem.empty()) return arguments.refuse(wishes.problem);
  note_interrupts();
  auto prepared = prepare(wishes);
  // A mistake in the ignore list is one of the command line.
  if (!prepared && prepared.error().code == ErrorCode::kQuery) {
    complain("--ignore: " + prepared.error().message);
    return terminal::kUsage;
  }
  if (!prepared) return could_not_tell(prepared.error());
  std::unique_ptr<PassingFolder> folder;
  std::string db = wishes.db.empty() ? wishes.kept_as : wishes.db;
  if (db.empty()) {
    auto made = PassingFolder::make("check");
    if (!made) return could_not_tell(made.error());
    folder = std::move(*made);
    db = folder->file("crawl.db");
  }
  if (wishes.db.empty()) {
    auto status = crawl_first(wishes, db);
    if (!status) return could_not_tell(status.error());
    if (status->has_value()) return **status;
  }
  auto outcome = judge_crawl(db, wishes, prepared->ignore);
  if (!outcome) return could_not_tell(outcome.error());
  auto status = prepared->outputs.tell(*outcome, wishes.format);
  return status ? *status : could_not_tell(status.error());
}

}  // namespace explore
