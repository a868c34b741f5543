#include "storage/sqlite/sqlite_hosts.h"

#include <algorithm>
#include <utility>

#include "ground/utf8.h"
#include "storage/database/raw_text.h"
#include "storage/store/clocks.h"

namespace storage {
namespace {

constexpr std::size_t kMaxCachedIds = 64u << 10;  // about 3 MB

}  // namespace

SqliteHosts::SqliteHosts(Database& db, SqliteTally& tally, KeyOfUrl key_of_url)
    : db_(db),
      tally_(tally),
      key_of_url_(std::move(key_of_url)),
      find_(db.prepare("SELECT id FROM host WHERE key = ?1")),
      make_(db.prepare("INSERT INTO host(id, key, origin) VALUES(?1, ?2, ?3)")),
      read_(db.prepare("SELECT key, origin, pages, robots_status, robots_at, crawl_delay_ms, "
                       "last_error, checks, visited, visited_checks FROM host WHERE id = ?1")),
      robots_(db.prepare("SELECT txt FROM robots WHERE host_id = ?1")),
      write_robots_(db.prepare("INSERT OR REPLACE INTO robots(host_id, txt) VALUES(?1, ?2)")),
      write_(db.prepare("UPDATE host SET robots_status = coalesce(?2, robots_status), "
                        "robots_at = coalesce(?3, robots_at), "
                        "crawl_delay_ms = coalesce(?4, crawl_delay_ms), "
                        "last_error = coalesce(?5, last_error) WHERE id = ?1")),
      write_certificate_(
          db.prepare("INSERT OR REPLACE INTO certificate VALUES(?1, ?2, ?3, ?4, ?5)")),
      add_sums_(db.prepare("UPDATE host SET pages = pages + ?2, failed = failed + ?3, "
                           "bytes = bytes + ?4, total_ms = total_ms + ?5, "
                           "last_error = coalesce(?6, last_error), checks = checks + ?7, "
                           "visited = visited + ?8, visited_checks = visited_checks + ?9 "
                           "WHERE id = ?1")),
      slowest_(db.prepare("SELECT origin, pages, failed, total_ms / pages AS mean, last_error "
                          "FROM host WHERE pages > 0 ORDER BY mean DESC, id LIMIT ?1")),
      failing_(db.prepare("SELECT origin, pages, failed, total_ms / max(pages, 1), last_error "
                          "FROM host WHERE failed > 0 ORDER BY failed DESC, id LIMIT ?1")),
      drop_cookies_(db.prepare("DELETE FROM site_cookie WHERE site = ?1")),
      add_cookie_(db.prepare("INSERT INTO site_cookie VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")),
      read_cookies_(db.prepare("SELECT site, domain, host_only, path, name, value, secure, expires "
                               "FROM site_cookie ORDER BY site, place")) {}

int64_t SqliteHosts::find(uint64_t key) {
  if (last_id_ != 0 && key == last_key_) return last_id_;
  int64_t id = 0;
  if (const auto at = ids_.find(key); at != ids_.end()) {
    id = at->second;
  } else if (find_.with(key).step()) {
    id = find_.integer(0);
    find_.reset();
    if (ids_.size() >= kMaxCachedIds) ids_.clear();
    ids_.emplace(key, id);
  }
  last_key_ = key;
  last_id_ = id;
  return id;
}

int64_t SqliteHosts::find_or_make(uint64_t key, std::string_view origin) {
  const int64_t known = find(key);
  if (known != 0) return known;
  const int64_t id = ++tally_.pending().last_host;
  make_.with(id, key, origin).run();
  last_key_ = key;
  last_id_ = id;
  if (ids_.size() >= kMaxCachedIds) ids_.clear();
  ids_.emplace(key, id);
  return id;
}

void SqliteHosts::forget() {
  ids_.clear();
  sums_.clear();
  last_id_ = 0;
}

HostRecord SqliteHosts::record(int64_t id, int64_t wall_ms) {
  HostRecord record;
  if (read_.with(id).step()) {
    record.host_key = read_.natural(0);
    record.origin = read_.string(1);
    record.pages = read_.natural(2);
    if (!read_.is_null(3)) record.robots_status = static_cast<int>(read_.integer(3));
    if (record.robots_status >= 0 && !read_.is_null(4)) {
      const int64_t asked_at = std::max<int64_t>(0, read_.integer(4));
      if (asked_at < wall_ms) record.robots_age = Milliseconds(wall_ms - asked_at);
    }
    if (!read_.is_null(5)) record.crawl_delay = bounded_delay(Milliseconds(read_.integer(5)));
    record.last_error = read_.string(6);
    record.checks = read_.natural(7);
    if (counts_visits_) {
      record.pages = read_.natural(8);
      record.checks = read_.natural(9);
    }
  } else {
    db_.fail_as_damaged("the queue names a host that is not there");
  }
  read_.reset();
  if (robots_.with(id).step()) record.robots_txt = robots_.string(0);
  robots_.reset();
  return record;
}

void SqliteHosts::count_visits(bool from_none) {
  counts_visits_ = true;
  if (from_none)
    db_.exec("UPDATE host SET visited = 0, visited_checks = 0 WHERE visited + visited_checks > 0");
}

void SqliteHosts::update(const HostUpdate& update, int64_t wall_ms) {
  const int64_t id = find_or_make(update.host_key, update.origin);
  std::optional<int64_t> robots_at, crawl_delay;
  if (update.robots_status || update.robots_txt) robots_at = wall_ms;
  if (update.crawl_delay) crawl_delay = update.crawl_delay->count();
  std::optional<std::string_view> last_error;
  std::string buffer;
  if (update.last_error) last_error = shown_text(*update.last_error, &buffer);
  write_.with(id, update.robots_status, robots_at, crawl_delay, last_error).run();
  if (update.certificate) {
    const CertificateRecord& certificate = *update.certificate;
    std::string issuer;
    write_certificate_
        .with(id, wall_ms, certificate.expires * 1000, shown_text(certificate.issuer, &issuer),
              certificate.version)
        .run();
  }
  if (!update.robots_txt) return;
  // Kept byte by byte, as it is matched. A text that is none would be an error to many readers.
  const std::string& txt = *update.robots_txt;
  if (ground::is_valid_utf8(txt) && txt.find('\0') == std::string::npos)
    write_robots_.with(id, txt).run();
  else
    write_robots_.with(id, Blob{txt}).run();
}

void SqliteHosts::write_sums() {
  for (const auto& [id, sums] : sums_) {
    std::string buffer;
    std::optional<std::string_view> last_error;
    if (sums.last_error) last_error = shown_text(*sums.last_error, &buffer);
    add_sums_
        .with(id, sums.pages, sums.failed, sums.bytes, sums.total_ms, last_error, sums.checks,
              sums.visited, sums.visited_checks)
        .run();
  }
  sums_.clear();
}

HostExtremes SqliteHosts::extremes(std::size_t n) {
  const auto read = [n](Statement& rows, std::vector<HostSummary>* out) {
    rows.with(std::min<uint64_t>(n, INT64_MAX));
    while (rows.step()) {
      out->push_back({rows.string(0), rows.natural(1), rows.natural(2),
                      Milliseconds(rows.integer(3)), rows.string(4)});
    }
  };
  HostExtremes extremes;
  read(slowest_, &extremes.slowest);
  read(failing_, &extremes.most_failing);
  return extremes;
}

void SqliteHosts::keep_cookies(std::span<const SiteCookies> sites) {
  for (const SiteCookies& kept : sites) {
    drop_cookies_.with(kept.site).run();
    for (std::size_t i = 0; i < kept.cookies.size(); ++i) {
      const CookieRecord& cookie = kept.cookies[i];
      add_cookie_
          .with(kept.site, static_cast<uint64_t>(i), cookie.domain, int{cookie.host_only},
                Blob{cookie.path}, Blob{cookie.name}, Blob{cookie.value}, int{cookie.secure},
                cookie.expires)
          .run();
    }
  }
}

std::vector<SiteCookies> SqliteHosts::cookies() {
  std::vector<SiteCookies> sites;
  const auto bytes = [this](int column) {
    const SqlValue value = read_cookies_.value(column);
    const Blob* blob = std::get_if<Blob>(&value);
    return blob ? std::string(blob->bytes) : read_cookies_.string(column);
  };
  while (read_cookies_.step()) {
    if (sites.empty() || sites.back().site != read_cookies_.text(0))
      sites.push_back({read_cookies_.string(0), {}});
    CookieRecord& cookie = sites.back().cookies.emplace_back();
    cookie.domain = read_cookies_.string(1);
    cookie.host_only = read_cookies_.integer(2) != 0;
    cookie.path = bytes(3);
    cookie.name = bytes(4);
    cookie.value = bytes(5);
    cookie.secure = read_cookies_.integer(6) != 0;
    cookie.expires = read_cookies_.integer(7);
  }
  return sites;
}

WaitingHosts SqliteHosts::waiting(std::size_t n) {
  WaitingHosts waiting;
  // The queue is in the order of its hosts, and of them only n are kept at a time.
  Statement rows = db_.prepare(
      "SELECT h.origin, w.urls, h.last_error FROM (SELECT host_id, count(*) AS urls FROM queue "
      "GROUP BY host_id ORDER BY urls DESC, host_id LIMIT ?1) w JOIN host h ON h.id = w.host_id "
      "ORDER BY w.urls DESC, h.id");
  rows.with(std::min<uint64_t>(n, INT64_MAX));
  while (rows.step()) waiting.most.push_back({rows.string(0), rows.natural(1), rows.string(2)});
  waiting.hosts = static_cast<uint64_t>(
      db_.integer_of("SELECT count(*) FROM (SELECT DISTINCT host_id FROM queue)"));
  return waiting;
}

}  // namespace storage
