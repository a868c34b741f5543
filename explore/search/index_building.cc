// The index is SQLite's FTS5 without the texts, since the crawl's database has them. A new one is
// written without a journal under another name and renamed when it is complete, so a search that is
// interrupted leaves nothing half done. Pages are read in short stretches: a reader that stays open
// would keep a running crawl from shortening its journal.
#include "explore/search/index_building.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "explore/search/index_file.h"
#include "explore/search/search_text.h"
#include "ground/ascii.h"
#include "storage/database/transaction.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;
using storage::Database;

// Bytes of words gathered before they are written: fewer, larger pieces to be merged later.
constexpr int kGathered = 64 << 20;
// Pages read in one go: a crawl that runs can't shorten its journal meanwhile.
constexpr uint64_t kAtOnce = 5'000;

// As tags of languages are compared: in lower case, with dashes.
std::string folded_tag(std::string_view tag) {
  std::string out(tag);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c == '_' ? '-' : ground::ascii::lower(c); });
  return out;
}

class Indexer {
 public:
  Indexer(CrawlFile& crawl, Database& index)
      : crawl_(crawl),
        index_(index),
        page_(crawl.database().prepare(
            "SELECT p.id, u.host_id, p.fetched_ms, p.lang, p.title, x.text, p.status, "
            "p.content_hash FROM page_rows p JOIN url_rows u ON u.id = p.url_id "
            "LEFT JOIN text_rows x ON x.page_id = p.id "
            "WHERE p.id > ?1 ORDER BY p.id LIMIT ?2")),
        add_page_(index.prepare("INSERT INTO page VALUES(?1, ?2, ?3, ?4)")),
        add_words_(index.prepare("INSERT INTO words(rowid, title, text) VALUES(?1, ?2, ?3)")) {}

  // Some of the pages behind the stamp, which moves on; gives how many.
  uint64_t add_some(IndexStamp* stamp) {
    uint64_t pages = 0;
    const int64_t last = crawl_.database().integer_of("SELECT max(id) FROM page_rows");
    if (done_ == 0) begin_ = stamp->last_id;
    page_.with(stamp->last_id, kAtOnce);
    while (page_.step()) {
      *stamp = {stamp->crawl, page_.integer(0), page_.integer(2), page_.integer(7)};
      ++pages;
      ++done_;
      if (is_worth_finding()) add_row();
      // Ids count pages.
      progress_.show(done_, static_cast<uint64_t>(std::max<int64_t>(last - begin_, 1)),
                     [this] { return terminal::with_thousands(done_) + " pages"; });
    }
    return pages;
  }

  // What went wrong until now. A file that changed under the reader explains whatever else did.
  Result<void> outcome() {
    auto read = crawl_.database().take_failure();
    auto written = index_.take_failure();
    if (is_interrupted()) return Error{ErrorCode::kInterrupted, "interrupted"};
    if (auto same = crawl_.check(); !same) return same;
    return read ? written : read;
  }

 private:
  // Errors and redirects say nothing of their own.
  bool is_worth_finding() const {
    const int64_t status = page_.integer(6);
    return status >= 200 && status < 300 && !(page_.is_null(4) && page_.is_null(5));
  }

  void add_row() {
    const int64_t id = page_.integer(0);
    add_page_.with(id, page_.integer(1), page_.integer(2), folded_tag(page_.text(3))).run();
    add_words_.with(id, as_searched(page_.text(4), &title_), as_searched(page_.text(5), &text_))
        .run();
  }

  CrawlFile& crawl_;
  Database& index_;
  storage::Statement page_, add_page_, add_words_;
  ProgressLine progress_{"indexing"};
  std::string title_, text_;  // with marks, where some are needed
  int64_t begin_ = 0;
  uint64_t done_ = 0;
};

void set_gathered(Database& index, int bytes) {
  index.exec(fmt::format("INSERT INTO words(words, rank) VALUES('hashsize', {})", bytes));
}

// Without a journal: what is not whole never gets its name.
Result<void> fill(CrawlFile& crawl, Database& index) {
  index.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN");
  make_index(index);
  set_gathered(index, kGathered);
  IndexStamp stamp;
  stamp.crawl = stamp_of_crawl(crawl.database()).crawl;
  Indexer indexer(crawl, index);
  do {
    if (auto ready = indexer.outcome(); !ready) return ready;
  } while (indexer.add_some(&stamp) > 0);
  write_stamp(index, stamp);
  index.exec("INSERT INTO words(words) VALUES('optimize')");
  set_gathered(index, 1 << 20);  // FTS5's own
  index.exec("COMMIT");
  return indexer.outcome();
}

bool is_made(CrawlFile& crawl, const std::string& path) {
  auto state = inspect_index(path);
  if (!state || *state != IndexState::kOurs) return false;
  auto index = Database::open_to_read(path, false);
  if (!index) return false;
  const IndexStamp stamp = read_stamp(**index);
  return (*index)->take_failure().ok() && is_of_crawl(stamp, crawl.database());
}

}  // namespace

Result<void> build_index(CrawlFile& crawl, const std::string& path) {
  auto made = NewIndex::begin(path);
  if (!made) return made.error();
  if ((*made)->has_waited() && is_made(crawl, path)) return {};
  {
    auto index = Database::open((*made)->passing_path());
    if (!index) return index.error();
    (*index)->interrupt_when(is_interrupted);
    if (auto filled = fill(crawl, **index); !filled) return filled;
  }
  return (*made)->publish();
}

Result<void> extend_index(CrawlFile& crawl, const std::string& path) {
  auto opened = Database::open(path);
  if (!opened) return opened.error();
  Database& index = **opened;
  index.interrupt_when(is_interrupted);
  const int64_t wanted = stamp_of_crawl(crawl.database()).last_id;
  Indexer indexer(crawl, index);
  for (;;) {
    if (auto ready = indexer.outcome(); !ready) return ready;
    storage::Transaction transaction(index, storage::Transaction::Kind::kWrite);
    IndexStamp stamp = read_stamp(index);
    const uint64_t pages = indexer.add_some(&stamp);
    if (pages > 0) write_stamp(index, stamp);
    // The transaction's end would forget what went wrong.
    if (auto done = indexer.outcome(); !done) return done;
    if (auto kept = transaction.commit(); !kept) return kept;
    if (pages == 0 || stamp.last_id >= wanted) return {};
  }
}

}  // namespace explore
