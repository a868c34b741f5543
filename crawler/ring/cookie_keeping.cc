#include "crawler/ring/cookie_keeping.h"

#include <utility>
#include <vector>

namespace crawler {
namespace {

constexpr Milliseconds kBetweenWrites{5'000};

}  // namespace

ground::Result<void> restore_cookies(storage::Store& store, CookieJar& jar, int64_t now) {
  auto kept = store.cookies();
  if (!kept) return kept.error();
  std::vector<SiteOfCookies> sites;
  for (storage::SiteCookies& site : *kept) {
    SiteOfCookies& restored = sites.emplace_back();
    restored.site = std::move(site.site);
    for (storage::CookieRecord& record : site.cookies)
      restored.cookies.push_back({std::move(record.domain), record.host_only,
                                  std::move(record.path), std::move(record.name),
                                  std::move(record.value), record.secure, record.expires});
  }
  jar.restore(std::move(sites), now);
  return {};
}

void CookieKeeping::keep_some(TimePoint now) {
  if (jar_ == nullptr || !jar_->has_changes() || now < next_) return;
  next_ = now + kBetweenWrites;
  keep_all();
}

void CookieKeeping::keep_all() {
  if (jar_ == nullptr || !jar_->has_changes()) return;
  std::vector<storage::SiteCookies> changes;
  for (SiteOfCookies& site : jar_->take_changes()) {
    storage::SiteCookies& change = changes.emplace_back();
    change.site = std::move(site.site);
    for (Cookie& cookie : site.cookies)
      change.cookies.push_back({std::move(cookie.domain), cookie.host_only, std::move(cookie.path),
                                std::move(cookie.name), std::move(cookie.value), cookie.secure,
                                cookie.expires});
  }
  pipeline_.keep_cookies(std::move(changes));
}

}  // namespace crawler
