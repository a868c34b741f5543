// What the error pages of each host look like: rows that are read before answers of that host are
// judged, and added with the pages.
// Memory: the shapes of 256 hosts, or of those that are asked for at once. Thread: the store's.
#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>

#include "ground/result.h"
#include "storage/history/error_shapes.h"
#include "storage/postgres/server/postgres_ground.h"

namespace storage {

class PostgresShapes {
 public:
  explicit PostgresShapes(PostgresGround& ground) : ground_(ground) {}

  // Those of these hosts are known from here on, until more are loaded.
  ground::Result<void> load(const std::set<uint64_t>& hosts);
  const ErrorShapes& of(uint64_t host) { return hosts_[host]; }
  // An answer of that host; true: its shape is to be kept.
  bool note(uint64_t host, const PageRecord& page);
  bool note(uint64_t host, const PageShape& shape) { return hosts_[host].add(shape); }
  // In a transaction.
  static void queue(PostgresGround& ground, uint64_t host, const PageShape& shape);
  // After a failure, what was noted may not have been kept.
  void forget() { hosts_.clear(); }

 private:
  static constexpr std::size_t kMostHosts = 256;

  PostgresGround& ground_;
  std::unordered_map<uint64_t, ErrorShapes> hosts_;
};

}  // namespace storage
