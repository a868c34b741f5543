// A flight is written and read at once, since a server that can't send its answers takes no more
// statements. The socket does not block; who waits is poll().
#include "storage/postgres/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "ground/number.h"
#include "storage/postgres/postgres_errors.h"
#include "storage/store/place.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

constexpr int kOldestServer = 140'000;  // a choice of compressions, see kPostgresSession

constexpr std::chrono::seconds kConnectPatience{15};

bool wait_until(int socket, short events, std::chrono::steady_clock::time_point until) {
  pollfd poll_for{socket, events, 0};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    const int ready = poll(&poll_for, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

// False: it took too long.
bool finish_connecting(PGconn* conn) {
  const auto until = std::chrono::steady_clock::now() + kConnectPatience;
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
    const short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (PQsocket(conn) < 0 || !wait_until(PQsocket(conn), events, until)) return PQsocket(conn) < 0;
    status = PQconnectPoll(conn);
  }
  return true;
}

}  // namespace

// --- Opening

Result<std::unique_ptr<Connection>> Connection::open(const std::string& where) {
  const std::string place = shown_place(where);
  char* reason = nullptr;
  PQconninfoOption* const parsed = PQconninfoParse(where.c_str(), &reason);
  PQconninfoFree(parsed);
  if (parsed == nullptr) {
    // The words repeat what was given, which may have a password in it.
    PQfreemem(reason);
    return Error{ErrorCode::kIo, place + ": is no address of a PostgreSQL database: give " +
                                     "postgres://HOST/DATABASE"};
  }
  // What the address says overrides what stands before it.
  constexpr std::array<const char*, 8> kNames{"target_session_attrs",
                                              "fallback_application_name",
                                              "keepalives_idle",
                                              "tcp_user_timeout",
                                              "dbname",
                                              "client_encoding",
                                              nullptr,
                                              nullptr};
  const std::array<const char*, 8> values{"read-write",  "crawl", "30",    "60000",
                                          where.c_str(), "UTF8",  nullptr, nullptr};
  PGconn* const conn = PQconnectStartParams(kNames.data(), values.data(), 1);
  if (conn == nullptr) return connect_error(place, conn);
  PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);
  // What a server remarks is none of the user's business, and libpq would print it.
  PQsetNoticeReceiver(
      conn, [](void*, const PGresult*) {}, nullptr);
  const bool is_timely = PQstatus(conn) == CONNECTION_BAD || finish_connecting(conn);
  if (!is_timely || PQstatus(conn) != CONNECTION_OK) {
    Error error = is_timely ? connect_error(place, conn)
                            : Error{ErrorCode::kIo, place + ": the server does not answer", true};
    PQfinish(conn);
    return error;
  }
  PQsetErrorVerbosity(conn, PQERRORS_DEFAULT);
  const int version = PQserverVersion(conn);
  if (version < kOldestServer) {
    PQfinish(conn);
    return Error{ErrorCode::kIo, fmt::format("{}: PostgreSQL {} is too old: use 14 or newer", place,
                                             version / 10'000)};
  }
  std::unique_ptr<Connection> opened(new Connection(conn, place));
  if (PQsetnonblocking(conn, 1) != 0 || PQenterPipelineMode(conn) == 0)
    return opened->lost(PQerrorMessage(conn));
  return opened;
}

Connection::Connection(pg_conn* conn, std::string place) : conn_(conn), place_(std::move(place)) {}

Connection::~Connection() { PQfinish(conn_); }

// --- Flights

Error Connection::lost(std::string_view why) {
  const std::string words = why.empty() ? "the connection is lost" : one_line(why);
  PQfinish(conn_);
  conn_ = nullptr;
  sent_.clear();
  is_open_group_ = false;
  return {ErrorCode::kIo, fmt::format("{}: {}", place_, words), true};
}

Error Connection::error_of(const pg_result* result) const {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return error_with(place_, state ? state : "08", words ? words : PQresultErrorMessage(result));
}

Result<void> Connection::script(const std::string& sql) {
  if (conn_ == nullptr) return lost("");
  if (PQexitPipelineMode(conn_) == 0) return lost(PQerrorMessage(conn_));
  if (PQsendQuery(conn_, sql.c_str()) == 0) return lost(PQerrorMessage(conn_));
  std::optional<Error> failed;
  for (;;) {
    auto result = next_result();
    if (!result) return result.error();
    if (*result == nullptr) break;
    if (PQresultStatus(*result) == PGRES_FATAL_ERROR && !failed) failed = error_of(*result);
    PQclear(*result);
  }
  if (PQstatus(conn_) != CONNECTION_OK || PQenterPipelineMode(conn_) == 0)
    return lost(failed ? std::string_view(failed->message) : "");
  if (failed) return *failed;
  return {};
}

void Connection::prepare(const std::string& name, const std::string& sql) {
  if (conn_ == nullptr) return;
  if (PQsendPrepare(conn_, name.c_str(), sql.c_str(), 0, nullptr) == 0)
    failure_ = PQerrorMessage(conn_);
  sent_.push_back({Sent::What::kPrepare});
  is_open_group_ = true;
}

void Connection::queue(const char* name, const PostgresValues& values) {
  if (conn_ == nullptr) return;
  const std::size_t count = values.values_.size();
  std::vector<const char*> data(count);
  std::vector<int> sizes(count), formats(count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const PostgresValues::Value& value = values.values_[i];
    data[i] = value.size < 0 ? nullptr : values.buffer_.data() + value.at;
    sizes[i] = std::max(value.size, 0);
  }
  if (PQsendQueryPrepared(conn_, name, static_cast<int>(count), data.data(), sizes.data(),
                          formats.data(), 1) == 0)
    failure_ = PQerrorMessage(conn_);
  sent_.push_back({Sent::What::kStatement});
  is_open_group_ = true;
}

void Connection::queue_words(const std::string& sql) {
  if (conn_ == nullptr) return;
  if (PQsendQueryParams(conn_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0)
    failure_ = PQerrorMessage(conn_);
  sent_.push_back({Sent::What::kStatement});
  is_open_group_ = true;
}

void Connection::end_group() {
  if (conn_ == nullptr || !is_open_group_) return;
  if (PQpipelineSync(conn_) == 0) failure_ = PQerrorMessage(conn_);
  sent_.push_back({Sent::What::kEnd});
  is_open_group_ = false;
}

std::size_t Connection::queued() const {
  return static_cast<std::size_t>(std::count_if(sent_.begin(), sent_.end(), [](const Sent& sent) {
    return sent.what == Sent::What::kStatement;
  }));
}

Result<void> Connection::wait(bool wants_write) {
  const short events = static_cast<short>(POLLIN | (wants_write ? POLLOUT : 0));
  if (!wait_until(PQsocket(conn_), events, std::chrono::steady_clock::now() + patience_))
    return lost("the server does not answer any more");
  return {};
}

// The next result, or null between the answers of two statements.
Result<pg_result*> Connection::next_result() {
  for (;;) {
    const int flushed = PQflush(conn_);
    if (flushed < 0) return lost(PQerrorMessage(conn_));
    if (PQisBusy(conn_) == 0) return PQgetResult(conn_);
    if (auto waited = wait(flushed > 0); !waited) return waited.error();
    if (PQconsumeInput(conn_) == 0) return lost(PQerrorMessage(conn_));
  }
}

Result<void> Connection::read_answers(std::vector<PostgresAnswer>* answers) {
  std::optional<Error> cause;
  for (const Sent& sent : sent_) {
    auto result = next_result();
    if (!result) return result.error();
    if (*result == nullptr) return lost(PQerrorMessage(conn_));
    const PostgresRows rows(*result);  // owns it
    const ExecStatusType status = PQresultStatus(*result);
    if (sent.what == Sent::What::kEnd) {
      if (status != PGRES_PIPELINE_SYNC) return lost(PQerrorMessage(conn_));
      cause.reset();
      continue;
    }
    PostgresAnswer answer;
    if (status == PGRES_FATAL_ERROR) {
      const char* state = PQresultErrorField(*result, PG_DIAG_SQLSTATE);
      answer.error = error_of(*result);
      // What libpq says itself has no state: the connection is gone.
      if (state == nullptr || PQstatus(conn_) != CONNECTION_OK) return lost(answer.error.message);
      answer.state = state;
      const char* at = PQresultErrorField(*result, PG_DIAG_STATEMENT_POSITION);
      answer.at = at == nullptr ? -1 : ground::number_of<int>(at).value_or(0) - 1;
      cause = answer.error;
    } else if (status == PGRES_PIPELINE_ABORTED) {
      answer.is_skipped = true;
      if (cause) answer.error = *cause;
    } else {
      answer.rows = rows;
    }
    if (sent.what == Sent::What::kStatement || !answer.ok()) answers->push_back(std::move(answer));
    // A statement's answers end with a null.
    auto end = next_result();
    if (!end) return end.error();
    if (*end != nullptr) {
      PQclear(*end);
      return lost("the server's answer is not what was asked");
    }
  }
  return {};
}

Result<std::vector<PostgresAnswer>> Connection::run() {
  if (conn_ == nullptr) return lost("");
  end_group();
  if (!failure_.empty()) return lost(std::exchange(failure_, {}));
  std::vector<PostgresAnswer> answers;
  auto read = read_answers(&answers);
  sent_.clear();
  if (!read) return read.error();
  return answers;
}

Result<std::vector<PostgresAnswer>> Connection::run_all() {
  auto answers = run();
  if (!answers) return answers.error();
  for (const PostgresAnswer& answer : *answers)
    if (!answer.ok()) return answer.error;
  return answers;
}

Result<PostgresRows> Connection::ask(const char* name, const PostgresValues& values) {
  queue(name, values);
  auto answers = run_all();
  if (!answers) return answers.error();
  return answers->front().rows;
}

}  // namespace storage
