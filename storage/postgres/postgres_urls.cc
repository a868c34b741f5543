// Rows are read and written in the order of their keys, which is that of their buckets; what is new
// is numbered in the order of discovery, since that is the last word on whose turn it is.
#include "storage/postgres/postgres_urls.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// Others may change the same URLs again and again; each time some of them are through.
constexpr int kTries = 50;
constexpr std::size_t kMostHosts = 64u << 10;
// Of rows that a statement reads or writes, so that none takes long.
constexpr std::size_t kRowsAStatement = 500;

std::size_t end_of_part(std::size_t from, std::size_t all) {
  return std::min(from + kRowsAStatement, all);
}

}  // namespace

void queue_host_sums(PostgresGround& ground, int64_t bucket, const SumsByHost& sums) {
  std::vector<int64_t> hosts, pages, failed, bytes, total_ms, checks, visited, visited_checks;
  std::vector<std::string_view> last_errors;
  for (const auto& [host, sum] : sums) {
    if (ground.bucket_of(host) != bucket) continue;
    hosts.push_back(static_cast<int64_t>(host));
    pages.push_back(sum.pages);
    failed.push_back(sum.failed);
    bytes.push_back(sum.bytes);
    total_ms.push_back(sum.total_ms);
    checks.push_back(sum.checks);
    visited.push_back(sum.visited);
    visited_checks.push_back(sum.visited_checks);
    last_errors.emplace_back(sum.last_error);
  }
  if (hosts.empty()) return;
  if (hosts.size() == 1) {
    ground.server->queue("add_host_sum", PostgresValues()
                                             .number(bucket)
                                             .number(hosts[0])
                                             .number(pages[0])
                                             .number(failed[0])
                                             .number(bytes[0])
                                             .number(total_ms[0])
                                             .number(checks[0])
                                             .text_or_null(last_errors[0])
                                             .number(visited[0])
                                             .number(visited_checks[0]));
    return;
  }
  ground.server->queue("add_host_sums", PostgresValues()
                                            .number(bucket)
                                            .numbers(hosts)
                                            .numbers(pages)
                                            .numbers(failed)
                                            .numbers(bytes)
                                            .numbers(total_ms)
                                            .numbers(checks)
                                            .texts_or_null(last_errors)
                                            .numbers(visited)
                                            .numbers(visited_checks));
}

PostgresUrls::PostgresUrls(PostgresGround& ground, std::size_t cache_bytes,
                           bool follows_shorter_ways)
    : ground_(ground),
      follows_shorter_ways_(follows_shorter_ways),
      versions_(ground),
      cache_(cache_bytes, follows_shorter_ways) {}

void PostgresUrls::forget_all() {
  cache_.clear();
  hosts_.clear();
}

Result<PostgresUrls::Answer> PostgresUrls::offer(std::span<const Offer> offers,
                                                 std::span<Ending> endings) {
  for (int i = 0; i < kTries; ++i) {
    auto answer = try_offer(offers, endings);
    if (!answer) return answer.error();
    if (*answer) return std::move(**answer);
  }
  return Error{ErrorCode::kBusy, ground_.server->place() + ": others change the same URLs", true};
}

Result<std::optional<PostgresUrls::Answer>> PostgresUrls::try_offer(std::span<const Offer> offers,
                                                                    std::span<Ending> endings) {
  find_misses(offers, endings);
  if (auto read = read_rows(); !read) return read.error();
  judge_endings(endings);
  fold_rows(offers, endings);
  for (const Row& row : rows_) {
    if (!row.ending) continue;
    Ending& ending = endings[*row.ending];
    ending.depth = row.now.depth;
    if (ending.became == Ending::Became::kFetched && row.now.state == UrlState::kWaiting)
      ending.became = Ending::Became::kTakenBack;
  }
  if (auto numbered = number_new(offers); !numbered) return numbered.error();
  Answer answer;
  auto written = write(offers, &answer);
  if (!written) return written.error();
  if (!*written) return std::optional<Answer>();
  learn(offers, &answer);
  return std::optional(std::move(answer));
}

