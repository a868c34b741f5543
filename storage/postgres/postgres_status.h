// How a crawl in PostgreSQL is getting on, for people: who is at work, and what waits.
// Thread: any. Errors: as of the connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/server/connection.h"
#include "storage/store/records.h"

namespace storage {

struct FleetStatus {
  struct Process {
    int64_t id = 0;
    int64_t run = 0;         // 0: it has not begun yet
    int64_t started_at = 0;  // milliseconds since 1970
    uint64_t buckets = 0;    // that it owns
    uint64_t pages = 0;      // that it has fetched
    uint64_t aside = 0;      // URLs that its run will not fetch, of hosts that don't answer
  };
  std::vector<Process> processes;  // at work, in the order of their runs
  uint64_t buckets = 0, ownerless = 0;
  Stats stats;           // the counts alone
  std::string last_end;  // of the last run, if nobody is at work: its reason
};

class PostgresStatus {
 public:
  static ground::Result<std::unique_ptr<PostgresStatus>> open(const std::string& where);
  ground::Result<FleetStatus> read();
  // The hosts with most URLs that wait. Reads each of these: it takes a while.
  ground::Result<WaitingHosts> read_waiting_hosts(std::size_t most);

 private:
  explicit PostgresStatus(std::unique_ptr<Connection> server) : server_(std::move(server)) {}

  std::unique_ptr<Connection> server_;
};

}  // namespace storage
