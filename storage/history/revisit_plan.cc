#include "storage/history/revisit_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace storage {
namespace {

// What is expected counts as so many visits of a page, and as so many of a folder: it says what to
// do at first and is outweighed soon.
constexpr double kPriorOfPage = 2, kPriorOfFolder = 10;

// What is expected joins as `weight` visits that each come when a change is as likely as not: so
// visits in quick succession, which can't have seen much, say little.
double estimate(const Observation& seen, double expected, double weight) {
  if (seen.visits == 0 || seen.observed <= 0) return expected;
  const double n = static_cast<double>(seen.visits) + weight;
  const double x = static_cast<double>(std::min(seen.changes, seen.visits)) + weight / 2;
  const double time = seen.observed + weight * std::numbers::ln2 / expected;
  return -std::log((n - x + 0.5) / (n + 0.5)) * n / time;
}

// Of one page or another a visit that is due earlier than this share of the least interval costs
// the site more than it tells.
constexpr double kMostDeferred = 4;

constexpr uint32_t kBands = 16;

}  // namespace

double rate_of_change(const Observation& page, const Observation& folder, const Observation& site,
                      Milliseconds if_unknown) {
  const double unknown = std::numbers::ln2 / std::max(1.0, static_cast<double>(if_unknown.count()));
  const double of_site = estimate(site, unknown, kPriorOfFolder);
  const double of_folder = estimate(folder, of_site, kPriorOfFolder);
  return estimate(page, of_folder, kPriorOfPage);
}

Milliseconds interval_of(double rate, const UpdatePlan& plan) {
  const auto least = std::max(1.0, static_cast<double>(plan.revisit_min.count()));
  const auto most = std::max(least, static_cast<double>(plan.revisit_max.count()));
  if (!(rate > 0)) return Milliseconds(static_cast<int64_t>(most));
  double interval = std::numbers::ln2 / rate;
  if (interval < least)
    interval = least * std::min(kMostDeferred, std::sqrt(least / std::max(1.0, interval)));
  return Milliseconds(static_cast<int64_t>(std::min(interval, most)));
}

Milliseconds jittered(Milliseconds interval, uint64_t number) {
  // Mixed as by SplitMix64's last steps: neighbours in number are none in time.
  number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
  number = (number ^ number >> 27) * 0x94d049bb133111eb;
  number ^= number >> 31;
  const double share = static_cast<double>(number >> 11) / static_cast<double>(uint64_t{1} << 53);
  return Milliseconds(
      static_cast<int64_t>(static_cast<double>(interval.count()) * (0.9 + 0.2 * share)));
}

double chance_of_change(Milliseconds interval, Milliseconds since) {
  if (since <= Milliseconds(0)) return 0;
  const auto length = std::max(1.0, static_cast<double>(interval.count()));
  return 1 - std::exp2(-static_cast<double>(since.count()) / length);
}

RevisitRank rank_of(Role role, double chance) {
  // A sitemap says what else has changed.
  if (role == Role::kSitemap) return {0, 0};
  const double calm = std::clamp(1 - chance, 0.0, 1.0) * kBands;
  const auto band = std::min(kBands - 1, static_cast<uint32_t>(calm));
  const double rest = std::clamp(calm - band, 0.0, 1.0);
  return {lending_depth(role, band), static_cast<uint8_t>(rest * (kDoubtful - 1))};
}

}  // namespace storage
