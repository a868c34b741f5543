#include "crawler/policy/trap_places.h"

#include <algorithm>

namespace crawler {
namespace {

using storage::Reason;

constexpr int kWorst = 3;

}  // namespace

void TrapPlaces::note(Reason reason, const parser::Url& url) {
  if (!is_trap(reason)) return;
  const bool by_path = reason == Reason::kQueryBudget;
  std::string shown(url.href().substr(0, by_path ? url.href().find('?') : url.href().npos));
  if (by_path) shown += '?';
  std::string place = by_path ? shown : std::string(parser::registrable_domain(url.host()));
  if (const auto found = places_.find({reason, place}); found != places_.end())
    ++found->second.times;
  else if (places_.size() < kMaxPlaces)
    places_.emplace(std::pair(reason, std::move(place)), TrapPlace{reason, std::move(shown), 1});
}

std::vector<TrapPlace> TrapPlaces::worst() const {
  std::vector<TrapPlace> all;
  for (const auto& [place, trap] : places_) all.push_back(trap);
  std::stable_sort(all.begin(), all.end(),
                   [](const TrapPlace& a, const TrapPlace& b) { return a.times > b.times; });
  std::map<Reason, int> taken;
  std::erase_if(all, [&](const TrapPlace& trap) { return ++taken[trap.reason] > kWorst; });
  return all;
}

}  // namespace crawler
