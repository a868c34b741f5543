// A cursor in a transaction that only reads: the server refuses what changes anything, and sends
// rows as they are asked for. What is no query (EXPLAIN, SHOW) has no cursor, and few rows.
#include "storage/postgres/postgres_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "ground/number.h"
#include "storage/postgres/postgres_schema.h"
#include "storage/postgres/postgres_views.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// Of large values these are many bytes: PostgreSQL knows no way to ask for fewer.
constexpr std::size_t kRowsFetchedAtOnce = 500;

Result<std::unique_ptr<Connection>> open_to_ask(const std::string& where) {
  auto server = Connection::open(where);
  if (!server) return server.error();
  (*server)->set_patience(Connection::kPatienceOfReaders);
  if (auto ours = inspect_postgres_schema(**server); !ours) return ours.error();
  return server;
}

// The byte at which that character begins.
int byte_of(std::string_view text, int character) {
  if (character < 0) return -1;
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if ((text[at] & 0xC0) != 0x80 && character-- == 0) break;
  return static_cast<int>(at);
}

constexpr std::string_view kDeclare = "DECLARE crawl_question NO SCROLL CURSOR FOR ";

SqlValue value_of(const PostgresRows& rows, std::size_t row, int column) {
  if (rows.is_null(row, column)) return {};
  const std::string_view text = rows.text(row, column);
  if (rows.is_truth(column)) return int64_t{text == "t"};
  if (!rows.is_number(column)) return text;
  if (const auto integer = ground::number_of<int64_t>(text)) return *integer;
  if (const auto real = ground::number_of<double>(text)) return *real;
  return text;
}

}  // namespace

Result<std::unique_ptr<PostgresQuery>> PostgresQuery::ask(const std::string& where,
                                                          const std::string& sql, int* wrong_at) {
  auto server = open_to_ask(where);
  if (!server) return server.error();
  std::unique_ptr<PostgresQuery> query(new PostgresQuery(std::move(server).value()));
  if (auto begun = query->begin(sql, wrong_at); !begun) return begun.error();
  return query;
}

Result<void> PostgresQuery::begin(const std::string& sql, int* wrong_at) {
  server_->queue_words("BEGIN READ ONLY");
  server_->queue_words("SAVEPOINT before");
  server_->end_group();
  server_->queue_words(std::string(kDeclare) + sql);
  auto answers = server_->run();
  if (!answers) return answers.error();
  const PostgresAnswer& declared = answers->back();
  constexpr std::string_view kSyntaxError = "42601";
  if (declared.ok()) {
    if (auto fetched = fetch(); !fetched) return fetched;
  } else if (declared.state == kSyntaxError) {
    server_->queue_words("ROLLBACK TO before");
    server_->queue_words(sql);
    answers = server_->run();
    if (!answers) return answers.error();
    *wrong_at = byte_of(sql, answers->back().at);
    if (!answers->back().ok()) return error_of(answers->back());
    rows_ = answers->back().rows;
    is_all_ = true;
  } else {
    *wrong_at = byte_of(sql, declared.at - static_cast<int>(kDeclare.size()));
    return error_of(declared);
  }
  for (int i = 0; i < rows_.columns(); ++i) columns_.push_back(rows_.column_name(i));
  return {};
}

Error PostgresQuery::error_of(const PostgresAnswer& answer) const {
  if (answer.error.transient) return answer.error;
  // Where it was asked, who asks knows.
  std::string_view words = answer.error.message;
  const std::string place = server_->place() + ": ";
  if (words.starts_with(place)) words.remove_prefix(place.size());
  return {ErrorCode::kQuery, std::string(words)};
}

Result<void> PostgresQuery::fetch() {
  server_->queue_words(fmt::format("FETCH {} FROM crawl_question", kRowsFetchedAtOnce));
  auto answers = server_->run();
  if (!answers) return answers.error();
  if (!answers->back().ok()) return error_of(answers->back());
  rows_ = answers->back().rows;
  next_ = 0;
  is_all_ = rows_.size() < kRowsFetchedAtOnce;
  return {};
}

Result<bool> PostgresQuery::next(std::vector<SqlValue>* row) {
  if (next_ == rows_.size() && !is_all_)
    if (auto fetched = fetch(); !fetched) return fetched.error();
  if (next_ == rows_.size()) return false;
  row->clear();
  for (int i = 0; i < rows_.columns(); ++i) row->push_back(value_of(rows_, next_, i));
  ++next_;
  return true;
}

Result<std::vector<std::string>> views_of_server(const std::string& where) {
  auto server = open_to_ask(where);
  if (!server) return server.error();
  std::vector<std::string> names = postgres_view_names();
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace storage
