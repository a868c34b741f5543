#include "storage/open_store.h"

#include "storage/database/database.h"
#include "storage/memory/memory_store.h"
#include "storage/noted_changes.h"
#include "storage/postgres/postgres_last_run.h"
#include "storage/postgres/postgres_store.h"
#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite_schema.h"
#include "storage/sqlite/sqlite_store.h"
#include "storage/store/place.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

Result<std::unique_ptr<Store>> open_store(const std::string& where, const StoreOptions& options) {
  if (where == ":memory:") return std::unique_ptr<Store>(std::make_unique<MemoryStore>());
  if (is_postgres_place(where)) {
    auto shared = PostgresStore::open(where, options);
    if (!shared) return shared.error();
    return std::unique_ptr<Store>(std::move(shared).value());
  }
  if (where.find("://") != std::string::npos) {
    return Error{ErrorCode::kIo,
                 where +
                     ": unknown kind of store: give a file, or postgres://HOST/DATABASE, "
                     "with -o"};
  }
  auto store = SqliteStore::open(where, options);
  if (!store) return store.error();
  return std::unique_ptr<Store>(std::move(store).value());
}

std::vector<std::string> reserved_table_names() { return taken_table_names(); }

ground::Result<LastRun> read_last_run(const std::string& where) {
  if (is_postgres_place(where)) return read_postgres_last_run(where);
  auto reader = Reader::open(where);
  if (!reader) return reader.error();
  Database& db = (*reader)->database();
  LastRun last;
  {
    Statement run = db.prepare("SELECT options FROM run_rows ORDER BY id DESC LIMIT 1");
    if (run.step()) last.options_json = run.string(0);
    // Sitemaps that nobody named are in no page either.
    Statement seed =
        db.prepare("SELECT url FROM url_rows WHERE found_on_id IS NULL AND is_sitemap = 0");
    while (seed.step()) last.seeds.push_back(seed.string(0));
  }
  if (auto read = db.take_failure(); !read) return read.error();
  if (auto same = (*reader)->check(); !same) return same.error();
  return last;
}

// With locks: the crawl that writes to it is in this process.
Result<std::vector<NotedChange>> read_noted_changes(const std::string& where, int64_t after,
                                                    std::size_t most) {
  if (is_postgres_place(where)) return std::vector<NotedChange>();  // told of files alone
  auto db = Database::open_to_read(where, false);
  if (!db) return db.error();
  std::vector<NotedChange> changes = noted_changes(**db, after, most);
  if (auto read = (*db)->take_failure(); !read) return read.error();
  return changes;
}

Result<int64_t> read_last_noted_change(const std::string& where) {
  if (is_postgres_place(where)) return int64_t{0};
  auto db = Database::open_to_read(where, false);
  if (!db) return db.error();
  const int64_t last = last_noted_change(**db);
  if (auto read = (*db)->take_failure(); !read) return read.error();
  return last;
}

Result<std::optional<int64_t>> read_told_change(const std::string& where) {
  if (is_postgres_place(where)) return std::optional<int64_t>();
  auto db = Database::open_to_read(where, false);
  if (!db) return db.error();
  const std::optional<int64_t> told = told_change(**db);
  if (auto read = (*db)->take_failure(); !read) return read.error();
  return told;
}

Result<void> keep_told_change(const std::string& where, int64_t id) {
  if (is_postgres_place(where)) return {};
  auto db = Database::open(where);
  if (!db) return db.error();
  keep_told_change(**db, id);
  return (*db)->take_failure();
}

}  // namespace storage
