#include "explore/mcp/finding_counts.h"

#include <algorithm>
#include <optional>

#include "explore/findings/working_tables.h"
#include "storage/database/question_guard.h"

namespace explore {

using ground::Result;

Result<void> FindingCounts::count_one(storage::Database& db, std::size_t place) {
  const Finding& finding = list_.all()[place];
  std::optional<storage::QuestionGuard> guard;
  if (list_.is_own(finding)) guard.emplace(db, kOwnMemory);
  Count count;
  storage::Question question = db.ask(finding.sql);
  count.problem = question.problem;
  if (count.problem.empty())
    while (count.rows < kMostCounted && question.statement.step()) ++count.rows;
  question.statement.reset();
  if (auto read = db.take_failure(); !read) {
    if (read.error().code != ground::ErrorCode::kQuery) return read;
    count.problem = read.error().message;
  }
  count.is_known = true;
  counted_[place] = std::move(count);
  return {};
}

Result<void> FindingCounts::count(CrawlFile& file, const ServedFile& served,
                                  const std::function<void(std::size_t known)>& on_each) {
  storage::Database& db = file.database();
  // Of one opening of the file these numbers tell its states apart.
  const int64_t state =
      db.integer_of("PRAGMA data_version") + (static_cast<int64_t>(served.generation()) << 32);
  if (state != state_) std::fill(counted_.begin(), counted_.end(), Count());
  state_ = state;
  const auto known = [this] {
    return static_cast<std::size_t>(std::count_if(
        counted_.begin(), counted_.end(), [](const Count& count) { return count.is_known; }));
  };
  if (known() == counted_.size()) return {};
  // Without them each finding works out by itself what it asks of each page.
  auto asked = make_working_tables(db);
  for (std::size_t i = 0; asked && i < counted_.size(); ++i) {
    if (counted_[i].is_known) continue;
    on_each(known());
    asked = count_one(db, i);
  }
  const bool is_late =
      !asked && asked.error().code == ground::ErrorCode::kInterrupted && !served.is_ending();
  if (is_late) static_cast<void>(db.take_failure());
  return is_late ? Result<void>() : asked;
}

}  // namespace explore
