// A statement stays open between the pieces, and with it the state of the file that it reads:
// asking anew for each piece would sort all rows each time, and rows would be missing or come twice
// while a crawl changes what they are sorted by.
#include "explore/serve/download.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <utility>

#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/query/sql_problem.h"
#include "explore/query/sql_statement.h"
#include "explore/rows/row_writer.h"
#include "explore/serve/json_value.h"
#include "ground/ascii.h"
#include "ground/number.h"
#include "storage/database/question_guard.h"

namespace explore {
namespace {

using ground::ErrorCode;
using std::chrono::steady_clock;

constexpr std::size_t kPieceBytes = 256u << 10;
constexpr std::size_t kDownloadMemory = 64u << 20;
constexpr std::chrono::seconds kPieceLimit{60};
constexpr std::string_view kByteOrderMark = "\uFEFF";  // else spreadsheets guess the encoding

std::atomic<int> running_downloads = 0;

// A place among those that may run at one time.
class DownloadPlace {
 public:
  DownloadPlace() : is_free_(++running_downloads <= kMostDownloads) {}
  ~DownloadPlace() { --running_downloads; }
  DownloadPlace(const DownloadPlace&) = delete;
  DownloadPlace& operator=(const DownloadPlace&) = delete;

  bool is_free() const { return is_free_; }

 private:
  bool is_free_;
};

// The statement's rows by names of ours, since its own may be missing or the same.
std::string chosen_sql(std::string_view sql, int columns, const RowChoice& choice) {
  std::string names;
  std::string conditions;
  for (int i = 1; i <= columns; ++i) {
    names += fmt::format("{}c{}", i == 1 ? "" : ", ", i);
    conditions += fmt::format("{}c{} LIKE ? ESCAPE '\\'", i == 1 ? "" : " OR ", i);
  }
  while (!sql.empty() && (ground::ascii::is_space(sql.back()) || sql.back() == ';'))
    sql.remove_suffix(1);
  // The line end closes a comment in the statement.
  std::string chosen = fmt::format("WITH found({}) AS ({}\n) SELECT * FROM found", names, sql);
  if (!choice.contains.empty()) chosen += " WHERE " + conditions;
  if (choice.column > 0)
    chosen += fmt::format(" ORDER BY {} {} NULLS LAST", choice.column,
                          choice.is_downwards ? "DESC" : "ASC");
  return chosen;
}

class Download : public BodyRest {
 public:
  Download(std::unique_ptr<CrawlFile> file, const std::atomic<bool>& is_ending, Format format)
      : file_(std::move(file)), is_ending_(is_ending), format_(format) {
    database().interrupt_when(
        [this] { return is_ending_ || steady_clock::now() > deadline_.load(); });
  }

  storage::Database& database() { return file_->database(); }
  bool has_place() const { return place_.is_free(); }

  // Gives what is wrong with the statement or the choice, or "".
  std::string ask(DownloadQuery query) {
    start_clock();
    const RowChoice& choice = query.choice;
    if (!choice.problem.empty()) return choice.problem;
    const storage::QuestionGuard guard(database(), kDownloadMemory);
    storage::Question question = ask_one_statement(database(), query.sql);
    if (!question.problem.empty())
      return show_problem(question.problem, query.sql, question.problem_at);
    if (question.statement.parameters() != static_cast<int>(query.values.size()))
      return "parameters (:name, ?) can't be bound here: write the values into the SQL";
    if (choice.column > question.statement.columns())
      return fmt::format("sort: there are {} columns", question.statement.columns());
    row_ = std::make_unique<storage::Statement>(std::move(question.statement));
    values_ = std::move(query.values);
    bind_values();
    std::vector<std::string> columns(static_cast<std::size_t>(row_->columns()));
    for (int i = 0; i < row_->columns(); ++i)
      columns[static_cast<std::size_t>(i)] = row_->column_name(i);
    if (choice.column > 0 || !choice.contains.empty()) {
      question = database().ask(chosen_sql(query.sql, row_->columns(), choice));
      if (!question.problem.empty()) return "only what SELECT gives can be sorted and filtered";
      row_ = std::make_unique<storage::Statement>(std::move(question.statement));
      if (!choice.contains.empty())
        values_.resize(values_.size() + columns.size(),
                       "%" + literal_pattern(choice.contains) + "%");
      bind_values();
    }
    if (format_ == Format::kCsv) text_ = kByteOrderMark;
    writer_ = make_row_writer({format_, false}, columns, output_);
    return "";
  }

