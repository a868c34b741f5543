// The summary should be enough to decide what to do next. So each reason is shown with its meaning,
// each trap with the option that limits it, and the end with commands that can be copied. Only what
// applies is printed; a crawl without trouble ends with a few lines.
#include "crawler/progress/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tuple>
#include <utility>

#include "crawler/options/option_table.h"
#include "crawler/policy/admission.h"
#include "storage/store/place.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace crawler {
namespace {

using storage::EndReason;
using storage::Reason;

constexpr std::size_t kWidth = 80;
constexpr std::size_t kLabelWidth = 56;
constexpr std::size_t kNumberWidth = 16;
constexpr std::size_t kMaxTroublesShown = 20;
constexpr std::size_t kReasonWidth = 20;

std::string what_lacks(const SummaryFacts& facts) {
  if (const uint64_t waiting = facts.stats.waiting + facts.stats.due; waiting > 0)
    return fmt::format("{} waiting for {}", terminal::counted(waiting, "URL"),
                       terminal::counted(facts.waiting.hosts, "host"));
  return facts.visits.visits.empty() ? "no seed could be fetched" : "each visit failed";
}

std::string ending_words(const SummaryFacts& facts, const Options& options) {
  const storage::EndReasonRow* row = storage::find_end_reason(facts.end_reason);
  if (row == nullptr) return terminal::safe_text(facts.end_reason, kWidth);
  std::string limit;
  if (row->reason == EndReason::kMaxPages)
    limit = terminal::with_thousands(facts.max_pages.value_or(options.max_pages));
  if (row->reason == EndReason::kMaxTime)
    limit = terminal::duration_text(facts.max_time.value_or(options.max_time));
  if (row->reason == EndReason::kHostsUnavailable) limit = what_lacks(facts);
  return fmt::format(fmt::runtime(row->words), limit);
}

double rate_of(const SummaryFacts& facts) {
  const auto ms = std::max<int64_t>((facts.elapsed - facts.paused).count(), 1);
  return static_cast<double>(facts.run_pages) * 1000 / static_cast<double>(ms);
}

std::string files_too(const SummaryFacts& facts) {
  std::string text;
  if (facts.run_files > 0)
    text += fmt::format(" and {}", terminal::counted(facts.run_files, "other file"));
  if (facts.run_checks > 0)
    text += fmt::format(" and {}", terminal::counted(facts.run_checks, "check"));
  return text;
}

std::string count_line(std::string_view label, uint64_t count) {
  return fmt::format("{:<{}}{:>{}}\n", label, kLabelWidth, terminal::with_thousands(count),
                     kNumberWidth);
}

std::string reason_lines(std::vector<std::pair<Reason, uint64_t>> counts) {
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [reason, count] : counts)
    text += count_line(fmt::format("    {:<{}}{}", name_of(reason), kReasonWidth, words_of(reason)),
                       count);
  return text;
}

// Where the store failed and can't be asked, what is known of it is old, and in parts.
bool are_counts_known(const storage::Stats& stats) {
  return stats.discovered == stats.fetched + stats.skipped + stats.failed + stats.waiting;
}

std::string counts_table(const storage::Stats& stats) {
  if (!are_counts_known(stats)) return "The counts of URLs can't be read.\n";
  std::string text = count_line("URLs discovered", stats.discovered);
  text += count_line("  fetched", stats.fetched);
  text += count_line("  skipped", stats.skipped);
  text += reason_lines(stats.skipped_by);
  text += count_line("  failed", stats.failed);
  text += reason_lines(stats.failed_by);
  text += count_line("  waiting", stats.waiting);
  return text;
}

uint64_t sum_of(const std::vector<std::pair<Reason, uint64_t>>& counts) {
  uint64_t sum = 0;
  for (const auto& [reason, count] : counts) sum += count;
  return sum;
}

uint64_t count_of(Reason reason, const storage::Stats& stats) {
  for (const auto& [skipped, count] : stats.skipped_by)
    if (skipped == reason) return count;
  return 0;
}

// What was asked whether it is there, and what came of that.
std::string check_table(const storage::CheckCounts& checks) {
  const uint64_t failed = sum_of(checks.failed), skipped = sum_of(checks.skipped);
  const uint64_t all = checks.checked + failed + skipped + checks.waiting;
  if (all == 0) return "";
  std::string text = "\n" + count_line("Of these only checked whether they are there", all);
  text += count_line("  there, or redirected", checks.checked - checks.broken);
  text += count_line("  broken (4xx, 5xx)", checks.broken);
  text += count_line("  failed", failed);
  text += reason_lines(checks.failed);
  if (skipped > 0) text += count_line("  not checked", skipped) + reason_lines(checks.skipped);
  if (checks.waiting > 0) text += count_line("  waiting", checks.waiting);
  return text;
}

