#include "explore/check/kept_baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "explore/check/fault_names.h"
#include "ground/number.h"
#include "storage/findings/kept_findings.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using Known = storage::KeptFindings::Known;

constexpr std::size_t kMostNamed = 5;
constexpr std::size_t kShownSince = 40;

class EarlierRun final : public Baseline {
 public:
  EarlierRun(ExaminedCrawl& crawl, int64_t run)
      : crawl_(crawl), names_(crawl), kept_(crawl.database()), run_(run) {}

  Result<void> begin(const Finding& finding) override {
    known_ = kept_.at(run_, asked(finding));
    met_.assign(known_ ? known_->size() : 0, false);
    if (!known_) others_.push_back(std::string(finding.id));
    return crawl_.database().take_failure();
  }

  bool is_comparable() const override { return known_.has_value(); }

  bool knows(const RowIdentity& identity, const std::vector<storage::SqlValue>& row) override {
    const storage::Fault fault = names_.of(identity, row).fault;
    // A run that had it twice had it at first, was not sure, and had it again.
    const auto found = std::ranges::lower_bound(*known_, fault, {}, &Known::fault);
    if (found == known_->end() || found->fault != fault) return false;
    met_[static_cast<std::size_t>(found - known_->begin())] = true;
    return true;
  }

  Rest rest() override {
    Rest rest;
    for (std::size_t i = 0; i < met_.size(); ++i) {
      const Known& known = (*known_)[i];
      if (met_[i]) continue;
      const bool is_fixed = known.is_fixed || kept_.is_looked_at(known.fault, known.last_run);
      ++(is_fixed ? rest.fixed : rest.unknown);
    }
    return rest;
  }

  std::string note() const override {
    if (others_.empty()) return "";
    std::string names;
    for (std::size_t i = 0; i < std::min(others_.size(), kMostNamed); ++i)
      names += (names.empty() ? "" : ", ") + others_[i];
    if (others_.size() > kMostNamed)
      names += fmt::format(" and {} more", others_.size() - kMostNamed);
    return fmt::format(
        "Run {} did not ask for {}, or asked otherwise: nothing of it is called new or fixed.",
        run_, names);
  }

  Result<void> check() const override { return names_.check(); }

 private:
  ExaminedCrawl& crawl_;
  FaultNames names_;
  storage::KeptFindings kept_;
  int64_t run_;
  std::optional<std::vector<Known>> known_;  // by fault, each once
  std::vector<bool> met_;
  std::vector<std::string> others_;  // findings that it says nothing of
};

Error no_such_run(std::string_view since, const std::vector<int64_t>& runs) {
  if (runs.empty())
    return {ErrorCode::kQuery,
            "--since: no run's findings were kept in this file; --update keeps them"};
  std::string kept;
  for (const int64_t run : runs) kept += fmt::format("{}{}", kept.empty() ? "" : ", ", run);
  return {ErrorCode::kQuery,
          fmt::format("--since {}: that run's findings were not kept; there are those of {} {}",
                      terminal::safe_text(since, kShownSince),
                      runs.size() == 1 ? "run" : "the runs", kept)};
}

}  // namespace

Result<std::unique_ptr<Baseline>> open_kept_baseline(ExaminedCrawl& crawl, std::string_view since) {
  const std::vector<int64_t> runs = storage::KeptFindings(crawl.database()).runs();
  if (auto read = crawl.database().take_failure(); !read) return read.error();
  std::optional<int64_t> run = ground::number_of<int64_t>(since);
  if (since == "last" && runs.size() > 1) run = runs[runs.size() - 2];
  if (!run || std::ranges::find(runs, *run) == runs.end()) return no_such_run(since, runs);
  return std::unique_ptr<Baseline>(std::make_unique<EarlierRun>(crawl, *run));
}

}  // namespace explore
