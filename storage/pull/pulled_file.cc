// Places of the source are the ids here, so nothing needs to be remembered from one pull to the
// next: a row that is there is the row of that place. What sums up others (tally, queue, sums of
// hosts) is left alone until finish(), which makes it of what is there.
#include "storage/pull/pulled_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "ground/utf8.h"
#include "storage/database/raw_text.h"
#include "storage/database/transaction.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_urls.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

constexpr int kUsualPageBytes = 8192;  // as a crawl's file has them
constexpr std::size_t kCacheBytes = 64u << 20;
constexpr std::size_t kMostIds = 1u << 20;  // that are remembered: about 60 MB

// `last_run`: of those that were pulled, so that a later one was begun on the file itself.
constexpr char kTable[] =
    "CREATE TABLE IF NOT EXISTS pull(source TEXT NOT NULL, last_run INTEGER NOT NULL)";

constexpr char kSums[] = R"sql(
DELETE FROM tally;
INSERT INTO tally SELECT state, reason, count(*) FROM url GROUP BY state, reason;
UPDATE counter SET n = (SELECT count(*) FROM link) WHERE name = 'links';
UPDATE host SET pages = s.pages, failed = s.failed, bytes = s.bytes, total_ms = s.total_ms,
  checks = s.checks
FROM (SELECT h.id, coalesce(sum(u.state = 1 AND u.role < 2), 0) AS pages,
    coalesce(sum(u.state = 3), 0) AS failed, coalesce(sum(p.transferred), 0) AS bytes,
    coalesce(sum(CASE WHEN u.role < 2 THEN p.total_ms END), 0) AS total_ms,
    coalesce(sum(u.state = 1 AND u.role >= 2), 0) AS checks
  FROM host h LEFT JOIN url u ON u.host_id = h.id LEFT JOIN page p ON p.id = u.page_id
  GROUP BY h.id) s
WHERE s.id = host.id;
)sql";

std::string queue_script() {
  return fmt::format(
      "DELETE FROM delayed; DELETE FROM queue; "
      "INSERT INTO queue(host_id, depth, priority, url_id, key) "
      "SELECT u.host_id, CASE WHEN u.role >= {} THEN min(u.depth, {} - 1) + {} ELSE u.depth END, "
      "u.priority, u.id, k.key FROM url_key k JOIN url u ON u.id = k.url_id WHERE u.state = {} "
      "ORDER BY 1, 2, 3, 4",
      static_cast<int>(Role::kLink), kDepthOfChecks, kDepthOfChecks,
      static_cast<int>(UrlState::kWaiting));
}

// ?1: the place of the row's URL or host.
std::string keep_statement(const CopiedTable& table, bool is_of_part) {
  std::string values;
  for (std::size_t i = 0; i < table.kinds.size(); ++i)
    values += fmt::format("{}?{}", i == 0 ? "" : ", ", i + 2);
  const std::string has_page = is_of_part && !table.is_of_hosts
                                   ? fmt::format(
                                         " AND u.id IN (SELECT url_id FROM pull_part) "
                                         "AND (u.page_id IS NOT NULL OR u.reason = {})",
                                         static_cast<int>(Reason::kRobots))
                                   : std::string();
  return fmt::format("INSERT OR REPLACE INTO {}({}) SELECT {} FROM {} u WHERE u.id = ?1{}",
                     table.name, table.columns, values, table.is_of_hosts ? "host" : "url",
                     has_page);
}

}  // namespace

// --- Opening

Result<std::unique_ptr<PulledFile>> PulledFile::open(const std::string& path,
                                                     const std::string& source,
                                                     const StoreOptions& options) {
  auto lock = lock_to_write(path);
  if (!lock) return lock.error();
  auto opened = Database::open(path);
  if (!opened) return opened.error();
  std::unique_ptr<Database> db = std::move(opened).value();
  if (auto ready = prepare_schema(*db, options.link_kinds, kUsualPageBytes); !ready)
    return ready.error();
  std::unique_ptr<PulledFile> file(new PulledFile(std::move(lock).value(), std::move(db)));
  if (auto begun = file->begin(source, options); !begun) return begun.error();
  return file;
}

