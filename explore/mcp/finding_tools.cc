// The findings: which of them found something, and what one of them means.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "explore/mcp/table_part.h"
#include "explore/mcp/token_budget.h"
#include "explore/mcp/tool.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

Json row_of_finding(const Finding& finding, const FindingCounts::Count& count) {
  const bool has_count = count.is_known && count.problem.empty();
  return {finding.id, finding.title, name_of(finding.severity), finding.group,
          has_count ? Json(count.rows) : Json()};
}

class WantedFindings {
 public:
  explicit WantedFindings(const ToolCall& call)
      : severity_(call.text("severity")),
        group_(call.text("group")),
        all_(call.arguments.value("all", false)) {}

  bool holds(const Finding& finding, const FindingCounts::Count& count) const {
    if (!severity_.empty() && severity_ != name_of(finding.severity)) return false;
    if (!group_.empty() && group_ != finding.group) return false;
    return all_ || !count.is_known || count.rows > 0 || !count.problem.empty();
  }

 private:
  std::string severity_, group_;
  bool all_;
};

}  // namespace

ToolResult list_findings(const ToolCall& call) {
  FindingCounts& counts = call.counts;
  const std::span<const Finding> all = counts.list().all();
  auto counted = counts.count(call.file, call.served, [&](std::size_t known) {
    call.progress(static_cast<double>(known), static_cast<double>(all.size()));
  });
  if (!counted) return counted.error();
  const WantedFindings wanted(call);
  TableRows rows(call.tokens);
  ToolAnswer answer;
  answer.data = Json::object();
  uint64_t at = 0;
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!counts.of(i).is_known) ++unknown;
    if (!wanted.holds(all[i], counts.of(i))) continue;
    const uint64_t place = at++;
    if (place < call.place() || answer.data.contains("next_cursor")) continue;
    if (!rows.add(row_of_finding(all[i], counts.of(i))))
      answer.data["next_cursor"] = std::to_string(place);
  }
  std::move(rows).put_into(answer.data, {"id", "title", "severity", "group", "count"});
  answer.note = fmt::format("{} of {} checks match.{}", at, all.size(),
                            unknown > 0 ? fmt::format(" {} were not counted in the time that a "
                                                      "call has: call again to go on.",
                                                      unknown)
                                        : "");
  return answer;
}

ToolResult explain_finding(const ToolCall& call) {
  const std::string id = call.text("id");
  const Finding* const finding = call.counts.list().find(id);
  if (finding == nullptr)
    return refusal(
        "There is no finding of this id: the tool findings lists them (with all: true "
        "also those that found nothing).");
  storage::Database& db = call.file.database();
  std::optional<storage::QuestionGuard> guard;
  if (call.counts.list().is_own(*finding)) guard.emplace(db, FindingCounts::kOwnMemory);
  storage::Question question = db.ask(finding->sql);
  if (!question.problem.empty()) return refusal("Its SQL is wrong: " + question.problem);
  ToolAnswer answer;
  answer.data = {{"facts",
                  {{"id", finding->id},
                   {"title", finding->title},
                   {"severity", name_of(finding->severity)},
                   {"group", finding->group},
                   {"meaning", finding->meaning},
                   {"remedy", finding->remedy},
                   {"sql", finding->sql}}}};
  const std::size_t taken = std::min(call.tokens, tokens_of(answer.data.dump()));
  TablePart part = table_part(question.statement, call.place(), call.tokens - taken, true);
  if (part.is_too_wide) return refusal("No row fits: give more max_tokens.");
  answer.data["facts"]["count"] = part.total;
  if (part.next > 0) answer.data["next_cursor"] = std::to_string(part.next);
  std::move(part.rows).put_into(answer.data, std::move(part.columns));
  return answer;
}

}  // namespace explore
