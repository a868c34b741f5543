// A batch of pages offers thousands of links, most of which are known. So the batch is handled as a
// whole: the cache answers first, the rest is sorted and looked up in the order of the index, and
// several offers of the same URL are merged before anything is written. Rows are read only for URLs
// that an offer could still change.
#include "storage/sqlite/sqlite_urls.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "storage/database/raw_text.h"

namespace storage {
namespace {

// Sorts of which a start asks each time have an index, so that a start is as quick with millions of
// URLs as with few. The others are looked for in the order of the table: it is read once, in the
// order in which it lies in the file, when options have changed.
//
// The indexes are named so that a statement which could not use its own would fail: reading the
// whole table instead would only be slow.
std::string_view rows_of(UrlSort sort) {
  switch (sort) {
    case UrlSort::kSeeds:
      return "url u INDEXED BY url_seed LEFT JOIN page p ON p.id = u.page_id "
             "WHERE u.depth = 0 AND u.hops = 0 AND u.role = 0 AND u.id > ?1";
    case UrlSort::kFailed:
      return "url u INDEXED BY url_failed LEFT JOIN page p ON p.id = u.page_id "
             "WHERE u.state = 3 AND u.id > ?1";
    case UrlSort::kPassing:
      return "page p INDEXED BY page_passing CROSS JOIN url u ON u.id = p.url_id "
             "WHERE (p.status = 408 OR p.status = 429 OR p.status >= 500) AND p.url_id > ?1 "
             "AND u.state = 1 AND u.page_id = p.id";
    case UrlSort::kHeadersOnly:
      return "url u CROSS JOIN page p ON p.id = u.page_id "
             "WHERE u.id > ?1 AND u.state = 1 AND u.role < 2 AND p.status BETWEEN 200 AND 299 "
             "AND p.size = 0";
    case UrlSort::kChecks:
      return "link l CROSS JOIN url u ON u.id = l.target_id "
             "WHERE l.id > ?1 AND u.role >= 2 AND u.state <> 2";
    case UrlSort::kLinked:
      return "link l CROSS JOIN url u ON u.id = l.target_id "
             "WHERE l.id > ?1 AND u.state = 2 AND (?3 >> u.reason) & 1";
    case UrlSort::kUndecided:
      return "url u LEFT JOIN page p ON p.id = u.page_id "
             "WHERE u.id > ?1 AND (u.state = 0 OR (u.state = 2 AND (?3 >> u.reason) & 1))";
  }
  return {};
}

bool is_of_links(UrlSort sort) { return sort == UrlSort::kLinked || sort == UrlSort::kChecks; }

std::string_view order_of(UrlSort sort) {
  if (is_of_links(sort)) return "l.id";
  return sort == UrlSort::kPassing ? "p.url_id" : "u.id";
}

// Bits, by the numbers of the reasons.
uint64_t set_of(const std::vector<Reason>& reasons) {
  static_assert(static_cast<unsigned>(Reason::kOther) < 63, "one bit for each");
  uint64_t set = 0;
  for (const Reason reason : reasons) set |= uint64_t{1} << static_cast<unsigned>(reason);
  return set;
}

}  // namespace

SqliteUrls::SqliteUrls(Database& db, SqliteHosts& hosts, SqliteQueue& queue, SqliteTally& tally,
                       const Settings& settings)
    : db_(db),
      hosts_(hosts),
      queue_(queue),
      tally_(tally),
      follows_shorter_ways_(settings.follows_shorter_ways),
      cache_(settings.cache_bytes, settings.follows_shorter_ways),
      keys_(db, settings.gathered_keys),
      insert_(
          db,
          "INSERT INTO url(id, host_id, url, state, reason, depth, hops, role, priority, attempts, "
          "found_on)",
          11),
      find_(db.prepare("SELECT u.state, u.reason, u.depth, u.priority, u.hops, u.role, u.page_id "
                       "FROM url u WHERE u.id = ?1")),
      change_(db.prepare("UPDATE url SET state = ?2, reason = ?3, depth = ?4, hops = ?5, "
                         "role = ?6, priority = ?7, detail = iif(reason = ?3, detail, NULL) "
                         "WHERE id = ?1")),
      waiting_(db.prepare("SELECT host_id, depth, priority, attempts, role FROM url "
                          "WHERE id = ?1 AND state = 0")),
      fetched_(db.prepare("UPDATE url SET state = 1, page_id = ?2 WHERE id = ?1")),
      ended_(db.prepare("UPDATE url SET state = ?2, reason = ?3, detail = ?4, "
                        "attempts = attempts + ?5 WHERE id = ?1")),
      attempt_(db.prepare("UPDATE url SET attempts = attempts + 1 WHERE id = ?1")),
      outcome_(db.prepare("SELECT u.state, u.reason, u.detail, p.status, coalesce("
                          "(SELECT t.url FROM url t WHERE t.id = p.redirect_id), p.redirect_to) "
                          "FROM url u LEFT JOIN page p ON p.id = u.page_id "
                          "WHERE u.id = ?1")),
      known_(db.prepare("SELECT host_id, depth, priority, state, reason, page_id, url, role "
                        "FROM url WHERE id = ?1")),
      anew_(db.prepare("UPDATE url SET state = ?2, reason = ?3, page_id = NULL, detail = NULL, "
                       "attempts = iif(?2 = 0, 0, attempts), role = ?4 WHERE id = ?1")),
      find_fetched_(db.prepare("SELECT page_id, role, attempts, depth, url FROM url "
                               "WHERE id = ?1 AND state = 1")),
      set_page_(db.prepare("UPDATE url SET page_id = ?2 WHERE id = ?1")),
      no_attempts_(db.prepare("UPDATE url SET attempts = 0 WHERE id = ?1")) {}

// --- Offers

SqliteUrls::Counts SqliteUrls::offer(std::span<Offer> offers) {
  Counts counts;
  taken_back_.clear();
  nearer_.clear();
  find_misses(offers);
  fold_rows(offers);
  write_new(offers, &counts);
  write_changed(&counts);
  for (const Row& row : rows_) {
    for (std::size_t i = row.first; i < row.last; ++i) offers[misses_[i].offer].id = row.now.id;
    learnt_.push_back(row.now);
  }
  return counts;
}

void SqliteUrls::find_misses(std::span<Offer> offers) {
  misses_.clear();
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const NewUrl& url = *offers[i].url;
    offers[i].id = cache_.find(url);
    if (offers[i].id != 0) continue;
    misses_.push_back({hosts_.find_or_make(url.key.host, url.origin), url.key.url, i});
  }
  std::sort(misses_.begin(), misses_.end(), [](const Miss& a, const Miss& b) {
    return std::tie(a.host, a.key, a.offer) < std::tie(b.host, b.key, b.offer);
  });
}

