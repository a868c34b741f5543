// The file must say from its first byte on whose it is, so that no other program's database is ever
// written to: the application id is committed together with the tables, before the switch to WAL.
// Older versions are brought up to date by adding, never by rewriting. Indexes that only reports
// need are built when a crawl ends, since keeping them up to date would cost more.
#include "storage/sqlite/sqlite_schema.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "storage/control/control_table.h"
#include "storage/database/transaction.h"
#include "storage/file/real_path.h"
#include "storage/findings/finding_tables.h"
#include "storage/lasting/lasting_table.h"
#include "storage/render/render_table.h"
#include "storage/sqlite/history_tables.h"
#include "storage/sqlite/sqlite_facts.h"
#include "storage/sqlite/sqlite_views.h"
#include "storage/store/place.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// Times are milliseconds since 1970 UTC. Keys are 64-bit hashes. A text that is absent is NULL.
constexpr char kTables[] = R"sql(
CREATE TABLE host(
  id INTEGER PRIMARY KEY,
  key INTEGER NOT NULL UNIQUE,
  origin TEXT NOT NULL,
  pages INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  total_ms INTEGER NOT NULL DEFAULT 0,
  robots_status INTEGER,
  robots_at INTEGER,
  crawl_delay_ms INTEGER,
  last_error TEXT);
CREATE TABLE robots(host_id INTEGER PRIMARY KEY, txt BLOB NOT NULL);
CREATE TABLE url(
  id INTEGER PRIMARY KEY,
  host_id INTEGER NOT NULL,
  url TEXT NOT NULL,
  state INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  hops INTEGER NOT NULL,
  role INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  found_on INTEGER,
  page_id INTEGER,
  detail TEXT);
CREATE TABLE url_key(
  host_id INTEGER NOT NULL, key INTEGER NOT NULL, url_id INTEGER NOT NULL, settled_depth INTEGER,
  PRIMARY KEY(host_id, key)) WITHOUT ROWID;
CREATE TABLE queue(
  host_id INTEGER NOT NULL, depth INTEGER NOT NULL, priority INTEGER NOT NULL,
  url_id INTEGER NOT NULL, key INTEGER NOT NULL,
  PRIMARY KEY(host_id, depth, priority, url_id)) WITHOUT ROWID;
CREATE TABLE delayed(
  due INTEGER NOT NULL, url_id INTEGER NOT NULL, host_id INTEGER NOT NULL, key INTEGER NOT NULL,
  PRIMARY KEY(due, url_id)) WITHOUT ROWID;
CREATE TABLE page(
  id INTEGER PRIMARY KEY,
  url_id INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL,
  status INTEGER NOT NULL,
  size INTEGER NOT NULL,
  transferred INTEGER NOT NULL,
  ttfb_ms INTEGER NOT NULL,
  total_ms INTEGER NOT NULL,
  word_count INTEGER NOT NULL,
  content_hash INTEGER NOT NULL,
  simhash INTEGER NOT NULL,
  redirect_id INTEGER,
  redirect_to TEXT,
  content_type TEXT, charset TEXT, title TEXT, description TEXT, lang TEXT, canonical TEXT,
  meta_robots TEXT, header_robots TEXT, http_version TEXT, ip TEXT, etag TEXT, last_modified TEXT,
  detail TEXT, limits_hit TEXT);
