#include "storage/sqlite/sqlite_tally.h"

#include <algorithm>
#include <limits>
#include <string>

#include "storage/sqlite/link_id.h"

namespace storage {
namespace {

// A page's links are numbered by its id and these bits; no other table gets as long.
constexpr int64_t kLargestId = std::numeric_limits<int64_t>::max() >> kLinkPlaceBits;

}  // namespace

SqliteTally::SqliteTally(Database& db)
    : db_(db),
      write_(db.prepare("INSERT OR REPLACE INTO tally(state, reason, n) VALUES(?1, ?2, ?3)")),
      write_links_(db.prepare("UPDATE counter SET n = ?1 WHERE name = 'links'")) {}

void SqliteTally::load() {
  Numbers numbers;
  Statement rows = db_.prepare("SELECT state, reason, n FROM tally");
  while (rows.step()) {
    const uint64_t state = rows.natural(0), reason = rows.natural(1);
    if (state < Numbers::kStates && reason < Numbers::kReasons) {
      numbers.urls[state][reason] = rows.natural(2);
    }
  }
  numbers.links =
      static_cast<uint64_t>(db_.integer_of("SELECT n FROM counter WHERE name = 'links'"));
  numbers.due = static_cast<uint64_t>(
      db_.integer_of("SELECT count(*) FROM url_revisit WHERE place IS NOT NULL"));
  numbers.last_url = last_id("url");
  numbers.last_host = last_id("host");
  // The newest page may have been deleted, and who has read it knows its id.
  numbers.last_page = std::max({last_id("page"), last_id("page_version"),
                                db_.integer_of("SELECT n FROM counter WHERE name = 'last_page'")});
  if (numbers.last_page > kLargestId) db_.fail_as_damaged("an id of a page is out of bounds");
  committed_ = pending_ = numbers;
}

int64_t SqliteTally::last_id(const std::string& table) {
  const int64_t last = db_.integer_of("SELECT max(id) FROM " + table);
  if (last > kLargestId || db_.integer_of("SELECT min(id) FROM " + table) < 0)
    db_.fail_as_damaged("an id in " + table + " is out of bounds");
  return last;
}

void SqliteTally::write() {
  for (std::size_t state = 0; state < Numbers::kStates; ++state) {
    if (pending_.urls[state] == committed_.urls[state]) continue;
    for (std::size_t reason = 0; reason < Numbers::kReasons; ++reason) {
      const uint64_t n = pending_.urls[state][reason];
      if (n != committed_.urls[state][reason]) write_.with(state, reason, n).run();
    }
  }
  if (pending_.links != committed_.links) write_links_.with(pending_.links).run();
}

Stats SqliteTally::stats() const {
  Stats stats;
  std::array<uint64_t, Numbers::kStates> sums{};
  for (std::size_t state = 0; state < Numbers::kStates; ++state) {
    for (std::size_t i = 0; i < Numbers::kReasons; ++i) {
      const uint64_t n = committed_.urls[state][i];
      if (n == 0) continue;
      sums[state] += n;
      const auto reason = static_cast<Reason>(i);
      if (state == static_cast<std::size_t>(UrlState::kSkipped)) {
        stats.skipped_by.emplace_back(reason, n);
      } else if (state == static_cast<std::size_t>(UrlState::kFailed)) {
        stats.failed_by.emplace_back(reason, n);
      }
    }
  }
  stats.waiting = sums[static_cast<std::size_t>(UrlState::kWaiting)];
  stats.fetched = sums[static_cast<std::size_t>(UrlState::kFetched)];
  stats.skipped = sums[static_cast<std::size_t>(UrlState::kSkipped)];
  stats.failed = sums[static_cast<std::size_t>(UrlState::kFailed)];
  stats.discovered = stats.waiting + stats.fetched + stats.skipped + stats.failed;
  stats.hosts = static_cast<uint64_t>(committed_.last_host);
  stats.links = committed_.links;
  stats.due = committed_.due;
  return stats;
}

}  // namespace storage