// False: it is not known.
bool SqliteUrls::read_known(const Miss& miss, const ground::UrlKey& key, uint32_t wanted_depth,
                            Row* row) {
  const auto known = keys_.find(miss.host, miss.key);
  if (!known) return false;
  const int64_t settled = known->settled_depth;
  if (settled != SqliteKeys::kUnsettled && wanted_depth >= settled) {
    // As if it waited at that depth: to these offers it is the same.
    row->was = {key, known->id, UrlState::kWaiting, Reason::kNone, static_cast<uint32_t>(settled)};
  } else if (find_.with(known->id).step()) {
    row->was = {key, known->id, static_cast<UrlState>(find_.integer(0)),
                static_cast<Reason>(find_.integer(1)), static_cast<uint32_t>(find_.integer(2))};
    row->old_priority = row->priority = static_cast<uint8_t>(find_.integer(3));
    row->hops = static_cast<uint8_t>(find_.integer(4));
    row->old_role = row->was.role = static_cast<Role>(find_.integer(5));
    row->page_id = find_.integer(6);
  } else {
    db_.fail_as_damaged("a URL in the index is none");
  }
  find_.reset();
  return true;
}

SqliteUrls::Row SqliteUrls::read_row(const Miss& miss, const NewUrl& first_offer,
                                     uint32_t wanted_depth) {
  Row row;
  row.host = miss.host;
  if (read_known(miss, first_offer.key, wanted_depth, &row)) {
    row.now = row.was;
  } else {
    // As if it had been known but out of scope: an offer as wanted revives it.
    const bool wanted = first_offer.skip == Reason::kNone;
    row.now = {first_offer.key, 0, UrlState::kSkipped, wanted ? Reason::kScope : first_offer.skip,
               first_offer.depth};
    row.hops = first_offer.hops;
    row.priority = first_offer.priority;
    row.now.role = first_offer.role;
  }
  return row;
}

