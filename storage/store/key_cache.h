// KeyCache: the URLs that links name again and again (navigation is on every page), key to id, in a
// bounded table. An answer means that offering the URL changes nothing; no answer means: ask the
// database. So an entry may be out of date as long as that errs towards asking; what is remembered
// must be committed.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/store/records.h"

namespace storage {

class KeyCache {
 public:
  // Grows to at most so many bytes as there is more to remember; fewer than one set's: nothing is
  // cached. `follows_shorter_ways`: a smaller depth changes something about each URL, see
  // Store::add().
  explicit KeyCache(std::size_t bytes, bool follows_shorter_ways = false);

  struct Known {
    ground::UrlKey key;
    int64_t id = 0;
    UrlState state = UrlState::kWaiting;
    Reason reason = Reason::kNone;
    uint32_t depth = 0;
    bool doubtful = false;  // its priority is kDoubtful
    Role role = Role::kPage;
  };
  // The id, if the offered URL is known and the offer changes nothing; else 0.
  int64_t find(const NewUrl& offered);
  void remember(const Known& known);
  // For a URL that an offer may revive from now on.
  void forget(const ground::UrlKey& key);
  void clear();

 private:
  struct Entry {
    ground::UrlKey key;
    uint64_t id : 40 = 0;  // 0: empty; larger ids are not cached
    uint64_t depth : 21 = 0;
    uint64_t kind : 3 = 0;
  };
  static constexpr std::size_t kWays = 4;  // entries in a set, the latest used first

  Entry* set_of(const ground::UrlKey& key);
  Entry* find_in_set(const ground::UrlKey& key);
  void grow();

  const std::size_t most_sets_;  // a power of two, or 0
  const bool follows_shorter_ways_;
  std::size_t sets_ = 0;  // a power of two, or 0 before the first is remembered
  std::size_t lost_ = 0;  // entries that made room for others since the table grew
  std::vector<Entry> entries_;
};

}  // namespace storage