std::string_view words_of(storage::VisitOutcome outcome) {
  using enum storage::VisitOutcome;
  switch (outcome) {
    case kNotModified:
      return "  not modified, says the server (304)";
    case kUnchanged:
      return "  sent again, with the same content";
    case kChanged:
      return "  changed";
    case kError:
      return "  no answer now: what is known stays";
    case kForbidden:
      return "  forbidden by robots.txt now";
  }
  return "  other";
}

std::string_view words_of(storage::ChangeKind kind) {
  using enum storage::ChangeKind;
  switch (kind) {
    case kNew:
      return "    new         found by this update";
    case kChanged:
      return "    changed     in what it says or leads to";
    case kMoved:
      return "    moved       redirects elsewhere";
    case kMissing:
      return "    missing     not found (404)";
    case kGone:
      return "    gone        for good";
    case kBack:
      return "    back        there again";
    case kForbidden:
      return "    forbidden   by robots.txt";
  }
  return "    other";
}

// What became of the pages that were known.
std::string visit_table(const SummaryFacts& facts) {
  const storage::VisitCounts& visits = facts.visits;
  if (visits.visits.empty() && visits.changes.empty()) return "";
  uint64_t visited = 0, changes = 0;
  for (const auto& [outcome, count] : visits.visits) visited += count;
  std::string text = "\n" + count_line("Visited again", visited);
  for (const auto& [outcome, count] : visits.visits) text += count_line(words_of(outcome), count);
  if (facts.stats.due > 0) text += count_line("  still due", facts.stats.due);
  for (const auto& [kind, count] : visits.changes) changes += count;
  text += count_line("Changes", changes);
  for (const auto& [kind, count] : visits.changes) text += count_line(words_of(kind), count);
  return text;
}

// Nobody asked for it, and it may well be what is broken.
std::string unchecked(const SummaryFacts& facts, const Options& options) {
  const uint64_t links = options.check.links ? 0 : count_of(Reason::kScope, facts.stats);
  const uint64_t files = options.check.resources ? 0 : count_of(Reason::kResource, facts.stats);
  if (links + files == 0 || !are_counts_known(facts.stats)) return "";
  std::string what;
  if (links > 0) what = terminal::counted(links, "URL") + " out of scope";
  if (files > 0)
    what += fmt::format("{}{} (images, scripts, styles, forms)", what.empty() ? "" : ", ",
                        terminal::counted(files, "file"));
  return fmt::format("\nNot checked whether they are there: {};\n  --check all does.\n", what);
}

constexpr std::size_t kOriginWidth = 40;

std::string origin_column(const std::string& origin) {
  const std::string safe = terminal::safe_text(origin, kOriginWidth);
  return safe + std::string(kOriginWidth - std::min(terminal::columns_of(safe), kOriginWidth), ' ');
}

// Useful only if there are several hosts to compare, or one that is really slow.
bool is_worth_showing(const std::vector<HostLine>& slowest) {
  using std::chrono::milliseconds;
  if (slowest.empty()) return false;
  return slowest[0].mean >= (slowest.size() > 1 ? milliseconds(100) : milliseconds(2000));
}

std::string slow_hosts(const std::vector<HostLine>& hosts) {
  if (!is_worth_showing(hosts)) return "";
  std::string text = fmt::format("\n{:<{}}{:>14}{:>18}\n", "Slowest hosts", kOriginWidth + 2,
                                 "pages", "mean time");
  for (const HostLine& host : hosts)
    text += fmt::format("  {}{:>14}{:>18}\n", origin_column(host.origin),
                        terminal::with_thousands(host.pages), terminal::duration_text(host.mean));
  return text;
}

// Columns for what may be long; 0: as many as it takes.
std::size_t columns_for(const SummaryFacts& facts, std::size_t columns) {
  return facts.is_whole ? 0 : columns;
}

