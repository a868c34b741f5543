// Nothing here is kept in memory but the URLs of one batch: each is asked of the store, judged and
// settled before the next. Batches are small enough that a transaction is soon done.
#include "crawler/resume/going_on.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <unordered_set>
#include <utility>

#include "crawler/options/kept_options.h"
#include "crawler/policy/admission.h"
#include "crawler/resume/joining.h"
#include "crawler/resume/second_look.h"
#include "ground/url_key.h"
#include "parser/url/url.h"
#include "storage/store/place.h"
#include "storage/store/reasons.h"
#include "terminal/number_text.h"

namespace crawler {
namespace {

using ground::Result;
using storage::KnownUrl;
using storage::Reason;
using storage::Resettlement;
using storage::UrlSort;
using storage::UrlState;

using Say = std::function<void(const std::string&)>;

constexpr std::size_t kAtOnce = 2'000;
constexpr std::size_t kMostSeedsCounted = 1'000;
// More than these take long enough to be told of before.
constexpr uint64_t kMany = 500'000;
constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

// How many URLs, by what is said of them.
struct Counts {
  std::map<std::string, uint64_t> by_name;
  uint64_t all = 0;

  void add(std::string name) {
    ++by_name[std::move(name)];
    ++all;
  }
  // "1,234 URLs (dns: 1,200, 503: 34)"
  std::string words() const {
    std::string names;
    for (const auto& [name, n] : by_name)
      names +=
          fmt::format("{}{}: {}", names.empty() ? "" : ", ", name, terminal::with_thousands(n));
    return fmt::format("{} {} ({})", terminal::with_thousands(all), all == 1 ? "URL" : "URLs",
                       names);
  }
};

bool is_known(const std::optional<storage::UrlOutcome>& outcome) {
  // What was only left out where a link was found belongs to a crawl of something else.
  return outcome && !(outcome->state == UrlState::kSkipped && is_revivable(outcome->reason));
}

Result<bool> has_one_of(storage::Store& store, const std::vector<Seed>& seeds) {
  std::vector<ground::UrlKey> keys;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    keys.push_back(parser::key_of(seeds[i].url));
    if (keys.size() < kAtOnce && i + 1 < seeds.size()) continue;
    auto outcomes = store.look_up(keys);
    if (!outcomes) return outcomes.error();
    if (std::any_of(outcomes->begin(), outcomes->end(), is_known)) return true;
    keys.clear();
  }
  return false;
}

// "2026-01-31 12:00 UTC"
std::string minute_text(std::chrono::system_clock::time_point time) {
  const std::string text = terminal::utc_time(
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
  return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 5));
}

std::string seeds_text(const std::vector<KnownUrl>& seeds) {
  if (seeds.empty()) return "an earlier crawl";
  const std::size_t more = seeds.size() - 1;
  if (more == 0) return seeds[0].url;
  return fmt::format("{} and {}{} more {}", seeds[0].url,
                     more == kMostSeedsCounted ? "at least " : "", terminal::with_thousands(more),
                     more == 1 ? "seed" : "seeds");
}

// What the file holds.
Result<std::string> contents(storage::Store& store, const storage::Stats& stats,
                             const std::optional<storage::PastRun>& last) {
  auto seeds = store.survey({UrlSort::kSeeds, {}, 0, kMostSeedsCounted + 1});
  if (!seeds) return seeds.error();
  auto checks = store.check_counts();
  if (!checks) return checks.error();
  const uint64_t pages = stats.fetched - checks->checked;
  std::string words =
      fmt::format("{} {}", terminal::with_thousands(pages), pages == 1 ? "page" : "pages");
  if (checks->checked > 0)
    words += fmt::format(" and {} {}", terminal::with_thousands(checks->checked),
                         checks->checked == 1 ? "check" : "checks");
  words += fmt::format(" of {}, {} waiting", seeds_text(*seeds),
                       terminal::with_thousands(stats.waiting));
  if (!last) return words;
  const std::string_view end =
      last->end_reason.empty() ? name_of(storage::EndReason::kKilled) : last->end_reason;
  return words + fmt::format("; last run {} ({})", minute_text(last->started_at), end);
}

Result<std::vector<Seed>> seeds_of(storage::Store& store) {
  std::vector<Seed> seeds;
  for (uint64_t after = 0;;) {
    auto found = store.survey({UrlSort::kSeeds, {}, after, kAtOnce});
    if (!found) return found.error();
    if (found->empty()) return seeds;
    after = found->back().after;
    for (const KnownUrl& url : *found) {
      Seed seed;
      if (seed.url.assign(url.url) != parser::UrlStatus::kOk) continue;
      seed.origin = seed.url.origin();
      seeds.push_back(std::move(seed));
    }
  }
}

