// The checks of the audit may take seconds each, so they run on a thread of their own, and requests
// get what is known so far. The thread works only while someone looks at the findings, and rests
// nine tenths of the time, so that a page left open in a browser doesn't slow down the crawl.
#include "explore/serve/auditor.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "explore/findings/group_scores.h"
#include "explore/findings/template_counts.h"
#include "explore/findings/working_tables.h"
#include "explore/serve/json_value.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr milliseconds kLimit{60'000};  // for one finding
constexpr milliseconds kBetweenLooks{1'000};
constexpr std::chrono::minutes kAskedLately{2};
constexpr int kIdleFactor = 10;
constexpr milliseconds kShortestPause{5'000};
constexpr std::size_t kOwnMemory = 64u << 20;  // of SQL that the user wrote
constexpr auto kReplace = nlohmann::json::error_handler_t::replace;

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, kReplace); }

Json facts_of(const Finding& finding) {
  return {{"id", finding.id},           {"title", finding.title},
          {"group", finding.group},     {"severity", name_of(finding.severity)},
          {"meaning", finding.meaning}, {"remedy", finding.remedy},
          {"sql", finding.sql}};
}

}  // namespace

std::vector<FoundRows> Auditor::counts() const {
  std::vector<FoundRows> all;
  for (std::size_t i = 0; i < found_.size(); ++i)
    all.push_back({&list_.all()[i], found_[i].count, found_[i].pages});
  return all;
}

Auditor::Auditor(std::string path, FindingList list)
    : list_(std::move(list)),
      file_(std::move(path), is_ending_),
      found_(list_.all().size()),
      thread_([this] { work(); }) {}

Auditor::~Auditor() {
  {
    const ground::MutexLock lock(mutex_);
    is_ending_ = true;
  }
  wake_.wake_all();
  thread_.join();
}

void Auditor::asked() {
  const bool is_first = !asked_at_;
  asked_at_ = Clock::now();
  if (is_first) wake_.wake_all();
}

Auditor::Answer Auditor::list() {
  const ground::MutexLock lock(mutex_);
  asked();
  Json rows = Json::array();
  bool is_complete = true;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    Json row = facts_of(list_.all()[i]);
    const Found& found = found_[i];
    is_complete = is_complete && found.is_known;
    row["count"] = found.is_known && found.problem.empty() ? Json(found.count) : Json();
    row["is_more"] = found.is_more;
    if (!found.problem.empty()) row["error"] = found.problem;
    rows.push_back(std::move(row));
  }
  Json groups = Json::array();
  if (is_complete)
    for (const GroupScore& score : group_scores(counts(), pages_))
      groups.push_back({{"group", score.group},
                        {"score", score.score},
                        {"reckoning", reckoning_in_words(score)}});
  return {version_, text_of({{"findings", rows},
                             {"groups", groups},
                             {"is_complete", is_complete},
                             {"is_working", is_working_}})};
}

std::optional<Auditor::Answer> Auditor::one(std::string_view id) {
  const Finding* finding = list_.find(id);
  if (finding == nullptr) return std::nullopt;
  const ground::MutexLock lock(mutex_);
  asked();
  const Found& found = found_[static_cast<std::size_t>(finding - list_.all().data())];
  Json json = facts_of(*finding);
  json["is_known"] = found.is_known;
  json["count"] = found.count;
  json["is_more"] = found.is_more;
  json["ms"] = found.ms;
  if (!found.problem.empty()) json["error"] = found.problem;
  std::string text = text_of(json);
  // The rows were written as JSON when they were read.
  text.pop_back();
  text += ",\"columns\":" + (found.columns.empty() ? "[]" : found.columns) +
          ",\"templates\":" + (found.templates.empty() ? "[]" : found.templates) +
          ",\"rows\":" + (found.rows.empty() ? "[]" : found.rows) + '}';
  return Answer{version_, std::move(text)};
}

void Auditor::work() {
  while (!is_ending_) {
    if (is_due()) audit();
    sleep();
  }
}

bool Auditor::is_due() {
  const ground::MutexLock lock(mutex_);
  while (!is_ending_ && !asked_at_) wake_.wait(mutex_);
  return !is_ending_ && Clock::now() - *asked_at_ < kAskedLately && Clock::now() >= next_audit_;
}

