// What the parts of PostgresStore stand on: the connection, who we are there, how hosts are divided
// into buckets, numbers that are ours to give, and which buckets are ours, by which fence.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "ground/result.h"
#include "ground/url_key.h"
#include "storage/fleet/buckets.h"
#include "storage/postgres/server/connection.h"
#include "storage/postgres/server/postgres_tally.h"

namespace storage {

struct PostgresGround {
  std::unique_ptr<Connection> server;
  int bucket_bits = 0;
  int64_t member = 0;  // in whose name is counted
  PostgresTally tally;
  std::map<int64_t, BucketFence> fences;  // of the buckets that are ours

  bool is_ours(uint64_t host) const { return fences.contains(bucket_of(host)); }

  int64_t bucket_of(uint64_t host) const { return static_cast<int64_t>(host >> shift()); }
  int shift() const { return 64 - bucket_bits; }
  int64_t mask() const { return (int64_t{1} << bucket_bits) - 1; }

  // The first of so many numbers in a row that nobody else is given: of what is new, in its order.
  ground::Result<int64_t> take_places(std::size_t n) { return places.take(*server, "places", n); }
  ground::Result<int64_t> take_host_places(std::size_t n) {
    return host_places.take(*server, "hosts", n);
  }
  ground::Result<int64_t> take_pages(std::size_t n) { return pages.take(*server, "pages", n); }
  ground::Result<int64_t> take_changes(std::size_t n) {
    return changes.take(*server, "changes", n);
  }

  // The first statement of a group, which is a transaction, and fails unless the bucket is ours.
  void queue_fence(int64_t bucket) {
    const auto ours = fences.find(bucket);
    const BucketFence fence = ours == fences.end() ? BucketFence() : ours->second;
    server->queue("fence", PostgresValues().number(bucket).key(fence.member).key(fence.epoch));
  }

 private:
  struct Numbers {
    int64_t next = 1, end = 1;  // those from `next` on before `end` are ours
    // What is left of a block is given with the next, if nobody has taken one between.
    ground::Result<int64_t> take(Connection& on, const char* name, std::size_t n) {
      constexpr int64_t kBlock = 4096;
      const auto wanted = static_cast<int64_t>(n);
      if (wanted == 0) return next;
      if (end - next < wanted) {
        const int64_t size = wanted < kBlock ? kBlock : wanted;
        auto rows = on.ask("take_numbers", PostgresValues().text(name).number(size));
        if (!rows) return rows.error();
        const int64_t last = rows->empty() ? 0 : rows->number(0, 0);
        if (last - size + 1 != end) next = last - size + 1;
        end = last + 1;
      }
      const int64_t first = next;
      next += wanted;
      return first;
    }
  };
  Numbers places, host_places, pages, changes;
};

}  // namespace storage