std::string failing_hosts(const SummaryFacts& facts) {
  const std::vector<HostLine>& hosts = facts.most_failing;
  if (hosts.empty()) return "";
  constexpr std::size_t kErrorWidth = 24;
  std::string text = fmt::format("\n{:<{}}{:>10}  last error\n", "Hosts with most failures",
                                 kOriginWidth + 2, "failed");
  for (const HostLine& host : hosts)
    text += fmt::format("  {}{:>10}  {}\n", origin_column(host.origin),
                        terminal::with_thousands(host.failed),
                        terminal::safe_text(host.last_error, columns_for(facts, kErrorWidth)));
  return text;
}

// Each cause once, with the hosts that have it in common.
std::string waiting_hosts(const storage::WaitingHosts& waiting) {
  if (waiting.most.empty()) return "";
  std::string text = fmt::format("\n{:<{}}{:>{}}\n", "Hosts that are unavailable", kLabelWidth,
                                 "URLs waiting", kNumberWidth);
  std::vector<std::string> causes;
  for (const storage::WaitingHost& host : waiting.most)
    if (std::find(causes.begin(), causes.end(), host.last_error) == causes.end())
      causes.push_back(host.last_error);
  for (const std::string& cause : causes) {
    for (const storage::WaitingHost& host : waiting.most)
      if (host.last_error == cause)
        text += count_line("  " + terminal::safe_text(host.origin, kLabelWidth - 2), host.waiting);
    if (!cause.empty()) text += fmt::format("    {}\n", terminal::safe_text(cause, kWidth - 4));
  }
  if (waiting.hosts > waiting.most.size())
    text += fmt::format("  and {} more: see the view hosts\n",
                        terminal::with_thousands(waiting.hosts - waiting.most.size()));
  return text;
}

// The same trouble of the same host is said once.
struct SeedTroubles {
  const SeedTrouble* first = nullptr;
  uint64_t more = 0;
};

std::vector<SeedTroubles> grouped(const SummaryFacts& facts) {
  std::vector<SeedTroubles> groups;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> places;
  for (const SeedTrouble& trouble : facts.seed_troubles) {
    // It is among the hosts that are waited for.
    if (trouble.reason == "waiting" && !facts.waiting.most.empty()) continue;
    const auto [at, is_new] =
        places.try_emplace({trouble.origin, trouble.reason, trouble.detail}, groups.size());
    if (is_new)
      groups.push_back({&trouble, 0});
    else
      ++groups[at->second].more;
  }
  return groups;
}

std::string troubled_seeds(const SummaryFacts& facts) {
  const std::vector<SeedTroubles> groups = grouped(facts);
  if (groups.empty()) return "";
  std::string text = "\nSeeds that failed\n";
  const std::size_t shown = std::min(groups.size(), kMaxTroublesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const SeedTrouble& trouble = *groups[i].first;
    text += fmt::format("  {}\n    {}",
                        terminal::safe_text(trouble.url, columns_for(facts, kWidth - 2)),
                        terminal::safe_text(trouble.reason, kReasonWidth));
    if (!trouble.detail.empty())
      text += fmt::format(
          ": {}",
          terminal::safe_text(trouble.detail, columns_for(facts, kWidth - kReasonWidth - 6)));
    if (groups[i].more > 0)
      text += fmt::format("\n    likewise {} of this host",
                          terminal::counted(groups[i].more, "other seed"));
    text += '\n';
  }
  if (shown < groups.size())
    text += fmt::format("  and {} more\n", terminal::with_thousands(groups.size() - shown));
  return text;
}

// Commands that take it in; for more than one the first stands for all.
std::string ways_into_scope(const SeedDetour& detour, const Options& options) {
  std::string text = fmt::format("    take it as a seed, too:\n      {} {} --add-seeds -o {}\n",
                                 shell_word(options.program), shell_word(detour.target),
                                 shell_word(storage::shown_place(options.db)));
  if (options.scope == Scope::kHost && detour.is_of_one_domain)
    text += fmt::format("    or take the whole domain:\n      {} --scope domain\n",
                        resume_command(options));
  return text;
}

