// Versions of pages as rows: what a page that is about to be replaced leaves behind, against the
// one that takes its place; and how one that was kept against a page comes to stand alone.
// Thread: one for each. Errors: std::runtime_error if zstd has no memory.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ground/result.h"
#include "ground/url_key.h"
#include "storage/history/page_parts.h"
#include "storage/history/version_delta.h"
#include "storage/postgres/history/kept_pages.h"
#include "storage/postgres/server/postgres_ground.h"
#include "storage/store/changes.h"
#include "storage/store/copied_records.h"

namespace storage {

// What it will be read back as, or was. A body that can't be inflated is none.
PageParts parts_of_commit(const PageCommit& commit);

// redirect_to, content_type, title, description, canonical, robots.
using VersionTexts = std::array<std::string, 6>;
VersionTexts texts_of_page(const PageRecord& page);

// A row of page_change.
struct ChangeRow {
  int64_t id = 0, run = 0, at = 0;
  ChangeKind kind = ChangeKind::kNew;
  uint32_t fields = 0;
  int64_t old_page = 0, new_page = 0;  // 0: there is none
};
void queue_change(PostgresGround& ground, const ground::UrlKey& key, const ChangeRow& change);

class VersionRows {
 public:
  explicit VersionRows(PostgresGround& ground) : ground_(ground), pages_(ground) {}

  // Of a page that is replaced by `next`, or by none (nullptr). Of the URL's versions `keep` stay.
  struct Past {
    const CopiedPage* page = nullptr;
    const PageCommit* next = nullptr;
    int64_t next_id = 0;
    int64_t seen_to = 0, run_to = 0;
    std::string_view rows;  // of rules: JSON, "" for none
  };
  // In a transaction that holds the bucket.
  void queue(const Past& past, uint32_t keep);

  // Of pages that are about to be forgotten, and whose places no others take: what stands against
  // them.
  struct Lone {
    ground::UrlKey key;
    VersionTexts texts;
    int64_t id = 0;  // of the version; 0: it has no parts
    std::string delta;
  };
  ground::Result<std::vector<Lone>> find_lone(std::span<const ground::UrlKey> keys);
  void queue(const Lone& lone);

 private:
  PostgresGround& ground_;
  KeptPages pages_;
  VersionDelta delta_;
};

}  // namespace storage
