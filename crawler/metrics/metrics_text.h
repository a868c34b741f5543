// What a crawl counts, in the text format of Prometheus, version 0.0.4:
// https://prometheus.io/docs/instrumenting/exposition_formats/
// No label's values grow with the crawl: states, reasons and limits are what the program knows.
// Thread: pure, but for StageTimes, which any thread may count in meanwhile.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/pipeline/stage_times.h"
#include "crawler/policy/waiting_urls.h"
#include "crawler/progress/progress.h"
#include "storage/store/records.h"

namespace crawler {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

struct MetricsFacts {
  Snapshot now;
  const storage::Stats& stats;  // as they were counted last
  const StageTimes& times;
  WaitingUrls waiting;
  std::chrono::microseconds cpu{0};  // of the process
  uint64_t resident_bytes = 0;       // likewise
  double started_at = 0;             // seconds since 1970
};

std::string metrics_text(const MetricsFacts& facts);

// What this process has cost so far.
struct ProcessCost {
  std::chrono::microseconds cpu{0};
  uint64_t resident_bytes = 0;
};
ProcessCost process_cost();

}  // namespace crawler
