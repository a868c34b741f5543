// The status is that of diff: 0 where there is no difference, 1 where there is one, and another
// where nobody can tell. What one crawl did not cover is no difference.
#include "explore/compare/compare_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/new_file.h"
#include "explore/command/output.h"
#include "explore/compare/compare_wishes.h"
#include "explore/compare/compared_crawl.h"
#include "explore/compare/comparison.h"
#include "explore/compare/comparison_report.h"
#include "explore/compare/migration.h"
#include "explore/compare/passing_database.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

constexpr std::array kCompareFlags{
    Flag{{"format", "FORMAT", "table, csv, tsv, json, jsonl, md or html", 0,
          "table,csv,tsv,json,jsonl,md,html"},
         "table"},
    Flag{{"output", "FILE", "where it goes; - is standard output", 'o'}, "-"},
    Flag{{"kind", "KINDS", "of these kinds alone, with commas: gone,changed", 0,
          "gone,broken,failed,skipped,redirected,redirect-moved,redirect-gone,changed,unlinked,new,"
          "recovered,unknown"},
         "",
         "all"},
    Flag{{"fields", "FIELDS", "compared; -lang,-depth: all but these"}, "", "see below"},
    Flag{{"map", "RULE", "'REGEX=>REPLACEMENT': URLs of OLD as NEW has them"}},
    Flag{{"migration", "", "instead: where each URL of OLD ends in NEW"}},
    Flag{{"strict", "", "clock times, nonces and session ids count too"}},
    Flag{{"limit", "N", "rows listed of each kind; 0: all"}, "", "table 20, else all"},
    Flag{{"raw-csv", "", "csv: leave cells that a spreadsheet would run"}},
};

}  // namespace

constinit const Usage kCompareUsage{
    "compare",
    "OLD NEW",
    "Says what is different between two crawls: of a site at two moments, of staging\n"
    "and live, before and after a migration. What one of them did not cover is called\n"
    "unknown: neither gone nor new.\n",
    kCompareFlags,
    "Kinds: gone, broken, failed, skipped, redirected, redirect-moved, redirect-gone,\n"
    "changed, unlinked, new, recovered, unknown.\n"
    "Fields: status, robots, canonical, redirect, title, h1, description, text,\n"
    "words, links, structured, content-type, lang, depth; if named: resources, bytes.\n"
    "\nExamples\n"
    "  crawl compare monday.db tuesday.db\n"
    "  crawl compare old.db new.db --format html -o changes.html\n"
    "  crawl compare staging.db live.db \\\n"
    "    --map '^https://staging\\.example\\.com/=>https://example.com/'\n"
    "  crawl compare before.db after.db --migration --format csv -o map.csv\n"
    "\nExit status: 0 no difference, 1 differences, 2 usage, 3 could not be compared,\n"
    "130 interrupted.\n",
    2,
    2};

namespace {

using ground::Result;

// Standard output, or a file that appears when it is complete.
class ComparisonFile {
 public:
  static Result<std::unique_ptr<ComparisonFile>> open(const std::string& path) {
    std::unique_ptr<ComparisonFile> made(new ComparisonFile);
    if (path == "-") {
      made->output_ = std::make_unique<Output>(STDOUT_FILENO);
      return made;
    }
    auto file = NewFile::create(path);
    if (!file) return file.error();
    made->file_ = std::move(*file);
    made->output_ = std::make_unique<Output>(made->file_->fd(), path);
    return made;
  }

  Output& output() { return *output_; }
  // Gives kAsAsked, or the status to leave with.
  int finish() {
    // A failure is another status than that of a difference.
    const int written = output_->finish();
    if (written == terminal::kFailed) return terminal::kUnavailable;
    if (written != terminal::kAsAsked || file_ == nullptr) return written;
    auto named = file_->commit();
    return named ? static_cast<int>(terminal::kAsAsked) : could_not_tell(named.error());
  }

 private:
  ComparisonFile() = default;

