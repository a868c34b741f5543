// Parsing is the work, and SQLite wants one thread. So one thread reads a batch of pages and writes
// the rows of the batch before, while the others parse. The batch is the unit of memory, which
// is why it is limited both in pages and in bytes; the transaction is one for all.
#include "explore/extract/extraction_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "explore/extract/rules_of.h"
#include "explore/extract/stored_page.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

// Nothing: no rules are for this page.
using Tables = Result<std::optional<storage::PageTables>>;

Tables tables_of_page(StoredPageParser& parser, const StoredPage& page,
                      const parser::PageWishes& wishes) {
  auto parsed = parser.parse(page, wishes);
  if (!parsed) return parsed.error();
  if ((*parsed)->extracted == nullptr) return std::optional<storage::PageTables>();
  return std::optional(page_tables(page.url, *(*parsed)->extracted));
}

class Extraction {
 public:
  Extraction(storage::TableFile& file, const parser::Rules& rules, std::size_t threads)
      : file_(file),
        rules_(rules),
        next_(file.database().prepare(
            "SELECT p.id, p.status, u.url, b.headers, b.zstd, p.size FROM page_rows p "
            "JOIN url_rows u ON u.id = p.url_id AND NOT u.is_sitemap "
            "LEFT JOIN body_rows b ON b.page_id = p.id "
            "WHERE p.id > ?1 AND p.status / 100 = 2 ORDER BY p.id")) {
    wishes_.rules = &rules;
    wishes_.facts = false;
    for (std::size_t i = 0; i < threads; ++i)
      parsers_.push_back(std::make_unique<StoredPageParser>());
    counts_.rows.resize(rules.tables.size());
    counts_.problems.resize(rules.tables.size());
  }

  Result<ExtractionCounts> run() {
    const auto last = static_cast<uint64_t>(
        file_.database().integer_of("SELECT coalesce(max(id), 0) FROM page_rows"));
    ProgressLine progress("extracting");
    while (!is_interrupted()) {
      if (auto read = read_batch(); !read) return read.error();
      if (batch_.empty()) return finished();
      if (auto kept = keep_batch(); !kept) return kept.error();
      progress.show(static_cast<uint64_t>(batch_.back().id), last, [this] {
        return fmt::format("{} pages", terminal::with_thousands(counts_.pages));
      });
    }
    return Error{ErrorCode::kInterrupted, "interrupted"};
  }

 private:
  Result<ExtractionCounts> finished() {
    if (auto kept = file_.commit(); !kept) return kept.error();
    return counts_;
  }

  Result<void> read_batch() {
    batch_.clear();
    std::size_t bytes = 0;
    next_.with(after_);
    while (batch_.size() < kBatchPages && bytes < kBatchBytes && next_.step()) {
      after_ = next_.integer(0);
      const std::string_view url = next_.text(2);
      if (!rules_.fill_tables_of(url)) continue;
      if (next_.is_null(4)) {
        counts_.without += next_.integer(5) > 0 ? 1 : 0;
        continue;
      }
      batch_.push_back({after_, static_cast<int>(next_.integer(1)), std::string(url),
                        next_.string(3), next_.string(4)});
      bytes += batch_.back().zstd.size();
    }
    next_.reset();
    return file_.database().take_failure();
  }

  Result<void> keep_batch() {
    auto answers = in_parallel<Tables>(batch_, parsers_,
                                       [this](StoredPageParser& parser, const StoredPage& page) {
                                         return tables_of_page(parser, page, wishes_);
                                       });
    std::vector<storage::PageTables> pages;
    for (Tables& answer : answers) {
      if (!answer) return answer.error();
      if (!*answer) continue;
      pages.push_back(std::move(**answer));
      count(pages.back());
    }
    return file_.keep(pages);
  }

  void count(const storage::PageTables& page) {
    ++counts_.pages;
    for (const storage::TableRow& row : page.rows) ++counts_.rows[row.table];
    for (const storage::TableProblem& problem : page.problems) ++counts_.problems[problem.table];
  }

  storage::TableFile& file_;
  const parser::Rules& rules_;
  storage::Statement next_;
  parser::PageWishes wishes_;
  std::vector<std::unique_ptr<StoredPageParser>> parsers_;
  std::vector<StoredPage> batch_;
  ExtractionCounts counts_;
  int64_t after_ = 0;
};

}  // namespace

Result<ExtractionCounts> extract_all(storage::TableFile& file, const parser::Rules& rules,
                                     std::size_t threads) {
  Extraction extraction(file, rules, std::max<std::size_t>(threads, 1));
  return extraction.run();
}

}  // namespace explore
