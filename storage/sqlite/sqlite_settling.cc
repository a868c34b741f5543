// SqliteStore's verbs for URLs that are thought about again: settled anew by other options, or
// nearer than their links say.
#include <optional>
#include <vector>

#include "storage/sqlite/sqlite_store.h"
#include "storage/sqlite/sqlite_write.h"

namespace storage {

using ground::Result;

// --- Settling anew

Result<std::vector<KnownUrl>> SqliteStore::survey(const SurveyRequest& request) {
  Transaction read(*db_, Transaction::Kind::kRead);
  std::vector<KnownUrl> found = urls_.survey(request);
  if (auto done = read.commit(); !done) return done.error();
  return found;
}

Result<uint64_t> SqliteStore::resettle(std::span<const Resettlement> urls) {
  db_->wait_for_others(kBusyPatience);
  auto settled = settle_anew(urls);
  db_->wait_for_others(tuning_.busy_patience);
  return settled;
}

Result<uint64_t> SqliteStore::settle_anew(std::span<const Resettlement> urls) {
  Write write(*this);
  uint64_t changed = 0;
  for (const Resettlement& url : urls) changed += settle_anew(url) ? 1 : 0;
  if (auto done = write.finish(); !done) return done.error();
  return changed;
}

bool SqliteStore::settle_anew(const Resettlement& url) {
  const int64_t id = url.place != 0 ? static_cast<int64_t>(url.place) : urls_.find_id(url.key);
  const auto known = queue_.is_lent(id) ? std::nullopt : urls_.find_known(id);
  if (!known || known->place.host != hosts_.find(url.key.host)) return false;
  if (!SqliteUrls::changes(*known, url)) return false;
  if (known->state == UrlState::kFetched && revisits_.is_update() &&
      url.role.value_or(known->role) == known->role) {
    // What is kept stays until the answer is there.
    revisits_.queue_now(id, known->place.host, known->role, wall_ms());
    return true;
  }
  if (known->state == UrlState::kFetched) {
    revisits_.forget(id);
    versions_.stand_alone(id, known->page_id);
    uncount_page(known->place.host, known->role, pages_.forget(known->page_id));
    pages_.forget_nearer(id);
    tables_.forget(known->url);
  }
  if (known->state == UrlState::kFailed) --hosts_.sums(known->place.host).failed;
  urls_.settle_anew(*known, url);
  return true;
}

// --- Shorter ways

Result<std::vector<NearerPage>> SqliteStore::nearer_pages(std::size_t max_links) {
  if (!options_.follows_shorter_ways) return std::vector<NearerPage>();
  Transaction read(*db_, Transaction::Kind::kRead);
  std::vector<NearerPage> pages = pages_.nearer(max_links);
  if (auto done = read.commit(); !done) return done.error();
  return pages;
}

Result<void> SqliteStore::nearer_pages_done(std::span<const NearerPage> pages) {
  Write write(*this);
  pages_.nearer_done(pages);
  return write.finish();
}

}  // namespace storage
