// Cookies stand by site, each site's in the order in which they are sent, so that a request only
// walks through those of its own site. A site's name is the registrable domain of its hosts; a
// cookie for hosts below its domain never reaches beyond that, since public suffixes are refused.
#include "crawler/fetch/cookie_jar.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "crawler/fetch/set_cookie.h"

namespace crawler {
namespace {

// Beside the bytes of a cookie's texts.
constexpr std::size_t kCookieOverhead = 64;
// A time of expiry that moves by less, as with each answer of many sites, is not worth writing.
constexpr int64_t kExpirySlack = 300;

std::size_t size_of(const Cookie& cookie) {
  return kCookieOverhead + cookie.domain.size() + cookie.path.size() + cookie.name.size() +
         cookie.value.size();
}

// In a field: name, "=", value, "; ".
std::size_t sent_bytes(const Cookie& cookie) {
  return cookie.name.size() + cookie.value.size() + 3;
}

bool is_worth_writing(const Cookie& before, const Cookie& after) {
  if (before.value != after.value || before.secure != after.secure) return true;
  if ((before.expires == 0) != (after.expires == 0)) return true;
  return std::max(before.expires, after.expires) - std::min(before.expires, after.expires) >=
         kExpirySlack;
}

}  // namespace

CookieJar::Sites::iterator CookieJar::find(std::string_view host) {
  if (by_name_.empty()) return sites_.end();
  const auto found = by_name_.find(parser::registrable_domain(host));
  return found == by_name_.end() ? sites_.end() : found->second;
}

CookieJar::Site& CookieJar::find_or_make(std::string_view host) {
  if (const auto known = find(host); known != sites_.end()) return *known;
  Site& site = sites_.emplace_back();
  site.name = parser::registrable_domain(host);
  by_name_.emplace(site.name, std::prev(sites_.end()));
  return site;
}

void CookieJar::note_change(Site& site) {
  if (!std::exchange(site.is_changed, true)) changed_.push_back(site.name);
}

void CookieJar::erase(Site& site, std::size_t at) {
  const std::size_t bytes = size_of(site.held[at].cookie);
  site.bytes -= bytes;
  bytes_ -= bytes;
  --cookies_;
  site.held.erase(site.held.begin() + static_cast<std::ptrdiff_t>(at));
  note_change(site);
}

void CookieJar::drop_expired(Site& site, int64_t now) {
  for (std::size_t i = site.held.size(); i-- > 0;)
    if (has_expired(site.held[i].cookie, now)) erase(site, i);
}

// RFC 6265bis 5.7: the expired first, then those that anyone on the way may set, then the others.
void CookieJar::drop_excess(Site& site, int64_t now) {
  const auto is_full = [&] {
    return site.held.size() > limits_.site_cookies || site.bytes > limits_.site_bytes;
  };
  if (is_full()) drop_expired(site, now);
  while (is_full()) {
    const auto first =
        std::min_element(site.held.begin(), site.held.end(), [](const Held& a, const Held& b) {
          return std::pair(a.cookie.secure, a.last_use) < std::pair(b.cookie.secure, b.last_use);
        });
    erase(site, static_cast<std::size_t>(first - site.held.begin()));
  }
}

void CookieJar::drop(Sites::iterator site) {
  cookies_ -= site->held.size();
  bytes_ -= site->bytes;
  by_name_.erase(site->name);
  sites_.erase(site);
}

void CookieJar::drop_sites() {
  while (cookies_ > limits_.all_cookies || bytes_ > limits_.all_bytes) {
    note_change(sites_.front());
    drop(sites_.begin());
  }
}

CookieJar::Held CookieJar::held_now(Cookie cookie) {
  ++uses_;
  return {std::move(cookie), uses_, uses_};
}

// One that was there keeps its place: RFC 6265bis keeps its time of creation.
CookieJar::Taken CookieJar::put(Site& site, Cookie cookie) {
  const auto same = std::find_if(site.held.begin(), site.held.end(), [&](const Held& held) {
    return is_same_cookie(held.cookie, cookie);
  });
  const std::size_t bytes = size_of(cookie);
  bytes_ += bytes;
  site.bytes += bytes;
  if (same != site.held.end()) {
    const std::size_t before = size_of(same->cookie);
    bytes_ -= before;
    site.bytes -= before;
    if (is_worth_writing(same->cookie, cookie)) note_change(site);
    const bool is_other = same->cookie.value != cookie.value;
    *same = held_now(std::move(cookie));
    return is_other ? Taken::kChanged : Taken::kNothing;
  }
  const auto place = std::upper_bound(
      site.held.begin(), site.held.end(), cookie.path.size(),
      [](std::size_t length, const Held& held) { return length > held.cookie.path.size(); });
  site.held.insert(place, held_now(std::move(cookie)));
  ++cookies_;
  note_change(site);
  return Taken::kAdded;
}

CookieJar::Taken CookieJar::take_back(Site& site, const Cookie& cookie, int64_t now) {
  for (std::size_t i = site.held.size(); i-- > 0;) {
    if (!is_same_cookie(site.held[i].cookie, cookie)) continue;
    const bool was_there = !has_expired(site.held[i].cookie, now);
    erase(site, i);
    return was_there ? Taken::kChanged : Taken::kNothing;
  }
  return Taken::kNothing;
}

CookieJar::Taken CookieJar::take(std::string_view set_cookie, const parser::Url& url, int64_t now) {
  auto cookie = read_set_cookie(set_cookie, url, now);
  if (!cookie) return Taken::kNothing;
  const auto known = find(url.host());
  const auto is_safe_one = [&](const Held& held) {
    const Cookie& other = held.cookie;
    return other.secure && !has_expired(other, now) && other.name == cookie->name &&
           (domain_matches(other.domain, cookie->domain) ||
            domain_matches(cookie->domain, other.domain)) &&
           path_matches(cookie->path, other.path);
  };
  // Who can listen can also write: such an answer must not take the place of what came safely.
  if (known != sites_.end() && !cookie->secure && !is_safe_from_listeners(url) &&
      std::any_of(known->held.begin(), known->held.end(), is_safe_one))
    return Taken::kNothing;
  if (has_expired(*cookie, now))
    return known == sites_.end() ? Taken::kNothing : take_back(*known, *cookie, now);
  Site& site = find_or_make(url.host());
  const Taken taken = put(site, std::move(*cookie));
  drop_excess(site, now);
  drop_sites();
  return taken;
}

void CookieJar::choose_fitting() {
  const auto bytes_of_all = [this] {
    std::size_t bytes = 0;
    for (const Held* held : matching_) bytes += sent_bytes(held->cookie);
    return bytes;
  };
  if (matching_.size() <= limits_.sent_cookies && bytes_of_all() <= limits_.sent_bytes) return;
  std::vector<Held*> latest = matching_;
  std::sort(latest.begin(), latest.end(),
            [](const Held* a, const Held* b) { return a->last_set > b->last_set; });
  std::size_t cookies = 0, bytes = 0;
  std::unordered_set<const Held*> left_out;
  for (const Held* held : latest) {
    const std::size_t more = sent_bytes(held->cookie);
    if (cookies == limits_.sent_cookies || bytes + more > limits_.sent_bytes) {
      left_out.insert(held);
      continue;
    }
    ++cookies;
    bytes += more;
  }
  std::erase_if(matching_, [&](const Held* held) { return left_out.contains(held); });
}

std::string CookieJar::header_for(const parser::Url& url, int64_t now) {
  std::string header;
  const auto site = find(url.host());
  if (site == sites_.end()) return header;
  sites_.splice(sites_.end(), sites_, site);
  matching_.clear();
  const bool is_safe = is_safe_from_listeners(url);
  for (Held& held : site->held) {
    const Cookie& cookie = held.cookie;
    const bool is_for_host =
        cookie.host_only ? cookie.domain == url.host() : domain_matches(url.host(), cookie.domain);
    if (!is_for_host || (cookie.secure && !is_safe) || has_expired(cookie, now) ||
        !path_matches(url.path(), cookie.path))
      continue;
    matching_.push_back(&held);
  }
  choose_fitting();
  for (Held* held : matching_) {
    if (!header.empty()) header += "; ";
    // One without a name is its value alone.
    if (!held->cookie.name.empty()) header.append(held->cookie.name).append("=");
    header += held->cookie.value;
    held->last_use = ++uses_;
  }
  return header;
}

bool CookieJar::has(std::string_view name, std::string_view domain, std::string_view path) {
  const auto site = find(domain);
  return site != sites_.end() &&
         std::any_of(site->held.begin(), site->held.end(), [&](const Held& held) {
           return held.cookie.name == name && held.cookie.domain == domain &&
                  held.cookie.path == path;
         });
}

void CookieJar::forget(std::string_view name, std::string_view domain, std::string_view path) {
  const auto site = find(domain);
  if (site == sites_.end()) return;
  for (std::size_t i = site->held.size(); i-- > 0;) {
    const Cookie& cookie = site->held[i].cookie;
    if (cookie.name == name && cookie.domain == domain && cookie.path == path) erase(*site, i);
  }
}

void CookieJar::restore(std::vector<SiteOfCookies> sites, int64_t now) {
  for (SiteOfCookies& kept : sites) {
    if (kept.cookies.empty()) continue;
    Site& site = find_or_make(kept.site);
    // Who made the file may have written anything there.
    for (Cookie& cookie : kept.cookies)
      if (is_sendable(cookie.name) && is_sendable(cookie.value)) put(site, std::move(cookie));
    // That much the store has.
    if (std::exchange(site.is_changed, false)) changed_.pop_back();
    drop_expired(site, now);
    drop_excess(site, now);
  }
  drop_sites();
}

std::vector<SiteOfCookies> CookieJar::take_changes() {
  std::vector<SiteOfCookies> changes;
  for (std::string& name : changed_) {
    SiteOfCookies& change = changes.emplace_back();
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
      found->second->is_changed = false;
      for (const Held& held : found->second->held) change.cookies.push_back(held.cookie);
      if (change.cookies.empty()) drop(found->second);
    }
    change.site = std::move(name);
  }
  changed_.clear();
  return changes;
}

}  // namespace crawler
