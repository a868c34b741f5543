// A fault that is not found any more is fixed only where it was looked for again. What says so is
// the crawl's own word on the URLs of the row: the page was read, and what it points to was asked.
#include "explore/check/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace explore {

using ground::Result;

namespace {

constexpr std::array<std::string_view, 3> kChecks{"links", "resources", "fragments"};

class OtherCrawl final : public Baseline {
 public:
  OtherCrawl(std::unique_ptr<ExaminedCrawl> baseline, ExaminedCrawl& crawl, const UrlMap& map);

  Result<void> begin(const Finding& finding) override;
  bool knows(const RowIdentity& identity, const std::vector<storage::SqlValue>& row) override;
  Rest rest() override;
  std::string note() const override { return note_; }
  Result<void> check() const override { return crawl_->check(); }

 private:
  struct Known {
    Identity identity;
    bool is_covered;
    bool is_met = false;
  };
  bool covers(const std::vector<std::string_view>& urls);

  std::unique_ptr<ExaminedCrawl> crawl_;
  ExaminedCrawl& now_;
  const UrlMap& map_;
  bool is_finished_;
  std::string note_;
  std::vector<Known> known_;  // by identity, each once
};

OtherCrawl::OtherCrawl(std::unique_ptr<ExaminedCrawl> baseline, ExaminedCrawl& crawl,
                       const UrlMap& map)
    : crawl_(std::move(baseline)),
      now_(crawl),
      map_(map),
      is_finished_(crawl.end_reason() == "finished") {
  const std::string then = crawl_->checks(), now = now_.checks();
  for (const std::string_view check : kChecks)
    if (then.find(check) != std::string::npos && now.find(check) == std::string::npos)
      note_ = fmt::format(
          "The baseline was crawled with --check {}, and this crawl with --check {}: nothing of it "
          "is called fixed.",
          then, now.empty() ? "none" : now);
}

bool OtherCrawl::covers(const std::vector<std::string_view>& urls) {
  if (!note_.empty()) return false;
  if (urls.empty()) return is_finished_;
  const std::string place(urls[0]);
  const ExaminedCrawl::UrlState state = now_.state_of(map_.unmapped(place));
  if (!state.is_fetched || (state.is_check && !crawl_->state_of(place).is_check)) return false;
  // What it led to may be gone from it. If it is still known, it must have been asked.
  return std::all_of(urls.begin() + 1, urls.end(), [this](std::string_view url) {
    const ExaminedCrawl::UrlState target = now_.state_of(map_.unmapped(url));
    return !target.is_known || target.is_fetched || target.is_failed;
  });
}

Result<void> OtherCrawl::begin(const Finding& finding) {
  known_.clear();
  std::vector<std::string> columns;
  std::optional<RowIdentity> identity;
  bool is_too_much = false;
  auto asked = crawl_->ask(
      finding,
      [&](const std::vector<std::string>& names) {
        columns = names;
        identity.emplace(finding, columns, map_);
      },
      [&](const std::vector<storage::SqlValue>& row) {
        is_too_much = is_too_much || known_.size() == kMostRows;
        if (!is_too_much) known_.push_back({identity->of(row), covers(identity->urls_of(row))});
      });
  if (!asked) return asked;
  if (is_too_much)
    return ground::Error{
        ground::ErrorCode::kIo,
        fmt::format("the baseline has more than {} rows of {}: too many to compare", kMostRows,
                    finding.id)};
  std::ranges::sort(known_, {}, &Known::identity);
  // Of several rows of one identity each must be covered.
  std::size_t kept = 0;
  for (const Known& each : known_) {
    if (kept > 0 && known_[kept - 1].identity == each.identity)
      known_[kept - 1].is_covered = known_[kept - 1].is_covered && each.is_covered;
    else
      known_[kept++] = each;
  }
  known_.resize(kept, Known{{}, false});
  return {};
}

bool OtherCrawl::knows(const RowIdentity& names, const std::vector<storage::SqlValue>& row) {
  const Identity identity = names.of(row);
  const auto found = std::ranges::lower_bound(known_, identity, {}, &Known::identity);
  if (found == known_.end() || found->identity != identity) return false;
  found->is_met = true;
  return true;
}

Baseline::Rest OtherCrawl::rest() {
  Rest rest;
  for (const Known& each : known_)
    if (!each.is_met) ++(each.is_covered ? rest.fixed : rest.unknown);
  return rest;
}

}  // namespace

Result<std::unique_ptr<Baseline>> Baseline::open(const std::string& path, ExaminedCrawl& crawl,
                                                 const UrlMap& map) {
  auto opened = ExaminedCrawl::open(path);
  if (!opened) return opened.error();
  return std::unique_ptr<Baseline>(std::make_unique<OtherCrawl>(std::move(*opened), crawl, map));
}

}  // namespace explore