bool SqliteUrls::is_same_url(const Miss& a, const Miss& b) {
  return a.host == b.host && a.key == b.key;
}

uint32_t SqliteUrls::wanted_depth(std::span<const Offer> offers, std::size_t first) const {
  uint32_t depth = UINT32_MAX;
  for (std::size_t i = first; i < misses_.size() && is_same_url(misses_[i], misses_[first]); ++i) {
    const NewUrl& url = *offers[misses_[i].offer].url;
    if (url.skip == Reason::kNone && !is_check(url.role)) depth = std::min(depth, url.depth);
  }
  return depth;
}

void SqliteUrls::fold_rows(std::span<Offer> offers) {
  rows_.clear();
  for (std::size_t i = 0; i < misses_.size();) {
    Row row = read_row(misses_[i], *offers[misses_[i].offer].url, wanted_depth(offers, i));
    row.first = i;
    for (; i < misses_.size() && is_same_url(misses_[i], misses_[row.first]); ++i)
      fold(*offers[misses_[i].offer].url, &row);
    row.last = i;
    row.now.doubtful = row.priority == kDoubtful;
    rows_.push_back(row);
  }
}

void SqliteUrls::fold(const NewUrl& url, Row* row) const {
  KeyCache::Known& now = row->now;
  const bool wanted = url.skip == Reason::kNone;
  Reoffer offered = Reoffer::kNothing;
  if (now.state == UrlState::kSkipped && !wanted)
    offered = reoffer(now.reason, now.depth, url.skip, url.depth);
  else if (wanted && (now.state == UrlState::kSkipped ? revives(url.role, now.reason)
                                                      : outranks(url.role, now.role)))
    offered = Reoffer::kTakesAll;
  else if (wanted && now.state == UrlState::kWaiting && !is_check(url.role)) {
    now.depth = std::min(now.depth, url.depth);
    if (row->priority == kDoubtful) row->priority = url.priority;
  }
  const bool is_final = now.state == UrlState::kFetched || now.state == UrlState::kFailed ||
                        (now.state == UrlState::kSkipped && !is_revivable(now.reason));
  if (follows_shorter_ways_ && is_final && wanted && !is_check(url.role))
    now.depth = std::min(now.depth, url.depth);
  if (offered == Reoffer::kTakesDepth) now.depth = url.depth;
  if (offered != Reoffer::kTakesAll) return;
  now.state = wanted ? UrlState::kWaiting : UrlState::kSkipped;
  now.reason = url.skip;
  now.depth = url.depth;
  now.role = url.role;
  row->hops = url.hops;
  row->priority = url.priority;
}

int64_t SqliteUrls::settled_depth(const Row& row) {
  const bool waits =
      row.now.state == UrlState::kWaiting && row.priority != kDoubtful && !is_check(row.now.role);
  return waits ? int64_t{row.now.depth} : SqliteKeys::kUnsettled;
}

QueuePlace SqliteUrls::place_of(const Row& row) {
  return {row.host, lending_depth(row.now.role, row.now.depth), row.priority, row.now.id};
}

QueuePlace SqliteUrls::old_place_of(const Row& row) {
  return {row.host, lending_depth(row.old_role, row.was.depth), row.old_priority, row.was.id};
}

