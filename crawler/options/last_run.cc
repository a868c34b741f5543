#include "crawler/options/last_run.h"

#include "storage/sqlite/reader.h"
#include "storage/sqlite/sqlite.h"

namespace crawler {

ground::Result<LastRun> read_last_run(const std::string& path) {
  auto reader = storage::Reader::open(path);
  if (!reader) return reader.error();
  storage::Database& db = (*reader)->database();
  LastRun last;
  {
    storage::Statement run = db.prepare("SELECT options FROM run_rows ORDER BY id DESC LIMIT 1");
    if (run.step()) last.options = run.string(0);
    // Sitemaps that nobody named are in no page either.
    storage::Statement seed =
        db.prepare("SELECT url FROM url_rows WHERE found_on_id IS NULL AND is_sitemap = 0");
    while (seed.step()) last.seeds.push_back(seed.string(0));
  }
  if (auto read = db.take_failure(); !read) return read.error();
  if (auto same = (*reader)->check(); !same) return same.error();
  return last;
}

}  // namespace crawler
