// What questions about the past cost: a file of so many pages with so many versions each, and how
// much time of a processor each question takes, the least of five.
//   history_bench [file] [pages] [versions]
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>

#include "explore/file/crawl_file.h"
#include "explore/history/page_diff.h"
#include "storage/database/transaction.h"
#include "storage/sqlite/sqlite_schema.h"
#include "tests/explore/crawl_maker.h"
#include "tests/storage/sqlite/history_maker.h"

namespace {

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kFirstMs = 1'700'001'000'000;
const std::string kSite = "http://a.test/";

std::string url_of(int page) { return fmt::format("{}docs/page-{}.html", kSite, page); }

std::string text_of(int version) {
  std::string text;
  for (int line = 0; line < 300; ++line)
    text += fmt::format("Line {} of a text that is as long as those of documentation are, in {}.\n",
                        line, line % 50 == version % 50 ? version : 0);
  return text;
}

void crawl(const std::string& path, int pages) {
  explore::CrawlMaker maker(path);
  for (int i = 0; i < pages; ++i) {
    storage::PageRecord page = storage::page_of({}, 200).page;
    page.title = fmt::format("Page {}", i);
    page.content_type = "text/html";
    page.text = "Some words.";
    maker.keep(url_of(i), page, {});
  }
  maker.end();
}

// Rows alone: what they were made of is kept for one page.
void fill(storage::HistoryMaker& maker, int pages, int versions) {
  storage::Database& db = maker.database();
  storage::Transaction transaction(db, storage::Transaction::Kind::kWrite);
  for (int day = 1; day < versions; ++day)
    maker.run(kFirstMs + day * kDayMs, kFirstMs + day * kDayMs + 60'000);
  const int64_t step = pages + 10;
  db.exec(fmt::format(
      "UPDATE page_text SET page_id = page_id + {0}; UPDATE body SET page_id = page_id + {0}; "
      "UPDATE page SET id = id + {0}, fetched_at = fetched_at + {1}; "
      "UPDATE url SET page_id = page_id + {0} WHERE page_id IS NOT NULL",
      step * versions, (versions - 1) * kDayMs));
  db.exec(fmt::format(
      "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {1} - 1) "
      "INSERT INTO page_version SELECT k * {0} + u.id, u.id, {2} + (k - 1) * {3}, "
      "{2} + (k - 1) * {3}, k + 1, 200, 1000, 100, u.id, NULL, 'text/html', 'Title ' || k, NULL, "
      "NULL, NULL, NULL FROM n, url u WHERE u.page_id IS NOT NULL ORDER BY k, u.id",
      step, versions, kFirstMs, kDayMs));
  db.exec(fmt::format(
      "INSERT INTO page_change(url_id, run_id, at, kind, fields, old_id, new_id) "
      "SELECT v.url_id, v.run_to, v.seen_from + {0}, 1, 68, v.id, coalesce((SELECT w.id FROM "
      "page_version w WHERE w.url_id = v.url_id AND w.id > v.id ORDER BY w.id LIMIT 1), "
      "(SELECT page_id FROM url WHERE id = v.url_id)) FROM page_version v ORDER BY v.id",
      kDayMs));
  db.exec(
      "INSERT INTO url_visit SELECT url_id, at, run_id, 2, 200, 5, 1000, NULL FROM page_change");
  if (auto done = transaction.commit(); !done) throw std::runtime_error(done.error().message);
  const std::string url = url_of(pages / 2);
  for (int version = 1; version <= versions; ++version) {
    const int64_t at = kFirstMs + (versions + version) * kDayMs;
    maker.run(at, at + 1000);
    storage::HistoryMaker::Found found;
    found.title = fmt::format("Version {}", version);
    found.text = text_of(version);
    found.body = "<title>" + found.title + "</title><pre>" + found.text + "</pre>";
    maker.change(url, found, at);
  }
  (void)storage::build_report_indexes(db);
}

void measure(std::string_view what, const std::function<int64_t()>& ask) {
  double best = 1e9;
  int64_t rows = 0;
  for (int i = 0; i < 5; ++i) {
    const std::clock_t began = std::clock();
    rows = ask();
    best = std::min(best, 1000.0 * static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC);
  }
  fmt::print("{:<66}{:>9.2f} ms{:>9} rows\n", what, best, rows);
}

void ask_all(const std::string& path, int pages, int versions) {
  auto opened = explore::CrawlFile::open(path);
  if (!opened) throw std::runtime_error(opened.error().message);
  explore::CrawlFile& file = **opened;
  storage::Database& db = file.database();
  const std::string url = url_of(pages / 2), other = url_of(pages / 3);
  const std::string last_run = fmt::format("{}", versions);
  const auto rows_of = [&db](const std::string& sql) {
    return [&db, sql] {
      storage::Statement row = db.prepare(sql);
      int64_t rows = 0;
      while (row.step()) ++rows;
      if (auto read = db.take_failure(); !read) throw std::runtime_error(read.error().message);
      return rows;
    };
  };
  for (const std::string& sql :
       {"SELECT * FROM changes WHERE url = '" + other + "'",
        "SELECT * FROM versions WHERE url = '" + other + "'",
        "SELECT * FROM visits WHERE url = '" + other + "'",
        std::string("SELECT * FROM changes ORDER BY run DESC LIMIT 100"),
        std::string("SELECT * FROM changes ORDER BY run DESC, at DESC LIMIT 100"),
        std::string("SELECT * FROM changes ORDER BY at DESC LIMIT 100"),
        "SELECT kind, count(*) FROM changes WHERE run = " + last_run + " GROUP BY kind",
        "SELECT url, fields FROM changes WHERE run = " + last_run,
        "SELECT url, old_title, title FROM changes WHERE run = " + last_run,
        std::string("SELECT kind, count(*) FROM change_rows GROUP BY kind_id"),
        std::string("SELECT kind, count(*) FROM changes GROUP BY kind"),
        std::string("SELECT run, kind, count(*) FROM changes GROUP BY run, kind"),
        std::string("SELECT url FROM changes WHERE at >= '2023-12-03'"),
        std::string("SELECT url FROM changes WHERE run IN (SELECT id FROM runs WHERE started_at >= "
                    "'2023-12-03')"),
        std::string("SELECT * FROM changes")})
    measure(sql, rows_of(sql));
  const storage::FoundUrl found = **file.pages().find(url);
  const auto diff_of = [&](bool is_whole) {
    return [&file, found, is_whole] {
      explore::PageHistory history(file.database());
      auto all = history.versions(found);
      if (!all) throw std::runtime_error(all.error().message);
      const std::size_t last = all->size() - 1;
      const std::size_t first = is_whole ? last - 19 : last - 1;
      explore::PageDiff diff;
      auto made = explore::diff_versions(history, (*all)[first], (*all)[last], &diff);
      if (!made) throw std::runtime_error(made.error().message);
      return static_cast<int64_t>(diff.text.blocks.size());
    };
  };
  measure("the last change of a page", diff_of(false));
  measure("what is between a version and the nineteenth after it", diff_of(true));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string path = argc > 1 ? argv[1] : "/tmp/history_bench.db";
    const int pages = argc > 2 ? std::atoi(argv[2]) : 26'022;
    const int versions = argc > 3 ? std::atoi(argv[3]) : 20;
    if (!std::filesystem::exists(path)) {
      crawl(path, pages);
      storage::HistoryMaker maker(path);
      fill(maker, pages, versions);
    }
    fmt::print("{} pages with {} versions: {} MB\n", pages, versions,
               std::filesystem::file_size(path) >> 20);
    ask_all(path, pages, versions);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