void SqliteUrls::write_new(std::span<Offer> offers, Counts* counts) {
  new_rows_.clear();
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].was.id == 0) new_rows_.push_back(i);
  }
  const auto discovery = [this](std::size_t row) { return misses_[rows_[row].first].offer; };
  std::sort(new_rows_.begin(), new_rows_.end(),
            [&](std::size_t a, std::size_t b) { return discovery(a) < discovery(b); });
  insert_.begin(new_rows_.size());
  new_keys_.clear();
  for (const std::size_t i : new_rows_) {
    Row& row = rows_[i];
    const Offer& offer = offers[discovery(i)];
    row.now.id = ++tally_.pending().last_url;
    const auto found_on = offer.found_on != 0 ? std::optional(offer.found_on) : std::nullopt;
    insert_.row(row.now.id, row.host, offer.url->url, static_cast<int>(row.now.state),
                static_cast<int>(row.now.reason), row.now.depth, int{row.hops},
                static_cast<int>(row.now.role), int{row.priority}, 0, found_on);
    tally_.add(row.now.state, row.now.reason);
    new_keys_.push_back({row.host, row.now.key.url, row.now.id, settled_depth(row)});
  }
  counts->new_urls += new_rows_.size();
  keys_.insert(new_keys_);
  queued_.clear();
  for (const Row& row : rows_) {
    if (row.was.id != 0 || row.now.state != UrlState::kWaiting) continue;
    queued_.push_back({place_of(row), row.now.key.url});
  }
  queue_.insert(queued_);
  counts->new_waiting += queued_.size();
}

void SqliteUrls::write_changed(Counts* counts) {
  for (const Row& row : rows_) {
    const bool revived = row.now.state != row.was.state;
    const bool moved = row.now.depth != row.was.depth || row.priority != row.old_priority ||
                       row.now.role != row.old_role;
    const bool renamed = row.now.reason != row.was.reason;
    if (row.was.id == 0 || (!revived && !moved && !renamed)) continue;
    if (revived && row.was.state != UrlState::kSkipped) take_back(row);
    change_
        .with(row.now.id, static_cast<int>(row.now.state), static_cast<int>(row.now.reason),
              row.now.depth, int{row.hops}, static_cast<int>(row.now.role), int{row.priority})
        .run();
    const SqliteQueue::Entry entry{place_of(row), row.now.key.url};
    if (revived || renamed) {
      tally_.remove(row.was.state, row.was.reason);
      tally_.add(row.now.state, row.now.reason);
    }
    if (row.now.state == UrlState::kFetched && !is_check(row.now.role))
      nearer_.push_back({row.now.id, row.now.depth});
    if (row.now.state != UrlState::kWaiting) continue;
    if (revived) {
      if (row.was.state != UrlState::kFetched) queue_.insert({&entry, 1});
      ++counts->new_waiting;
    } else if (queue_.remove(old_place_of(row))) {
      queue_.insert({&entry, 1});
    }
  }
}

// Of one that was checked, or failed to be, and is wanted as more.
void SqliteUrls::take_back(const Row& row) {
  anew_
      .with(row.now.id, static_cast<int>(UrlState::kWaiting), static_cast<int>(Reason::kNone),
            static_cast<int>(row.now.role))
      .run();
  if (row.was.state == UrlState::kFetched)
    taken_back_.push_back({row.now.id, row.host, row.page_id, {place_of(row), row.now.key.url}});
  else
    --hosts_.sums(row.host).failed;
}

// --- Ends of leases

std::optional<SqliteUrls::Waiting> SqliteUrls::find_waiting(int64_t id) {
  std::optional<Waiting> waiting;
  if (waiting_.with(id).step()) {
    const auto role = static_cast<Role>(waiting_.integer(4));
    waiting = Waiting{
        {waiting_.integer(0), lending_depth(role, static_cast<uint32_t>(waiting_.integer(1))),
         static_cast<uint8_t>(waiting_.integer(2)), id},
        static_cast<uint32_t>(waiting_.integer(3)),
        role};
  }
  waiting_.reset();
  return waiting;
}

