// FencedGroups: statements that are each of a bucket, in as few transactions as may be. All go in
// one, behind the fences of their buckets; if that fails, each bucket has one of its own, and one
// that is lost, or has a row that is not as it was read, keeps nothing.
// Thread: the store's. Errors: the connection's.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "ground/result.h"
#include "storage/postgres/server/postgres_ground.h"

namespace storage {

enum class FencedEnd : uint8_t {
  kDone,
  kChanged,
  kLost
};  // kChanged: a row was not as it was read

// `queue`: queues what is of a bucket, and says what that adds to the counts; it may be called
// again.
ground::Result<std::map<int64_t, FencedEnd>> write_fenced(
    PostgresGround& ground, const std::vector<int64_t>& buckets,
    const std::function<void(int64_t bucket, PostgresTally::Change* change)>& queue);

}  // namespace storage