CREATE TABLE page_text(page_id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE body(page_id INTEGER PRIMARY KEY, status_line TEXT, headers TEXT NOT NULL, zstd BLOB);
CREATE TABLE link(
  id INTEGER PRIMARY KEY,
  target_id INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  nofollow INTEGER NOT NULL,
  position INTEGER,
  rel TEXT,
  anchor TEXT);
CREATE TABLE run(
  id INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER, end_reason TEXT,
  version TEXT NOT NULL, options TEXT NOT NULL, counts TEXT, pages INTEGER, bytes INTEGER);
CREATE TABLE tally(
  state INTEGER NOT NULL, reason INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY(state, reason)) WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counter VALUES('links', 0), ('opens', 0);
CREATE TABLE state_name(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE reason_name(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE link_kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
)sql";

// Since version 3.
constexpr char kNewKey[] = R"sql(
CREATE TABLE new_key(
  url_id INTEGER PRIMARY KEY, host_id INTEGER NOT NULL, key INTEGER NOT NULL, settled_depth INTEGER)
)sql";

// Since version 4. `columns` is a JSON array of {name, type, description}.
constexpr char kTablesOfFields[] = R"sql(
CREATE TABLE structured_item(
  page_id INTEGER NOT NULL, position INTEGER NOT NULL, syntax INTEGER NOT NULL, type TEXT,
  json TEXT NOT NULL, PRIMARY KEY(page_id, position)) WITHOUT ROWID;
CREATE TABLE page_article(
  page_id INTEGER PRIMARY KEY, title TEXT, byline TEXT, published TEXT, markdown TEXT NOT NULL);
CREATE TABLE syntax_name(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE extract_table(
  name TEXT PRIMARY KEY, description TEXT NOT NULL, columns TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE extract_error(
  url TEXT NOT NULL, table_name TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL,
  reason TEXT NOT NULL, value TEXT,
  PRIMARY KEY(url, table_name, position, field, reason)) WITHOUT ROWID;
)sql";

// Since version 5. `position` is the place of the entry's link on its page.
constexpr char kTablesOfSitemaps[] = R"sql(
CREATE TABLE sitemap_entry(
  page_id INTEGER NOT NULL, position INTEGER NOT NULL, lastmod TEXT,
  PRIMARY KEY(page_id, position)) WITHOUT ROWID;
CREATE TABLE sitemap_detail(
  page_id INTEGER NOT NULL, position INTEGER NOT NULL, place INTEGER NOT NULL, kind TEXT NOT NULL,
  name TEXT, value TEXT NOT NULL, PRIMARY KEY(page_id, position, place)) WITHOUT ROWID;
)sql";

// For what a start of the program asks of a file, whatever its size: few rows are in them, and the
// others cost a comparison. A file that has none of them, which any version reads, gets them.
// page_change_by_url has the kind so that all changes are counted by it without a look at each row.
constexpr char kIndexes[] = R"sql(
CREATE INDEX IF NOT EXISTS url_seed ON url(id) WHERE depth = 0 AND hops = 0 AND role = 0;
CREATE INDEX IF NOT EXISTS url_failed ON url(id) WHERE state = 3;
CREATE INDEX IF NOT EXISTS page_passing ON page(url_id)
  WHERE status = 408 OR status = 429 OR status >= 500;
CREATE INDEX IF NOT EXISTS url_check ON url(id) WHERE role >= 2;
CREATE INDEX IF NOT EXISTS page_change_by_url ON page_change(url_id, id, kind);
)sql";

// Since version 6. Secrets: ReadPermission lets nobody read it who asks through this program.
constexpr char kTableOfCookies[] = R"sql(
CREATE TABLE site_cookie(
  site TEXT NOT NULL, place INTEGER NOT NULL, domain TEXT NOT NULL, host_only INTEGER NOT NULL,
  path BLOB NOT NULL, name BLOB NOT NULL, value BLOB NOT NULL, secure INTEGER NOT NULL,
  expires INTEGER NOT NULL, PRIMARY KEY(site, place)) WITHOUT ROWID;
)sql";

// Since version 7. `method`: of a check, as storage::Method counts; NULL: it was read as a page.
constexpr char kColumnsOfChecks[] = R"sql(
ALTER TABLE page ADD COLUMN method INTEGER;
ALTER TABLE host ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;
)sql";

// Since version 7, filled with --check fragments alone. `page_place` has hashes; 0 says that these
// are all of the page. `place` is as FragmentRecord's.
constexpr char kTablesOfFragments[] = R"sql(
CREATE TABLE page_place(
  page_id INTEGER NOT NULL, hash INTEGER NOT NULL, PRIMARY KEY(page_id, hash)) WITHOUT ROWID;
CREATE TABLE fragment(
  page_id INTEGER NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL, written INTEGER NOT NULL,
  decoded INTEGER NOT NULL, fragment TEXT NOT NULL, anchor TEXT,
  PRIMARY KEY(page_id, place)) WITHOUT ROWID;
)sql";

// Since version 8.
constexpr char kTableOfCertificates[] = R"sql(
CREATE TABLE certificate(
  host_id INTEGER PRIMARY KEY, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, issuer TEXT,
  tls TEXT);
)sql";

// What follows shorter ways (StoreOptions::follows_shorter_ways): fetched URLs whose links were
// offered with a greater depth than they have now, and links that were skipped for
// Reason::kFollow. A file that has none of them, which any version reads, gets them.
constexpr char kTablesOfWays[] = R"sql(
CREATE TABLE IF NOT EXISTS nearer(url_id INTEGER PRIMARY KEY, depth INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS unnamed_link(id INTEGER PRIMARY KEY);
)sql";

