// UrlLookup: the URLs of a database that is read, found by their keys; never by reading a table
// through. See SqliteKeys for the tables that it looks in.
// Errors: those of the database, which sticks to them.
// Thread: that of the Database. Lifetime: ends before it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "storage/database/database.h"
#include "storage/store/records.h"

namespace storage {

struct FoundUrl {
  int64_t id = 0;
  int64_t host_id = 0;
  std::optional<int64_t> page_id;
};

class UrlLookup {
 public:
  explicit UrlLookup(Database& db);

  // `url`: in normal form, whose key that is.
  std::optional<FoundUrl> find(const ground::UrlKey& key, std::string_view url);

  // Gives `use` at most so many URLs of the host with that key, in no order; some of them twice.
  void each_of_host(uint64_t host_key, int most, const std::function<void(std::string_view)>& use);

 private:
  static std::optional<FoundUrl> find(Statement& statement, int64_t host, uint64_t key,
                                      std::string_view url);

  Database& db_;
  Statement host_, find_;
};

}  // namespace storage
