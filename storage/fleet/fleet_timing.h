// The times of the members' protocol, all from one number. They are the same in all members of a
// fleet, or a member with a short TTL takes one with a long TTL for dead: a fleet keeps its TTL in
// the database.
#pragma once

#include <chrono>

namespace storage {

struct FleetTiming {
  // How long a member may be silent.
  std::chrono::milliseconds ttl{20'000};

  // A member's counter goes up so often: one beat that is lost, and the next, don't matter.
  std::chrono::milliseconds beat_every() const { return ttl / 6; }
  // A member trusts its own clock for so much less than the TTL, the others wait for so much
  // longer. Both together are how far two clocks may drift apart within a TTL: one part in twenty.
  std::chrono::milliseconds margin() const { return ttl / 40; }
  // How often the others' counters are read. With the margin, this is what a dead member costs
  // beyond the TTL: with a TTL of 20 s a second, of the two that are promised.
  std::chrono::milliseconds watch_every() const { return ttl / 40; }
  // No more time than this between two readings of the counters counts as watched, so a clock that
  // leaps ahead now and then kills nobody: less than both margins.
  std::chrono::milliseconds most_watched() const { return watch_every() * 3 / 2; }
  // A watcher that heard nothing for so long starts all its timers anew.
  std::chrono::milliseconds gap() const { return beat_every(); }
  // No call of MemberTables takes longer; then its outcome is unknown. Two of them, and the pause
  // between, leave a member time for a beat before its leases are unsafe.
  std::chrono::milliseconds longest_call() const { return ttl / 6; }
  // Before the next call after one that failed.
  std::chrono::milliseconds pause() const { return ttl / 40; }
};

}  // namespace storage
