// Most visits find the same bytes, or are told so; then nothing but the page's own row is read.
// What differs in bytes is compared by what the tables keep of the page, so that files of any age
// can be compared with, and a crawl that is never updated pays nothing.
#include "storage/sqlite/sqlite_versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "storage/database/raw_text.h"
#include "storage/history/passing_parts.h"
#include "storage/sqlite/link_id.h"

namespace storage {
namespace {

constexpr std::size_t kMostPartBytes = 1u << 30;

int64_t first_link(int64_t page_id) { return page_id << kLinkPlaceBits; }

// Of a page, in SQL: the columns of page_version that are texts.
struct TextColumn {
  const char* name;
  const char* of_page;  // "$": the page's table
};
constexpr std::array<TextColumn, 6> kTexts = {{
    {"redirect_to",
     "coalesce((SELECT t.url FROM url t WHERE t.id = $.redirect_id), $.redirect_to)"},
    {"content_type", "$.content_type"},
    {"title", "$.title"},
    {"description", "$.description"},
    {"canonical", "$.canonical"},
    {"robots",
     "CASE WHEN $.meta_robots IS NULL THEN $.header_robots WHEN $.header_robots IS NULL "
     "THEN $.meta_robots ELSE $.meta_robots || ', ' || $.header_robots END"},
}};

std::string text_of(const TextColumn& column, char page) {
  std::string sql = column.of_page;
  std::replace(sql.begin(), sql.end(), '$', page);
  return sql;
}

// Those of `p`, in the order above; "" where `n` has the same. What is not there is NULL, not "".
std::string texts_unlike_next() {
  std::string sql;
  for (const TextColumn& column : kTexts) {
    const std::string text = text_of(column, 'p');
    sql += fmt::format("{}CASE WHEN {} = {} THEN '' ELSE {} END", sql.empty() ? "" : ", ", text,
                       text_of(column, 'n'), text);
  }
  return sql;
}

// Puts in what the newest version has as `p`, which is to be forgotten.
std::string texts_as_next() {
  std::string sql;
  for (const TextColumn& column : kTexts) {
    sql += fmt::format(
        "{0}{1} = CASE WHEN {1} = '' THEN (SELECT {2} FROM page p WHERE p.id = ?2) ELSE {1} END",
        sql.empty() ? "" : ", ", column.name, text_of(column, 'p'));
  }
  return "UPDATE page_version SET " + sql +
         " WHERE id = (SELECT max(id) FROM page_version WHERE url_id = ?1)";
}

}  // namespace

struct SqliteVersions::Present {
  ComparedPage page;
  std::string redirect_to, content_type, title, description, canonical, robots, text;
};

SqliteVersions::SqliteVersions(Database& db, const std::vector<LinkKindName>& link_kinds,
                               LastingTable& lasting)
    : db_(db),
      lasting_(lasting),
      content_kinds_(content_kinds_of(link_kinds)),
      reader_(db),
      page_(db.prepare(
          "SELECT p.status, p.content_hash, coalesce((SELECT t.url FROM url t "
          "WHERE t.id = p.redirect_id), p.redirect_to), p.content_type, p.title, p.description, "
          "p.canonical, p.meta_robots, p.header_robots FROM page p WHERE p.id = ?1")),
      text_(db.prepare("SELECT text FROM page_text WHERE page_id = ?1")),
      links_(db.prepare("SELECT l.kind, u.url FROM link l NOT INDEXED CROSS JOIN url u NOT INDEXED "
                        "ON u.id = l.target_id WHERE l.id >= ?1 AND l.id < ?2")),
      entries_(db.prepare("SELECT u.url, e.lastmod FROM sitemap_entry e "
                          "CROSS JOIN link l ON l.id = (?1 << 24) + e.position "
                          "CROSS JOIN url u NOT INDEXED ON u.id = l.target_id "
                          "WHERE e.page_id = ?1")),
      structured_(db.prepare("SELECT syntax, json FROM structured_item WHERE page_id = ?1")),
      kept_(db.prepare("SELECT status, detail IS NULL, etag, last_modified FROM page "
                       "WHERE id = ?1")),
      keep_(db.prepare(
          "INSERT INTO page_version(id, url_id, seen_from, seen_to, run_to, status, size, "
          "word_count, content_hash, redirect_to, content_type, title, description, canonical, "
          "robots, rows) SELECT p.id, p.url_id, p.fetched_at, max(p.fetched_at, ?2), ?3, p.status, "
          "p.size, p.word_count, p.content_hash, " +
          texts_unlike_next() + ", ?4 FROM page p LEFT JOIN page n ON n.id = ?5 WHERE p.id = ?1")),
      parts_(db.prepare("INSERT INTO version_parts VALUES(?1, ?2, ?3)")),
      note_(db.prepare("INSERT INTO page_change(url_id, run_id, at, kind, fields, old_id, new_id) "
                       "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      lost_(db.prepare("INSERT OR IGNORE INTO lost_link SELECT target_id FROM link "
                       "WHERE id >= ?1 AND id < ?2 EXCEPT SELECT target_id FROM link "
                       "WHERE id >= ?3 AND id < ?4")),
      old_ones_(db.prepare("SELECT id FROM page_version WHERE url_id = ?1 ORDER BY id DESC "
                           "LIMIT -1 OFFSET ?2")),
      drop_(db.prepare("DELETE FROM page_version WHERE id = ?1")),
      drop_parts_(db.prepare("DELETE FROM version_parts WHERE version_id = ?1")),
      moved_(db.prepare("SELECT l.target_id, max(e.lastmod) FROM sitemap_entry e "
                        "CROSS JOIN link l ON l.id = (?1 << 24) + e.position "
                        "WHERE e.page_id = ?1 AND e.lastmod IS NOT NULL GROUP BY l.target_id "
                        "EXCEPT SELECT l.target_id, max(e.lastmod) FROM sitemap_entry e "
                        "CROSS JOIN link l ON l.id = (?2 << 24) + e.position "
                        "WHERE e.page_id = ?2 AND e.lastmod IS NOT NULL GROUP BY l.target_id")),
      last_change_(
          db.prepare("SELECT kind FROM page_change WHERE url_id = ?1 ORDER BY id DESC LIMIT 1")),
      newest_(db.prepare("SELECT d.version_id, d.delta FROM version_parts d WHERE d.version_id = "
                         "(SELECT max(id) FROM page_version WHERE url_id = ?1) "
                         "AND d.against = ?2")),
      set_parts_(db.prepare("UPDATE version_parts SET against = 0, delta = ?2 "
                            "WHERE version_id = ?1")),
      set_texts_(db.prepare(texts_as_next())) {
  static_assert(kLinkPlaceBits == 24, "as the statements have it");
}

// --- Comparing

SqliteVersions::Kept SqliteVersions::kept(int64_t page_id) {
  Kept kept;
  if (kept_.with(page_id).step())
    kept = {static_cast<int>(kept_.integer(0)), kept_.integer(1) != 0, kept_.string(2),
            kept_.string(3)};
  kept_.reset();
  return kept;
}

void SqliteVersions::load(int64_t page_id, Present* present) {
  ComparedPage& page = present->page;
  if (page_.with(page_id).step()) {
    page.status = static_cast<int>(page_.integer(0));
    page.content_hash = page_.natural(1);
    page.redirect_to = present->redirect_to = page_.string(2);
    page.content_type = present->content_type = page_.string(3);
    page.title = present->title = page_.string(4);
    page.description = present->description = page_.string(5);
    page.canonical = present->canonical = page_.string(6);
    page.robots = present->robots = joined_robots(page_.text(7), page_.text(8));
  }
  page_.reset();
}

void SqliteVersions::load_lists(int64_t page_id, Present* present) {
  ComparedPage& page = present->page;
  if (text_.with(page_id).step()) page.text = present->text = text_.string(0);
  text_.reset();
  links_.with(first_link(page_id), first_link(page_id + 1));
  while (links_.step())
    if (content_kinds_[static_cast<uint8_t>(links_.integer(0))])
      page.links.push_back(lasting_link(links_.text(1)));
  entries_.with(page_id);
  while (entries_.step()) page.links.push_back(entries_.string(0) + '\t' + entries_.string(1));
  structured_.with(page_id);
  while (structured_.step())
    page.structured.push_back(std::to_string(structured_.integer(0)) + '\t' +
                              lasting_json(structured_.text(1), lasting_link));
}

uint32_t SqliteVersions::compare(const PageCommit& commit, int64_t page_id, Rows rows) {
  Present was;
  load(page_id, &was);
  ComparedCommit now(commit.page, shown_text);
  was.page.rows = rows.was;
  now.page.rows = rows.is;
  if (needs_lists(was.page, now.page)) {
    now.page.lasting = commit.lasting;
    if (commit.lasting) was.page.lasting = lasting_.of(page_id);
    load_lists(page_id, &was);
    now.add_lists(commit, content_kinds_);
  }
  return changed_fields(was.page, now.page);
}

// --- History

void SqliteVersions::note(const Change& change) {
  const auto id = [](int64_t page) { return page != 0 ? std::optional(page) : std::nullopt; };
  note_
      .with(change.url, change.run, change.at, static_cast<int>(change.kind), change.fields,
            id(change.old_page), id(change.new_page))
      .run();
}

void SqliteVersions::archive(const Change& change, uint32_t keep) {
  note(change);
  const int64_t old = change.old_page;
  lost_
      .with(first_link(old), first_link(old + 1), first_link(change.new_page),
            first_link(change.new_page + (change.new_page != 0 ? 1 : 0)))
      .run();
  if (keep > 0) {
    keep_.with(old, change.seen_to, change.run, OrNull{change.old_rows}, change.new_page).run();
    const PageParts parts = reader_.parts_of(old);
    if (parts != PageParts()) {
      PageParts next;
      if (change.new_page != 0) next = reader_.parts_of(change.new_page);
      const std::string delta = delta_.make(parts, change.new_page != 0 ? &next : nullptr);
      parts_.with(old, change.new_page, Blob{delta}).run();
    }
  }
  std::vector<int64_t> dropped;
  old_ones_.with(change.url, keep);
  while (old_ones_.step()) dropped.push_back(old_ones_.integer(0));
  for (const int64_t version : dropped) {
    drop_.with(version).run();
    drop_parts_.with(version).run();
  }
}

std::optional<ChangeKind> SqliteVersions::last_change(int64_t url) {
  std::optional<ChangeKind> kind;
  if (last_change_.with(url).step()) kind = static_cast<ChangeKind>(last_change_.integer(0));
  last_change_.reset();
  return kind;
}

void SqliteVersions::stand_alone(int64_t url, int64_t page_id) {
  set_texts_.with(url, page_id).run();
  int64_t version = 0;
  std::string delta;
  if (newest_.with(url, page_id).step()) {
    version = newest_.integer(0);
    delta = newest_.string(1);
  }
  newest_.reset();
  if (version == 0) return;
  // What can't be read now can't be read later either.
  const PageParts next = reader_.parts_of(page_id);
  const auto parts = delta_.apply(delta, &next, kMostPartBytes);
  if (!parts) return;
  const std::string alone = delta_.make(*parts, nullptr);
  set_parts_.with(version, Blob{alone}).run();
}

std::vector<SqliteVersions::Moved> SqliteVersions::moved_entries(int64_t old_page,
                                                                 int64_t new_page) {
  std::vector<Moved> moved;
  moved_.with(new_page, old_page);
  while (moved_.step()) moved.push_back({moved_.integer(0), moved_.string(1)});
  return moved;
}

void SqliteVersions::find_orphans(int64_t wall_ms) {
  // A seed needs no link, and a URL that was never found on a page had none to lose.
  db_.prepare(
         "INSERT OR IGNORE INTO url_orphan SELECT n.url_id, ?1 FROM lost_link n "
         "JOIN url u ON u.id = n.url_id WHERE u.found_on IS NOT NULL "
         "AND NOT EXISTS (SELECT 1 FROM link l WHERE l.target_id = n.url_id)")
      .with(wall_ms)
      .run();
  db_.exec(
      "DELETE FROM url_orphan WHERE EXISTS "
      "(SELECT 1 FROM link l WHERE l.target_id = url_orphan.url_id); DELETE FROM lost_link");
}

std::vector<std::pair<ChangeKind, uint64_t>> SqliteVersions::changes_of(int64_t run) {
  std::vector<std::pair<ChangeKind, uint64_t>> counts;
  Statement row = db_.prepare(
      "SELECT kind, count(*) FROM page_change WHERE run_id = ?1 GROUP BY kind ORDER BY kind");
  row.with(run);
  while (row.step()) counts.emplace_back(static_cast<ChangeKind>(row.integer(0)), row.natural(1));
  return counts;
}

std::vector<std::pair<VisitOutcome, uint64_t>> SqliteVersions::visits_of(int64_t run) {
  std::vector<std::pair<VisitOutcome, uint64_t>> counts;
  Statement row = db_.prepare(
      "SELECT outcome, count(*) FROM url_visit WHERE run_id = ?1 GROUP BY outcome "
      "ORDER BY outcome");
  row.with(run);
  while (row.step()) counts.emplace_back(static_cast<VisitOutcome>(row.integer(0)), row.natural(1));
  return counts;
}

}  // namespace storage