void SqliteUrls::set_fetched(int64_t id, int64_t page_id) {
  fetched_.with(id, page_id).run();
  tally_.remove(UrlState::kWaiting, Reason::kNone);
  tally_.add(UrlState::kFetched, Reason::kNone);
}

std::optional<SqliteUrls::Fetched> SqliteUrls::find_fetched(int64_t id) {
  std::optional<Fetched> fetched;
  if (find_fetched_.with(id).step())
    fetched = Fetched{find_fetched_.integer(0), static_cast<Role>(find_fetched_.integer(1)),
                      static_cast<uint32_t>(find_fetched_.integer(2)),
                      static_cast<uint32_t>(find_fetched_.integer(3)), find_fetched_.string(4)};
  find_fetched_.reset();
  return fetched;
}

void SqliteUrls::set_page(int64_t id, int64_t page_id) { set_page_.with(id, page_id).run(); }

void SqliteUrls::forget_attempts(int64_t id) { no_attempts_.with(id).run(); }

void SqliteUrls::set_forbidden(int64_t id, const Release& release, Role role) {
  anew_
      .with(id, static_cast<int>(UrlState::kSkipped), static_cast<int>(release.reason),
            static_cast<int>(role))
      .run();
  tally_.remove(UrlState::kFetched, Reason::kNone);
  tally_.add(UrlState::kSkipped, release.reason);
  unlearnt_.push_back(release.key);
}

void SqliteUrls::set_ended(int64_t id, int64_t host, const ground::UrlKey& key, UrlState state,
                           const Release& release) {
  std::string buffer;
  ended_
      .with(id, static_cast<int>(state), static_cast<int>(release.reason),
            OrNull{shown_text(release.detail, &buffer)}, state == UrlState::kFailed ? 1 : 0)
      .run();
  tally_.remove(UrlState::kWaiting, Reason::kNone);
  tally_.add(state, release.reason);
  if (state == UrlState::kSkipped && is_revivable(release.reason)) keys_.unsettle(host, key.url);
  unlearnt_.push_back(key);
}

void SqliteUrls::count_attempt(int64_t id) { attempt_.with(id).run(); }

// --- Settling anew

std::vector<KnownUrl> SqliteUrls::survey(const SurveyRequest& request) {
  const bool of_links = is_of_links(request.sort);
  Statement row = db_.prepare(
      fmt::format("SELECT u.id, u.url, u.state, u.reason, u.depth, u.hops, u.role, {} "
                  "FROM {} ORDER BY {} LIMIT ?2",
                  of_links ? "l.id, l.kind, l.nofollow, l.rel" : "p.status, p.content_type",
                  rows_of(request.sort), order_of(request.sort)));
  std::vector<KnownUrl> found;
  row.with(request.after, std::min<uint64_t>(request.max_urls, INT64_MAX));
  if (request.sort == UrlSort::kLinked || request.sort == UrlSort::kUndecided)
    row.bind(3, set_of(request.reasons));
  while (row.step()) {
    KnownUrl& url = found.emplace_back();
    url.place = url.after = row.natural(0);
    url.url = row.string(1);
    url.state = static_cast<UrlState>(row.integer(2));
    url.reason = static_cast<Reason>(row.integer(3));
    url.depth = static_cast<uint32_t>(row.integer(4));
    url.hops = static_cast<uint8_t>(row.integer(5));
    url.role = static_cast<Role>(row.integer(6));
    if (of_links) {
      url.after = row.natural(7);
      url.kind = static_cast<uint8_t>(row.integer(8));
      url.nofollow = row.integer(9) != 0;
      url.rel = row.string(10);
    } else {
      url.status = static_cast<int>(row.integer(7));
      url.content_type = row.string(8);
    }
  }
  return found;
}

