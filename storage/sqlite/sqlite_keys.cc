#include "storage/sqlite/sqlite_keys.h"

#include <algorithm>
#include <tuple>

namespace storage {
namespace {

// So many keys gather that each page of url_key, which holds some 350, gets several at once.
constexpr int64_t kShareOfUrls = 64;
// About 64 MB with those that are being merged, of more than thirty million URLs.
constexpr std::size_t kAtMost = 1u << 19;

bool is_before(const SqliteKeys::Entry& a, const SqliteKeys::Entry& b) {
  // As SQLite orders integers.
  return std::tuple(a.host, static_cast<int64_t>(a.key)) <
         std::tuple(b.host, static_cast<int64_t>(b.key));
}

std::optional<int64_t> depth_or_null(const SqliteKeys::Entry& entry) {
  if (entry.settled_depth == SqliteKeys::kUnsettled) return std::nullopt;
  return entry.settled_depth;
}

}  // namespace

SqliteKeys::SqliteKeys(Database& db, std::size_t at_least)
    : db_(db),
      at_least_(at_least),
      insert_new_(db, "INSERT INTO new_key(url_id, host_id, key, settled_depth)", 4),
      // Some may have been merged before the program was killed.
      insert_(db, "INSERT OR IGNORE INTO url_key(host_id, key, url_id, settled_depth)", 4),
      find_(db.prepare("SELECT url_id, settled_depth FROM url_key "
                       "WHERE host_id = ?1 AND key = ?2")),
      unsettle_(db.prepare("UPDATE url_key SET settled_depth = NULL "
                           "WHERE host_id = ?1 AND key = ?2")),
      unsettle_new_(db.prepare("UPDATE new_key SET settled_depth = NULL WHERE url_id = ?1")),
      forget_(db.prepare("DELETE FROM new_key WHERE url_id <= ?1")) {}

void SqliteKeys::load() {
  Statement row = db_.prepare("SELECT url_id, host_id, key, settled_depth FROM new_key");
  while (row.step()) {
    Entry entry{row.integer(1), row.natural(2), row.integer(0)};
    if (!row.is_null(3)) entry.settled_depth = row.integer(3);
    gathering_.emplace(Place{entry.host, entry.key}, entry);
    last_id_ = std::max(last_id_, entry.id);
  }
}

SqliteKeys::Entry* SqliteKeys::find_gathered(int64_t host, uint64_t key) {
  const auto found = gathering_.find({host, key});
  if (found != gathering_.end()) return &found->second;
  const Entry wanted{host, key};
  const auto frozen = std::lower_bound(frozen_.begin(), frozen_.end(), wanted, is_before);
  const bool is_it = frozen != frozen_.end() && frozen->host == host && frozen->key == key;
  return is_it ? &*frozen : nullptr;
}

std::optional<SqliteKeys::Entry> SqliteKeys::find(int64_t host, uint64_t key) {
  if (const Entry* gathered = find_gathered(host, key)) return *gathered;
  std::optional<Entry> entry;
  if (find_.with(host, key).step()) {
    entry = Entry{host, key, find_.integer(0)};
    if (!find_.is_null(1)) entry->settled_depth = find_.integer(1);
  }
  find_.reset();
  return entry;
}

void SqliteKeys::insert(std::span<const Entry> entries) {
  insert_new_.begin(entries.size());
  for (const Entry& entry : entries)
    insert_new_.row(entry.id, entry.host, entry.key, depth_or_null(entry));
  inserted_.assign(entries.begin(), entries.end());
  // Twice as fast as they come: done before the next are enough.
  merge(2 * entries.size());
}

void SqliteKeys::unsettle(int64_t host, uint64_t key) {
  unsettle_.with(host, key).run();
  Entry* gathered = find_gathered(host, key);
  if (gathered == nullptr) return;
  // Even if the transaction fails: it means no more than that its row is looked at.
  gathered->settled_depth = kUnsettled;
  unsettle_new_.with(gathered->id).run();
}

void SqliteKeys::merge(std::size_t at_most) {
  if (frozen_.empty()) return;
  const std::size_t end = std::min(frozen_.size(), merged_ + at_most);
  insert_.begin(end - merged_);
  for (std::size_t i = merged_; i < end; ++i) {
    const Entry& entry = frozen_[i];
    insert_.row(entry.host, entry.key, entry.id, depth_or_null(entry));
  }
  merging_ = end;
  if (end == frozen_.size()) forget_.with(last_frozen_id_).run();
}

void SqliteKeys::merge_all() {
  merge(frozen_.size());
  std::vector<Entry> rest;
  for (const auto& [place, entry] : gathering_) rest.push_back(entry);
  std::sort(rest.begin(), rest.end(), is_before);
  insert_.begin(rest.size());
  for (const Entry& entry : rest)
    insert_.row(entry.host, entry.key, entry.id, depth_or_null(entry));
  forget_.with(last_id_).run();
  merges_all_ = true;
}

void SqliteKeys::freeze() {
  frozen_.reserve(gathering_.size());
  for (const auto& [place, entry] : gathering_) frozen_.push_back(entry);
  std::sort(frozen_.begin(), frozen_.end(), is_before);
  Gathering().swap(gathering_);
  last_frozen_id_ = last_id_;
}

void SqliteKeys::committed() {
  merged_ = merging_;
  if (merges_all_) gathering_.clear();
  if (merges_all_ || (merged_ != 0 && merged_ == frozen_.size())) {
    std::vector<Entry>().swap(frozen_);
    merged_ = merging_ = 0;
  }
  merges_all_ = false;
  for (const Entry& entry : inserted_) {
    gathering_.emplace(Place{entry.host, entry.key}, entry);
    last_id_ = std::max(last_id_, entry.id);
  }
  inserted_.clear();
  const auto share = static_cast<std::size_t>(last_id_ / kShareOfUrls);
  const std::size_t enough = std::clamp(share, at_least_, std::max(at_least_, kAtMost));
  if (frozen_.empty() && gathering_.size() > enough) freeze();
}

void SqliteKeys::rolled_back() {
  inserted_.clear();
  merging_ = merged_;
  merges_all_ = false;
}

}  // namespace storage