void add_seeds(std::vector<Seed> more, std::vector<Seed>& seeds) {
  std::unordered_set<std::string> known;
  for (const Seed& seed : seeds) known.emplace(seed.url.href());
  for (Seed& seed : more)
    if (known.emplace(seed.url.href()).second) seeds.push_back(std::move(seed));
}

// Is one of them known, or of a site that the crawl of the file began at?
Result<bool> is_file_of(storage::Store& store, const std::vector<Seed>& seeds) {
  auto known = has_one_of(store, seeds);
  if (!known || *known) return known;
  auto past = seeds_of(store);
  if (!past) return past.error();
  const Admission sites(Options(), *past);  // --scope host
  return std::any_of(seeds.begin(), seeds.end(),
                     [&](const Seed& seed) { return sites.judge({seed.url}) != Reason::kScope; });
}

// Goes through all URLs of a sort; `judge` says what becomes of one, `note` hears of each that is
// settled. Ends when so many were.
template <typename Judge, typename Note>
Result<void> settle_all(storage::Store& store, storage::SurveyRequest request, uint64_t at_most,
                        const Judge& judge, const Note& note) {
  request.max_urls = kAtOnce;
  while (at_most > 0) {
    auto found = store.survey(request);
    if (!found) return found.error();
    if (found->empty()) return {};
    request.after = found->back().after;
    std::vector<Resettlement> settled;
    std::unordered_set<uint64_t> noted;  // several links may lead to one
    for (const KnownUrl& url : *found) {
      const std::optional<Resettlement> one = settled.size() < at_most ? judge(url) : std::nullopt;
      if (!one) continue;
      settled.push_back(*one);
      if (noted.insert(url.place).second) note(url, *one);
    }
    at_most -= settled.size();
    if (settled.empty()) continue;
    if (auto done = store.resettle(settled); !done) return done.error();
  }
  return {};
}

Result<bool> has_any_check(storage::Store& store) {
  auto checks = store.check_counts();
  if (!checks) return checks.error();
  return checks->checked + checks->waiting > 0 || !checks->failed.empty();
}

// What is judged otherwise than by the run before.
Result<void> judge_anew(storage::Store& store, SecondLook& look, const storage::Stats& stats,
                        const Say& say) {
  const bool is_any_undecided = stats.waiting + stats.skipped > 0;
  if (look.has_other_rules() && is_any_undecided)
    if (auto begun = store.begin_settling(); !begun) return begun;
  Counts came, went;
  const auto note = [&](const KnownUrl& url, const Resettlement& now) {
    if (now.skip != Reason::kNone) {
      if (url.state == UrlState::kWaiting) went.add(std::string(name_of(now.skip)));
    } else {
      came.add(url.reason == Reason::kNone ? "fetch" : std::string(name_of(url.reason)));
    }
  };
  if (look.has_other_rules() && is_any_undecided) {
    if (stats.waiting + stats.skipped > kMany)
      say(fmt::format("options or seeds have changed: looking again at {} URLs",
                      terminal::with_thousands(stats.waiting + stats.skipped)));
    auto done = settle_all(
        store, {UrlSort::kUndecided, look.reasons()}, kAll,
        [&](const KnownUrl& url) { return look.of_undecided(url); }, note);
    if (!done) return done;
  }
  // All links are gone through for these.
  auto has_checks = look.has_other_rules() ? has_any_check(store) : Result<bool>(false);
  if (!has_checks) return has_checks.error();
  if (*has_checks) {
    auto done = settle_all(
        store, {UrlSort::kChecks, {}}, kAll,
        [&](const KnownUrl& url) { return look.of_check_link(url); }, note);
    if (!done) return done;
  }
  if (look.has_more_checks()) {
    auto done = settle_all(
        store, {UrlSort::kLinked, look.check_reasons()}, kAll,
        [&](const KnownUrl& url) { return look.of_link(url); }, note);
    if (!done) return done;
  }
  if (look.has_other_types()) {
    auto done = settle_all(
        store, {UrlSort::kHeadersOnly, {}}, kAll,
        [&](const KnownUrl& url) { return look.of_headers(url); }, note);
    if (!done) return done;
  }
  if (came.all > 0)
    say(fmt::format("options or seeds have changed: waiting again: {}", came.words()));
  if (went.all > 0)
    say(fmt::format("options or seeds have changed: no longer waiting: {}", went.words()));
  return {};
}

