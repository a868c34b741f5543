#include "storage/postgres/fenced_groups.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace storage {

using ground::Result;

namespace {

// How a fence fails, and a row that is not as it was read.
constexpr std::string_view kNotAsRead = "22012";

using Queue = std::function<void(int64_t bucket, PostgresTally::Change* change)>;

// False: nothing is written, as one of them is lost, or has another row than was read.
Result<bool> write_together(PostgresGround& ground, const std::vector<int64_t>& buckets,
                            const Queue& queue) {
  PostgresTally::Change change;
  for (const int64_t bucket : buckets) queue(bucket, &change);
  change.queue(*ground.server, ground.member);
  for (const int64_t bucket : buckets) ground.queue_fence(bucket);
  auto answers = ground.server->run();
  if (!answers) return answers.error();
  for (const PostgresAnswer& answer : *answers) {
    if (answer.ok() || answer.is_skipped) continue;
    if (answer.state != kNotAsRead) return answer.error;
    return false;
  }
  ground.tally.committed(change);
  return true;
}

Result<FencedEnd> write_one(PostgresGround& ground, int64_t bucket, const Queue& queue) {
  PostgresTally::Change change;
  ground.queue_fence(bucket);
  queue(bucket, &change);
  change.queue(*ground.server, ground.member);
  auto answers = ground.server->run();
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const PostgresAnswer& answer = (*answers)[i];
    if (answer.ok() || answer.is_skipped) continue;
    if (answer.state != kNotAsRead) return answer.error;
    return i == 0 ? FencedEnd::kLost : FencedEnd::kChanged;
  }
  ground.tally.committed(change);
  return FencedEnd::kDone;
}

}  // namespace

Result<std::map<int64_t, FencedEnd>> write_fenced(PostgresGround& ground,
                                                  const std::vector<int64_t>& buckets,
                                                  const Queue& queue) {
  std::map<int64_t, FencedEnd> ends;
  if (buckets.empty()) return ends;
  auto together = write_together(ground, buckets, queue);
  if (!together) return together.error();
  for (const int64_t bucket : buckets) {
    ends[bucket] = FencedEnd::kDone;
    if (*together) continue;
    auto end = write_one(ground, bucket, queue);
    if (!end) return end.error();
    ends[bucket] = *end;
  }
  return ends;
}

}  // namespace storage