void PostgresUrls::find_misses(std::span<const Offer> offers, std::span<const Ending> endings) {
  misses_.clear();
  for (std::size_t i = 0; i < offers.size(); ++i)
    if (cache_.find(*offers[i].url) == 0) misses_.push_back({offers[i].url->key, i});
  for (const Ending& ending : endings) misses_.push_back({ending.key, SIZE_MAX});
  std::sort(misses_.begin(), misses_.end(), [](const Miss& a, const Miss& b) {
    return std::tie(a.key, a.offer) < std::tie(b.key, b.offer);
  });
  rows_.clear();
  for (std::size_t i = 0; i < misses_.size();) {
    Row row;
    row.key = misses_[i].key;
    row.first = i;
    for (; i < misses_.size() && misses_[i].key == row.key; ++i) continue;
    row.last = i;
    for (std::size_t e = 0; e < endings.size(); ++e)
      if (misses_[row.last - 1].offer == SIZE_MAX && endings[e].key == row.key) row.ending = e;
    rows_.push_back(row);
  }
}

Result<void> PostgresUrls::read_rows() {
  if (rows_.empty()) return {};
  std::vector<uint64_t> hosts;
  for (std::size_t from = 0; from < rows_.size(); from = end_of_part(from, rows_.size())) {
    KeyLists keys;
    for (std::size_t i = from; i < end_of_part(from, rows_.size()); ++i)
      keys.add(ground_.bucket_of(rows_[i].key.host), rows_[i].key);
    ground_.server->queue("read_urls", keys.values());
  }
  for (const Row& row : rows_) {
    if (hosts_.size() > kMostHosts) hosts_.clear();
    if (!hosts_.contains(row.key.host) && (hosts.empty() || hosts.back() != row.key.host))
      hosts.push_back(row.key.host);
  }
  std::vector<int64_t> host_buckets, host_keys;
  for (const uint64_t host : hosts) {
    host_buckets.push_back(ground_.bucket_of(host));
    host_keys.push_back(static_cast<int64_t>(host));
  }
  if (!hosts.empty())
    ground_.server->queue("read_hosts", PostgresValues().numbers(host_buckets).numbers(host_keys));
  auto answers = ground_.server->run_all();
  if (!answers) return answers.error();
  std::size_t part = 0;
  for (std::size_t from = 0; from < rows_.size(); from = end_of_part(from, rows_.size())) {
    const PostgresRows& known = (*answers)[part++].rows;
    for (std::size_t i = 0; i < known.size(); ++i)
      rows_[from + static_cast<std::size_t>(known.number(i, 0)) - 1].was = url_row_of(known, i);
  }
  if (hosts.empty()) return {};
  const PostgresRows& found = (*answers)[part].rows;
  for (std::size_t i = 0; i < found.size(); ++i)
    hosts_[hosts[static_cast<std::size_t>(found.number(i, 0)) - 1]] = {found.number(i, 1),
                                                                       found.string(i, 2)};
  return {};
}

void PostgresUrls::judge_endings(std::span<Ending> endings) {
  for (Row& row : rows_) {
    if (row.was) row.now = *row.was;
    if (!row.ending) continue;
    Ending& ending = endings[*row.ending];
    using Became = Ending::Became;
    ending.became = Became::kOutranked;
    if (!row.was) continue;
    ending.was = *row.was;
    if (row.was->role != ending.lent_as) continue;
    if (ending.is_visit) {
      if (row.was->state == UrlState::kFetched) ending.became = Became::kFetched;
      continue;
    }
    if (row.was->state == UrlState::kFetched) ending.became = Became::kKept;
    if (row.was->state != UrlState::kWaiting) continue;
    ending.became = Became::kFetched;
    row.now.state = UrlState::kFetched;
  }
}

