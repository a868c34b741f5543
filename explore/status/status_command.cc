#include "explore/status/status_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "ground/number.h"
#include "storage/postgres/postgres_status.h"
#include "storage/store/place.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using storage::FleetStatus;
using terminal::with_thousands;

constexpr std::size_t kHosts = 10;
constexpr uint32_t kLongestInterval = 3'600;  // seconds
constexpr std::chrono::milliseconds kNap{50};

constexpr std::array kStatusFlags{
    Flag{{"interval", "S", "seconds between two looks, for the rates; 0: none", 0}, "2"},
};

std::string plural(uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", with_thousands(n), n == 1 ? one : many);
}

uint64_t pages_then(const FleetStatus& then, int64_t id) {
  const auto found = std::find_if(then.processes.begin(), then.processes.end(),
                                  [id](const auto& process) { return process.id == id; });
  return found == then.processes.end() ? 0 : found->pages;
}

// `seconds`: between the two; 0: there is only one.
void write_processes(const FleetStatus& then, const FleetStatus& now, double seconds,
                     Output& output) {
  if (now.processes.empty()) {
    output.write(now.last_end.empty()
                     ? "No process is at work.\n"
                     : fmt::format("No process is at work; the last run ended: {}.\n",
                                   terminal::safe_text(now.last_end)));
    return;
  }
  output.write(
      fmt::format("{} at work\n", plural(now.processes.size(), "process is", "processes are")));
  output.write(fmt::format("  {:>5}  {:<20}{:>9}{:>13}{:>10}\n", "run", "since (UTC)", "buckets",
                           "pages", seconds > 0 ? "pages/s" : ""));
  for (const FleetStatus::Process& process : now.processes) {
    const std::string since =
        process.run == 0 ? "" : terminal::utc_time(process.started_at).substr(0, 19);
    const auto fetched = static_cast<double>(process.pages - pages_then(then, process.id));
    output.write(fmt::format("  {:>5}  {:<20}{:>9}{:>13}{:>10}\n", process.run, since,
                             with_thousands(process.buckets), with_thousands(process.pages),
                             seconds > 0 ? fmt::format("{:.1f}", fetched / seconds) : ""));
  }
  if (now.ownerless > 0)
    output.write(fmt::format(
        "  {} of {} buckets have no owner: their hosts wait until the others take them\n",
        with_thousands(now.ownerless), with_thousands(now.buckets)));
}

void write_counts(const FleetStatus& now, const storage::WaitingHosts& waiting, Output& output) {
  const storage::Stats& stats = now.stats;
  output.write(fmt::format("\n{}: {} fetched, {} skipped, {} failed, {} waiting\n",
                           plural(stats.discovered, "URL", "URLs"), with_thousands(stats.fetched),
                           with_thousands(stats.skipped), with_thousands(stats.failed),
                           with_thousands(stats.waiting)));
  uint64_t aside = 0;
  for (const FleetStatus::Process& process : now.processes) aside += process.aside;
  if (aside > 0)
    output.write(fmt::format("{} of hosts that do not answer are left for the next run\n",
                             plural(aside, "waiting URL", "waiting URLs")));
  if (waiting.most.empty()) return;
  output.write(fmt::format("\n{} with URLs that wait; most of them\n",
                           plural(waiting.hosts, "host", "hosts")));
  for (const storage::WaitingHost& host : waiting.most) {
    output.write(fmt::format("  {:>11}  {}", with_thousands(host.waiting),
                             terminal::safe_text(host.origin)));
    if (!host.last_error.empty())
      output.write(fmt::format("  ({})", terminal::safe_text(host.last_error)));
    output.write("\n");
  }
}

// False: interrupted.
bool nap(std::chrono::seconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  while (!is_interrupted() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(kNap);
  return !is_interrupted();
}

int complain_of(const ground::Error& error) {
  complain(error.message);
  return terminal::kFailed;
}

}  // namespace

constinit const Usage kStatusUsage{
    "status", "postgres://…",
    "Says how a crawl in PostgreSQL is getting on: which processes are at work on\n"
    "it and how fast, how many URLs are in which state, and which hosts most of\n"
    "them wait for. It changes nothing. Of a crawl in a file see crawl serve.\n",
    kStatusFlags,
    "Examples\n"
    "  crawl status postgres://db.example/crawl\n"
    "\nExit status: 0 done, 1 failed, 2 usage, 130 interrupted.\n"};

int run_status(std::span<const char* const> words) {
  const Arguments arguments(kStatusUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const std::string& where = arguments.operands()[0];
  const auto interval = ground::number_of<uint32_t>(arguments.value("interval"));
  if (!interval || *interval > kLongestInterval)
    return arguments.refuse(fmt::format("--interval takes seconds from 0 to {}", kLongestInterval));
  if (!storage::is_postgres_place(where)) {
    complain(where +
             ": is no address of a PostgreSQL database; of a crawl in a file see crawl serve");
    return terminal::kFailed;
  }
  note_interrupts();
  auto server = storage::PostgresStatus::open(where);
  if (!server) return complain_of(server.error());
  const auto began = std::chrono::steady_clock::now();
  auto then = (*server)->read();
  if (!then) return complain_of(then.error());
  const bool is_twice = *interval > 0 && !then->processes.empty();
  if (is_twice && !nap(std::chrono::seconds(*interval))) return terminal::kInterrupted;
  auto now = (*server)->read();
  if (!now) return complain_of(now.error());
  const std::chrono::duration<double> between = std::chrono::steady_clock::now() - began;
  auto waiting = (*server)->read_waiting_hosts(kHosts);
  if (!waiting) return complain_of(waiting.error());
  Output output(STDOUT_FILENO);
  write_processes(*then, *now, is_twice ? between.count() : 0, output);
  write_counts(*now, *waiting, output);
  return output.finish();
}

}  // namespace explore
