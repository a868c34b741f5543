// KeptPages: pages that are kept, read whole, as they were committed: with the texts of their
// links' targets. So what is compared and kept of a page is the same whether it has just come or
// was read.
// Thread: the store's. Errors: the connection's.
#pragma once

#include <map>
#include <span>

#include "ground/result.h"
#include "ground/url_key.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/store/copied_records.h"

namespace storage {

class KeptPages {
 public:
  explicit KeptPages(PostgresGround& ground) : ground_(ground) {}

  // For each new connection.
  void prepare() const;

  // Those of these keys that there are.
  using Pages = std::map<ground::UrlKey, CopiedPage>;
  ground::Result<Pages> read(std::span<const ground::UrlKey> keys) const;

 private:
  ground::Result<void> read_link_texts(Pages* pages) const;

  PostgresGround& ground_;
};

}  // namespace storage
