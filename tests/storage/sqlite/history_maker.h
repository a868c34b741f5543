// Makes the past of pages, as updates leave it, in a database that a crawl made: page by page, by
// the same parts and deltas.
#pragma once

#include <zstd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/database/database.h"
#include "storage/database/transaction.h"
#include "storage/history/version_delta.h"
#include "storage/sqlite/link_id.h"
#include "storage/sqlite/page_reader.h"
#include "storage/store/changes.h"

namespace storage {

class HistoryMaker {
 public:
  // What a visit found. Links: kind (its number) and target, which the crawl must know.
  struct Found {
    int status = 200;
    std::string title, description, canonical, robots, redirect_to;
    std::string text, body;
    std::string status_line = "HTTP/1.1 200 OK";
    std::string headers = R"([["Content-Type","text/html"]])";
    std::vector<std::pair<int, std::string>> links;
    std::vector<std::pair<int, std::string>> structured;  // syntax, JSON
    std::string content_type = "text/html";
    std::optional<std::string> old_rows = std::nullopt;  // of rules, of what was there before
  };

  explicit HistoryMaker(const std::string& path)
      : db_(std::move(Database::open(path)).value()), reader_(*db_) {}

  Database& database() { return *db_; }

  // An update that took so long; the following changes are its.
  int64_t run(int64_t started_at, int64_t ended_at) {
    db_->prepare(
           "INSERT INTO run(started_at, ended_at, end_reason, version, options, counts, pages, "
           "bytes) VALUES(?1, ?2, 'finished', '0.1', '{\"update\":true}', '{}', 0, 0)")
        .with(started_at, ended_at)
        .run();
    run_ = db_->integer_of("SELECT max(id) FROM run");
    check();
    return run_;
  }

  // A visit that found another page at that URL, which takes the place of the one that is there.
  // Gives its id.
  int64_t change(const std::string& url, const Found& found, int64_t at,
                 ChangeKind kind = ChangeKind::kChanged, uint32_t fields = kFieldText) {
    const int64_t url_id = id_of(url);
    const int64_t old_id = page_of(url_id);
    const int64_t new_id = next_id();
    add_page(url_id, new_id, found, at);
    if (old_id != 0) archive(url_id, old_id, new_id, found.old_rows);
    set_page(url_id, new_id);
    note(url_id, at, kind, fields, old_id, new_id);
    visit_id(url_id, at, VisitOutcome::kChanged, found.status);
    check();
    return new_id;
  }

  // robots.txt took the page away.
  void forbid(const std::string& url, int64_t at) {
    const int64_t url_id = id_of(url);
    const int64_t old_id = page_of(url_id);
    archive(url_id, old_id, 0, std::nullopt);
    db_->prepare("UPDATE url SET page_id = NULL, state = 2, reason = 20 WHERE id = ?1")
        .with(url_id)
        .run();
    note(url_id, at, ChangeKind::kForbidden, 0, old_id, 0);
    visit_id(url_id, at, VisitOutcome::kForbidden, 0);
    check();
  }

  void visit(const std::string& url, int64_t at, VisitOutcome outcome) {
    visit_id(id_of(url), at, outcome, outcome == VisitOutcome::kNotModified ? 304 : 200);
    check();
  }

  // All but the newest so many.
  void drop_versions(const std::string& url, int keep) {
    const int64_t url_id = id_of(url);
    db_->prepare(
           "DELETE FROM page_version WHERE url_id = ?1 AND id NOT IN (SELECT id FROM page_version "
           "WHERE url_id = ?1 ORDER BY id DESC LIMIT ?2)")
        .with(url_id, keep)
        .run();
    db_->exec("DELETE FROM version_parts WHERE version_id NOT IN (SELECT id FROM page_version)");
    check();
  }

  int64_t id_of(const std::string& url) {
    Statement row = db_->prepare("SELECT id FROM url WHERE url = ?1");
    if (!row.with(url).step()) throw std::runtime_error("no URL " + url);
    return row.integer(0);
  }

  int64_t page_id(const std::string& url) { return page_of(id_of(url)); }
  PageParts parts_of(const std::string& url) { return reader_.parts_of(page_id(url)); }

 private:
  int64_t page_of(int64_t url_id) {
    Statement row = db_->prepare("SELECT page_id FROM url WHERE id = ?1");
    return row.with(url_id).step() ? row.integer(0) : 0;
  }

  int64_t next_id() {
    return 1 + db_->integer_of(
                   "SELECT max((SELECT coalesce(max(id), 0) FROM page), "
                   "(SELECT coalesce(max(id), 0) FROM page_version))");
  }

