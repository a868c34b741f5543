// PostgresFleet: membership by two tables in PostgreSQL, with a connection and a thread of its own.
#pragma once

#include <cstddef>
#include <string>

#include "storage/fleet/fleet.h"
#include "storage/fleet/heartbeat.h"
#include "storage/postgres/postgres_members.h"

namespace storage {

class PostgresFleet final : public Fleet {
 public:
  // `where`: of a database whose tables are there, with so many buckets. Joins at once.
  PostgresFleet(const std::string& where, const FleetTiming& timing, std::size_t buckets)
      : timing_(timing),
        members_(where, timing),
        held_(buckets),
        heartbeat_(timing, members_, held_) {}

  const FleetTiming& timing() const override { return timing_; }
  HeldBuckets& held() override { return held_; }
  void wake() override { heartbeat_.wake(); }
  std::optional<ground::Error> trouble() const override { return heartbeat_.trouble(); }
  void leave(std::chrono::milliseconds at_most) override { (void)heartbeat_.leave(at_most); }

 private:
  const FleetTiming timing_;
  PostgresMembers members_;
  HeldBuckets held_;
  Heartbeat heartbeat_;
};

}  // namespace storage
