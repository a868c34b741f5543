// PostgresMembers: the tables of a fleet's members in PostgreSQL, on a connection of their own,
// which is made with the first call and anew after each that was lost.
// Thread: one, the heartbeat's. Errors: see MemberTables; the words are those of the connection.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/fleet/fleet_timing.h"
#include "storage/fleet/member_tables.h"
#include "storage/postgres/server/connection.h"

namespace storage {

class PostgresMembers final : public MemberTables {
 public:
  // `where`: of a database whose tables are there.
  PostgresMembers(std::string where, const FleetTiming& timing);

  ground::Result<void> join(MemberId me) override;
  ground::Result<bool> beat(MemberId me) override;
  ground::Result<std::vector<MemberRow>> read_members() override;
  ground::Result<void> declare_dead(std::span<const MemberRow> seen) override;
  ground::Result<void> leave(MemberId me) override;
  ground::Result<std::vector<BucketRow>> read_buckets() override;
  ground::Result<std::vector<Bucket>> take(MemberId me, std::span<const BucketRow> seen) override;
  ground::Result<void> give_back(std::span<const BucketRow> ours) override;
  ground::Result<WorkCounts> read_counts() override;

 private:
  ground::Result<void> ready();
  ground::Result<PostgresRows> ask(const char* name, const PostgresValues& values);

  const std::string where_;
  const FleetTiming timing_;
  std::unique_ptr<Connection> server_;
};

}  // namespace storage