void PostgresUrls::fold_rows(std::span<const Offer> offers, std::span<const Ending> endings) {
  for (Row& row : rows_) {
    for (std::size_t i = row.first; i < row.last; ++i) {
      if (misses_[i].offer == SIZE_MAX) continue;
      const Offer& offer = offers[misses_[i].offer];
      if (offer.page != SIZE_MAX && endings[offer.page].became == Ending::Became::kOutranked)
        continue;
      if (row.discovery == SIZE_MAX) {
        row.discovery = misses_[i].offer;
        if (!row.was) {
          // As if it had been known but out of scope: an offer as wanted revives it.
          const bool wanted = offer.url->skip == Reason::kNone;
          row.now = {UrlState::kSkipped,
                     wanted ? Reason::kScope : offer.url->skip,
                     offer.url->depth,
                     offer.url->priority,
                     offer.url->hops,
                     0,
                     0,
                     offer.url->role};
        }
      }
      fold(*offer.url, &row);
    }
  }
}

// As Store::add() says.
void PostgresUrls::fold(const NewUrl& offered, Row* row) const {
  UrlRow& now = row->now;
  const bool wanted = offered.skip == Reason::kNone, as_page = wanted && !is_check(offered.role);
  const bool is_skipped = now.state == UrlState::kSkipped;
  Reoffer takes = Reoffer::kNothing;
  if (is_skipped && !wanted)
    takes = reoffer(now.reason, now.depth, offered.skip, offered.depth);
  else if (wanted &&
           (is_skipped ? revives(offered.role, now.reason) : outranks(offered.role, now.role)))
    takes = Reoffer::kTakesAll;
  if (takes == Reoffer::kTakesDepth) now.depth = offered.depth;
  if (takes == Reoffer::kTakesAll) {
    row->forgets_page |= now.state == UrlState::kFetched;
    row->forgets_attempts |= now.state == UrlState::kFetched || now.state == UrlState::kFailed;
    now.state = wanted ? UrlState::kWaiting : UrlState::kSkipped;
    now.reason = offered.skip;
    now.depth = offered.depth;
    now.role = offered.role;
    now.hops = offered.hops;
    now.priority = offered.priority;
    return;
  }
  if (!as_page) return;
  if (now.state == UrlState::kWaiting) {
    now.depth = std::min(now.depth, offered.depth);
    if (now.priority == kDoubtful) now.priority = offered.priority;
  } else if (follows_shorter_ways_) {
    now.depth = std::min(now.depth, offered.depth);
  }
}

Result<void> PostgresUrls::number_new(std::span<const Offer> offers) {
  new_rows_.clear();
  changed_rows_.clear();
  taken_back_.clear();
  new_hosts_.clear();
  places_of_new_hosts_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    if (!row.was && row.discovery != SIZE_MAX) new_rows_.push_back(i);
    if (row.was && is_changed(row)) changed_rows_.push_back(i);
    if (row.was && row.forgets_page && row.was->state == UrlState::kFetched)
      taken_back_.push_back(i);
  }
  if (new_rows_.empty()) return {};
  std::vector<std::size_t> by_discovery = new_rows_;
  std::sort(by_discovery.begin(), by_discovery.end(), [this](std::size_t a, std::size_t b) {
    return rows_[a].discovery < rows_[b].discovery;
  });
  auto place = ground_.take_places(by_discovery.size());
  if (!place) return place.error();
  for (const std::size_t i : by_discovery) {
    rows_[i].now.place = (*place)++;
    const uint64_t host = offers[rows_[i].discovery].url->key.host;
    if (hosts_.contains(host) || !places_of_new_hosts_.try_emplace(host).second) continue;
    new_hosts_.push_back(i);
  }
  auto host_place = ground_.take_host_places(new_hosts_.size());
  if (!host_place) return host_place.error();
  for (const std::size_t i : new_hosts_) places_of_new_hosts_[rows_[i].key.host] = (*host_place)++;
  return {};
}

bool PostgresUrls::is_changed(const Row& row) const {
  const UrlRow &was = *row.was, &now = row.now;
  const bool is_fetched_now = row.ending && now.state == UrlState::kFetched;
  if (is_fetched_now && was.state == UrlState::kWaiting) return false;  // that is the ending's
  return now.state != was.state || now.reason != was.reason || now.depth != was.depth ||
         now.role != was.role || now.priority != was.priority || row.forgets_attempts;
}

