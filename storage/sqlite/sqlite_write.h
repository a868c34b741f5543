// The frame of a verb of SqliteStore that writes, for the files that have its verbs.
#pragma once

#include <vector>

#include "storage/database/transaction.h"
#include "storage/sqlite/sqlite_store.h"

namespace storage {

// Made at the start of a verb that writes. Until finish() has committed, nothing that the verb
// means to change in memory is changed; if it ends before, all is as it was.
struct SqliteStore::Write {
  explicit Write(SqliteStore& owner)
      : store(owner), transaction(*owner.db_, Transaction::Kind::kWrite) {
    store.tally_.begin();
    ++store.batch_;
  }
  ~Write() {
    if (!done) roll_back();
  }
  Write(const Write&) = delete;
  Write& operator=(const Write&) = delete;

  ground::Result<void> finish() {
    if (auto there = store.identity_.check(); !there) return there;
    store.hosts_.write_sums();
    store.tally_.write();
    auto committed = transaction.commit();
    if (!committed) return committed;
    done = true;
    store.tally_.committed();
    store.urls_.committed();
    for (const LeaseToken token : ended) store.queue_.end(token);
    store.fit_cache();
    return {};
  }

  void roll_back() {
    store.urls_.rolled_back();
    store.hosts_.forget();
    store.queue_.forget_hints();
  }

  SqliteStore& store;
  Transaction transaction;
  std::vector<LeaseToken> ended;
  bool done = false;
};

}  // namespace storage
