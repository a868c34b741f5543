#include "crawler/policy/resource_cache.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "crawler/policy/cache_control.h"
#include "ground/ascii.h"

namespace crawler {
namespace {

namespace ascii = ground::ascii;
using storage::Header;

// No answer may push out more than a share of the others.
constexpr std::size_t kLargestShare = 4;

// RFC 9110 9.2.1. What it changes is not as it was kept (RFC 9111 4.4).
bool is_unsafe(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

std::string_view field(const std::vector<Header>& headers, std::string_view lower_name) {
  for (const Header& header : headers)
    if (ascii::equals(header.name, lower_name)) return header.value;
  return {};
}

std::string key_of_all(const ResourceWish& wish) { return wish.url; }
// A space stands in no URL.
std::string key_of_site(const ResourceWish& wish) { return wish.site + ' ' + wish.url; }

// Who must have an answer of its own, or can make no use of one that was kept.
bool is_for_cache(const ResourceWish& wish) {
  if (wish.method != "GET") return false;
  if (!field(wish.headers, "range").empty() || !field(wish.headers, "authorization").empty())
    return false;
  const CacheControl asked = cache_control_of(wish.headers);
  return !asked.no_store && !asked.no_cache && field(wish.headers, "if-none-match").empty() &&
         field(wish.headers, "if-modified-since").empty();
}

// RFC 9111 4.1: the headers that the answer names, as the request had them.
std::optional<std::vector<Header>> varied_by(const std::vector<Header>& answer,
                                             const std::vector<Header>& request) {
  std::vector<Header> varied;
  for (const Header& header : answer) {
    if (!ascii::equals(header.name, "vary")) continue;
    std::string_view names = header.value;
    for (auto name = ascii::next_token(names, ','); !name.empty();
         name = ascii::next_token(names, ',')) {
      if (name == "*") return std::nullopt;
      const std::string lower = ascii::lowered(name);
      varied.push_back({lower, std::string(field(request, lower))});
    }
  }
  return varied;
}

bool is_for(const std::vector<Header>& varied, const std::vector<Header>& request) {
  return std::all_of(varied.begin(), varied.end(), [&request](const Header& one) {
    return field(request, one.name) == one.value;
  });
}

std::size_t bytes_of(const KeptResource& answer, std::string_view key) {
  std::size_t bytes = sizeof(answer) + 2 * key.size() + answer.body.size();
  for (const Header& header : answer.headers)
    bytes += sizeof(header) + header.name.size() + header.value.size();
  return bytes;
}

std::vector<Header> conditions_of(const std::vector<Header>& headers) {
  std::vector<Header> conditions;
  if (const auto etag = field(headers, "etag"); !etag.empty())
    conditions.push_back({"If-None-Match", std::string(etag)});
  if (const auto modified = field(headers, "last-modified"); !modified.empty())
    conditions.push_back({"If-Modified-Since", std::string(modified)});
  return conditions;
}

}  // namespace

ResourceCache::Entries::iterator ResourceCache::entry_for(const ResourceWish& wish) {
  for (const std::string& key : {key_of_all(wish), key_of_site(wish)})
    if (const auto found = by_key_.find(key);
        found != by_key_.end() && is_for(found->second->varied, wish.headers))
      return found->second;
  return entries_.end();
}

ResourceCache::Found ResourceCache::find(Waiter waiter, const ResourceWish& wish, TimePoint now) {
  if (is_unsafe(wish.method)) invalidate(wish);
  if (!is_for_cache(wish)) return {};
  const auto entry = entry_for(wish);
  const bool is_kept = entry != entries_.end();
  if (is_kept && !entry->is_only_checked && now < entry->good_until) {
    entries_.splice(entries_.begin(), entries_, entry);
    return {Found::What::kKept, entry->answer, {}};
  }
  const std::string key = key_of_site(wish);
  flight_of_[waiter] = key;
  if (const auto flight = flights_.find(key); flight != flights_.end()) {
    flight->second.waiters.emplace_back(waiter, wish.headers);
    return {Found::What::kAwaited, nullptr, {}};
  }
  Found found;
  if (is_kept) found.conditions = conditions_of(entry->answer->headers);
  const Answer known = found.conditions.empty() ? nullptr : entry->answer;
  flights_.emplace(key, Flight{waiter, wish, known, {}});
  return found;
}

ResourceCache::Settled ResourceCache::answered(Waiter asker, KeptResource answer, TimePoint now) {
  Settled settled;
  const auto place = flight_of_.find(asker);
  if (place == flight_of_.end()) {
    settled.answer = std::make_shared<const KeptResource>(std::move(answer));
    return settled;
  }
  const Flight flight = std::move(flights_.extract(place->second).mapped());
  flight_of_.erase(place);
  if (answer.status == 304 && flight.known != nullptr)
    settled.answer = refreshed(*flight.known, answer);
  else
    settled.answer = std::make_shared<const KeptResource>(std::move(answer));
  keep(flight.wish, settled.answer, now);
  // Who waits has not asked: it is as if it had been kept for a moment. What may not be kept, and
  // what another would be told otherwise, is for one alone.
  const std::vector<Header>& headers = settled.answer->headers;
  const auto varied = varied_by(headers, flight.wish.headers);
  const bool is_shared =
      varied && !cache_control_of(headers).no_store && field(headers, "set-cookie").empty();
  for (const auto& [waiter, request] : flight.waiters) {
    flight_of_.erase(waiter);
    (is_shared && is_for(*varied, request) ? settled.served : settled.again).push_back(waiter);
  }
  return settled;
}

ResourceCache::Settled ResourceCache::failed(Waiter asker) {
  Settled settled;
  const auto place = flight_of_.find(asker);
  if (place == flight_of_.end()) return settled;
  const Flight flight = std::move(flights_.extract(place->second).mapped());
  flight_of_.erase(place);
  for (const auto& [waiter, request] : flight.waiters) {
    flight_of_.erase(waiter);
    settled.served.push_back(waiter);
  }
  return settled;
}

std::vector<ResourceCache::Waiter> ResourceCache::forget(Waiter waiter) {
  const auto place = flight_of_.find(waiter);
  if (place == flight_of_.end()) return {};
  Flight& flight = flights_.at(place->second);
  if (flight.asker == waiter) {
    Settled settled = failed(waiter);
    return std::move(settled.served);
  }
  std::erase_if(flight.waiters, [waiter](const auto& one) { return one.first == waiter; });
  flight_of_.erase(place);
  return {};
}

// RFC 9111 4.3.4: the headers that came take the place of those that were kept.
ResourceCache::Answer ResourceCache::refreshed(const KeptResource& kept,
                                               const KeptResource& answer) {
  KeptResource fresh = kept;
  constexpr std::array<std::string_view, 3> kOfBody{"content-length", "content-encoding",
                                                    "transfer-encoding"};
  for (const Header& header : answer.headers) {
    const std::string name = ascii::lowered(header.name);
    if (std::find(kOfBody.begin(), kOfBody.end(), name) != kOfBody.end()) continue;
    std::erase_if(fresh.headers,
                  [&name](const Header& old) { return ascii::equals(old.name, name); });
  }
  for (const Header& header : answer.headers)
    if (std::find(kOfBody.begin(), kOfBody.end(), ascii::lowered(header.name)) == kOfBody.end())
      fresh.headers.push_back(header);
  return std::make_shared<const KeptResource>(std::move(fresh));
}

void ResourceCache::keep(const ResourceWish& wish, Answer answer, TimePoint now) {
  const CacheControl says = cache_control_of(answer->headers);
  const std::string key = says.is_private ? key_of_site(wish) : key_of_all(wish);
  invalidate(wish);
  const auto varied = varied_by(answer->headers, wish.headers);
  if (says.no_store || !varied || !field(answer->headers, "set-cookie").empty()) return;
  const std::chrono::seconds good_for = lifetime_of(answer->status, answer->headers, wish.kind);
  const bool can_be_checked = !conditions_of(answer->headers).empty();
  const bool is_only_checked = says.no_cache || good_for <= std::chrono::seconds(0);
  if (is_only_checked && (!can_be_checked || answer->status != 200)) return;
  const std::size_t bytes = bytes_of(*answer, key);
  if (bytes > most_bytes_ / kLargestShare) return;
  entries_.push_front({key, std::move(answer), *varied, now + good_for, is_only_checked, bytes});
  by_key_[key] = entries_.begin();
  bytes_ += bytes;
  while (bytes_ > most_bytes_) drop(std::prev(entries_.end()));
}

void ResourceCache::invalidate(const ResourceWish& wish) {
  for (const std::string& key : {key_of_all(wish), key_of_site(wish)})
    if (const auto found = by_key_.find(key); found != by_key_.end()) drop(found->second);
}

void ResourceCache::drop(Entries::iterator entry) {
  bytes_ -= entry->bytes;
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

}  // namespace crawler