  void add_page(int64_t url_id, int64_t id, const Found& found, int64_t at) {
    db_->prepare(
           "INSERT INTO page(id, url_id, fetched_at, status, size, transferred, ttfb_ms, total_ms, "
           "word_count, content_hash, simhash, redirect_to, content_type, title, description, "
           "canonical, meta_robots) VALUES(?1, ?2, ?3, ?4, ?5, ?5, 1, 2, ?6, ?7, 0, ?8, ?9, ?10, "
           "?11, ?12, ?13)")
        .with(id, url_id, at, found.status, static_cast<int64_t>(found.body.size()),
              words_in(found.text), id, OrNull{found.redirect_to}, OrNull{found.content_type},
              OrNull{found.title}, OrNull{found.description}, OrNull{found.canonical},
              OrNull{found.robots})
        .run();
    if (!found.text.empty())
      db_->prepare("INSERT INTO page_text VALUES(?1, ?2)").with(id, found.text).run();
    const std::string zstd = found.body.empty() ? "" : frame_of(found.body);
    db_->prepare("INSERT INTO body VALUES(?1, ?2, ?3, ?4)")
        .with(id, OrNull{found.status_line}, found.headers,
              zstd.empty() ? std::nullopt : std::optional<Blob>(Blob{zstd}))
        .run();
    int64_t place = id << kLinkPlaceBits;
    for (const auto& [kind, target] : found.links)
      db_->prepare(
             "INSERT INTO link(id, target_id, kind, nofollow, anchor) VALUES(?1, ?2, ?3, 0, ?4)")
          .with(place++, id_of(target), kind, "to " + target)
          .run();
    int position = 0;
    for (const auto& [syntax, json] : found.structured)
      db_->prepare("INSERT INTO structured_item VALUES(?1, ?2, ?3, 'Thing', ?4)")
          .with(id, position++, syntax, json)
          .run();
  }

  void archive(int64_t url_id, int64_t old_id, int64_t new_id,
               const std::optional<std::string>& rows) {
    db_->prepare(
           "INSERT INTO page_version SELECT p.id, p.url_id, p.fetched_at, max(p.fetched_at, "
           "coalesce((SELECT max(at) FROM url_visit WHERE url_id = ?1 AND outcome < 2), 0)), ?2, "
           "p.status, p.size, p.word_count, p.content_hash, coalesce((SELECT url FROM url WHERE id "
           "= p.redirect_id), p.redirect_to), p.content_type, p.title, p.description, p.canonical, "
           "coalesce(p.meta_robots || ', ' || p.header_robots, p.meta_robots, p.header_robots), ?4 "
           "FROM page p WHERE p.id = ?3")
        .with(url_id, run_, old_id, rows)
        .run();
    const PageParts next = new_id == 0 ? PageParts() : reader_.parts_of(new_id);
    const std::string delta = delta_.make(reader_.parts_of(old_id), new_id == 0 ? nullptr : &next);
    db_->prepare("INSERT INTO version_parts VALUES(?1, ?2, ?3)")
        .with(old_id, new_id, Blob{delta})
        .run();
    for (const char* table : {"page_text", "body", "structured_item"})
      db_->prepare(std::string("DELETE FROM ") + table + " WHERE page_id = ?1").with(old_id).run();
    db_->prepare("DELETE FROM link WHERE id >> 24 = ?1").with(old_id).run();
    db_->prepare("DELETE FROM page WHERE id = ?1").with(old_id).run();
  }

  void set_page(int64_t url_id, int64_t page_id) {
    db_->prepare("UPDATE url SET page_id = ?2, state = 1, reason = 0 WHERE id = ?1")
        .with(url_id, page_id)
        .run();
  }

  void note(int64_t url_id, int64_t at, ChangeKind kind, uint32_t fields, int64_t old_id,
            int64_t new_id) {
    const auto id = [](int64_t page) { return page == 0 ? std::nullopt : std::optional(page); };
    db_->prepare(
           "INSERT INTO page_change(url_id, run_id, at, kind, fields, old_id, new_id) VALUES(?1, "
           "?2, ?3, ?4, ?5, ?6, ?7)")
        .with(url_id, run_, at, static_cast<int>(kind), fields, id(old_id), id(new_id))
        .run();
  }

  void visit_id(int64_t url_id, int64_t at, VisitOutcome outcome, int status) {
    db_->prepare("INSERT INTO url_visit VALUES(?1, ?2, ?3, ?4, nullif(?5, 0), 5, 100, NULL)")
        .with(url_id, at, run_, static_cast<int>(outcome), status)
        .run();
  }

  void check() {
    if (auto done = db_->take_failure(); !done) throw std::runtime_error(done.error().message);
  }

  static int64_t words_in(std::string_view text) {
    int64_t words = 0;
    bool inside = false;
    for (const char c : text) {
      const bool is_space = c == ' ' || c == '\n';
      if (inside && is_space) ++words;
      inside = !is_space;
    }
    return words + (inside ? 1 : 0);
  }

  static std::string frame_of(const std::string& bytes) {
    std::string frame(ZSTD_compressBound(bytes.size()), '\0');
    frame.resize(ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), 1));
    return frame;
  }

  std::unique_ptr<Database> db_;
  PageReader reader_;
  VersionDelta delta_;
  int64_t run_ = 0;
};

}  // namespace storage
