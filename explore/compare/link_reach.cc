#include "explore/compare/link_reach.h"

#include <optional>
#include <utility>

#include "explore/compare/passing_database.h"

namespace explore {

using ground::Result;

Result<std::unique_ptr<LinkReach>> LinkReach::make(ComparedCrawl& crawl) {
  auto db = open_passing_database();
  if (!db) return db.error();
  (*db)->exec(
      "CREATE TABLE missing(url_id INTEGER PRIMARY KEY, page_id INTEGER, is_reached INTEGER);"
      "CREATE TABLE unread(place INTEGER PRIMARY KEY, page_id INTEGER)");
  std::unique_ptr<LinkReach> reach(new LinkReach(crawl, std::move(*db)));
  if (auto ready = check_passing_database(*reach->db_); !ready) return ready.error();
  return reach;
}

LinkReach::LinkReach(ComparedCrawl& crawl, std::unique_ptr<storage::Database> db)
    : crawl_(crawl),
      db_(std::move(db)),
      missing_(db_->prepare("INSERT OR IGNORE INTO missing VALUES(?1, ?2, ?3)")),
      unread_(db_->prepare("INSERT INTO unread(page_id) VALUES(?1)")),
      reach_(db_->prepare("UPDATE missing SET is_reached = 1 WHERE url_id = ?1 AND NOT is_reached "
                          "RETURNING page_id")) {}

void LinkReach::add_missing(const ComparedPage& page) {
  // No link led to a seed, and none need lead to it now: the other crawl began elsewhere.
  missing_.with(page.url_id, page.id, page.is_seed ? 1 : 0).run();
  if (page.is_seed)
    add_unread(page.id);
  else
    ++left_;
}

void LinkReach::add_unread(int64_t page_id) { unread_.with(page_id).run(); }

void LinkReach::follow() {
  storage::Statement next = db_->prepare("SELECT page_id FROM unread WHERE place = ?1");
  for (int64_t place = 1; left_ > 0 && next.with(place).step(); ++place) {
    const int64_t page_id = next.integer(0);
    next.reset();
    crawl_.each_target(page_id, [this](int64_t url_id) {
      std::optional<int64_t> reached;
      if (reach_.with(url_id).step()) reached = reach_.integer(0);
      // To its end, or the change is not made.
      if (reached) reach_.run();
      if (!reached) return;
      --left_;
      add_unread(*reached);
    });
    if (crawl_.failed() || db_->failed()) return;
  }
  next.reset();
}

Result<void> LinkReach::settle(bool is_complete,
                               const std::function<void(const ComparedPage&, bool)>& use) {
  if (is_complete) follow();
  storage::Statement rows = db_->prepare("SELECT page_id, is_reached FROM missing");
  while (!crawl_.failed() && rows.step())
    if (const auto page = crawl_.page(rows.integer(0)))
      use(*page, !is_complete || rows.integer(1) != 0);
  return check_passing_database(*db_);
}

}  // namespace explore
