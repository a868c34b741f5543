#include "crawler/metrics/metrics_text.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <iterator>
#include <vector>

#include "storage/store/reasons.h"

namespace crawler {
namespace {

using storage::Reason;

class Exposition {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    fmt::format_to(end(), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
  }
  template <typename Number>
  void sample(std::string_view name, std::string_view labels, Number value) {
    if (labels.empty())
      fmt::format_to(end(), "{} {}\n", name, value);
    else
      fmt::format_to(end(), "{}{{{}}} {}\n", name, labels, value);
  }
  template <typename Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number value) {
    family(name, type, help);
    sample(name, "", value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::back_insert_iterator<std::string> end() { return std::back_inserter(text_); }
  std::string text_;
};

double seconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

template <std::size_t kClasses>
void write_histogram(std::string_view name, std::string_view help,
                     const TimeClasses<kClasses>& times, Exposition& out) {
  out.family(name, "histogram", help);
  const std::string bucket = fmt::format("{}_bucket", name);
  uint64_t count = 0;
  for (std::size_t place = 0; place < kClasses; ++place) {
    count += times.in_class(place);
    out.sample(bucket, fmt::format("le=\"{}\"", seconds_of(times.ends()[place])), count);
  }
  count += times.in_class(kClasses);
  out.sample(bucket, "le=\"+Inf\"", count);
  out.sample(fmt::format("{}_sum", name), "", seconds_of(times.sum()));
  out.sample(fmt::format("{}_count", name), "", count);
}

void write_reasons(std::string_view name, std::string_view help,
                   const std::vector<std::pair<Reason, uint64_t>>& counts, Exposition& out) {
  out.family(name, "gauge", help);
  for (const auto& [reason, count] : counts)
    out.sample(name, fmt::format("reason=\"{}\"", name_of(reason)), count);
}

void write_run(const MetricsFacts& facts, Exposition& out) {
  const Snapshot& now = facts.now;
  out.family("crawl_build_info", "gauge", "The version of the program; always 1.");
  out.sample("crawl_build_info", fmt::format("version=\"{}\"", CRAWL_VERSION), 1);
  out.single("crawl_pages_total", "counter", "Pages fetched and kept by this run.", now.pages);
  out.single("crawl_checks_total", "counter", "Links and resources checked by this run.",
             now.checks);
  out.single("crawl_received_bytes_total", "counter", "Bytes of bodies received by this run.",
             now.bytes);
  out.single("crawl_error_answers_total", "counter", "Pages of this run with status 400 or above.",
             now.bad_answers);
  out.single("crawl_failures_total", "counter", "URLs that this run gave up.", now.errors);
  out.single("crawl_run_seconds", "gauge", "How long this run has been running, pauses included.",
             seconds_of(now.elapsed));
  out.single("crawl_paused_seconds_total", "counter", "How long this run was paused in all.",
             seconds_of(now.paused));
  out.single("crawl_transfers", "gauge", "Transfers in flight.", now.in_flight);
  out.single("crawl_hosts", "gauge", "Origins in memory.", now.hosts);
  out.family("crawl_limited_by", "gauge", "What holds the crawl back now: 1 for that, 0 else.");
  for (int i = 0; i <= static_cast<int>(Bottleneck::kPaused); ++i) {
    const auto limit = static_cast<Bottleneck>(i);
    out.sample("crawl_limited_by", fmt::format("limit=\"{}\"", name_of(limit)),
               now.bottleneck == limit ? 1 : 0);
  }
}

void write_waiting(const WaitingUrls& waiting, Exposition& out) {
  out.family("crawl_waiting", "gauge", "URLs that wait, by what they wait for.");
  for (std::size_t i = 0; i < kWaitReasons; ++i) {
    const auto reason = static_cast<WaitsFor>(i);
    out.sample("crawl_waiting", fmt::format("reason=\"{}\"", name_of(reason)), waiting.of(reason));
  }
}

void write_store(const storage::Stats& stats, Exposition& out) {
  out.family("crawl_urls", "gauge", "URLs that the database knows, by their state.");
  out.sample("crawl_urls", "state=\"waiting\"", stats.waiting);
  out.sample("crawl_urls", "state=\"fetched\"", stats.fetched);
  out.sample("crawl_urls", "state=\"skipped\"", stats.skipped);
  out.sample("crawl_urls", "state=\"failed\"", stats.failed);
  write_reasons("crawl_urls_skipped", "URLs that were left out, by the reason.", stats.skipped_by,
                out);
  write_reasons("crawl_urls_failed", "URLs that failed, by the reason.", stats.failed_by, out);
  out.single("crawl_due_visits", "gauge", "Fetched URLs that are due to be visited again.",
             stats.due);
  out.single("crawl_fleet_pages_of_others", "gauge",
             "Pages fetched by other processes that share the crawl, as far as is known.",
             stats.pages.others);
  out.single("crawl_fleet_members", "gauge",
             "Processes that share the crawl, this one among them; 0 where none can.",
             stats.members);
  out.single("crawl_fleet_buckets_held", "gauge",
             "Parts of a shared crawl, of all hosts alike, that are this process's.",
             stats.buckets_held);
}

}  // namespace

std::string metrics_text(const MetricsFacts& facts) {
  Exposition out;
  write_run(facts, out);
  write_waiting(facts.waiting, out);
  write_store(facts.stats, out);
  write_histogram("crawl_fetch_duration_seconds", "Transfers of pages, from start to end.",
                  facts.times.fetch, out);
  write_histogram("crawl_parse_duration_seconds", "A page in a worker: inflate, decode, parse.",
                  facts.times.parse, out);
  write_histogram("crawl_commit_duration_seconds", "A transaction with pages.", facts.times.commit,
                  out);
  out.single("process_cpu_seconds_total", "counter", "CPU time of the process.",
             seconds_of(facts.cpu));
  out.single("process_resident_memory_bytes", "gauge", "Memory of the process.",
             facts.resident_bytes);
  out.single("process_start_time_seconds", "gauge", "When the run started, since 1970.",
             facts.started_at);
  return out.take();
}

ProcessCost process_cost() {
  ProcessCost cost;
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) == 0)
    cost.cpu = std::chrono::seconds(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
               std::chrono::microseconds(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
  // proc(5): size and resident, in pages.
  if (std::FILE* file = std::fopen("/proc/self/statm", "re")) {
    unsigned long long size = 0, resident = 0;
    if (std::fscanf(file, "%llu %llu", &size, &resident) == 2)  // NOLINT(cert-err34-c)
      cost.resident_bytes = resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    std::fclose(file);
  }
  return cost;
}

}  // namespace crawler
