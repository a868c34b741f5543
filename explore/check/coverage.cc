#include "explore/check/coverage.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/report/overview.h"
#include "storage/store/reasons.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using terminal::with_thousands;

constexpr int kMostTroubles = 3;

std::string urls_in_words(uint64_t count) {
  return fmt::format("{} URL{}", with_thousands(count), count == 1 ? "" : "s");
}

void read_counts(storage::Database& db, Coverage& coverage) {
  coverage.checks =
      static_cast<uint64_t>(db.integer_of("SELECT count(*) FROM check_rows WHERE is_fetched"));
  storage::Statement counts = db.prepare(
      "SELECT state, reason, sum(urls) FROM url_counts GROUP BY state, reason ORDER BY 3 DESC, 2");
  while (counts.step()) {
    const std::string_view state = counts.text(0);
    if (state == "fetched") coverage.pages += counts.natural(2);
    if (state == "waiting") coverage.waiting += counts.natural(2);
    if (state == "skipped") coverage.skipped.emplace_back(counts.string(1), counts.natural(2));
  }
  coverage.pages -= std::min(coverage.pages, coverage.checks);
}

// Why the seeds gave nothing: the reasons, most URLs first.
std::string seed_troubles(storage::Database& db) {
  std::string words;
  bool is_name = false;
  storage::Statement trouble = db.prepare(
      "SELECT reason, coalesce(detail, ''), url FROM url_rows WHERE is_failed AND depth = 0 "
      "ORDER BY id LIMIT ?1");
  trouble.with(kMostTroubles);
  while (trouble.step()) {
    const std::string detail = trouble.string(1);
    is_name = is_name || trouble.text(0) == "dns";
    words += fmt::format("{}{}: {}{}{}", words.empty() ? " " : "; ", trouble.text(2),
                         trouble.text(0), detail.empty() ? "" : ": ", detail);
  }
  if (is_name) words += "; is this machine offline, or behind a proxy (--proxy)?";
  return words;
}

std::string waiting_in_words(const Overview& facts) {
  std::string words;
  for (const storage::WaitingHost& host : facts.waiting_hosts)
    words += fmt::format("{}{} ({}{}{})", words.empty() ? "" : ", ", host.origin,
                         urls_in_words(host.waiting), host.last_error.empty() ? "" : ", ",
                         host.last_error);
  return words;
}

// Whether what was seen is all that its user wanted to be seen.
std::string problem_of(const Coverage& coverage, const Overview& facts, storage::Database& db) {
  if (coverage.pages + coverage.checks == 0)
    return fmt::format("nothing was fetched:{}", seed_troubles(db));
  if (coverage.end_reason == name_of(storage::EndReason::kHostsUnavailable)) {
    const std::string hosts = waiting_in_words(facts);
    return fmt::format("hosts were unavailable{}{}", hosts.empty() ? ":" : ": ",
                       hosts.empty() ? seed_troubles(db) : hosts);
  }
  const bool is_ended = coverage.end_reason == name_of(storage::EndReason::kFinished) ||
                        coverage.end_reason == name_of(storage::EndReason::kMaxPages) ||
                        coverage.end_reason == name_of(storage::EndReason::kMaxTime);
  if (is_ended) return "";
  return coverage.end_reason.empty()
             ? "the crawl goes on, or was killed: judge it when it has ended"
             : fmt::format("the crawl did not come to its end ({})", coverage.end_reason);
}

void add_notes(Coverage& coverage) {
  if (coverage.waiting > 0)
    coverage.notes.push_back(
        fmt::format("{} {} not fetched ({}).", urls_in_words(coverage.waiting),
                    coverage.waiting == 1 ? "was" : "were",
                    coverage.end_reason.empty() ? "the crawl has not ended" : coverage.end_reason));
  std::string skipped;
  uint64_t total = 0;
  for (const auto& [reason, urls] : coverage.skipped) {
    skipped += fmt::format("{}{} {}", skipped.empty() ? "" : ", ", reason, with_thousands(urls));
    total += urls;
  }
  if (total > 0)
    coverage.notes.push_back(fmt::format("{} {} left out: {}.", urls_in_words(total),
                                         total == 1 ? "was" : "were", skipped));
}

}  // namespace

ground::Result<Coverage> coverage_of(storage::Database& db) {
  auto facts = overview(db);
  if (!facts) return facts.error();
  Coverage coverage;
  read_counts(db, coverage);
  if (!facts->runs.empty()) coverage.end_reason = facts->runs.back().end_reason;
  coverage.problem = problem_of(coverage, *facts, db);
  add_notes(coverage);
  if (auto read = db.take_failure(); !read) return read.error();
  return coverage;
}

}  // namespace explore