CheckCounts SqliteUrls::check_counts() {
  CheckCounts counts;
  Statement row = db_.prepare(
      "SELECT u.state, u.reason, count(*), sum(p.status >= 400 AND p.status <> 429) "
      "FROM url u INDEXED BY url_check LEFT JOIN page p ON p.id = u.page_id "
      "WHERE u.role >= 2 GROUP BY u.state, u.reason ORDER BY u.state, u.reason");
  while (row.step()) {
    const auto reason = static_cast<Reason>(row.integer(1));
    const uint64_t n = row.natural(2);
    switch (static_cast<UrlState>(row.integer(0))) {
      case UrlState::kWaiting:
        counts.waiting += n;
        break;
      case UrlState::kFetched:
        counts.checked += n;
        counts.broken += row.natural(3);
        break;
      case UrlState::kSkipped:
        counts.skipped.emplace_back(reason, n);
        break;
      case UrlState::kFailed:
        counts.failed.emplace_back(reason, n);
        break;
    }
  }
  return counts;
}

std::optional<SqliteUrls::KnownRow> SqliteUrls::find_known(int64_t id) {
  std::optional<KnownRow> known;
  if (known_.with(id).step()) {
    const auto role = static_cast<Role>(known_.integer(7));
    const auto depth = static_cast<uint32_t>(known_.integer(1));
    known = KnownRow{{known_.integer(0), lending_depth(role, depth),
                      static_cast<uint8_t>(known_.integer(2)), id},
                     static_cast<UrlState>(known_.integer(3)),
                     static_cast<Reason>(known_.integer(4)),
                     known_.integer(5),
                     known_.string(6),
                     role,
                     depth};
  }
  known_.reset();
  return known;
}

bool SqliteUrls::changes(const KnownRow& known, const Resettlement& wish) {
  const bool waits = known.state == UrlState::kWaiting;
  if (wish.skip == Reason::kNone)
    return !waits || takes_role(wish.role.value_or(known.role), known.role);
  return waits || (known.state == UrlState::kSkipped && known.reason != wish.skip);
}

void SqliteUrls::settle_anew(const KnownRow& known, const Resettlement& wish) {
  const UrlState state = wish.skip == Reason::kNone ? UrlState::kWaiting : UrlState::kSkipped;
  const Role role = wish.role.value_or(known.role);
  anew_
      .with(known.place.url, static_cast<int>(state), static_cast<int>(wish.skip),
            static_cast<int>(role))
      .run();
  tally_.remove(known.state, known.reason);
  tally_.add(state, wish.skip);
  if (known.state == UrlState::kWaiting && !queue_.remove(known.place))
    queue_.remove_delayed(known.place.url);
  if (state == UrlState::kWaiting) {
    QueuePlace place = known.place;
    place.depth = lending_depth(role, known.depth);
    const SqliteQueue::Entry entry{place, wish.key.url};
    queue_.insert({&entry, 1});
  }
  if (state == UrlState::kWaiting ? is_check(role) : is_revivable(wish.skip))
    keys_.unsettle(known.place.host, wish.key.url);
  unlearnt_.push_back(wish.key);
}

int64_t SqliteUrls::find_id(const ground::UrlKey& key) {
  const int64_t host = hosts_.find(key.host);
  const auto known = host != 0 ? keys_.find(host, key.url) : std::nullopt;
  return known ? known->id : 0;
}

std::optional<UrlOutcome> SqliteUrls::look_up(const ground::UrlKey& key) {
  std::optional<UrlOutcome> outcome;
  const int64_t id = find_id(key);
  if (id != 0 && outcome_.with(id).step()) {
    outcome = UrlOutcome{static_cast<UrlState>(outcome_.integer(0)),
                         static_cast<Reason>(outcome_.integer(1)), outcome_.string(2),
                         static_cast<int>(outcome_.integer(3)), outcome_.string(4)};
  }
  outcome_.reset();
  return outcome;
}

void SqliteUrls::committed() {
  keys_.committed();
  for (const KeyCache::Known& known : learnt_) cache_.remember(known);
  for (const ground::UrlKey& key : unlearnt_) cache_.forget(key);
  learnt_.clear();
  unlearnt_.clear();
}

void SqliteUrls::rolled_back() {
  keys_.rolled_back();
  learnt_.clear();
  unlearnt_.clear();
}

}  // namespace storage
