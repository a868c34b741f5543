// The index of URLs: a host and the key of one of its URLs lead to the URL's id.
//
// A key is a hash, so new ones fall anywhere in a host's part of url_key, and with millions of URLs
// each would have a page of the file of its own read, changed, and written twice. So they gather,
// in the order of their discovery in new_key and in memory to be found; when there are enough that
// each page of url_key gets several, they are merged into it in its order, some with each
// transaction, while the next gather.
//
// Memory: about 64 bytes for each key that is gathered or merged, a 32nd of the URLs.
// Thread: the store's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"

namespace storage {

class SqliteKeys {
 public:
  // `at_least`: fewer keys than these are not merged before the end.
  SqliteKeys(Database& db, std::size_t at_least);

  struct Entry {
    int64_t host = 0;
    uint64_t key = 0;
    int64_t id = 0;
    int64_t settled_depth = kUnsettled;
  };
  static constexpr int64_t kUnsettled = -1;

  // Reads what gathered in an earlier session and was not merged.
  void load();
  std::optional<Entry> find(int64_t host, uint64_t key);

  // In a write transaction, once in each; ids ascend and are new. Found from its commit on.
  void insert(std::span<const Entry> entries);
  // In a write transaction.
  void unsettle(int64_t host, uint64_t key);
  // Merges all there is. In a write transaction of its own.
  void merge_all();

  void committed();
  void rolled_back();

 private:
  struct Place {
    int64_t host;
    uint64_t key;
    bool operator==(const Place&) const = default;
  };
  struct PlaceHash {
    // Keys are hashes already.
    std::size_t operator()(const Place& place) const {
      return place.key ^ static_cast<uint64_t>(place.host) * 0x9E3779B97F4A7C15;
    }
  };
  using Gathering = std::unordered_map<Place, Entry, PlaceHash>;

  Entry* find_gathered(int64_t host, uint64_t key);
  void merge(std::size_t at_most);
  void freeze();

  Database& db_;
  const std::size_t at_least_;
  Gathering gathering_;
  std::vector<Entry> frozen_;   // being merged, in the order of url_key
  std::size_t merged_ = 0;      // of frozen_, committed
  int64_t last_frozen_id_ = 0;  // no frozen one's is larger, all gathering ones' are
  int64_t last_id_ = 0;
  std::vector<Entry> inserted_;  // in this transaction
  std::size_t merging_ = 0;      // of frozen_, by this transaction's end
  bool merges_all_ = false;
  BulkInsert insert_new_, insert_;
  Statement find_, unsettle_, unsettle_new_, forget_;
};

}  // namespace storage
