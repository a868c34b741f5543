#include "explore/report/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "storage/store/reasons.h"

namespace explore {
namespace {

void read_states(storage::Database& db, Overview* facts) {
  storage::Statement state = db.prepare("SELECT state, sum(urls) FROM url_counts GROUP BY state");
  while (state.step()) {
    const std::string_view name = state.text(0);
    const uint64_t count = state.natural(1);
    facts->discovered += count;
    if (name == "fetched") facts->fetched = count;
    if (name == "skipped") facts->skipped = count;
    if (name == "failed") facts->failed = count;
    if (name == "waiting") facts->waiting = count;
  }
}

void read_runs(storage::Database& db, Overview* facts) {
  storage::Statement run = db.prepare(
      "SELECT strftime(?2, started_ms / 1000, 'unixepoch'), "
      "strftime(?2, ended_ms / 1000, 'unixepoch'), end_reason, pages, bytes, "
      "elapsed_ms, version, options FROM run_rows ORDER BY id DESC LIMIT ?1");
  run.with(kMostRuns, std::string_view("%Y-%m-%d %H:%M:%S"));
  while (run.step()) {
    facts->runs.push_back({run.string(0), run.string(1), run.string(2), run.natural(3),
                           run.natural(4), run.natural(5), run.string(6), run.string(7)});
  }
  std::reverse(facts->runs.begin(), facts->runs.end());
}

// Reads all that waits: where it is known to be the news.
void read_waiting_hosts(storage::Database& db, Overview* facts) {
  storage::Statement host = db.prepare(
      "SELECT origin, waiting, last_error FROM host_rows WHERE waiting > 0 "
      "ORDER BY waiting DESC, id LIMIT ?1");
  host.with(kMostWaitingHosts);
  while (host.step())
    facts->waiting_hosts.push_back({host.string(0), host.natural(1), host.string(2)});
}

}  // namespace

ground::Result<Overview> overview(storage::Database& db) {
  Overview facts;
  read_states(db, &facts);
  read_runs(db, &facts);
  if (!facts.runs.empty() &&
      facts.runs.back().end_reason == name_of(storage::EndReason::kHostsUnavailable))
    read_waiting_hosts(db, &facts);
  const auto number = [&db](std::string_view sql) {
    return static_cast<uint64_t>(db.integer_of(sql));
  };
  facts.runs_total = number("SELECT count(*) FROM run_rows");
  facts.links = number("SELECT links FROM link_count");
  facts.hosts = number("SELECT count(*) FROM host_rows WHERE pages + failed > 0");
  facts.bytes = number("SELECT total(bytes) FROM host_rows");
  storage::Statement site =
      db.prepare("SELECT origin FROM host_rows WHERE pages > 0 ORDER BY pages DESC, id LIMIT 1");
  if (site.step()) facts.main_site = site.string(0);
  site.reset();
  if (auto read = db.take_failure(); !read) return read.error();
  return facts;
}

std::string end_in_words(const RunFacts& run) {
  if (run.end_reason.empty()) return "It is still running, or was killed recently.";
  if (const auto* row = storage::find_end_reason(run.end_reason)) return std::string(row->sentence);
  return fmt::format("It ended: {}.", run.end_reason);
}

}  // namespace explore
