#include "storage/sqlite/sqlite_pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "storage/database/raw_text.h"
#include "storage/lasting/lasting_table.h"
#include "storage/sqlite/link_id.h"

namespace storage {
namespace {

// A file may say anything of what is to be summed up.
int64_t bounded(int64_t number) { return std::clamp<int64_t>(number, 0, int64_t{1} << 46); }

// The id of the redirect's target, if the page's outlinks name it.
std::optional<int64_t> redirect_id(const PageRecord& page,
                                   std::span<const SqliteUrls::Offer> targets) {
  if (page.redirect_to.empty()) return std::nullopt;
  for (const SqliteUrls::Offer& target : targets) {
    if (target.url->url == page.redirect_to) return target.id;
  }
  return std::nullopt;
}

}  // namespace

SqlitePages::SqlitePages(Database& db, SqliteTally& tally, bool follows_shorter_ways)
    : db_(db),
      tally_(tally),
      follows_shorter_ways_(follows_shorter_ways),
      page_(db.prepare(
          "INSERT INTO page(id, url_id, fetched_at, status, size, transferred, ttfb_ms, total_ms, "
          "word_count, content_hash, simhash, redirect_id, redirect_to, content_type, charset, "
          "title, description, lang, canonical, meta_robots, header_robots, http_version, ip, "
          "etag, last_modified, detail, limits_hit, method) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
          "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, "
          "?26, "
          "?27, ?28)")),
      text_(db.prepare("INSERT INTO page_text(page_id, text) VALUES(?1, ?2)")),
      body_(db.prepare("INSERT INTO body(page_id, status_line, headers, zstd) "
                       "VALUES(?1, ?2, ?3, ?4)")),
      structured_(db.prepare("INSERT INTO structured_item VALUES(?1, ?2, ?3, ?4, ?5)")),
      article_(db.prepare("INSERT INTO page_article VALUES(?1, ?2, ?3, ?4, ?5)")),
      links_(db, "INSERT INTO link(id, target_id, kind, nofollow, position, rel, anchor)", 7),
      entries_(db, "INSERT INTO sitemap_entry(page_id, position, lastmod)", 3),
      details_(db, "INSERT INTO sitemap_detail(page_id, position, place, kind, name, value)", 6),
      facts_(db),
      fragments_(db),
      renders_(db),
      sums_(db.prepare("SELECT transferred, total_ms FROM page WHERE id = ?1")),
      forget_links_(db.prepare("DELETE FROM link WHERE id >= ?1 AND id < ?2")),
      keep_last_(db.prepare("INSERT OR REPLACE INTO counter VALUES('last_page', ?1)")),
      unnamed_(db.prepare("INSERT INTO unnamed_link(id) VALUES(?1)")),
      forget_unnamed_(db.prepare("DELETE FROM unnamed_link WHERE id >= ?1 AND id < ?2")),
      note_nearer_(db.prepare("INSERT OR REPLACE INTO nearer(url_id, depth) VALUES(?1, ?2)")),
      forget_nearer_(db.prepare("DELETE FROM nearer WHERE url_id = ?1")),
      nearer_done_(db.prepare("DELETE FROM nearer WHERE url_id = ?1 AND depth = ?2")) {
  for (const std::string_view table : {"page_text", "body", "structured_item", "page_article",
                                       "sitemap_entry", "sitemap_detail", "page_fact", "page_list"})
    forget_.push_back(db.prepare(fmt::format("DELETE FROM {} WHERE page_id = ?1", table)));
  if (LastingTable::is_there(db))
    forget_.push_back(db.prepare("DELETE FROM page_lasting WHERE page_id = ?1"));
  forget_.push_back(db.prepare("DELETE FROM page WHERE id = ?1"));
}

void SqlitePages::keep(const PageCommit& commit, const Origin& origin,
                       std::span<const SqliteUrls::Offer> targets) {
  const PageRecord& page = commit.page;
  keep_page(page, origin, targets);
  const bool is_check = page.method != Method::kWhole;
  fragments_.keep(origin.page_id, is_check ? std::nullopt : commit.places, commit.fragments);
  if (is_check) return keep_links(commit, origin.page_id, targets);
  if (!page.text.empty()) text_.with(origin.page_id, page.text).run();
  json_.clear();
  append_headers_json(page.headers, &json_);
  const auto body =
      page.body_zstd.empty() ? std::nullopt : std::optional<Blob>(Blob{page.body_zstd});
  body_.with(origin.page_id, OrNull{sql_text(page.status_line, &status_line_)}, json_, body).run();
  keep_links(commit, origin.page_id, targets);
  if (!commit.sitemap.empty()) keep_sitemap(commit.sitemap, origin.page_id);
  if (commit.facts) facts_.keep(origin.page_id, *commit.facts);
  if (commit.render) renders_.keep(origin.page_id, *commit.render);
  if (const auto& article = commit.article)
    article_
        .with(origin.page_id, OrNull{article->title}, OrNull{article->byline},
              OrNull{article->published}, article->markdown)
        .run();
  int position = 0;
  for (const StructuredRecord& item : commit.structured)
    structured_.with(origin.page_id, position++, int{item.syntax}, OrNull{item.type}, item.json)
        .run();
}

void SqlitePages::keep_page(const PageRecord& page, const Origin& origin,
                            std::span<const SqliteUrls::Offer> targets) {
  const auto target = redirect_id(page, targets);
  // The text of the target is stored once, with its URL.
  const std::string_view redirect_to = target ? std::string_view() : page.redirect_to;
  const auto method = page.method == Method::kWhole
                          ? std::nullopt
                          : std::optional<int>(static_cast<int>(page.method));
  page_
      .with(origin.page_id, origin.url_id, origin.fetched_at_ms, page.status, page.size,
            page.transferred, int64_t{page.ttfb.count()}, int64_t{page.total.count()},
            page.word_count, page.content_hash, page.simhash, target,
            OrNull{shown_text(redirect_to, &redirect_to_)},
            OrNull{shown_text(page.content_type, &content_type_)}, OrNull{page.charset},
            OrNull{page.title}, OrNull{page.description}, OrNull{shown_text(page.lang, &lang_)},
            OrNull{page.canonical}, OrNull{page.meta_robots},
            OrNull{shown_text(page.header_robots, &header_robots_)}, OrNull{page.http_version},
            OrNull{page.ip}, OrNull{shown_text(page.etag, &etag_)},
            OrNull{shown_text(page.last_modified, &last_modified_)},
            OrNull{shown_text(page.detail, &detail_)}, OrNull{page.limits_hit}, method)
      .run();
}

void SqlitePages::keep_links(const PageCommit& commit, int64_t page_id,
                             std::span<const SqliteUrls::Offer> targets) {
  const std::size_t size =
      std::min(commit.outlinks.size(), static_cast<std::size_t>(kMostLinkPlaces));
  links_.begin(size);
  for (std::size_t i = 0; i < size; ++i) {
    const Outlink& link = commit.outlinks[i];
    // Nearly always a link's position is its place, and then costs nothing.
    const auto position = link.position == i ? std::nullopt : std::optional(link.position);
    links_.row(page_id << kLinkPlaceBits | static_cast<int64_t>(i), targets[i].id, int{link.kind},
               link.nofollow ? 1 : 0, position, OrNull{link.rel}, OrNull{link.anchor});
  }
  tally_.pending().links += size;
  if (follows_shorter_ways_) keep_unnamed(commit, page_id);
}

void SqlitePages::keep_unnamed(const PageCommit& commit, int64_t page_id) {
  const std::size_t size =
      std::min(commit.outlinks.size(), static_cast<std::size_t>(kMostLinkPlaces));
  for (std::size_t i = 0; i < size; ++i)
    if (commit.outlinks[i].target.skip == Reason::kFollow)
      unnamed_.with(page_id << kLinkPlaceBits | static_cast<int64_t>(i)).run();
}

void SqlitePages::keep_sitemap(const std::vector<SitemapRecord>& entries, int64_t page_id) {
  std::size_t details = 0;
  entries_.begin(entries.size());
  for (const SitemapRecord& entry : entries) {
    entries_.row(page_id, entry.place, OrNull{entry.lastmod});
    details += entry.details.size();
  }
  details_.begin(details);
  for (const SitemapRecord& entry : entries) {
    int place = 0;
    for (const SitemapDetailRecord& detail : entry.details)
      details_.row(page_id, entry.place, place++, detail.kind, OrNull{detail.name}, detail.value);
  }
}

SqlitePages::Forgotten SqlitePages::forget(int64_t page_id) {
  Forgotten sums;
  if (sums_.with(page_id).step()) sums = {bounded(sums_.integer(0)), bounded(sums_.integer(1))};
  sums_.reset();
  forget_links_.with(page_id << kLinkPlaceBits, (page_id + 1) << kLinkPlaceBits).run();
  tally_.pending().links -= static_cast<uint64_t>(db_.changes());
  forget_unnamed_.with(page_id << kLinkPlaceBits, (page_id + 1) << kLinkPlaceBits).run();
  fragments_.forget(page_id);
  renders_.forget(page_id);
  for (Statement& rows : forget_) rows.with(page_id).run();
  keep_last_.with(tally_.pending().last_page).run();
  return sums;
}

// --- Shorter ways

void SqlitePages::note_nearer(std::span<const SqliteUrls::Nearer> urls) {
  for (const SqliteUrls::Nearer& one : urls) note_nearer_.with(one.url, one.depth).run();
  may_have_nearer_ |= !urls.empty();
}

void SqlitePages::forget_nearer(int64_t url) { forget_nearer_.with(url).run(); }

void SqlitePages::nearer_done(std::span<const NearerPage> pages) {
  for (const NearerPage& page : pages) nearer_done_.with(page.place, page.depth).run();
}

std::vector<NearerPage> SqlitePages::nearer(std::size_t max_links) {
  std::vector<NearerPage> pages;
  if (!may_have_nearer_) return pages;
  // By rowids alone. Were an index thought of, the end of a run would look into it for statistics.
  Statement url = db_.prepare(
      "SELECT n.url_id, n.depth, u.hops, u.role, u.page_id "
      "FROM nearer n CROSS JOIN url u NOT INDEXED ON u.id = n.url_id ORDER BY n.url_id");
  Statement link = db_.prepare(
      "SELECT t.url, t.role, t.priority, l.kind, l.nofollow, "
      "EXISTS (SELECT 1 FROM unnamed_link n WHERE n.id = l.id) "
      "FROM link l NOT INDEXED CROSS JOIN url t NOT INDEXED ON t.id = l.target_id "
      "WHERE l.id >= ?1 AND l.id < ?2 AND t.depth > ?3 ORDER BY l.id");
  std::size_t links = 0;
  while (url.step()) {
    NearerPage page{url.natural(0),
                    static_cast<uint32_t>(url.integer(1)),
                    static_cast<uint8_t>(url.integer(2)),
                    static_cast<Role>(url.integer(3)),
                    {}};
    const int64_t page_id = url.integer(4);
    link.with(page_id << kLinkPlaceBits, (page_id + 1) << kLinkPlaceBits, page.depth);
    while (link.step())
      page.links.push_back({link.string(0), static_cast<Role>(link.integer(1)),
                            static_cast<uint8_t>(link.integer(2)),
                            static_cast<uint8_t>(link.integer(3)), link.integer(4) != 0,
                            link.integer(5) == 0});
    link.reset();
    links += page.links.size();
    if (!pages.empty() && links > max_links) break;
    pages.push_back(std::move(page));
  }
  url.reset();
  may_have_nearer_ = !pages.empty() || db_.failed();
  return pages;
}

}  // namespace storage