// A page that a busy server answered may be asked for in vain again: with --max-pages, while others
// wait, such pages take no more than half of what a run may fetch, so that each run gets on.
uint64_t most_answers(const Options& options, const storage::Stats& stats) {
  if (options.max_pages == 0) return kAll;
  return stats.waiting == 0 ? options.max_pages : std::max<uint64_t>(1, options.max_pages / 2);
}

Result<void> try_again(storage::Store& store, SecondLook& look, const Options& options,
                       const Say& say) {
  auto stats = store.stats();
  if (!stats) return stats.error();
  Counts again;
  const auto judge = [&](const KnownUrl& url) {
    return look.of_failure(url, options.retry_failed);
  };
  const auto note = [&](const KnownUrl& url, const Resettlement&) {
    again.add(url.status != 0 ? std::to_string(url.status) : std::string(name_of(url.reason)));
  };
  if (options.retry_failed || look.has_other_addresses()) {
    auto done = settle_all(store, {UrlSort::kFailed, {}}, kAll, judge, note);
    if (!done) return done;
  }
  if (options.retry_failed) {
    auto done =
        settle_all(store, {UrlSort::kPassing, {}}, most_answers(options, *stats), judge, note);
    if (!done) return done;
  }
  if (again.all > 0) say(fmt::format("trying again what failed: {}", again.words()));
  return {};
}

// Beside others that are at work on it.
Result<GoingOn> join(const storage::PastRun& theirs, const Options& options, GoingOn going,
                     const Say& say) {
  const PastOptions past = past_options(theirs.options_json);
  const std::string why = why_not_join(options, digest_of(going.seeds), past);
  const std::string place = storage::shown_place(options.db);
  if (!why.empty()) {
    going.refusal = fmt::format(
        "{}: {}. One that was killed counts for a moment (20 s) as being at work", place, why);
    return going;
  }
  going.max_pages = past.options.max_pages;
  say(fmt::format("joining {} that {} at work on {}",
                  theirs.others_at_work == 1
                      ? "1 process"
                      : terminal::with_thousands(theirs.others_at_work) + " processes",
                  theirs.others_at_work == 1 ? "is" : "are", place));
  return going;
}

}  // namespace

Result<GoingOn> go_on(storage::Store& store, const Options& options, std::vector<Seed> seeds,
                      const Say& say) {
  GoingOn going;
  going.seeds = std::move(seeds);
  going.max_pages = options.max_pages;
  auto last = store.last_run();
  if (!last) return last.error();
  if (*last && (*last)->others_at_work > 0) return join(**last, options, std::move(going), say);
  auto stats = store.stats();
  if (!stats) return stats.error();
  if (stats->discovered == 0) return going;
  auto words = contents(store, *stats, *last);
  if (!words) return words.error();
  auto is_theirs = is_file_of(store, going.seeds);
  if (!is_theirs) return is_theirs.error();
  if (!*is_theirs && !options.add_seeds) {
    going.refusal = fmt::format(
        "{}: is the crawl of other sites than the given seeds': it holds {}. Give another file "
        "with -o OTHER, or add the seeds to this crawl with --add-seeds",
        storage::shown_place(options.db), *words);
    return going;
  }
  say(fmt::format("going on with {}: {}", storage::shown_place(options.db), *words));
  if (options.add_seeds) {
    auto past = seeds_of(store);
    if (!past) return past.error();
    add_seeds(std::move(*past), going.seeds);
  }
  const bool was_cut_off = *last && (*last)->was_settled_since;
  if (was_cut_off)
    say("an earlier start was cut off while it looked at the URLs: looking at them again");
  const PastOptions past = *last ? past_options((*last)->options_json) : PastOptions();
  if (options.check.fragments && !past.options.check.fragments && stats->fetched > 0)
    say(fmt::format(
        "--check fragments knows the places on pages that are fetched from now on, not on "
        "those that are there{}",
        storage::is_postgres_place(options.db) ? "" : ": crawl reread fills these in"));
  SecondLook look(options, past, going.seeds, was_cut_off);
  if (auto judged = judge_anew(store, look, *stats, say); !judged) return judged.error();
  if (auto tried = try_again(store, look, options, say); !tried) return tried.error();
  return going;
}

}  // namespace crawler
