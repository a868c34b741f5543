#include "explore/extract/rereading.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "explore/command/interrupt.h"
#include "explore/command/progress_line.h"
#include "explore/extract/stored_page.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::Result;

// Nothing: it is damaged, or no HTML after all.
struct Reread {
  bool is_damaged = false;
  std::optional<storage::FactsOfPage> facts;
};

Reread reread(StoredPageParser& parser, const StoredPage& page) {
  parser::PageWishes wishes;
  wishes.structured = false;
  auto parsed = parser.parse(page, wishes);
  if (!parsed) return {.is_damaged = true, .facts = {}};
  const ground::PageFacts* const facts = (*parsed)->facts;
  if (facts == nullptr) return {};
  return {.is_damaged = false, .facts = storage::FactsOfPage{page.id, *facts}};
}

class Rereading {
 public:
  Rereading(storage::FactsFile& file, std::size_t threads)
      : file_(file),
        next_(file.database().prepare(
            "SELECT p.id, p.status, u.url, b.headers, b.zstd, p.size FROM page_rows p "
            "JOIN url_rows u ON u.id = p.url_id AND NOT u.is_sitemap "
            "LEFT JOIN body_rows b ON b.page_id = p.id "
            "WHERE p.id > ?1 AND p.content_type IN ('text/html', 'application/xhtml+xml') "
            "AND NOT EXISTS (SELECT 1 FROM fact_rows f WHERE f.page_id = p.id) ORDER BY p.id")) {
    for (std::size_t i = 0; i < threads; ++i)
      parsers_.push_back(std::make_unique<StoredPageParser>());
  }

  Result<RereadingCounts> run() {
    const auto last = static_cast<uint64_t>(
        file_.database().integer_of("SELECT coalesce(max(id), 0) FROM page_rows"));
    ProgressLine progress("reading");
    while (!is_interrupted()) {
      if (auto read = read_batch(); !read) return read.error();
      if (batch_.empty()) return counts_;
      if (auto kept = keep_batch(); !kept) return kept.error();
      progress.show(static_cast<uint64_t>(batch_.back().id), last, [this] {
        return fmt::format("{} pages", terminal::with_thousands(counts_.pages));
      });
    }
    counts_.was_interrupted = true;
    return counts_;
  }

 private:
  Result<void> read_batch() {
    batch_.clear();
    std::size_t bytes = 0;
    next_.with(after_);
    while (batch_.size() < kBatchPages && bytes < kBatchBytes && next_.step()) {
      after_ = next_.integer(0);
      if (next_.is_null(4)) {
        counts_.without += next_.integer(5) > 0 ? 1 : 0;
        continue;
      }
      batch_.push_back({after_, static_cast<int>(next_.integer(1)), next_.string(2),
                        next_.string(3), next_.string(4)});
      bytes += batch_.back().zstd.size();
    }
    next_.reset();
    return file_.database().take_failure();
  }

  Result<void> keep_batch() {
    std::vector<storage::FactsOfPage> pages;
    for (Reread& page : in_parallel<Reread>(batch_, parsers_, reread)) {
      counts_.damaged += page.is_damaged ? 1 : 0;
      if (page.facts) pages.push_back(std::move(*page.facts));
    }
    if (auto kept = file_.keep(pages); !kept) return kept;
    counts_.pages += pages.size();
    return {};
  }

  storage::FactsFile& file_;
  storage::Statement next_;
  std::vector<std::unique_ptr<StoredPageParser>> parsers_;
  std::vector<StoredPage> batch_;
  RereadingCounts counts_;
  int64_t after_ = 0;
};

}  // namespace

Result<RereadingCounts> reread_pages(storage::FactsFile& file, std::size_t threads) {
  Rereading rereading(file, std::max<std::size_t>(threads, 1));
  return rereading.run();
}

}  // namespace explore