void Auditor::sleep() {
  const auto next_look = Clock::now() + kBetweenLooks;
  const ground::MutexLock lock(mutex_);
  while (!is_ending_ && wake_.wait_until(mutex_, next_look)) {
  }
}

std::optional<int64_t> Auditor::changed_state() {
  int64_t state = 0;
  const auto read = file_.ask(kLimit, [&](CrawlFile& file) -> ground::Result<void> {
    // Of one opening of the file these numbers tell its states apart.
    state = file.database().integer_of("PRAGMA data_version") +
            (static_cast<int64_t>(file_.generation()) << 32);
    return {};
  });
  // A file that can't be read: the findings say so.
  if (read && audited_state_ == state) return std::nullopt;
  return state;
}

void Auditor::audit() {
  const auto state = changed_state();
  if (!state) return;
  const auto began = Clock::now();
  {
    const ground::MutexLock lock(mutex_);
    is_working_ = true;
    ++version_;
  }
  const auto asked = file_.ask(kLimit, [this](CrawlFile& file) -> ground::Result<void> {
    look_for_all(file);
    return {};
  });
  if (!asked) {
    Found failed;
    failed.is_known = true;
    failed.problem = asked.error().message;
    for (std::size_t i = 0; i < list_.all().size(); ++i) keep(i, failed);
  }
  const ground::MutexLock lock(mutex_);
  audited_state_ = *state;
  is_working_ = false;
  ++version_;
  next_audit_ = Clock::now() +
                std::max<Clock::duration>(kShortestPause, (Clock::now() - began) * kIdleFactor);
}

void Auditor::keep(std::size_t place, Found found) {
  const ground::MutexLock lock(mutex_);
  found_[place] = std::move(found);
  ++version_;
}

void Auditor::look_for_all(CrawlFile& file) {
  storage::Database& db = file.database();
  // Without them each finding works out by itself what it asks of each page.
  if (auto made = make_working_tables(db); !made) static_cast<void>(db.take_failure());
  for (std::size_t i = 0; i < list_.all().size() && !is_ending_; ++i) {
    file_.limit_to(kLimit);
    keep(i, look_for(file, list_.all()[i]));
  }
  file_.limit_to(kLimit);
  const auto pages = static_cast<uint64_t>(db.integer_of("SELECT count(*) FROM audit_pages"));
  const ground::MutexLock lock(mutex_);
  pages_ = pages;
}

Auditor::Found Auditor::look_for(CrawlFile& file, const Finding& finding) const {
  Found found;
  const auto began = Clock::now();
  try {
    std::optional<storage::QuestionGuard> guard;
    if (list_.is_own(finding)) guard.emplace(file.database(), kOwnMemory);
    storage::Question question = file.database().ask(finding.sql);
    found.problem = question.problem;
    if (found.problem.empty()) read_rows(question.statement, found);
    if (auto read = file.database().take_failure(); !read) {
      const bool is_late = read.error().code == ground::ErrorCode::kInterrupted;
      found = Found();
      found.problem = is_late ? "takes more than a minute on this crawl: run it with crawl query"
                              : read.error().message;
    }
  } catch (const std::exception& error) {
    found = Found();
    found.problem = error.what();
  }
  found.is_known = true;
  found.ms = duration_cast<milliseconds>(Clock::now() - began).count();
  return found;
}

void Auditor::read_rows(storage::Statement& row, Found& found) {
  Json columns = Json::array();
  for (int i = 0; i < row.columns(); ++i) columns.push_back(row.column_name(i));
  const int pages = column_of_pages(row);
  TemplateCounts templates;
  Json rows = Json::array();
  while (row.step()) {
    if (found.count == kMostCounted) {
      found.is_more = true;
      break;
    }
    found.pages += pages < 0 ? 1 : row.natural(pages);
    templates.add(row.text(0));
    if (++found.count > kMostRows) continue;
    Json cells = Json::array();
    for (int i = 0; i < row.columns(); ++i) cells.push_back(json_of(row.value(i), kCellBytes));
    rows.push_back(std::move(cells));
  }
  found.columns = text_of(columns);
  found.rows = text_of(rows);
  Json shapes = Json::array();
  for (const TemplateCounts::Template& each : templates.most())
    shapes.push_back(Json::array({each.shape, each.rows, each.example}));
  found.templates = text_of(shapes);
}

}  // namespace explore
