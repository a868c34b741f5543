// What pages were (page_version, version_parts), and what became of them (page_change, url_orphan).
// In a write transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database/database.h"
#include "storage/history/compared_commit.h"
#include "storage/history/version_delta.h"
#include "storage/lasting/lasting_table.h"
#include "storage/sqlite/page_reader.h"
#include "storage/store/records.h"

namespace storage {

class SqliteVersions {
 public:
  SqliteVersions(Database& db, const std::vector<LinkKindName>& link_kinds, LastingTable& lasting);

  // Bits of ChangedField: what the commit has otherwise than the page that is kept. `rows` are what
  // the user's rules make of either, as JSON.
  struct Rows {
    std::string_view was, is;
  };
  uint32_t compare(const PageCommit& commit, int64_t page_id, Rows rows);
  struct Kept {
    int status = 0;  // of HTTP; 0: there is no such page
    bool is_whole = false;
    std::string etag, last_modified;  // as they are kept
  };
  Kept kept(int64_t page_id);

  struct Change {
    int64_t url = 0, run = 0, at = 0;
    ChangeKind kind = ChangeKind::kNew;
    uint32_t fields = 0;
    int64_t old_page = 0, new_page = 0;  // 0: there is none
    int64_t seen_to = 0;                 // when the old one was seen last
    std::string_view old_rows;           // JSON, "" for none
  };
  void note(const Change& change);
  // Keeps the old page as a version; both are there in full, and the old one is to be forgotten
  // after it. Of the URL's versions `keep` stay. Notes the change.
  void archive(const Change& change, uint32_t keep);

  // What became of it last. Nothing: nothing has.
  std::optional<ChangeKind> last_change(int64_t url);
  // The page is to be forgotten, and no other takes its place: what stands against it stands alone
  // from now on.
  void stand_alone(int64_t url, int64_t page_id);

  // Of a sitemap that has changed: the URLs that it calls changed since.
  struct Moved {
    int64_t url = 0;
    std::string lastmod;
  };
  std::vector<Moved> moved_entries(int64_t old_page, int64_t new_page);

  // At the end of a run, when links are indexed by their targets: which URLs nothing leads to any
  // more, and which are linked again.
  void find_orphans(int64_t wall_ms);

  std::vector<std::pair<ChangeKind, uint64_t>> changes_of(int64_t run);
  std::vector<std::pair<VisitOutcome, uint64_t>> visits_of(int64_t run);

 private:
  // The texts that a ComparedPage views.
  struct Present;
  void load(int64_t page_id, Present* present);
  void load_lists(int64_t page_id, Present* present);

  Database& db_;
  LastingTable& lasting_;
  ContentKinds content_kinds_;
  PageReader reader_;
  VersionDelta delta_;
  Statement page_, text_, links_, entries_, structured_, kept_;
  Statement keep_, parts_, note_, lost_, old_ones_, drop_, drop_parts_, moved_;
  Statement last_change_, newest_, set_parts_, set_texts_;
};

}  // namespace storage