std::size_t PostgresUrls::queue_hosts(std::span<const Offer> offers) {
  std::vector<int64_t> buckets, hosts, places;
  std::vector<std::string_view> origins;
  std::sort(new_hosts_.begin(), new_hosts_.end());
  for (const std::size_t i : new_hosts_) {
    const Row& row = rows_[i];
    buckets.push_back(ground_.bucket_of(row.key.host));
    hosts.push_back(static_cast<int64_t>(row.key.host));
    places.push_back(places_of_new_hosts_[row.key.host]);
    origins.emplace_back(offers[row.discovery].url->origin);
  }
  if (!hosts.empty())
    ground_.server->queue(
        "insert_hosts",
        PostgresValues().numbers(buckets).numbers(hosts).numbers(places).texts(origins));
  return hosts.size();
}

void PostgresUrls::queue_new(std::span<const Offer> offers) {
  const std::span<const std::size_t> all(new_rows_);
  for (std::size_t from = 0; from < all.size(); from = end_of_part(from, all.size()))
    queue_some_new(all.subspan(from, end_of_part(from, all.size()) - from), offers);
}

void PostgresUrls::queue_some_new(std::span<const std::size_t> rows,
                                  std::span<const Offer> offers) {
  KeyLists keys;
  std::vector<int64_t> places, found_hosts, found_keys, turns, states, reasons, hops, roles,
      priorities;
  std::vector<std::string_view> texts;
  for (const std::size_t i : rows) {
    const Row& row = rows_[i];
    const Offer& offer = offers[row.discovery];
    keys.add(ground_.bucket_of(row.key.host), row.key);
    places.push_back(row.now.place);
    found_hosts.push_back(static_cast<int64_t>(offer.found_on.host));
    found_keys.push_back(static_cast<int64_t>(offer.found_on.url));
    turns.push_back(row.now.turn());
    states.push_back(static_cast<int64_t>(row.now.state));
    reasons.push_back(static_cast<int64_t>(row.now.reason));
    hops.push_back(row.now.hops);
    roles.push_back(static_cast<int64_t>(row.now.role));
    priorities.push_back(row.now.priority);
    texts.emplace_back(offer.url->url);
  }
  ground_.server->queue("insert_urls", keys.values()
                                           .numbers(places)
                                           .numbers(found_hosts)
                                           .numbers(found_keys)
                                           .numbers(turns)
                                           .numbers(states)
                                           .numbers(reasons)
                                           .numbers(hops)
                                           .numbers(roles)
                                           .numbers(priorities)
                                           .texts(texts));
}

void PostgresUrls::queue_changed() {
  ChangedRows changed;
  for (const std::size_t i : changed_rows_) {
    const Row& row = rows_[i];
    changed.add(ground_.bucket_of(row.key.host), row.key, *row.was, row.now, row.forgets_attempts);
  }
  ground_.server->queue("change_urls", changed.values());
}

// Of checks that are wanted as more: their answers, and what was known of them for updates.
void PostgresUrls::queue_taken_back(std::span<const ground::UrlKey> gone,
                                    std::span<const VersionRows::Lone> lone) {
  KeyLists keys;
  for (const ground::UrlKey& key : gone) keys.add(ground_.bucket_of(key.host), key);
  ground_.server->queue("forget_pages", keys.values());
  ground_.server->queue("forget_contents", keys.values());
  ground_.server->queue("forget_revisits", keys.values());
  for (const VersionRows::Lone& one : lone) versions_.queue(one);
}