std::string detours_of_seeds(const SummaryFacts& facts, const Options& options) {
  if (facts.seed_detours.empty()) return "";
  std::string text = "\nSeeds that lead to what was left out\n";
  const std::size_t shown = std::min(facts.seed_detours.size(), kMaxTroublesShown);
  bool is_scope_said = false;
  for (std::size_t i = 0; i < shown; ++i) {
    const SeedDetour& detour = facts.seed_detours[i];
    const bool is_scope = detour.reason == Reason::kScope;
    text += fmt::format("  {}\n    leads to {}, {}\n",
                        terminal::safe_text(detour.url, columns_for(facts, kWidth - 2)),
                        terminal::safe_text(detour.target),
                        is_scope ? "which is out of scope"
                                 : fmt::format("which was skipped: {}", words_of(detour.reason)));
    if (is_scope && !std::exchange(is_scope_said, true)) text += ways_into_scope(detour, options);
  }
  if (shown < facts.seed_detours.size())
    text +=
        fmt::format("  and {} more\n", terminal::with_thousands(facts.seed_detours.size() - shown));
  return text;
}

// The limit that was reached: the option with its value, as on a command line.
std::string limit_words(const storage::ReasonRow& trap, const Options& options) {
  if (trap.limit.empty()) return fmt::format("{} in a row", Admission::kMaxHops);
  const OptionRow* row = find_option(trap.limit);
  assert(row != nullptr);
  const OptionValue value = row->get(options);
  const auto* count = std::get_if<uint64_t>(&value);
  return fmt::format("--{} {}", trap.limit, count == nullptr ? 0 : *count);
}

std::string traps_met(const SummaryFacts& facts, const Options& options) {
  std::string text;
  for (const storage::ReasonRow& row : storage::kReasons)
    for (const auto& [reason, count] : facts.stats.skipped_by) {
      if (reason != row.reason || !is_trap(reason) || count == 0) continue;
      text += fmt::format("  {}: {} skipped\n    limit: {}\n", row.trap,
                          terminal::counted(count, "URL"), limit_words(row, options));
      for (const TrapPlace& place : facts.traps)
        if (place.reason == reason)
          text += fmt::format("    at {}\n",
                              terminal::safe_text(place.url, columns_for(facts, kWidth - 7)));
    }
  return text.empty() ? "" : "\nCrawler traps avoided\n" + text;
}

// "" for a store that is not asked from a command line.
std::string query_command(const SummaryFacts& facts, std::string_view sql) {
  if (facts.query_command.empty()) return "";
  std::string line = " ";
  for (const std::string& word : facts.query_command) line += ' ' + shell_word(word);
  return fmt::format("{} \"{}\"\n", line, sql);
}

std::string next_commands(const SummaryFacts& facts, const Options& options) {
  std::string text;
  if (facts.stats.fetched > 0)
    text += query_command(facts, "SELECT url, status, title FROM pages LIMIT 10");
  if (facts.stats.failed > 0)
    text += query_command(facts, "SELECT url, reason, detail FROM errors LIMIT 10");
  if (!text.empty()) text = "\nExplore it with\n" + text;
  if (facts.end_reason == name_of(EndReason::kHostsUnavailable))
    text += fmt::format("\nAsk the hosts again with\n  {}\n", resume_command(options));
  else if (facts.end_reason != name_of(EndReason::kFinished) && !facts.query_command.empty())
    text += fmt::format("\nResume with\n  {}\n", resume_command(options));
  return text;
}

std::string as_text(const SummaryFacts& facts, const Options& options) {
  std::string text = fmt::format("\n{}\n", ending_words(facts, options));
  if (!facts.error.empty()) text += fmt::format("  {}\n", terminal::safe_text(facts.error));
  std::string time = terminal::duration_text(facts.elapsed);
  if (facts.paused.count() > 0)
    time += fmt::format(", {} of it paused", terminal::duration_text(facts.paused));
  text += fmt::format("{}{} in {} ({} pages/s), {} received\n",
                      terminal::counted(facts.run_pages, "page"), files_too(facts), time,
                      terminal::rate_text(rate_of(facts)),
                      terminal::size_text(static_cast<double>(facts.run_bytes)));
  if (facts.stats.pages.others > 0)
    text += fmt::format("by this process, and {} by others that crawl with it\n",
                        terminal::counted(facts.stats.pages.others, "page"));
  text += "\n";
  text += counts_table(facts.stats);
  text += visit_table(facts);
  text += check_table(facts.checks);
  text += unchecked(facts, options);
  text += slow_hosts(facts.slowest);
  text += failing_hosts(facts);
  text += waiting_hosts(facts.waiting);
  text += troubled_seeds(facts);
  text += detours_of_seeds(facts, options);
  text += traps_met(facts, options);
  return text + next_commands(facts, options);
}

using Json = nlohmann::ordered_json;

Json reasons_json(const std::vector<std::pair<Reason, uint64_t>>& counts) {
  Json json = Json::object();
  for (const auto& [reason, count] : counts) json[std::string(name_of(reason))] = count;
  return json;
}

