// The fleet under whatever may befall it, in virtual time, by random schedules. A schedule that
// fails is named by its seed: CRAWL_FLEET_SEED=n runs it alone, CRAWL_FLEET_SCHEDULES=n so many.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>

#include "tests/storage/fleet/sim_fleet.h"

namespace storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

uint64_t number_of(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

constexpr SimTime kTroubleUntil = seconds(100);
// A process that froze last sleeps for three TTLs, and what it sent before may be executed later
// still.
constexpr SimTime kQuiet = seconds(210);

constexpr double kDriftOfLeaping = 0.005;

SimSettings random_settings(uint64_t seed) {
  std::mt19937_64 random(seed);
  SimSettings settings;
  settings.seed = seed;
  settings.web = random() % 3 == 0 ? SimWeb::kChain : SimWeb::kTree;
  settings.pages = settings.web == SimWeb::kChain ? 40 + random() % 100 : 100 + random() % 500;
  settings.hosts = 1 + random() % 40;
  settings.buckets = 16 + random() % 60;
  settings.lost = static_cast<double>(random() % 6) / 100;
  settings.late = static_cast<double>(random() % 4) / 100;
  // Margins are for clocks that drift or for those that leap, not for the worst of both.
  settings.drift = random() % 2 == 0 ? kDriftOfLeaping : 0.02;
  settings.freezes = static_cast<double>(random() % 3) / 200;
  settings.longest_latency = milliseconds(1 + random() % 400);
  settings.delay = milliseconds(300 + random() % 2'000);
  settings.last_page_at = std::chrono::duration_cast<milliseconds>(kQuiet);
  return settings;
}

class RandomSchedule {
 public:
  explicit RandomSchedule(const SimSettings& settings)
      : fleet_(settings), leaps_(settings.drift <= kDriftOfLeaping) {
    // One page after the other, if need be.
    end_ = kQuiet + (settings.delay + seconds(3)) * static_cast<int64_t>(settings.pages);
    for (uint64_t n = 2 + fleet_.pick(6); n > 0; --n)
      trouble([this] { fleet_.join(); }, seconds(5));
    const uint64_t troubles = fleet_.pick(60);
    for (uint64_t n = 0; n < troubles; ++n) trouble([this] { befall(); }, kTroubleUntil);
    fleet_.at(kTroubleUntil, [this] {
      fleet_.calm_down();
      fleet_.set_outage(SimFleet::Outage::kNone);
      if (fleet_.up() == 0) fleet_.join();
    });
  }

  // "", or what went wrong.
  std::string run() {
    fleet_.run_until(kQuiet);
    if (!fleet_.problem().empty()) return fleet_.problem();
    if (const std::string imbalance = fleet_.imbalance(); !imbalance.empty()) return imbalance;
    fleet_.run_until(end_);
    if (!fleet_.problem().empty()) return fleet_.problem();
    if (fleet_.engine().kept() != fleet_.engine().pages())
      return std::to_string(fleet_.engine().kept()) + " of " +
             std::to_string(fleet_.engine().pages()) + " pages were kept";
    for (std::size_t one = 0; one < fleet_.processes(); ++one)
      if (fleet_.is_up(one)) return "process " + std::to_string(one) + " did not end";
    return "";
  }

 private:
  void trouble(const std::function<void()>& what, SimTime before) {
    fleet_.at(fleet_.span(SimTime(0), before), what);
  }
  void befall() {
    if (fleet_.processes() == 0) return;
    const std::size_t one = fleet_.pick(fleet_.processes());
    switch (fleet_.pick(10)) {
      case 0:
      case 1:
        fleet_.join();
        return;
      case 2:
        return fleet_.kill(one);
      case 3:
        return fleet_.interrupt(one);
      case 4:
      case 5:
        return fleet_.freeze(one, absence());
      case 6:
      case 7:
        return fleet_.cut_off(one, absence());
      case 8:
        return leap(one);
      default:
        return lose_engine();
    }
  }
  // Any, or so long that it comes back at the moment when it is declared dead.
  SimTime absence() {
    return fleet_.pick(2) == 0 ? fleet_.span(milliseconds(50), seconds(60))
                               : fleet_.span(milliseconds(17'000), milliseconds(21'500));
  }
  // Two leaps of one clock within a TTL are more than is promised.
  void leap(std::size_t one) {
    if (!leaps_ || !leapt_.insert(one).second) return;
    fleet_.leap(one, fleet_.span(milliseconds(1), seconds(fleet_.pick(2) == 0 ? 3 : 60)));
  }
  void lose_engine() {
    fleet_.set_outage(static_cast<SimFleet::Outage>(1 + fleet_.pick(3)));
    fleet_.at(fleet_.now() + fleet_.span(milliseconds(50), seconds(30)),
              [this] { fleet_.set_outage(SimFleet::Outage::kNone); });
  }

  SimFleet fleet_;
  const bool leaps_;
  SimTime end_;
  std::set<std::size_t> leapt_;
};

TEST(FleetSimulation, RandomSchedulesNeverBreakAPromise) {
  const uint64_t only = number_of("CRAWL_FLEET_SEED", 0);
  const uint64_t schedules = number_of("CRAWL_FLEET_SCHEDULES", 25);
  int failures = 0;
  for (uint64_t seed = only > 0 ? only : 1; seed <= (only > 0 ? only : schedules); ++seed) {
    const std::string problem = RandomSchedule(random_settings(seed)).run();
    EXPECT_EQ(problem, "") << "CRAWL_FLEET_SEED=" << seed;
    if (!problem.empty() && ++failures == 10) break;
  }
}

// In a fleet that is well otherwise.
TEST(FleetSimulation, WhatADeadMemberHadIsTakenWithinTheTtlAndTwoSeconds) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SimSettings settings;
    settings.seed = seed;
    settings.drift = 0.0005;
    settings.pages = 50;
    settings.last_page_at = seconds(200);
    SimFleet fleet(settings);
    for (std::size_t n = 0; n < 2 + seed; ++n) fleet.join();
    fleet.at(seconds(10) + SimTime(fleet.pick(10'000'000'000)), [&] {
      const std::size_t dead = fleet.pick(fleet.processes());
      fleet.kill(dead);
      fleet.at(fleet.now() + settings.timing.ttl + seconds(2), [&] {
        EXPECT_TRUE(fleet.engine().is_all_owned()) << "seed " << seed;
        EXPECT_EQ(fleet.engine().declared_dead(), 1u);
      });
    });
    fleet.run_until(seconds(60));
    EXPECT_EQ(fleet.problem(), "");
    EXPECT_EQ(fleet.imbalance(), "");
  }
}

TEST(FleetSimulation, AnEngineThatWasAwayKillsNobody) {
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SimSettings settings;
    settings.seed = seed;
    settings.pages = 200;
    settings.last_page_at = seconds(300);
    SimFleet fleet(settings);
    for (std::size_t n = 0; n < 6; ++n) fleet.join();
    fleet.run_until(seconds(20));
    const auto owned = fleet.engine().owned_by_live();
    EXPECT_EQ(fleet.imbalance(), "");
    // Away for a minute, or for many short whiles.
    const bool is_once = seed % 2 == 0;
    const auto away = static_cast<SimFleet::Outage>(1 + seed % 3);
    for (SimTime at = seconds(20); at < seconds(80); at += is_once ? seconds(60) : seconds(5)) {
      fleet.at(at, [&, away] { fleet.set_outage(away); });
      fleet.at(at + (is_once ? seconds(60) : milliseconds(4'500)),
               [&] { fleet.set_outage(SimFleet::Outage::kNone); });
    }
    fleet.run_until(seconds(200));
    EXPECT_EQ(fleet.problem(), "") << "seed " << seed;
    EXPECT_EQ(fleet.engine().declared_dead(), 0u) << "seed " << seed;
    EXPECT_EQ(fleet.engine().owned_by_live(), owned) << "seed " << seed;
  }
}

TEST(FleetSimulation, FortyMembersShareAllBucketsAlike) {
  SimSettings settings;
  settings.seed = 1;
  settings.buckets = kBuckets;
  settings.pages = 50;
  settings.last_page_at = seconds(300);
  SimFleet fleet(settings);
  for (int n = 0; n < 40; ++n) fleet.at(fleet.span(SimTime(0), seconds(10)), [&] { fleet.join(); });
  fleet.run_until(seconds(20));
  EXPECT_EQ(fleet.imbalance(), "");
  for (std::size_t n = 0; n < 5; ++n) fleet.kill(n);
  for (std::size_t n = 5; n < 10; ++n) fleet.interrupt(n);
  fleet.run_until(seconds(50));
  EXPECT_EQ(fleet.up(), 30u);
  EXPECT_EQ(fleet.imbalance(), "");
  EXPECT_EQ(fleet.problem(), "");
}

}  // namespace
}  // namespace storage
