#include "explore/export/page_choice.h"

#include <fmt/format.h>

#include <algorithm>

#include "explore/file/crawl_file.h"
#include "explore/query/sql_problem.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

// The line ends keep a comment in the condition from hiding what follows.
constexpr std::string_view kBefore = "SELECT id FROM pages WHERE (\n";
constexpr std::string_view kBehind = "\n)";

Error refusal(std::string_view words, std::string_view condition, int at = -1) {
  return {ErrorCode::kQuery, "--where: " + show_problem(words, condition, at)};
}

// SQLite's words name a place in the whole statement; users wrote the condition alone.
Error refusal_of(const storage::Question& question, std::string_view condition) {
  if (question.problem_at < 0) return refusal(question.problem, condition);
  const auto at = static_cast<std::size_t>(question.problem_at);
  if (at >= kBefore.size() + condition.size())
    return refusal("the condition is incomplete, or has one bracket too many", condition,
                   static_cast<int>(condition.size()));
  return refusal(question.problem, condition, static_cast<int>(at - std::min(at, kBefore.size())));
}

}  // namespace

PageChoice::PageChoice(storage::Database& db) : db_(&db) {}

Result<PageChoice> PageChoice::where(storage::Database& db, const std::string& condition) {
  if (condition.find('\0') != std::string::npos) return refusal("it contains a NUL", "");
  const std::string sql = fmt::format("{}{}{}", kBefore, condition, kBehind);
  const storage::QuestionGuard guard(db, kCommandMemory);
  storage::Question question = db.ask(sql);
  if (auto read = db.take_failure(); !read) return read.error();
  if (!question.problem.empty()) return refusal_of(question, condition);
  if (question.used < sql.size())
    return refusal("the condition ends before this", condition,
                   static_cast<int>(question.used - std::min(question.used, kBefore.size())));
  if (question.statement.parameters() > 0)
    return refusal(
        fmt::format("parameters are not available here: {}", question.statement.parameter_name(1)),
        "");
  PageChoice choice(db);
  choice.is_all_ = false;
  while (question.statement.step()) choice.chosen_.push_back(question.statement.integer(0));
  if (auto read = db.take_failure(); !read) {
    if (read.error().code != ErrorCode::kQuery) return read.error();
    return refusal(read.error().message, condition);
  }
  // In the order of their rows as a rule; what the condition made of the statement may differ.
  std::vector<int64_t>& ids = choice.chosen_;
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return choice;
}

bool PageChoice::holds(int64_t page_id) const {
  return is_all_ || std::binary_search(chosen_.begin(), chosen_.end(), page_id);
}

void PageChoice::each(const Use& use) const {
  if (!is_all_) {
    uint64_t done = 0;
    for (const int64_t id : chosen_)
      if (db_->failed() || !use(id, done++, chosen_.size())) return;
    return;
  }
  // Ids count the pages of a crawl: the largest is their number, without reading them through.
  const int64_t largest = db_->integer_of("SELECT max(id) FROM page_rows");
  storage::Statement page = db_->prepare("SELECT id FROM page_rows ORDER BY id");
  uint64_t done = 0;
  const auto all = static_cast<uint64_t>(std::max<int64_t>(largest, 0));
  while (page.step())
    if (!use(page.integer(0), done++, all)) return;
}

}  // namespace explore
