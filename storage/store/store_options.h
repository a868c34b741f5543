// StoreOptions: what every kind of store is told when it is opened.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store/records.h"

namespace storage {

struct StoreOptions {
  std::vector<LinkKindName> link_kinds;
  std::vector<std::string> syntaxes;  // of structured data, by StructuredRecord::syntax
  std::vector<UserTable> tables;      // that this run's rules fill
  // A shorter way to a page that is kept makes what lies behind it nearer, too, see
  // Store::nearer_pages(). For who looks at depths: it costs the reading of rows.
  bool follows_shorter_ways = false;
  // UrlKey::url of a URL's normal form, for those of which the store has only the text. Needed by
  // updates alone.
  std::function<uint64_t(std::string_view url)> key_of_url;
  // Which parts of pages this run's rules ignore, as a number: the same, the same parts. 0: none.
  uint64_t ignoring = 0;
  // What these rules leave of a page that was kept under others or none; nothing if they ignore
  // nothing of it. On the store's thread, for pages that have other bytes than they had.
  std::function<std::optional<LastingHashes>(const KeptBody& page)> lasting_of;
  // Between two requests to a host that asks for no longer one: a store whose hosts may have been
  // another's a moment ago heeds it.
  Milliseconds host_delay{0};
  bool durable = false;  // what was committed outlives a loss of power
};

}  // namespace storage