// The header of an SQLite file: https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::size_t kHeaderBytes = 100;
constexpr std::size_t kUserVersionAt = 60;
constexpr std::size_t kApplicationIdAt = 68;
constexpr std::string_view kMagic("SQLite format 3\0", 16);

using FileHeader = std::array<unsigned char, kHeaderBytes>;

uint32_t big_endian(const FileHeader& header, std::size_t at) {
  return uint32_t{header[at]} << 24 | uint32_t{header[at + 1]} << 16 |
         uint32_t{header[at + 2]} << 8 | uint32_t{header[at + 3]};
}

Error too_new(const std::string& path, int64_t version, std::string_view or_else = "") {
  return {
      ErrorCode::kTooNew,
      fmt::format("{}: written by a newer version of crawl (schema {}, this one knows up to {}): "
                  "use that version{}",
                  path, version, kSchemaVersion, or_else)};
}

constexpr std::string_view kOrAnother = ", or choose another file with -o";

Error not_ours(const std::string& path) {
  return {ErrorCode::kNotOurs,
          path + ": exists and is not a crawl database: choose another file with -o"};
}

Error io_error(const std::string& path, std::string_view what, std::string_view remedy) {
  return {ErrorCode::kIo, fmt::format("{}: {}: {}", path, what, remedy)};
}

constexpr std::string_view kOtherFile = "choose another file with -o";

Result<FileKind> inspect_missing(const std::string& path, int why) {
  if (why != ENOENT) return io_error(path, std::strerror(why), kOtherFile);
  const std::string name = real_path(path);  // a link's target may be in no folder, too
  const std::size_t slash = name.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : name.substr(0, slash + 1);
  struct stat status {};
  if (stat(folder.c_str(), &status) == 0) return FileKind::kMissingOrEmpty;
  const bool is_link = lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
  const std::string what =
      is_link ? fmt::format("is a symbolic link to {}, whose folder does not exist", name)
              : "its folder does not exist";
  return io_error(path, what, fmt::format("make it with: mkdir -p {}", folder));
}

// What the header says; `is_ours` is false for other files, `is_empty` for one without a byte.
struct Inspected {
  bool is_empty = false;
  bool is_ours = false;
  uint32_t version = 0;
};

Result<Inspected> inspect_header(const std::string& path, std::string_view remedy) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, std::strerror(errno), remedy);
  FileHeader header{};
  const ssize_t size = pread(fd, header.data(), header.size(), 0);
  const int why = errno;
  close(fd);
  if (size < 0) return io_error(path, std::strerror(why), remedy);
  const bool is_sqlite = static_cast<std::size_t>(size) == kHeaderBytes &&
                         std::memcmp(header.data(), kMagic.data(), kMagic.size()) == 0;
  return Inspected{size == 0, is_sqlite && big_endian(header, kApplicationIdAt) == kApplicationId,
                   big_endian(header, kUserVersionAt)};
}

void write_names(Database& db, const std::vector<LinkKindName>& link_kinds) {
  Statement state = db.prepare("INSERT OR REPLACE INTO state_name VALUES(?1, ?2)");
  for (int i = 0; i <= static_cast<int>(UrlState::kFailed); ++i) {
    state.with(i, name_of(static_cast<UrlState>(i))).run();
  }
  Statement reason = db.prepare("INSERT OR REPLACE INTO reason_name VALUES(?1, ?2)");
  for (const ReasonRow& row : kReasons) reason.with(static_cast<int>(row.reason), row.name).run();
  Statement kind = db.prepare("INSERT OR REPLACE INTO link_kind VALUES(?1, ?2)");
  for (const LinkKindName& link : link_kinds) kind.with(int{link.kind}, link.name).run();
}

// The tables and the mark that the file is ours come in one transaction of the rollback journal,
// before the switch to WAL: from its first byte on the main file says whose it is, whenever the
// program dies.
Result<void> create(Database& db, int page_bytes) {
  db.exec(fmt::format("PRAGMA page_size={}", page_bytes));
  if (auto ready = db.take_failure(); !ready) return ready;
  Transaction transaction(db, Transaction::Kind::kWrite);
  db.exec(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", kApplicationId,
                      kSchemaVersion));
  db.exec(kTables);
  db.exec(kNewKey);
  db.exec(kTablesOfFields);
  db.exec(kTablesOfSitemaps);
  db.exec(kTableOfCookies);
  db.exec(kColumnsOfChecks);
  db.exec(kTablesOfFragments);
  db.exec(tables_of_facts());
  db.exec(kTableOfCertificates);
  db.exec(std::string(tables_of_history()));
  db.exec(std::string(tables_of_findings()));
  db.exec(std::string(tables_of_rendering()));
  db.exec(std::string(tables_of_control()));
  return transaction.commit();
}

