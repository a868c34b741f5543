// Facts are no faults: nobody fixes them. Of what has more rows than can be compared, nothing is
// kept, so that nothing wrong is said of it.
#include "explore/check/remembering.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "explore/check/fault_names.h"
#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "storage/amend/findings_file.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

constexpr std::size_t kMostFaults = 4'000'000;  // of a finding: 64 MB

int64_t wall_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// What a finding has now, in order, each once; none if that is too much.
Result<std::optional<std::vector<storage::Fault>>> faults_of(ExaminedCrawl& crawl,
                                                             FaultNames& names,
                                                             const Finding& finding,
                                                             storage::FindingsKeeper& keeper) {
  static const UrlMap as_they_are;
  std::optional<std::vector<storage::Fault>> faults(std::in_place);
  std::vector<std::string> columns;
  std::optional<RowIdentity> identity;
  auto asked = crawl.ask(
      finding,
      [&](const std::vector<std::string>& given) {
        columns = given;
        identity.emplace(finding, columns, as_they_are);
      },
      [&](const std::vector<storage::SqlValue>& row) {
        if (!faults) return;
        const FaultNames::Name name = names.of(*identity, row);
        if (name.fault.detail != 0) keeper.detail(name.fault.detail, name.target, name.text);
        faults->push_back(name.fault);
        if (faults->size() > kMostFaults) faults.reset();
      });
  if (!asked) return asked.error();
  if (auto named = names.check(); !named) return named.error();
  if (!faults) return faults;
  std::ranges::sort(*faults);
  faults->erase(std::unique(faults->begin(), faults->end()), faults->end());
  return faults;
}

Result<RememberedFindings> ask_all(const std::string& path, storage::FindingsFile& file) {
  auto crawl = ExaminedCrawl::open(path);
  if (!crawl) return crawl.error();
  FaultNames names(**crawl);
  storage::FindingsKeeper& keeper = file.begin(wall_ms());
  RememberedFindings remembered;
  ProgressLine progress("keeping what was found");
  const std::size_t all = findings().size();
  for (std::size_t i = 0; i < all; ++i) {
    const Finding& finding = findings()[i];
    progress.show(i, all, [&] { return std::string(finding.title); });
    if (finding.severity == Severity::kFact) continue;
    auto faults = faults_of(**crawl, names, finding, keeper);
    if (!faults) return faults.error();
    if (!*faults) continue;
    const storage::FindingsKeeper::News news = keeper.keep(asked(finding), **faults);
    ++remembered.findings;
    remembered.found += news.found;
    remembered.fixed += news.fixed;
    remembered.unknown += news.unknown;
  }
  if (auto same = (*crawl)->check(); !same) return same.error();
  if (auto kept = file.commit(); !kept) return kept.error();
  return remembered;
}

}  // namespace

std::string in_words(const RememberedFindings& kept) {
  std::string words;
  const auto add = [&words](uint64_t count, std::string_view what) {
    if (count == 0) return;
    words +=
        fmt::format("{}{} {}", words.empty() ? "" : ", ", terminal::with_thousands(count), what);
  };
  add(kept.found, "new");
  add(kept.fixed, "fixed");
  add(kept.unknown, "unknown");
  return words;
}

Result<RememberedFindings> remember_findings(const std::string& path, bool is_before) {
  note_interrupts();
  auto file = storage::FindingsFile::open(path);
  if (!file) return file.error();
  const storage::FindingsKeeper::Now now = (*file)->now();
  RememberedFindings nothing_to_do;
  nothing_to_do.were_kept = true;
  if (now.run == 0 || (is_before && now.is_kept)) return nothing_to_do;
  if (!is_before && now.is_as_kept) {
    if (auto kept = (*file)->keep_as_it_was(wall_ms()); !kept) return kept.error();
    return nothing_to_do;
  }
  return ask_all(path, **file);
}

}  // namespace explore
