#include "explore/check/finding_judge.h"

#include <fmt/format.h>

#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "ground/utf8.h"

namespace explore {
namespace {

constexpr std::size_t kUrlBytes = 2100;
constexpr std::size_t kTextBytes = 300;
constexpr std::size_t kMostOldRows = 1000;

// Valid UTF-8, whatever the file holds.
std::string kept_text(std::string_view text) {
  const std::size_t most = is_web_address(text) ? kUrlBytes : kTextBytes;
  std::string repaired;
  const std::string_view cut = text.substr(0, most);
  const std::string_view whole = cut.size() < text.size() ? ground::without_cut_sequence(cut) : cut;
  std::string kept(ground::repaired_utf8(whole, repaired));
  if (cut.size() < text.size()) kept += "…";
  return kept;
}

Cell cell_of(const storage::SqlValue& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string_view>(&value)) return kept_text(*text);
  if (const auto* blob = std::get_if<storage::Blob>(&value)) return kept_text(blob->bytes);
  return std::monostate();
}

std::size_t size_of(const ListedRow& row) {
  return std::accumulate(row.cells.begin(), row.cells.end(), sizeof(ListedRow),
                         [](std::size_t sum, const Cell& cell) {
                           const auto* text = std::get_if<std::string>(&cell);
                           return sum + sizeof cell + (text == nullptr ? 0 : text->size());
                         });
}

}  // namespace

// One finding's rows, as they come.
class FindingJudge::Rows {
 public:
  Rows(FindingJudge& judge, JudgedFinding& judged)
      : judge_(judge), context_(judge.context_), judged_(judged) {}

  void begin(const std::vector<std::string>& columns) {
    judged_.columns = columns;
    identity_.emplace(*judged_.finding, judged_.columns, context_.map);
    answer_ = AcceptedStatuses::column_of(columns);
  }

  void add(const std::vector<storage::SqlValue>& values) {
    ListedRow row;
    // Also of what is ignored: it is there, and neither fixed nor unknown.
    if (context_.baseline != nullptr && context_.baseline->is_comparable())
      row.standing =
          context_.baseline->knows(*identity_, values) ? Standing::kKnown : Standing::kNew;
    row.reason = reason_to_ignore(values);
    if (!row.reason.empty()) row.standing = Standing::kIgnored;
    count(row.standing);
    if (!is_wanted(row.standing)) return;
    row.fingerprint = hex_of(identity_->of(values));
    row.cells.reserve(values.size());
    for (const storage::SqlValue& value : values) row.cells.push_back(cell_of(value));
    if (!judge_.has_room(row)) return;
    if (row.standing == Standing::kKnown) ++known_kept_;
    list_of(row.standing).push_back(std::move(row));
  }

 private:
  std::vector<ListedRow>& list_of(Standing standing) {
    return standing == Standing::kIgnored ? judged_.listed_ignored : judged_.listed;
  }

  // What is known, or ignored, must not take the room of what is new.
  bool is_wanted(Standing standing) {
    if (standing == Standing::kKnown && known_kept_ == kMostOldRows) return false;
    return list_of(standing).size() < (standing == Standing::kIgnored ? kMostOldRows : kMostRows);
  }

  std::string reason_to_ignore(const std::vector<storage::SqlValue>& values) {
    if (const auto* reason =
            context_.ignore.ignores(judged_.finding->id, identity_->urls_of(values)))
      return *reason;
    if (answer_ < 0 || !context_.accepted.has(values[static_cast<std::size_t>(answer_)])) return "";
    return fmt::format("--accept {}", std::get<int64_t>(values[static_cast<std::size_t>(answer_)]));
  }

  void count(Standing standing) {
    if (standing == Standing::kIgnored) {
      ++judged_.ignored;
      return;
    }
    ++judged_.rows;
    if (standing == Standing::kNew) ++judged_.new_rows;
    if (standing == Standing::kKnown) ++judged_.known_rows;
  }

  FindingJudge& judge_;
  const Context& context_;
  JudgedFinding& judged_;
  std::optional<RowIdentity> identity_;
  int answer_ = -1;
  std::size_t known_kept_ = 0;
};

bool FindingJudge::has_room(const ListedRow& row) {
  const std::size_t size = size_of(row);
  if (rows_ == kMostRowsOfAll || bytes_ + size > kMostBytesOfAll) return false;
  ++rows_;
  bytes_ += size;
  return true;
}

ground::Result<JudgedFinding> FindingJudge::judge(const Finding& finding) {
  JudgedFinding judged;
  judged.finding = &finding;
  if (context_.baseline != nullptr)
    if (auto begun = context_.baseline->begin(finding); !begun) return begun.error();
  Rows rows(*this, judged);
  auto asked = context_.crawl.ask(
      finding, [&rows](const std::vector<std::string>& columns) { rows.begin(columns); },
      [&rows](const std::vector<storage::SqlValue>& values) { rows.add(values); });
  if (!asked) return asked.error();
  if (context_.baseline != nullptr) {
    const Baseline::Rest rest = context_.baseline->rest();
    judged.fixed = rest.fixed;
    judged.unknown = rest.unknown;
  }
  return judged;
}

}  // namespace explore