// False: a row was not as it was read; nothing is written.
Result<bool> PostgresUrls::write(std::span<const Offer> offers, Answer* answer) {
  if (new_rows_.empty() && changed_rows_.empty()) return true;
  std::vector<VersionRows::Lone> lone;
  std::vector<ground::UrlKey> gone;
  for (const std::size_t i : taken_back_) gone.push_back(rows_[i].key);
  if (!gone.empty()) {
    auto found = versions_.find_lone(gone);
    if (!found) return found.error();
    lone = std::move(*found);
  }
  ground_.server->queue_words("BEGIN");
  const std::size_t hosts = queue_hosts(offers);
  if (!new_rows_.empty()) queue_new(offers);
  if (!changed_rows_.empty()) queue_changed();
  if (!gone.empty()) queue_taken_back(gone, lone);
  KeyLists nearer;
  std::vector<int64_t> depths;
  for (const std::size_t i : changed_rows_) {
    const Row& row = rows_[i];
    if (row.now.state != UrlState::kFetched || is_check(row.now.role)) continue;
    nearer.add(ground_.bucket_of(row.key.host), row.key);
    depths.push_back(row.now.depth);
    answer->nearer.push_back({row.key, row.now.depth});
  }
  if (!depths.empty()) ground_.server->queue("note_nearer", nearer.values().numbers(depths));
  auto written = ground_.server->run();
  if (!written) return written.error();
  return finish(*written, hosts);
}

Result<void> PostgresUrls::roll_back() {
  hosts_.clear();
  ground_.server->queue_words("ROLLBACK");
  auto done = ground_.server->run_all();
  if (!done) return done.error();
  return {};
}

// Every row that was to be written is. `at`: the answer after those that say so.
bool PostgresUrls::is_as_read(const std::vector<PostgresAnswer>& written, std::size_t hosts,
                              std::size_t* at) const {
  const auto is_all = [&](std::size_t expected) {
    return expected == 0 || written[(*at)++].rows.changed() == expected;
  };
  bool all = is_all(hosts);
  const std::size_t all_new = new_rows_.size();
  for (std::size_t from = 0; from < all_new; from = end_of_part(from, all_new))
    all = is_all(end_of_part(from, all_new) - from) && all;
  return is_all(changed_rows_.size()) && all;
}

// `answers`: to the statements that take checks back, if there are such.
PostgresTally::Change PostgresUrls::change_of(std::span<const PostgresAnswer> answers,
                                              SumsByHost* sums) const {
  PostgresTally::Change change;
  for (const std::size_t i : new_rows_) {
    change.add(rows_[i].now.state, rows_[i].now.reason);
    change.add_arrived(rows_[i].now.state == UrlState::kWaiting ? 1 : 0);
  }
  for (const std::size_t i : changed_rows_) {
    const Row& row = rows_[i];
    change.move(row.was->state, row.was->reason, row.now.state, row.now.reason);
    if (row.now.state != UrlState::kWaiting || row.was->state == UrlState::kWaiting) continue;
    change.add_arrived(1);
    if (row.was->state == UrlState::kFailed) --(*sums)[row.key.host].failed;
  }
  if (!taken_back_.empty()) {
    const PostgresRows& pages = answers[0].rows;
    for (std::size_t i = 0; i < pages.size(); ++i) {
      HostSums& sum = (*sums)[pages.key(i, 0)];
      sum.bytes -= pages.number(i, 1);
      --sum.checks;
    }
    const PostgresRows& contents = answers[1].rows;
    for (std::size_t i = 0; i < contents.size(); ++i) change.add_links(-contents.number(i, 0));
    const PostgresRows& revisits = answers[2].rows;
    for (std::size_t i = 0; i < revisits.size(); ++i) change.add_due(-revisits.number(i, 0));
  }
  return change;
}

// Commits, with the counts of what was written.
Result<bool> PostgresUrls::finish(const std::vector<PostgresAnswer>& written, std::size_t hosts) {
  for (const PostgresAnswer& answer : written) {
    if (answer.ok()) continue;
    if (auto done = roll_back(); !done) return done.error();
    return answer.error;
  }
  std::size_t at = 1;
  if (!is_as_read(written, hosts, &at)) {
    if (auto done = roll_back(); !done) return done.error();
    return false;
  }
  SumsByHost sums;
  PostgresTally::Change change = change_of(std::span(written).subspan(at), &sums);
  change.add_hosts(static_cast<int64_t>(hosts));
  tell_owners(&change);
  int64_t last_bucket = -1;
  for (const auto& [host, sum] : sums)
    if (const int64_t bucket = ground_.bucket_of(host); bucket != last_bucket)
      queue_host_sums(ground_, last_bucket = bucket, sums);
  change.queue(*ground_.server, ground_.member);
  ground_.server->queue_words("COMMIT");
  auto done = ground_.server->run_all();
  if (!done) return done.error();
  ground_.tally.committed(change);
  return true;
}