  std::unique_ptr<NewFile> file_;
  std::unique_ptr<Output> output_;
};

// Writes the report in the format that was wished. Gives kAsAsked, or the status to leave with.
int tell(const ComparisonReport& report, const CompareWishes& wishes, ComparisonFile& to) {
  Output& output = to.output();
  if (!wishes.format) {
    const std::string now = minute_in_words(terminal::utc_now());
    auto page = comparison_page(report, wishes.most_rows, now);
    if (!page) return could_not_tell(page.error());
    output.write(*page);
  } else if (*wishes.format == Format::kTable) {
    write_comparison_text(report, wishes.most_rows, output);
  } else if (*wishes.format == Format::kJson) {
    write_comparison_json(report, wishes.most_rows, output);
  } else {
    write_comparison_rows(report, {*wishes.format, wishes.is_raw_csv}, wishes.most_rows, output);
  }
  if (auto read = check_passing_database(*report.db); !read) return could_not_tell(read.error());
  const int written = to.finish();
  if (written != terminal::kAsAsked) return written;
  const bool has_summary = wishes.format == Format::kTable || wishes.format == Format::kJson;
  // Where the answer is rows alone, or in a file, people are told here.
  if (!has_summary || wishes.output != "-")
    for (const std::string& line : summary_of(report)) complain(line);
  return terminal::kAsAsked;
}

std::string sum_of(const DifferenceCounts& counts) {
  using terminal::with_thousands;
  std::string passing;
  if (counts.passing > 0)
    passing = fmt::format(" ({} of them with other bytes and the same content)",
                          with_thousands(counts.passing));
  return fmt::format("{} page{} in both, {} the same{}.", with_thousands(counts.compared),
                     counts.compared == 1 ? "" : "s", with_thousands(counts.same), passing);
}

ComparisonReport report_of(DifferenceBook& book, const CompareWishes& wishes) {
  const DifferenceCounts& counts = book.counts();
  const bool has_map = !wishes.rules.map.empty();
  ComparisonReport report;
  report.title = "Comparison of two crawls";
  report.sum = sum_of(counts);
  for (const DifferenceKindRow& row : difference_kinds())
    if (wishes.kinds.test(static_cast<std::size_t>(row.kind)))
      report.lists.push_back({row.name, row.title, row.severity, row.meaning,
                              DifferenceBook::sql_of(row.kind, has_map), counts.of(row.kind)});
  if (wishes.kinds.test(static_cast<std::size_t>(DifferenceKind::kChanged))) {
    for (const ComparedFieldRow& row : compared_fields())
      if (counts.of(row.field) > 0) report.fields.emplace_back(row.name, counts.of(row.field));
    report.repeated_sql = DifferenceBook::repeated_sql();
  }
  report.all_sql = DifferenceBook::all_sql(wishes.kinds, has_map);
  report.db = &book.database();
  return report;
}

uint64_t differences_in(const DifferenceCounts& counts, const CompareWishes& wishes) {
  uint64_t sum = 0;
  for (const DifferenceKindRow& row : difference_kinds())
    if (row.kind != DifferenceKind::kUnknown &&
        wishes.kinds.test(static_cast<std::size_t>(row.kind)))
      sum += counts.of(row.kind);
  return sum;
}

// What both crawls say something about.
bool has_common(const DifferenceCounts& counts) {
  using K = DifferenceKind;
  uint64_t sum = counts.compared;
  for (const K kind : {K::kGone, K::kFailed, K::kSkipped, K::kRecovered}) sum += counts.of(kind);
  return sum > 0;
}

int refuse_strangers() {
  complain(
      "the crawls have no page in common: there is nothing to compare. Are they of the same site? "
      "--map says which URLs of NEW stand for those of OLD");
  return terminal::kUnavailable;
}

int compare(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl, const CompareWishes& wishes,
            ComparisonFile& to) {
  auto book = DifferenceBook::make();
  if (!book) return could_not_tell(book.error());
  if (auto done = compare_crawls(old_crawl, new_crawl, wishes.rules, **book); !done)
    return could_not_tell(done.error());
  const DifferenceCounts& counts = (*book)->counts();
  if (!has_common(counts)) return refuse_strangers();
  ComparisonReport report = report_of(**book, wishes);
  report.old_crawl = reported("OLD", old_crawl, counts.old_pages);
  report.new_crawl = reported("NEW", new_crawl, counts.new_pages);
  report.notes = notes_on(old_crawl, new_crawl, (*book)->database());
  if (const int told = tell(report, wishes, to); told != terminal::kAsAsked) return told;
  return differences_in(counts, wishes) == 0 ? terminal::kAsAsked : terminal::kFailed;
}

int follow(ComparedCrawl& old_crawl, ComparedCrawl& new_crawl, const CompareWishes& wishes,
           ComparisonFile& to) {
  auto migration = Migration::follow(old_crawl, new_crawl, wishes.rules.map);
  if (!migration) return could_not_tell(migration.error());
  if ((*migration)->known() == 0) return refuse_strangers();
  ComparisonReport report = (*migration)->report();
  report.old_crawl = reported("OLD", old_crawl, static_cast<uint64_t>(old_crawl.pages()));
  report.new_crawl = reported("NEW", new_crawl, static_cast<uint64_t>(new_crawl.pages()));
  if (const int told = tell(report, wishes, to); told != terminal::kAsAsked) return told;
  return (*migration)->faults() == 0 ? terminal::kAsAsked : terminal::kFailed;
}

}  // namespace

int run_compare(std::span<const char* const> words) {
  const Arguments arguments(kCompareUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const CompareWishes wishes = compare_wishes_of(arguments);
  if (!wishes.problem.empty()) return arguments.refuse(wishes.problem);
  if (!wishes.format && wishes.output == "-" && isatty(STDOUT_FILENO) == 1)
    return arguments.refuse("HTML is not for a terminal: give a file with -o, or pipe it");
  note_interrupts();
  auto old_crawl = ComparedCrawl::open(wishes.old_path);
  if (!old_crawl) return could_not_tell(old_crawl.error());
  auto new_crawl = ComparedCrawl::open(wishes.new_path);
  if (!new_crawl) return could_not_tell(new_crawl.error());
  auto to = ComparisonFile::open(wishes.output);
  if (!to) return could_not_tell(to.error());
  return wishes.is_migration ? follow(**old_crawl, **new_crawl, wishes, **to)
                             : compare(**old_crawl, **new_crawl, wishes, **to);
}

}  // namespace explore
