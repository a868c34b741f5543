// What a start with other options asks of the model, and what follows from a shorter way to a page.
#include <algorithm>
#include <utility>

#include "storage/memory/memory_store.h"

namespace storage {

using ground::Result;

// --- Settling anew

const MemoryStore::Page* MemoryStore::page_of(std::size_t id) const {
  return urls_[id].state == UrlState::kFetched ? find_page(urls_[id].url) : nullptr;
}

bool MemoryStore::is_of(std::size_t id, const SurveyRequest& request) const {
  const Known& known = urls_[id];
  const Page* page = page_of(id);
  switch (request.sort) {
    case UrlSort::kSeeds:
      return known.depth == 0 && known.hops == 0 && known.role == Role::kPage;
    case UrlSort::kFailed:
      return known.state == UrlState::kFailed;
    case UrlSort::kPassing:
      return page != nullptr && may_pass(known.status);
    case UrlSort::kHeadersOnly:
      return page != nullptr && known.status / 100 == 2 && page->page.size == 0 &&
             !is_check(known.role);
    case UrlSort::kChecks:
      return is_check(known.role) && known.state != UrlState::kSkipped;
    case UrlSort::kLinked:
      return known.state == UrlState::kSkipped &&
             std::find(request.reasons.begin(), request.reasons.end(), known.reason) !=
                 request.reasons.end();
    case UrlSort::kUndecided:
      return known.state == UrlState::kWaiting ||
             (known.state == UrlState::kSkipped &&
              std::find(request.reasons.begin(), request.reasons.end(), known.reason) !=
                  request.reasons.end());
  }
  return false;
}

KnownUrl MemoryStore::known_url(std::size_t id) const {
  const Known& known = urls_[id];
  KnownUrl url;
  url.place = url.after = id + 1;
  url.url = known.url;
  url.state = known.state;
  url.reason = known.reason;
  url.depth = known.depth;
  url.hops = known.hops;
  url.role = known.role;
  if (const Page* page = page_of(id)) {
    url.status = known.status;
    url.content_type = page->page.content_type;
  }
  return url;
}

std::vector<KnownUrl> MemoryStore::survey_links(const SurveyRequest& request) const {
  std::vector<KnownUrl> found;
  uint64_t number = 0;  // of the link
  for (const Page& page : pages_) {
    for (const Outlink& link : page.outlinks) {
      const std::size_t id = url_ids_.at(link.target.key);
      if (++number <= request.after || found.size() >= request.max_urls || !is_of(id, request))
        continue;
      KnownUrl& url = found.emplace_back(known_url(id));
      url.status = 0;
      url.content_type.clear();
      url.after = number;
      url.kind = link.kind;
      url.nofollow = link.nofollow;
      url.rel = link.rel;
    }
  }
  return found;
}

Result<std::vector<KnownUrl>> MemoryStore::survey(const SurveyRequest& request) {
  const bool of_links = request.sort == UrlSort::kLinked || request.sort == UrlSort::kChecks;
  if (of_links) return survey_links(request);
  std::vector<KnownUrl> found;
  for (std::size_t id = request.after; id < urls_.size() && found.size() < request.max_urls; ++id)
    if (is_of(id, request)) found.push_back(known_url(id));
  return found;
}

bool MemoryStore::is_lent(std::size_t id) const {
  return std::any_of(leases_.begin(), leases_.end(),
                     [id](const auto& lease) { return lease.second.url == id; });
}

void MemoryStore::forget_page(std::size_t id) {
  const auto page = std::find_if(pages_.begin(), pages_.end(),
                                 [&](const Page& one) { return one.url == urls_[id].url; });
  Host& host = hosts_[host_ids_[urls_[id].key.host]];
  if (is_check(urls_[id].role)) {
    --host.record.checks;
  } else {
    --host.record.pages;
    host.total -= page->page.total;
  }
  host.bytes -= page->page.transferred;
  links_ -= page->outlinks.size();
  pages_.erase(page);
  nearer_.erase(id);
  urls_[id].status = 0;
}

// All that came of it is no more, and it stands nowhere.
void MemoryStore::take_back(std::size_t id) {
  Known& known = urls_[id];
  Host& host = hosts_[host_ids_[known.key.host]];
  if (known.state == UrlState::kFetched) {
    forget_visits(id);
    forget_page(id);
  }
  if (known.state == UrlState::kFailed) --host.failed;
  if (known.state == UrlState::kFetched || known.state == UrlState::kFailed) known.attempts = 0;
  host.ready.erase(place_of(id));
  std::erase_if(delayed_, [id](const auto& delayed) { return delayed.second == id; });
}

bool MemoryStore::settle_anew(std::size_t id, const Resettlement& wish) {
  Known& known = urls_[id];
  Host& host = hosts_[host_ids_[known.key.host]];
  const bool wanted = wish.skip == Reason::kNone;
  const Role role = wish.role.value_or(known.role);
  const bool changes = wanted
                           ? known.state != UrlState::kWaiting || takes_role(role, known.role)
                           : known.state == UrlState::kWaiting ||
                                 (known.state == UrlState::kSkipped && known.reason != wish.skip);
  if (!changes) return false;
  if (plan_ && known.state == UrlState::kFetched && role == known.role) {
    queue_visit(id, 1);
    return true;
  }
  take_back(id);
  known.state = wanted ? UrlState::kWaiting : UrlState::kSkipped;
  known.reason = wish.skip;
  known.role = role;
  known.detail.clear();
  if (wanted) {
    known.attempts = 0;
    host.ready.insert(place_of(id));
  }
  return true;
}

Result<uint64_t> MemoryStore::resettle(std::span<const Resettlement> urls) {
  uint64_t changed = 0;
  for (const Resettlement& url : urls) {
    const auto known = url_ids_.find(url.key);
    if (url.place == 0 && known == url_ids_.end()) continue;
    const std::size_t id = url.place == 0 ? known->second : url.place - 1;
    if (id >= urls_.size() || urls_[id].key != url.key || is_lent(id)) continue;
    changed += settle_anew(id, url) ? 1 : 0;
  }
  return changed;
}

// --- Shorter ways

NearerPage MemoryStore::nearer_page(std::size_t id) const {
  const Known& known = urls_[id];
  NearerPage page{id + 1, known.depth, known.hops, known.role, {}};
  for (const Outlink& link : find_page(known.url)->outlinks) {
    const Known& target = urls_[url_ids_.at(link.target.key)];
    if (target.depth > known.depth)
      page.links.push_back({target.url, target.role, target.priority, link.kind, link.nofollow,
                            link.target.skip != Reason::kFollow});
  }
  return page;
}

Result<std::vector<NearerPage>> MemoryStore::nearer_pages(std::size_t max_links) {
  std::vector<NearerPage> pages;
  std::size_t links = 0;
  for (const auto& [id, depth] : nearer_) {
    NearerPage page = nearer_page(id);
    links += page.links.size();
    if (!pages.empty() && links > max_links) break;
    pages.push_back(std::move(page));
  }
  return pages;
}

Result<void> MemoryStore::nearer_pages_done(std::span<const NearerPage> pages) {
  for (const NearerPage& page : pages) {
    const auto known = nearer_.find(page.place - 1);
    if (known != nearer_.end() && known->second == page.depth) nearer_.erase(known);
  }
  return {};
}

}  // namespace storage
