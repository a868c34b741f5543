// The summary at the end: counts that add up, why the crawl ended, hosts to look at, the next
// command to type. Thread: pure; values in, text out.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawler/options/options.h"
#include "crawler/policy/trap_places.h"
#include "storage/store/records.h"

namespace crawler {

struct HostLine {
  std::string origin;
  uint64_t pages = 0, failed = 0;
  std::chrono::milliseconds mean{0};
  std::string last_error;
};

// A seed that led nowhere, and why ("http://a.example/", "http://a.example", "dns", "no such
// name").
struct SeedTrouble {
  std::string url, origin, reason, detail;
};

// A seed that led to what was left out ("http://a.example/", "http://b.example/", kScope).
struct SeedDetour {
  std::string url, target;
  storage::Reason reason = storage::Reason::kNone;
  bool is_of_one_domain = false;
};

struct SummaryFacts {
  std::string end_reason;  // name_of(EndReason)
  std::string error;       // for store-error: what and what to do
  std::chrono::milliseconds elapsed{0};
  std::chrono::milliseconds paused{0};  // of elapsed
  // Where they are other than the options said: set while it ran.
  std::optional<uint64_t> max_pages;
  std::optional<std::chrono::milliseconds> max_time;
  // Files: fetched, and no pages. Checks: answered, whatever the answer.
  uint64_t run_pages = 0, run_files = 0, run_checks = 0, run_bytes = 0;
  storage::Stats stats;                // of the whole store
  storage::CheckCounts checks;         // likewise
  storage::VisitCounts visits;         // of an update
  std::vector<HostLine> slowest;       // at most 5, slowest first
  std::vector<HostLine> most_failing;  // at most 5, those with failures only
  storage::WaitingHosts waiting;       // where hosts were unavailable
  std::vector<SeedTrouble> seed_troubles;
  std::vector<SeedDetour> seed_detours;
  std::vector<TrapPlace> traps;            // of this run, a few of each reason, the worst first
  std::vector<std::string> query_command;  // see Store::query_command()
  bool is_whole = false;  // nothing is cut, as for a file or a pipe; else lines fit a terminal
};

// Text for people, ended by a newline, or one JSON object on a line with --log-json.
std::string summary(const SummaryFacts& facts, const Options& options);
// The object of JSON, on a line, whatever the options say.
std::string summary_json(const SummaryFacts& facts, const Options& options);

}  // namespace crawler
