// The order of records and the bytes of each follow only from the database, so that two exports are
// identical: pages come in the order of the crawl, and record ids are derived from content.
// Compression is most of the work, so records are made by several threads and written in order. A
// body that an earlier page had becomes a revisit; hashes tell where to look, and digests decide.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thread>
#include <unordered_map>
#include <vector>

#include "explore/export/exports.h"
#include "explore/export/ordered_work.h"
#include "explore/export/warc_page.h"
#include "explore/export/warc_record.h"
#include "explore/file/stored_pages.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

constexpr std::size_t kMostInFlight = 64u << 20;

// What a run of the crawl says of the pages that it fetched.
struct Run {
  int64_t started_at = 0;
  int64_t ended_at = 0;
  std::string version, user_agent, robots;
};

std::string text_in(const nlohmann::json& json, const char* name) {
  if (!json.is_object()) return "";
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<Run> read_runs(storage::Database& db) {
  storage::Statement row = db.prepare(
      "SELECT started_ms, coalesce(ended_ms, started_ms), version, options FROM run_rows "
      "ORDER BY started_ms");
  std::vector<Run> runs;
  while (row.step()) {
    const auto options = nlohmann::json::parse(row.text(3), nullptr, false);
    runs.push_back({row.integer(0), row.integer(1), row.string(2), text_in(options, "user-agent"),
                    text_in(options, "robots")});
  }
  return runs;
}

class WarcExport {
 public:
  explicit WarcExport(ExportJob& job)
      : job_(job),
        db_(job.file.database()),
        runs_(read_runs(db_)),
        page_(db_.prepare(
            "SELECT u.url, p.fetched_ms, p.status, p.size, p.total_ms, p.http_version, p.ip, "
            "p.limits_hit, u.found_on, b.status_line, b.headers, b.zstd, p.content_hash, w.delta "
            "FROM page_rows p JOIN url_rows u ON u.id = p.url_id "
            "LEFT JOIN body_rows b ON b.page_id = p.id LEFT JOIN raw_rows w ON w.page_id = p.id "
            "WHERE p.id = ?1")),
        link_(db_.prepare("SELECT t.url, l.kind FROM page_links l "
                          "JOIN url_rows t ON t.id = l.target_id "
                          "WHERE l.page_id = ?1 ORDER BY l.id")),
        resource_(db_.prepare(
            "SELECT r.url, r.status, r.size, r.ms, r.method, b.status_line, b.headers, b.zstd "
            "FROM resource_body_rows b JOIN resource_rows r ON r.id = b.resource_id "
            "WHERE b.page_id = ?1 AND r.status IS NOT NULL ORDER BY b.resource_id")),
        work_(std::thread::hardware_concurrency(), kMostInFlight,
              [this](std::string_view records) { job_.to.output().write(records); }) {}

  Result<void> write() {
    if (!db_.failed()) info();
    if (!db_.failed() && job_.choice.is_all()) robots();
    if (!db_.failed()) find_shared_bodies();
    job_.choice.each([this](int64_t id, uint64_t done, uint64_t all) {
      const bool goes_on = page(id);
      job_.progress.show(done, all, [this] {
        return fmt::format("{} pages, {}", terminal::with_thousands(job_.pages),
                           terminal::size_text(static_cast<double>(bytes_)));
      });
      return goes_on && job_.to.output().is_open();
    });
    if (auto done = work_.finish(); !done) return done;
    return db_.take_failure();
  }

 private:
  // The first record: what all of the others are.
  void info() {
    const Run last = runs_.empty() ? Run{} : runs_.back();
    std::string text = field_line("software", "crawl/" + last.version) +
                       field_line("format", "WARC File Format 1.1") +
                       field_line("conformsTo",
                                  "http://iipc.github.io/warc-specifications/specifications/"
                                  "warc-format/warc-1.1/");
    if (!last.robots.empty()) text += field_line("robots", last.robots);
    if (!last.user_agent.empty()) text += field_line("http-header-user-agent", last.user_agent);
    text += field_line(
        "description",
        "Bodies are stored without content and transfer codings; the headers about them are kept "
        "as X-Orig-NAME. Requests contain what is known about them: the URL and User-Agent.");
    WarcRecord record;
    record.type = "warcinfo";
    record.date = terminal::utc_time(last.ended_at);
    record.id = style_.info_id = record_id("warcinfo", "", record.date, text);
    record.content_type = "application/warc-fields";
    record.head = text;
    style_.is_plain = job_.is_plain;
    write_record(record);
  }

  // Only the bytes of these are kept, not the answers they came in.
  void robots() {
    storage::Statement row = db_.prepare(
        "SELECT origin, coalesce(robots_ms, 0), robots_txt FROM host_rows "
        "WHERE robots_txt IS NOT NULL ORDER BY id");
    while (row.step()) {
      WarcRecord record;
      const std::string url = row.string(0) + "/robots.txt";
      const std::string digest = labelled(sha1_of(row.text(2)));
      record.type = "resource";
      record.date = terminal::utc_time(row.integer(1));
      record.id = record_id("resource", url, record.date, digest);
      record.target = as_target(url);
      record.content_type = "text/plain";
      record.more = {{"WARC-Warcinfo-ID", style_.info_id}, {"WARC-Payload-Digest", digest}};
      record.payload = row.text(2);
      write_record(record);
    }
  }

  void write_record(const WarcRecord& record) {
    std::string bytes;
    append_record(record, job_.is_plain, &bytes);
    job_.to.output().write(bytes);
  }

  void find_shared_bodies() {
    storage::Statement row = db_.prepare(
        "SELECT content_hash FROM page_rows WHERE content_hash IS NOT NULL GROUP BY content_hash "
        "HAVING count(*) > 1");
    while (row.step()) originals_.emplace(row.integer(0), WarcOriginal());
  }

  // False: no need to go on.
  bool page(int64_t id) {
    auto page = read_page(id);
    if (!page) return !db_.failed();
    compare_with_others(&*page);
    add_links(id, &*page);
    ++job_.pages;
    bytes_ += page->size;
    std::vector<WarcPage> resources = resources_of(id, *page);
    const std::size_t weight = 2 * std::min(page->size, uint64_t{kMaxBodyBytes}) +
                               (page->zstd ? page->zstd->size() : 0) + page->outlinks.size() +
                               page->headers_json.size();
    if (!work_.add(weight, [page = std::move(*page), this] { return records_of(page, style_); }))
      return false;
    return std::all_of(resources.begin(), resources.end(),
                       [this](WarcPage& one) { return add(std::move(one)); });
  }

  bool add(WarcPage resource) {
    const std::size_t weight = 2 * std::min(resource.size, uint64_t{kMaxBodyBytes}) +
                               (resource.zstd ? resource.zstd->size() : 0) +
                               resource.headers_json.size();
    return work_.add(weight, [one = std::move(resource), this] { return records_of(one, style_); });
  }

  // What a browser asked for while it rendered the page, as far as bodies are kept. No record of a
  // request says what was sent with a POST, so the answers to those stand for nothing.
  std::vector<WarcPage> resources_of(int64_t id, const WarcPage& page) {
    std::vector<WarcPage> resources;
    resource_.with(id);
    while (resource_.step()) {
      if (resource_.text(4) != "GET") continue;
      WarcPage& one = resources.emplace_back();
      one.url = resource_.string(0);
      one.date = page.date;
      one.user_agent = page.user_agent;
      one.status = static_cast<int>(resource_.integer(1));
      one.size = resource_.natural(2);
      one.total_ms = resource_.integer(3);
      one.found_on = page.url;
      one.status_line = resource_.string(5);
      one.headers_json = resource_.string(6);
      if (!resource_.is_null(7)) one.zstd = resource_.string(7);
      bytes_ += one.size;
    }
    return resources;
  }

  std::optional<WarcPage> read_page(int64_t id) {
    std::optional<WarcPage> page;
    if (page_.with(id).step()) {
      page.emplace();
      page->url = page_.string(0);
      page->date = terminal::utc_time(page_.integer(1));
      page->user_agent = user_agent_at(page_.integer(1));
      page->status = static_cast<int>(page_.integer(2));
      page->size = page_.natural(3);
      page->total_ms = page_.integer(4);
      page->http_version = page_.string(5);
      page->ip = page_.string(6);
      page->limits_hit = page_.string(7);
      page->found_on = page_.string(8);
      page->status_line = page_.string(9);
      page->headers_json = page_.string(10);
      if (!page_.is_null(11)) page->zstd = page_.string(11);
      content_hash_ = page_.integer(12);
      if (!page_.is_null(13)) page->raw_delta = page_.string(13);
    }
    page_.reset();
    return page;
  }

  std::string user_agent_at(int64_t time) const {
    const auto later = std::upper_bound(
        runs_.begin(), runs_.end(), time,
        [](int64_t fetched_at, const Run& run) { return fetched_at < run.started_at; });
    return later == runs_.begin() ? "" : std::prev(later)->user_agent;
  }

  // The first page with a body that others have too is written as ever, and the others refer to it.
  // Hashes only say where to look: bodies are the same if their digests are.
  void compare_with_others(WarcPage* page) {
    const auto found = originals_.find(content_hash_);
    if (found == originals_.end() || !page->zstd) return;
    auto body = body_of(*page);
    if (!body) return;  // told by the one who writes it
    page->body = std::move(body).value();
    const Sha1Digest digest = sha1_of(*page->body);
    WarcOriginal& original = found->second;
    if (original.id.empty()) {
      original = {response_id(page->url, page->date, digest), page->url, page->date, digest,
                  page->body->size()};
    } else if (original.digest == digest && original.size == page->body->size()) {
      page->original = original;
    }
  }

  void add_links(int64_t id, WarcPage* page) {
    link_.with(id);
    while (link_.step()) {
      page->outlinks += "outlink: ";
      page->outlinks += as_target(link_.text(0));
      page->outlinks += ' ';
      page->outlinks += link_.text(1);
      page->outlinks += "\r\n";
    }
  }

  ExportJob& job_;
  storage::Database& db_;
  const std::vector<Run> runs_;
  storage::Statement page_, link_, resource_;
  WarcStyle style_;
  int64_t content_hash_ = 0;                             // of the page last read
  uint64_t bytes_ = 0;                                   // of bodies
  std::unordered_map<int64_t, WarcOriginal> originals_;  // by hash: bodies of several pages
  OrderedWork work_;                                     // last: its jobs read the rest
};

}  // namespace

Result<void> export_warc(ExportJob& job) { return WarcExport(job).write(); }

}  // namespace explore
