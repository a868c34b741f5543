#include "explore/check/examined_crawl.h"

#include <fmt/format.h>

#include <utility>

#include "explore/findings/working_tables.h"
#include "parser/url/url.h"
#include "storage/database/question_guard.h"

namespace explore {

using ground::Result;

namespace {

// Of the file, and of the working tables: hundreds of findings walk through the same pages of both,
// and those that SQLite has no room for it reads each time anew, by a call of the system each.
constexpr int kFileCacheKilobytes = 16'000, kWorkingCacheKilobytes = 32'000;

}  // namespace

Result<std::unique_ptr<ExaminedCrawl>> ExaminedCrawl::open(const std::string& path) {
  auto file = CrawlFile::open(path);
  if (!file) return file.error();
  std::unique_ptr<ExaminedCrawl> crawl(new ExaminedCrawl(std::move(*file)));
  if (auto ready = crawl->database().take_failure(); !ready) return ready.error();
  return crawl;
}

ExaminedCrawl::ExaminedCrawl(std::unique_ptr<CrawlFile> file)
    : file_(std::move(file)),
      snapshot_(file_->database(), storage::Transaction::Kind::kRead),
      state_(file_->database().prepare(
          "SELECT is_fetched, is_failed, is_check FROM url_rows WHERE id = ?1")),
      origin_(file_->database().prepare(
          "SELECT 1 FROM host_rows WHERE origin = ?1 AND (pages + failed > 0 OR bytes > 0)")) {}

Result<void> ExaminedCrawl::ask(const Finding& finding, const Columns& columns, const Row& row) {
  if (!std::exchange(is_prepared_, true)) {
    database().change_passing(fmt::format("PRAGMA main.cache_size=-{}; PRAGMA temp.cache_size=-{}",
                                          kFileCacheKilobytes, kWorkingCacheKilobytes));
    if (auto made = make_working_tables(database()); !made) return made;
  }
  const storage::QuestionGuard guard(database(), kCommandMemory);
  storage::Question question = database().ask(finding.sql);
  if (!question.problem.empty())
    return ground::Error{ground::ErrorCode::kQuery,
                         fmt::format("{}: {}", finding.id, question.problem)};
  storage::Statement& statement = question.statement;
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(statement.columns()));
  for (int i = 0; i < statement.columns(); ++i) names.push_back(statement.column_name(i));
  columns(names);
  std::vector<storage::SqlValue> values(names.size());
  while (statement.step()) {
    for (int i = 0; i < statement.columns(); ++i)
      values[static_cast<std::size_t>(i)] = statement.value(i);
    row(values);
  }
  auto done = database().take_failure();
  if (done || done.error().code != ground::ErrorCode::kQuery) return done;
  return ground::Error{ground::ErrorCode::kQuery,
                       fmt::format("{}: {}", finding.id, done.error().message)};
}

ExaminedCrawl::UrlState ExaminedCrawl::state_of(const std::string& url) {
  UrlState state;
  parser::Url parsed;
  if (parsed.assign(url) != parser::UrlStatus::kOk) return state;
  if (parsed.origin() == url) {
    state.is_known = state.is_fetched = origin_.with(std::string_view(url)).step();
    origin_.reset();
    return state;
  }
  parsed.normalise();
  auto found = file_->pages().find(parsed);
  if (!found || !found->has_value() || !state_.with((*found)->id).step()) return state;
  state = {true, state_.integer(0) != 0, state_.integer(1) != 0, state_.integer(2) != 0};
  state_.reset();
  return state;
}

Result<int64_t> ExaminedCrawl::id_of(std::string_view url) {
  auto found = file_->pages().find(url);
  if (!found) return found.error();
  return found->has_value() ? (*found)->id : 0;
}

std::string ExaminedCrawl::end_reason() {
  storage::Statement last =
      database().prepare("SELECT end_reason FROM run_rows ORDER BY id DESC LIMIT 1");
  return last.step() ? last.string(0) : "";
}

std::string ExaminedCrawl::checks() {
  storage::Statement last = database().prepare(
      "SELECT CASE WHEN json_valid(options) THEN options ->> 'check' END FROM run_rows "
      "ORDER BY id DESC LIMIT 1");
  return last.step() ? last.string(0) : "";
}

}  // namespace explore
