// The result tables: page, page_text, body, link, structured_item, page_article, sitemap_entry,
// sitemap_detail, page_fact, page_list, page_place, fragment, and those of storage/render. Ids
// follow the commits, so all of them append. And which of the pages are nearer than their links say
// (nearer, unnamed_link).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "storage/database/bulk_insert.h"
#include "storage/database/database.h"
#include "storage/render/render_table.h"
#include "storage/sqlite/sqlite_facts.h"
#include "storage/sqlite/sqlite_tally.h"
#include "storage/sqlite/sqlite_urls.h"
#include "storage/store/records.h"

namespace storage {

class SqlitePages {
 public:
  SqlitePages(Database& db, SqliteTally& tally, bool follows_shorter_ways);

  struct Origin {
    int64_t page_id = 0;
    int64_t url_id = 0;
    int64_t fetched_at_ms = 0;
  };
  // `targets` are the commit's outlinks, in order, with their ids. In a write transaction.
  void keep(const PageCommit& commit, const Origin& origin,
            std::span<const SqliteUrls::Offer> targets);

  struct Forgotten {
    int64_t transferred = 0, total_ms = 0;
  };
  // Deletes the page and all that hangs off it. Its id is none of a later page. In a write
  // transaction.
  Forgotten forget(int64_t page_id);
  // Is it kept as a browser left it?
  bool is_rendered(int64_t page_id) { return renders_.is_rendered(page_id); }

  // --- As Store::nearer_pages() says; places are the ids of URLs.
  // In a write transaction.
  void note_nearer(std::span<const SqliteUrls::Nearer> urls);
  void forget_nearer(int64_t url);
  void nearer_done(std::span<const NearerPage> pages);
  // In a read transaction.
  std::vector<NearerPage> nearer(std::size_t max_links);

 private:
  void keep_page(const PageRecord& page, const Origin& origin,
                 std::span<const SqliteUrls::Offer> targets);
  void keep_links(const PageCommit& commit, int64_t page_id,
                  std::span<const SqliteUrls::Offer> targets);

  void keep_unnamed(const PageCommit& commit, int64_t page_id);
  void keep_sitemap(const std::vector<SitemapRecord>& entries, int64_t page_id);

  Database& db_;
  SqliteTally& tally_;
  const bool follows_shorter_ways_;
  bool may_have_nearer_ = true;  // false: looked, and there was none
  // Buffers.
  std::string json_, status_line_, redirect_to_, content_type_, lang_, header_robots_, etag_,
      last_modified_, detail_;
  Statement page_, text_, body_, structured_, article_;
  BulkInsert links_, entries_, details_;
  SqliteFacts facts_;
  SqliteFragments fragments_;
  RenderTable renders_;
  Statement sums_, forget_links_, keep_last_;
  Statement unnamed_, forget_unnamed_, note_nearer_, forget_nearer_, nearer_done_;
  std::vector<Statement> forget_;  // of each table that has rows of pages
};

}  // namespace storage
