// The head of a report: the numbers that people look at first.
// Thread: that of the database.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ground/result.h"
#include "storage/database/database.h"
#include "storage/store/records.h"

namespace explore {

struct RunFacts {
  std::string started_at, ended_at;  // UTC; "" while it goes on
  std::string end_reason;            // "" while it goes on, or when it was killed
  uint64_t pages = 0, bytes = 0;
  uint64_t elapsed_ms = 0;  // 0 while it goes on
  std::string version;
  std::string options;  // JSON
};

struct Overview {
  uint64_t discovered = 0, fetched = 0, skipped = 0, failed = 0, waiting = 0;
  uint64_t links = 0;
  uint64_t hosts = 0;          // that gave or failed to give a page
  uint64_t bytes = 0;          // on the wire
  std::string main_site;       // the origin with the most pages; "" if there is none
  std::vector<RunFacts> runs;  // oldest first; the last kMostRuns
  uint64_t runs_total = 0;
  // If the last run ended since hosts were unavailable: those, most URLs first.
  std::vector<storage::WaitingHost> waiting_hosts;
};

inline constexpr int kMostRuns = 20;
inline constexpr int kMostWaitingHosts = 10;

ground::Result<Overview> overview(storage::Database& db);

// What the end reason of a run means, in a sentence.
std::string end_in_words(const RunFacts& run);

}  // namespace explore