PulledFile::PulledFile(FileLock lock, std::unique_ptr<Database> db)
    : lock_(std::move(lock)),
      db_(std::move(db)),
      tally_(*db_),
      pages_(*db_, tally_, false),
      tables_(*db_),
      host_(db_->prepare(
          "INSERT INTO host(id, key, origin, robots_status, robots_at, crawl_delay_ms, last_error) "
          "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT(id) DO UPDATE SET "
          "robots_status = excluded.robots_status, robots_at = excluded.robots_at, "
          "crawl_delay_ms = excluded.crawl_delay_ms, last_error = excluded.last_error")),
      robots_(db_->prepare("INSERT OR REPLACE INTO robots(host_id, txt) VALUES(?1, ?2)")),
      no_robots_(db_->prepare("DELETE FROM robots WHERE host_id = ?1")),
      certificate_(db_->prepare("INSERT OR REPLACE INTO certificate VALUES(?1, ?2, ?3, ?4, ?5)")),
      url_(db_->prepare(
          "INSERT INTO url(id, host_id, url, state, reason, depth, hops, role, priority, attempts, "
          "found_on, detail) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
          "ON CONFLICT(id) DO UPDATE SET state = excluded.state, reason = excluded.reason, "
          "depth = excluded.depth, hops = excluded.hops, role = excluded.role, "
          "priority = excluded.priority, attempts = excluded.attempts, detail = excluded.detail")),
      key_(db_->prepare("INSERT OR IGNORE INTO url_key(host_id, key, url_id) VALUES(?1, ?2, ?3)")),
      page_of_(db_->prepare("SELECT page_id FROM url WHERE id = ?1 AND page_id IS NOT NULL")),
      set_page_(db_->prepare("UPDATE url SET page_id = ?2 WHERE id = ?1")),
      has_page_(db_->prepare("SELECT 1 FROM page WHERE id = ?1")),
      find_host_(db_->prepare("SELECT id FROM host WHERE key = ?1")),
      find_url_(db_->prepare("SELECT url_id FROM url_key WHERE host_id = ?1 AND key = ?2")),
      run_(db_->prepare("INSERT OR REPLACE INTO run(id, started_at, ended_at, end_reason, version, "
                        "options, counts, pages, bytes) "
                        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")) {}

PulledFile::~PulledFile() = default;

Result<void> PulledFile::begin(const std::string& source, const StoreOptions& options) {
  db_->exec("PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY");
  db_->exec(fmt::format("PRAGMA cache_size=-{}", kCacheBytes / 1024));
  tally_.load();
  if (auto ready = db_->take_failure(); !ready) return ready;
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  db_->exec(kTable);
  const bool has_urls = db_->integer_of("SELECT count(*) FROM (SELECT 1 FROM url LIMIT 1)") > 0;
  const bool was_pulled = db_->integer_of("SELECT count(*) FROM pull") > 0;
  const bool has_runs =
      db_->integer_of(
          "SELECT coalesce(max(id), 0) > coalesce((SELECT last_run FROM pull), 0) FROM run") != 0;
  if (has_runs || (has_urls && !was_pulled))
    return Error{ErrorCode::kNotOurs,
                 db_->path() + ": has a crawl of its own: choose another file with -o"};
  Statement from = db_->prepare("SELECT source FROM pull");
  if (was_pulled && from.step() && from.text(0) != source)
    return Error{ErrorCode::kNotOurs,
                 fmt::format("{}: was pulled from {}: choose another file with -o", db_->path(),
                             from.text(0))};
  from.reset();
  if (!was_pulled) db_->prepare("INSERT INTO pull VALUES(?1, 0)").with(source).run();
  db_->exec("INSERT OR REPLACE INTO counter VALUES('pulling', 1)");
  Statement syntax = db_->prepare("INSERT OR REPLACE INTO syntax_name VALUES(?1, ?2)");
  for (std::size_t i = 0; i < options.syntaxes.size(); ++i)
    syntax.with(static_cast<uint64_t>(i), options.syntaxes[i]).run();
  auto tables = tables_.prepare(options.tables, SqliteTables::Existing::kKeep);
  if (!tables) return tables;
  drop_report_indexes(*db_);
  was_empty_ = !has_urls;
  return transaction.commit();
}

// --- Filling

Result<void> PulledFile::keep_hosts(std::span<const CopiedHost> hosts) {
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  for (const CopiedHost& host : hosts) {
    host_
        .with(host.place, host.key, host.origin, host.robots_status, host.robots_at,
              host.crawl_delay_ms, OrNull{host.last_error})
        .run();
    if (host.certificate_at)
      certificate_
          .with(host.place, *host.certificate_at, host.certificate_expires_at,
                OrNull{host.certificate_issuer}, OrNull{host.certificate_tls})
          .run();
    // As SqliteHosts keeps it: a text where it is one.
    const auto& txt = host.robots_txt;
    if (!txt)
      no_robots_.with(host.place).run();
    else if (ground::is_valid_utf8(*txt) && txt->find('\0') == std::string::npos)
      robots_.with(host.place, *txt).run();
    else
      robots_.with(host.place, Blob{*txt}).run();
  }
  return transaction.commit();
}

Result<void> PulledFile::keep_urls(std::span<const CopiedUrl> urls) {
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  for (const CopiedUrl& url : urls) {
    // It was fetched, and is to be fetched again.
    if (!was_empty_ && url.state != UrlState::kFetched && page_of_.with(url.place).step()) {
      const int64_t page = page_of_.integer(0);
      page_of_.reset();
      forget_page(url.place, page);
    }
    page_of_.reset();
    const auto found_on = url.found_on != 0 ? std::optional(url.found_on) : std::nullopt;
    url_.with(url.place, url.host_place, url.url, static_cast<int>(url.state),
              static_cast<int>(url.reason), url.depth, int{url.hops}, static_cast<int>(url.role),
              int{url.priority}, url.attempts, found_on, OrNull{url.detail})
        .run();
    key_.with(url.host_place, url.key.url, url.place).run();
  }
  return transaction.commit();
}

Result<std::vector<ground::UrlKey>> PulledFile::unknown(std::span<const ground::UrlKey> keys) {
  std::set<ground::UrlKey> unknown;
  Transaction transaction(*db_, Transaction::Kind::kRead);
  for (const ground::UrlKey& key : keys)
    if (find_url(key) == 0) unknown.insert(key);
  if (auto read = transaction.commit(); !read) return read.error();
  return std::vector(unknown.begin(), unknown.end());
}

Result<std::vector<uint64_t>> PulledFile::unknown_hosts(std::span<const CopiedUrl> urls) {
  std::set<uint64_t> unknown;
  Transaction transaction(*db_, Transaction::Kind::kRead);
  for (const CopiedUrl& url : urls)
    if (find_host(url.key.host) == 0) unknown.insert(url.key.host);
  if (auto read = transaction.commit(); !read) return read.error();
  return std::vector(unknown.begin(), unknown.end());
}

Result<std::vector<CopiedPageId>> PulledFile::missing(std::span<const CopiedPageId> pages) {
  std::vector<CopiedPageId> missing;
  Transaction transaction(*db_, Transaction::Kind::kRead);
  for (const CopiedPageId& page : pages) {
    if (was_empty_ || !has_page_.with(page.id).step()) missing.push_back(page);
    has_page_.reset();
  }
  if (auto read = transaction.commit(); !read) return read.error();
  return missing;
}

Result<void> PulledFile::keep_pages(std::span<const CopiedPage> pages) {
  std::vector<int64_t> targets;
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  for (const CopiedPage& page : pages)
    for (const Outlink& link : page.commit.outlinks) {
      targets.push_back(find_url(link.target.key));
      if (targets.back() == 0) db_->fail_as_damaged("a link leads to a URL that was not pulled");
    }
  tally_.begin();
  std::vector<SqliteUrls::Offer> offers;
  std::size_t next = 0;
  for (const CopiedPage& page : pages) {
    if (page_of_.with(page.of.url_place).step()) {
      const int64_t old = page_of_.integer(0);
      page_of_.reset();
      forget_page(page.of.url_place, old);
    }
    page_of_.reset();
    offers.clear();
    for (const Outlink& link : page.commit.outlinks)
      offers.push_back({&link.target, 0, targets[next++]});
    pages_.keep(page.commit, {page.of.id, page.of.url_place, page.fetched_at}, offers);
    if (page.commit.tables) tables_.keep(*page.commit.tables);
    set_page_.with(page.of.url_place, page.of.id).run();
  }
  return transaction.commit();
}

Result<void> PulledFile::begin_part() {
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  db_->exec("DROP TABLE IF EXISTS pull_part; CREATE TABLE pull_part(url_id INTEGER PRIMARY KEY)");
  is_part_ = true;
  return transaction.commit();
}

Result<void> PulledFile::own(std::span<const int64_t> urls) {
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  Statement own = db_->prepare("INSERT OR IGNORE INTO pull_part VALUES(?1)");
  for (const int64_t url : urls) own.with(url).run();
  return transaction.commit();
}

// Parts of versions are found by their versions, which come before them. What is of hosts only
// grows.
Result<void> PulledFile::forget_history() {
  if (was_empty_) return {};
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  for (auto table = std::rbegin(kCopiedHistory); table != std::rend(kCopiedHistory); ++table) {
    if (is_part_ && table->is_of_hosts) continue;
    const bool has_urls = table->columns.starts_with("url_id");
    const std::string_view which =
        !is_part_  ? ""
        : has_urls ? " WHERE url_id IN (SELECT url_id FROM pull_part)"
                   : " WHERE version_id IN (SELECT v.id FROM pull_part p JOIN page_version v "
                     "ON v.url_id = p.url_id)";
    db_->exec(fmt::format("DELETE FROM {}{}", table->name, which));
  }
  return transaction.commit();
}

Result<void> PulledFile::keep_history(std::size_t which, std::span<const CopiedRow> rows) {
  const CopiedTable& table = kCopiedHistory[which];
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  Statement keep = db_->prepare(keep_statement(table, is_part_));
  for (const CopiedRow& row : rows) {
    keep.with(row.place);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const int place = static_cast<int>(i) + 2;
      if (const auto* const number = std::get_if<int64_t>(&row.cells[i]))
        keep.bind(place, *number);
      else if (const auto* const bytes = std::get_if<std::string>(&row.cells[i]))
        table.kinds[i] == 'b' ? keep.bind(place, Blob{*bytes}) : keep.bind(place, *bytes);
      else
        keep.bind(place, std::nullopt);
    }
    keep.run();
  }
  return transaction.commit();
}

Result<void> PulledFile::keep_runs(std::span<const CopiedRun> runs) {
  Transaction transaction(*db_, Transaction::Kind::kWrite);
  int64_t last = 0;
  for (const CopiedRun& run : runs) {
    run_.with(run.id, run.started_at, run.ended_at, OrNull{run.end_reason}, run.version,
              run.options_json, OrNull{run.counts_json}, run.pages, run.bytes)
        .run();
    last = std::max(last, run.id);
  }
  db_->prepare("UPDATE pull SET last_run = ?1").with(last).run();
  return transaction.commit();
}

Result<void> PulledFile::finish() {
  {
    Transaction transaction(*db_, Transaction::Kind::kWrite);
    db_->exec(kSums);
    db_->exec(queue_script());
    db_->exec("DELETE FROM counter WHERE name = 'pulling'; DROP TABLE IF EXISTS pull_part");
    if (auto done = transaction.commit(); !done) return done;
  }
  if (auto indexed = build_report_indexes(*db_); !indexed) return indexed;
  db_->exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return db_->take_failure();
}

void PulledFile::forget_page(int64_t url, int64_t page) {
  tally_.begin();
  pages_.forget(page);
  set_page_.with(url, std::nullopt).run();
}

int64_t PulledFile::find_host(uint64_t key) {
  if (const auto at = host_ids_.find(key); at != host_ids_.end()) return at->second;
  int64_t id = 0;
  if (find_host_.with(key).step()) id = find_host_.integer(0);
  find_host_.reset();
  if (id == 0) return 0;
  if (host_ids_.size() >= kMostIds) host_ids_.clear();
  host_ids_.emplace(key, id);
  return id;
}

int64_t PulledFile::find_url(const ground::UrlKey& key) {
  if (const auto at = url_ids_.find(key); at != url_ids_.end()) return at->second;
  const int64_t host = find_host(key.host);
  if (host == 0) return 0;
  int64_t id = 0;
  if (find_url_.with(host, key.url).step()) id = find_url_.integer(0);
  find_url_.reset();
  if (id == 0) return 0;
  if (url_ids_.size() >= kMostIds) url_ids_.clear();
  url_ids_.emplace(key, id);
  return id;
}

}  // namespace storage