// Of what has come into their buckets and that they don't know of.
void PostgresUrls::tell_owners(PostgresTally::Change* change) {
  std::set<int64_t> buckets;
  const auto note = [&](const Row& row) {
    if (!ground_.is_ours(row.key.host)) buckets.insert(ground_.bucket_of(row.key.host));
  };
  for (const std::size_t i : new_rows_)
    if (rows_[i].now.state == UrlState::kWaiting) note(rows_[i]);
  for (const std::size_t i : changed_rows_) note(rows_[i]);
  if (buckets.empty()) return;
  ground_.server->queue(
      "tell_owners",
      PostgresValues().number(ground_.member).numbers({buckets.begin(), buckets.end()}));
  change->add_told();
}

void PostgresUrls::learn(std::span<const Offer> offers, Answer* answer) {
  answer->new_urls = new_rows_.size();
  for (const auto& [host, place] : places_of_new_hosts_) hosts_[host].place = place;
  for (const std::size_t i : new_hosts_)
    hosts_[rows_[i].key.host].origin = offers[rows_[i].discovery].url->origin;
  for (const Row& row : rows_) {
    const bool is_of_others = row.ending && row.now.state == UrlState::kFetched;
    if ((!row.was && row.discovery == SIZE_MAX) || is_of_others) {
      cache_.forget(row.key);
      continue;
    }
    cache_.remember({row.key, 1, row.now.state, row.now.reason, row.now.depth,
                     row.now.priority == kDoubtful, row.now.role});
    if (row.now.state != UrlState::kWaiting) continue;
    if (row.was && !is_changed(row)) continue;
    const bool is_back = row.forgets_page || !row.was || row.was->state != UrlState::kWaiting;
    answer->new_waiting += is_back ? 1 : 0;
    const KnownHost& host = hosts_[row.key.host];
    answer->arrivals.push_back(
        {row.key, host.origin, host.place, row.now.place_in_queue(), row.now.role});
  }
}

// --- Hosts

Result<std::vector<std::optional<PostgresUrls::KnownHost>>> PostgresUrls::find_hosts(
    std::span<const uint64_t> keys) {
  std::vector<std::optional<KnownHost>> found(keys.size());
  std::vector<int64_t> buckets, hosts;
  for (const uint64_t key : keys) {
    buckets.push_back(ground_.bucket_of(key));
    hosts.push_back(static_cast<int64_t>(key));
  }
  auto rows = ground_.server->ask("read_hosts", PostgresValues().numbers(buckets).numbers(hosts));
  if (!rows) return rows.error();
  for (std::size_t i = 0; i < rows->size(); ++i)
    found[static_cast<std::size_t>(rows->number(i, 0)) - 1] =
        KnownHost{rows->number(i, 1), rows->string(i, 2)};
  return found;
}

Result<PostgresUrls::KnownHost> PostgresUrls::make_host(uint64_t key, const std::string& origin) {
  for (int i = 0; i < kTries; ++i) {
    auto known = find_hosts({&key, 1});
    if (!known) return known.error();
    if (known->front()) return *known->front();
    auto place = ground_.take_host_places(1);
    if (!place) return place.error();
    ground_.server->queue_words("BEGIN");
    ground_.server->queue("insert_hosts", PostgresValues()
                                              .numbers({ground_.bucket_of(key)})
                                              .numbers({static_cast<int64_t>(key)})
                                              .numbers({*place})
                                              .texts({origin}));
    auto made = ground_.server->run_all();
    if (!made) return made.error();
    PostgresTally::Change change;
    change.add_hosts(static_cast<int64_t>((*made)[1].rows.changed()));
    change.queue(*ground_.server, ground_.member);
    ground_.server->queue_words("COMMIT");
    if (auto done = ground_.server->run_all(); !done) return done.error();
    ground_.tally.committed(change);
  }
  return Error{ErrorCode::kInternal, ground_.server->place() + ": a host can't be made"};
}

}  // namespace storage
