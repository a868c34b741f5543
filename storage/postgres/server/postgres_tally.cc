#include "storage/postgres/server/postgres_tally.h"

#include <vector>

namespace storage {

using ground::Result;

void PostgresTally::Change::queue(Connection& server, int64_t member) const {
  std::vector<int64_t> what, n;
  for (const auto& [part, number] : parts_) {
    if (number == 0) continue;
    what.push_back(part);
    n.push_back(number);
  }
  if (!what.empty())
    server.queue("add_tally", PostgresValues().number(member).numbers(what).numbers(n));
}

Result<void> PostgresTally::load(Connection& server) {
  auto rows = server.ask("read_tally", {});
  if (!rows) return rows.error();
  read(*rows);
  return {};
}

void PostgresTally::read(const PostgresRows& rows) {
  sums_.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) sums_[rows.number(i, 0)] = rows.number(i, 1);
}

void PostgresTally::committed(const Change& change) {
  for (const auto& [part, n] : change.parts_) sums_[part] += n;
}

Stats PostgresTally::stats() const {
  Stats stats;
  uint64_t* const states[kStates] = {&stats.waiting, &stats.fetched, &stats.skipped, &stats.failed};
  for (const auto& [part, sum] : sums_) {
    const auto n = static_cast<uint64_t>(sum);
    if (part == kLinks) stats.links = n;
    if (part == kHosts) stats.hosts = n;
    if (part == kDue) stats.due = n;
    if (part >= kLinks || n == 0) continue;
    const auto reason = static_cast<Reason>(part % kReasons);
    const auto state = static_cast<UrlState>(part / kReasons);
    *states[part / kReasons] += n;
    stats.discovered += n;
    if (state == UrlState::kSkipped) stats.skipped_by.emplace_back(reason, n);
    if (state == UrlState::kFailed) stats.failed_by.emplace_back(reason, n);
  }
  return stats;
}

}  // namespace storage
