// What ends with leases, as the parts of PostgresStore that end them see it. Thread: plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/postgres/postgres_store.h"

namespace storage {

struct PostgresStore::Ending {
  const PageCommit* commit = nullptr;
  PostgresQueue::Lent lent;
  PostgresUrls::Ending offered;
  int64_t page_id = 0;
  bool is_stale = false, is_done = false;
};

struct PostgresStore::Leaving {
  const Release* release = nullptr;
  PostgresQueue::Lent lent;
  UrlRow was;
};

struct PostgresStore::BucketEnd {
  int64_t bucket = 0;
  std::vector<Ending*> pages;
  std::vector<Leaving*> leaving;
  int64_t first_page_id = 0;
  PostgresTally::Change change;
  std::size_t first_answer = 0, answers = 0;  // of its statements
};

}  // namespace storage