  State next(std::string* piece) noexcept override {
    try {
      return make_piece(piece);
    } catch (const std::exception&) {
      return State::kFailed;  // out of memory
    }
  }

 private:
  void bind_values() {
    int index = 0;
    for (const BoundValue& value : values_) bind_value(*row_, ++index, value);
  }

  void start_clock() { deadline_ = steady_clock::now() + kPieceLimit; }

  State make_piece(std::string* piece) {
    if (steady_clock::now() - began_ > kLongestDownload) return State::kFailed;
    start_clock();
    const storage::QuestionGuard guard(
        database(),
        kDownloadMemory - std::min(static_cast<std::size_t>(held_bytes_), kDownloadMemory));
    std::vector<storage::SqlValue> values(static_cast<std::size_t>(row_->columns()));
    bool is_row = true;
    while (text_.size() < kPieceBytes && (is_row = row_->step())) {
      for (int i = 0; i < row_->columns(); ++i)
        values[static_cast<std::size_t>(i)] = row_->value(i);
      writer_->row(values);
    }
    if (database().failed() || !file_->check()) return State::kFailed;
    if (!is_row) writer_->end();
    held_bytes_ = std::max<int64_t>(held_bytes_ + guard.taken_bytes(), 0);
    piece->swap(text_);
    text_.clear();
    return is_row ? State::kMore : State::kEnded;
  }

  const DownloadPlace place_;
  const std::unique_ptr<CrawlFile> file_;
  const std::atomic<bool>& is_ending_;
  const Format format_;
  const steady_clock::time_point began_ = steady_clock::now();
  std::atomic<steady_clock::time_point> deadline_{};
  int64_t held_bytes_ = 0;          // by the statement, since the first piece
  std::vector<BoundValue> values_;  // which the statement reads
  std::unique_ptr<storage::Statement> row_;
  std::string text_;  // written, and not in a piece yet
  Output output_{&text_};
  std::unique_ptr<RowWriter> writer_;
};

HttpResponse failed_download(Download& download) {
  const auto read = download.database().take_failure();
  if (read) return json_problem(503, "the file was changed by a crawl that began: try again");
  if (read.error().code == ErrorCode::kInterrupted)
    return json_problem(503, "the first rows took too long: filter first, or don't sort");
  return json_problem(read.error().code == ErrorCode::kQuery ? 400 : 500, read.error().message);
}

}  // namespace

RowChoice read_row_choice(const HttpRequest& request) {
  RowChoice choice;
  choice.contains = request.parameter("contains").value_or("");
  std::string_view sort = request.parameter("sort").value_or("");
  if (sort.empty()) return choice;
  choice.is_downwards = sort.starts_with('-');
  if (choice.is_downwards) sort.remove_prefix(1);
  choice.column = ground::number_of<int>(sort).value_or(0);
  if (choice.column < 1) choice.problem = "sort: the number of a column, from 1";
  return choice;
}

HttpResponse start_download(DownloadQuery query, std::string_view format, const ServedFile& file) {
  const auto written = format_named(format);
  if (written != Format::kCsv && written != Format::kJson)
    return json_problem(400, "format: csv or json");
  const std::string name = fmt::format("{}.{}", query.file, format);
  auto opened = CrawlFile::open(file.path());
  if (!opened) return json_problem(500, opened.error().message);
  auto download = std::make_shared<Download>(std::move(opened).value(), file.is_ending(), *written);
  if (!download->has_place())
    return json_problem(
        503, fmt::format("{} downloads are running: wait for one to end", kMostDownloads));
  if (const std::string problem = download->ask(std::move(query)); !problem.empty())
    return json_problem(400, problem);
  HttpResponse response;
  const BodyRest::State state = download->next(&response.body);
  if (state == BodyRest::State::kFailed) return failed_download(*download);
  response.headers = {
      {"Content-Type", *written == Format::kCsv ? "text/csv; charset=utf-8" : "application/json"},
      {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)}};
  if (state == BodyRest::State::kMore) response.rest = std::move(download);
  return response;
}

}  // namespace explore