void migrate(Database& db, int64_t from) {
  if (from < 2) db.exec("ALTER TABLE url_key ADD COLUMN settled_depth INTEGER");
  if (from < 3) db.exec(kNewKey);
  if (from < 4) db.exec(kTablesOfFields);
  if (from < 5) db.exec(kTablesOfSitemaps);
  if (from < 6) db.exec(kTableOfCookies);
  if (from < 7) {
    db.exec(kColumnsOfChecks);
    db.exec(kTablesOfFragments);
  }
  if (from < 8) {
    db.exec(tables_of_facts());
    db.exec(kTableOfCertificates);
  }
  if (from < 9) {
    db.exec(std::string(tables_of_history()));
    db.exec(std::string(tables_of_findings()));
  }
  if (from < 11) db.exec(std::string(tables_of_rendering()));
  if (from < 11) db.exec(std::string(tables_of_control()));
  db.exec(fmt::format("PRAGMA user_version={}", kSchemaVersion));
}

bool has_statistics(Database& db) {
  return db.integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'") > 0;
}

// That of files that this version made before changes were counted by an index. What was known of
// it holds of the new one: of an index without statistics among others that have some SQLite thinks
// too well, and looks at all changes to find the newest.
void replace_index_of_changes(Database& db) {
  if (db.integer_of("SELECT count(*) FROM sqlite_schema WHERE name = 'page_change_of'") == 0)
    return;
  const bool is_counted = has_statistics(db);
  // To drop an index is to drop its statistics.
  if (is_counted)
    db.exec(
        "UPDATE sqlite_stat1 SET idx = 'page_change_by_url', stat = stat || ' 1' "
        "WHERE idx = 'page_change_of'");
  db.exec("DROP INDEX page_change_of");
  if (is_counted) db.exec("ANALYZE sqlite_schema");
}

}  // namespace

Result<FileKind> inspect_file(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return inspect_missing(path, errno);
  if (S_ISDIR(status.st_mode)) return io_error(path, "is a folder", "name a file in it with -o");
  if (!S_ISREG(status.st_mode)) return io_error(path, "is not a regular file", kOtherFile);
  if (access(path.c_str(), R_OK | W_OK) != 0) {
    return io_error(path, std::strerror(errno),
                    "make it readable and writable, or choose another file with -o");
  }
  auto inspected = inspect_header(path, kOtherFile);
  if (!inspected) return inspected.error();
  if (inspected->is_empty) return FileKind::kMissingOrEmpty;
  if (!inspected->is_ours) return not_ours(path);
  if (inspected->version > kSchemaVersion) return too_new(path, inspected->version, kOrAnother);
  return FileKind::kOurs;
}

Result<FileLock> lock_to_write(const std::string& path) {
  // Once before the lock file is made, for its own words; once more under the lock.
  if (auto kind = inspect_file(path); !kind && kind.error().code == ErrorCode::kIo)
    return kind.error();
  auto lock = FileLock::take(path);
  if (!lock) return lock.error();
  if (auto kind = inspect_file(path); !kind) {
    lock->withdraw();
    return kind.error();
  }
  return lock;
}

Result<void> inspect_to_read(const std::string& path) {
  if (is_postgres_place(path)) {
    return io_error(shown_place(path), "is no file, and this command reads files",
                    "make one of it with: crawl pull");
  }
  constexpr std::string_view kName =
      "give the file that a crawl wrote (its -o, crawl.db by default)";
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    const int why = errno;
    return io_error(path, why == ENOENT ? "no such file" : std::strerror(why), kName);
  }
  if (S_ISDIR(status.st_mode)) return io_error(path, "is a folder", kName);
  if (!S_ISREG(status.st_mode)) return io_error(path, "is not a regular file", kName);
  auto inspected = inspect_header(path, "make it readable");
  if (!inspected) return inspected.error();
  if (!inspected->is_ours) {
    return Error{ErrorCode::kNotOurs,
                 fmt::format("{}: {}: {}", path,
                             inspected->is_empty ? "is empty" : "is not a crawl database", kName)};
  }
  return check_version(path, inspected->version);
}

Result<void> check_version(const std::string& path, int64_t version) {
  if (version > kSchemaVersion) return too_new(path, version);
  // Version 1 is the first; what a later one added, no reader needs.
  if (version < 1) {
    return Error{ErrorCode::kNotOurs, path + ": is not a crawl database: it has no schema version"};
  }
  return {};
}