Json hosts_json(const std::vector<HostLine>& hosts) {
  Json json = Json::array();
  for (const HostLine& host : hosts)
    json.push_back({{"origin", host.origin},
                    {"pages", host.pages},
                    {"failed", host.failed},
                    {"mean_ms", host.mean.count()},
                    {"last_error", host.last_error}});
  return json;
}

void add_checks(const storage::CheckCounts& checks, Json& json) {
  json["checks"] = {
      {"checked", checks.checked},         {"broken", checks.broken},
      {"failed", sum_of(checks.failed)},   {"failed_by", reasons_json(checks.failed)},
      {"skipped", sum_of(checks.skipped)}, {"skipped_by", reasons_json(checks.skipped)},
      {"waiting", checks.waiting}};
}

void add_visits(const SummaryFacts& facts, Json& json) {
  if (facts.visits.visits.empty() && facts.visits.changes.empty()) return;
  Json& visits = json["visits"] = Json::object();
  for (const storage::VisitOutcomeRow& row : storage::kVisitOutcomes)
    for (const auto& [outcome, count] : facts.visits.visits)
      if (outcome == row.outcome) visits[std::string(row.name)] = count;
  visits["due"] = facts.stats.due;
  Json& changes = json["changes"] = Json::object();
  for (const storage::ChangeKindRow& row : storage::kChangeKinds)
    for (const auto& [kind, count] : facts.visits.changes)
      if (kind == row.kind) changes[std::string(row.name)] = count;
}

void add_counts(const storage::Stats& stats, Json& json) {
  json["discovered"] = stats.discovered;
  json["fetched"] = stats.fetched;
  json["skipped"] = stats.skipped;
  json["skipped_by"] = reasons_json(stats.skipped_by);
  json["failed"] = stats.failed;
  json["failed_by"] = reasons_json(stats.failed_by);
  json["waiting"] = stats.waiting;
  json["hosts"] = stats.hosts;
  json["links"] = stats.links;
}

std::string as_json(const SummaryFacts& facts, const Options& options) {
  const storage::Stats& stats = facts.stats;
  Json json;
  json["level"] = facts.error.empty() ? "info" : "error";
  json["event"] = "summary";
  json["db"] = storage::shown_place(options.db);
  json["end_reason"] = facts.end_reason;
  if (!facts.error.empty()) json["error"] = facts.error;
  json["elapsed_ms"] = facts.elapsed.count();
  json["paused_ms"] = facts.paused.count();
  json["pages"] = facts.run_pages;
  if (facts.stats.pages.others > 0) json["pages_of_others"] = facts.stats.pages.others;
  json["files"] = facts.run_files;
  json["run_checks"] = facts.run_checks;
  json["bytes"] = facts.run_bytes;
  json["pages_per_s"] = rate_of(facts);
  if (are_counts_known(stats)) add_counts(stats, json);
  add_visits(facts, json);
  add_checks(facts.checks, json);
  json["traps"] = Json::array();
  for (const TrapPlace& trap : facts.traps)
    json["traps"].push_back(
        {{"reason", name_of(trap.reason)}, {"url", trap.url}, {"times", trap.times}});
  json["slowest"] = hosts_json(facts.slowest);
  json["most_failing"] = hosts_json(facts.most_failing);
  json["waiting_hosts"] = Json::array();
  for (const storage::WaitingHost& host : facts.waiting.most)
    json["waiting_hosts"].push_back(
        {{"origin", host.origin}, {"waiting", host.waiting}, {"last_error", host.last_error}});
  json["seed_troubles"] = Json::array();
  for (const SeedTrouble& trouble : facts.seed_troubles)
    json["seed_troubles"].push_back(
        {{"url", trouble.url}, {"reason", trouble.reason}, {"detail", trouble.detail}});
  json["seed_detours"] = Json::array();
  for (const SeedDetour& detour : facts.seed_detours)
    json["seed_detours"].push_back(
        {{"url", detour.url}, {"target", detour.target}, {"reason", name_of(detour.reason)}});
  return json.dump(-1, ' ', true, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string summary_json(const SummaryFacts& facts, const Options& options) {
  return as_json(facts, options);
}

std::string summary(const SummaryFacts& facts, const Options& options) {
  return options.log_json ? as_json(facts, options) : as_text(facts, options);
}

}  // namespace crawler