Result<void> prepare_schema(Database& db, const std::vector<LinkKindName>& link_kinds,
                            int page_bytes) {
  int64_t version = db.integer_of("PRAGMA user_version");
  const bool is_empty = db.integer_of("SELECT count(*) FROM sqlite_schema") == 0;
  if (auto readable = db.take_failure(); !readable) return readable;
  if (version > kSchemaVersion) return too_new(db.path(), version, kOrAnother);
  if (is_empty) {
    if (auto created = create(db, page_bytes); !created) return created;
    version = kSchemaVersion;
  }
  if (version < 1) return not_ours(db.path());
  db.exec("PRAGMA journal_mode=WAL");
  if (auto wal = db.take_failure(); !wal) return wal;
  Transaction transaction(db, Transaction::Kind::kWrite);
  if (version < kSchemaVersion) migrate(db, version);
  db.exec(kIndexes);
  replace_index_of_changes(db);
  index_texts_of_changes(db);
  db.exec(kTablesOfWays);
  add_finding_spans(db);
  // Files that this version made before reasons and values were apart.
  if (db.integer_of(
          "SELECT count(*) FROM pragma_table_info('extract_error') WHERE name = 'value'") == 0)
    db.exec("ALTER TABLE extract_error ADD COLUMN value TEXT");
  write_names(db, link_kinds);
  write_names_of_history(db);
  write_names_of_rendering(db);
  replace_views(db);
  return transaction.commit();
}

namespace {

// Built when a crawl ends, dropped when one begins: a crawl that maintained them would be slower.
struct ReportIndex {
  std::string_view name, on;
};
constexpr std::array kReportIndexes{
    ReportIndex{"link_by_target", "link(target_id)"},
    // Of those that have or had a page alone ($had_page in history_views.cc): they are few beside
    // the URLs that are known. 20: Reason::kRobots.
    ReportIndex{"page_by_url", "url(url) WHERE page_id IS NOT NULL OR reason = 20"},
};

// A table of a few rows is scanned by what its statistics say, also when a later run has filled it;
// what nobody has counted is taken for large. (SQLite 3.46 does so, 3.40 did not.)
void forget_small_statistics(Database& db) {
  if (!has_statistics(db)) return;
  db.exec(
      "DELETE FROM sqlite_stat1 WHERE tbl IN (SELECT tbl FROM sqlite_stat1 GROUP BY tbl "
      "HAVING max(CAST(stat AS INTEGER)) < 10000); ANALYZE sqlite_schema");
}

std::vector<std::string> names_in_new_file(std::string_view condition) {
  auto db = Database::open(":memory:");
  std::vector<std::string> names;
  if (!db || !prepare_schema(**db, {}, 4096)) return names;
  Statement name =
      (*db)->prepare(fmt::format("SELECT lower(name) FROM sqlite_schema WHERE {}", condition));
  while (name.step()) names.push_back(name.string(0));
  return names;
}

}  // namespace

std::vector<std::string> taken_table_names() {
  std::vector<std::string> names = names_in_new_file("1");
  // Rules may have made a table of that name when there was no such view.
  std::erase_if(names, may_be_taken);
  // What is built when a crawl ends is missing there.
  if (!names.empty())
    for (const ReportIndex& index : kReportIndexes) names.emplace_back(index.name);
  names.emplace_back(LastingTable::kName);
  return names;
}

std::vector<std::string> base_table_names() { return names_in_new_file("type = 'table'"); }

Result<void> build_report_indexes(Database& db) {
  for (const ReportIndex& index : kReportIndexes)
    db.exec(fmt::format("CREATE INDEX IF NOT EXISTS {} ON {}", index.name, index.on));
  if (auto built = db.take_failure(); !built) return built;
  // Looks at so many rows of an index: enough for its shape, milliseconds at any size. `optimize`
  // counts what has been asked here, and a crawl only adds to its changes.
  db.exec("PRAGMA analysis_limit=400; PRAGMA optimize; ANALYZE page_change");
  forget_small_statistics(db);
  return db.take_failure();
}

void drop_report_indexes(Database& db) {
  for (const ReportIndex& index : kReportIndexes)
    db.exec(fmt::format("DROP INDEX IF EXISTS {}", index.name));
}

bool has_report_indexes(Database& db) {
  Statement there = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1");
  for (const ReportIndex& index : kReportIndexes) {
    const bool is_there = there.with(index.name).step();
    there.reset();
    if (!is_there) return false;
  }
  return true;
}

}  // namespace storage
