// A flight is written and read at once, since a server that can't send its answers takes no more
// statements. The socket does not block; who waits is poll().
#include "storage/postgres/server/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "ground/number.h"
#include "ground/utf8.h"
#include "storage/store/place.h"

namespace storage {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

namespace {

// Types as pg_type.dat numbers them.
constexpr uint32_t kTypeOfNumber = 20;  // int8
constexpr uint32_t kTypeOfText = 25;
constexpr int kOldestServer = 140'000;  // compression by column, see postgres_schema.cc

constexpr std::chrono::seconds kConnectPatience{15};

struct Cause {
  std::string_view state;  // a SQLSTATE, or the class that it begins with
  ErrorCode code;
  bool transient;
  std::string_view remedy;
};

// https://www.postgresql.org/docs/current/errcodes-appendix.html; the first that fits.
constexpr std::array kCauses = {
    Cause{"28", ErrorCode::kNotOurs, false,
          "put the right password into ~/.pgpass (or PGPASSWORD), and the user into the address"},
    Cause{"3D000", ErrorCode::kNotOurs, false, "make it with: createdb NAME"},
    Cause{"42501", ErrorCode::kNotOurs, false,
          "make the user the owner of the database: ALTER DATABASE … OWNER TO …"},
    Cause{"08", ErrorCode::kIo, true, ""},
    Cause{"40", ErrorCode::kBusy, true, ""},
    Cause{"55P03", ErrorCode::kBusy, true, ""},
    Cause{"57P", ErrorCode::kIo, true, ""},
    Cause{"25006", ErrorCode::kIo, true, "name the server that takes writes"},
    Cause{"25P03", ErrorCode::kBusy, true, ""},
    Cause{"53300", ErrorCode::kBusy, true, "raise max_connections, or stop who holds some"},
    Cause{"53", ErrorCode::kIo, false, "give the server more disk or memory, then resume"},
    Cause{"58", ErrorCode::kIo, false, "see the server's log"},
    Cause{"XX", ErrorCode::kCorrupt, false, "see the server's log"},
};

const Cause* cause_of(std::string_view state) {
  const auto* found = std::find_if(kCauses.begin(), kCauses.end(), [state](const Cause& cause) {
    return state.starts_with(cause.state);
  });
  return found == kCauses.end() ? nullptr : found;
}

std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) line += c == '\n' || c == '\r' ? ' ' : c;
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

Error error_with(const std::string& place, std::string_view state, std::string_view words) {
  const Cause* cause = cause_of(state);
  std::string message = fmt::format("{}: {}", place, one_line(words));
  if (cause != nullptr && !cause->remedy.empty()) message += fmt::format(": {}", cause->remedy);
  if (cause == nullptr) return {ErrorCode::kInternal, std::move(message)};
  return {cause->code, std::move(message), cause->transient};
}

// "FATAL:  28P01: password authentication failed …" of a verbose message: the state.
std::string_view state_in(std::string_view message) {
  for (std::size_t at = message.find(":  "); at != message.npos; at = message.find(":  ", at + 1)) {
    const std::string_view state = message.substr(at + 3, 5);
    const bool is_state = state.size() == 5 && message.substr(at + 8, 2) == ": " &&
                          std::all_of(state.begin(), state.end(), [](char c) {
                            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
                          });
    if (is_state) return state;
  }
  return {};
}

// The words of a verbose message: behind its state, and without where in the server it arose.
std::string words_in(std::string_view message, std::string_view state) {
  if (state.empty()) return one_line(message);
  std::string_view words = message.substr(message.find(state) + state.size() + 2);
  return one_line(words.substr(0, words.find("\nLOCATION:")));
}

Error connect_error(const std::string& place, PGconn* conn) {
  const std::string_view message = conn == nullptr ? "no memory" : PQerrorMessage(conn);
  const std::string_view state = state_in(message);
  // libpq says that by itself, without asking the server.
  const bool lacks_password = conn != nullptr && PQconnectionNeedsPassword(conn) != 0;
  if (lacks_password) return error_with(place, "28P01", one_line(message));
  Error error = error_with(place, state, words_in(message, state));
  if (!state.empty()) return error;
  error.code = ErrorCode::kIo;
  error.transient = true;
  error.message += ": is the address right, and does the server run?";
  return error;
}

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

uint32_t read32(const char* bytes) {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

int64_t read_number(const char* bytes, int size) {
  uint64_t value = size > 0 && (bytes[0] & 0x80) != 0 ? ~uint64_t{0} : 0;
  for (int i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<int64_t>(value);
}

// Calls `take` with each element's bytes of an array of one dimension.
template <typename Take>
void each_element(std::string_view array, Take take) {
  constexpr std::size_t kHead = 12, kDimension = 8;
  if (array.size() < kHead || read32(array.data()) != 1) return;
  const uint32_t size = read32(array.data() + kHead);
  std::size_t at = kHead + kDimension;
  for (uint32_t i = 0; i < size && at + 4 <= array.size(); ++i) {
    const auto length = static_cast<int32_t>(read32(array.data() + at));
    at += 4;
    const auto bytes = static_cast<std::size_t>(std::max(length, 0));
    if (bytes > array.size() - at) return;
    take(array.substr(at, bytes));
    at += bytes;
  }
}

}  // namespace

// --- Values

void PostgresValues::begin() { values_.push_back({buffer_.size(), 0}); }
void PostgresValues::end() {
  values_.back().size = static_cast<int>(buffer_.size() - values_.back().at);
}
void PostgresValues::append32(uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) buffer_ += static_cast<char>(value >> shift);
}
void PostgresValues::append64(uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) buffer_ += static_cast<char>(value >> shift);
}

void PostgresValues::append_text(std::string_view value) {
  if (value.find('\0') == value.npos) {
    buffer_ += value;
    return;
  }
  for (const char c : value) {
    if (c == '\0')
      buffer_ += ground::kReplacement;
    else
      buffer_ += c;
  }
}

PostgresValues& PostgresValues::number(int64_t value) {
  begin();
  append64(static_cast<uint64_t>(value));
  end();
  return *this;
}

PostgresValues& PostgresValues::number(std::optional<int64_t> value) {
  return value ? number(*value) : null();
}

PostgresValues& PostgresValues::real(double value) {
  begin();
  append64(std::bit_cast<uint64_t>(value));
  end();
  return *this;
}

PostgresValues& PostgresValues::truth(bool value) {
  begin();
  buffer_ += value ? '\1' : '\0';
  end();
  return *this;
}

PostgresValues& PostgresValues::text(std::string_view value) {
  begin();
  append_text(value);
  end();
  return *this;
}

PostgresValues& PostgresValues::text_or_null(std::string_view value) {
  return value.empty() ? null() : text(value);
}

PostgresValues& PostgresValues::bytes(std::string_view value) {
  begin();
  buffer_ += value;
  end();
  return *this;
}

PostgresValues& PostgresValues::bytes_or_null(std::string_view value) {
  return value.empty() ? null() : bytes(value);
}

PostgresValues& PostgresValues::null() {
  values_.push_back({buffer_.size(), -1});
  return *this;
}

// https://www.postgresql.org/docs/current/arrays.html says nothing of how they travel: array_send()
// in the server's arrayfuncs.c does. Dimensions, whether there are NULLs, the elements' type, then
// the length of the dimension and where it begins.
void PostgresValues::append_array(std::size_t size, uint32_t type, bool has_null) {
  append32(size == 0 ? 0 : 1);
  append32(has_null ? 1 : 0);
  append32(type);
  if (size == 0) return;
  append32(static_cast<uint32_t>(size));
  append32(1);
}

PostgresValues& PostgresValues::numbers(const std::vector<int64_t>& values) {
  begin();
  append_array(values.size(), kTypeOfNumber, false);
  for (const int64_t value : values) {
    append32(8);
    append64(static_cast<uint64_t>(value));
  }
  end();
  return *this;
}

PostgresValues& PostgresValues::texts(const std::vector<std::string_view>& values) {
  begin();
  append_array(values.size(), kTypeOfText, false);
  for (const std::string_view value : values) {
    const std::size_t at = buffer_.size();
    append32(0);
    append_text(value);
    const auto size = static_cast<uint32_t>(buffer_.size() - at - 4);
    for (int i = 0; i < 4; ++i) buffer_[at + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  end();
  return *this;
}

PostgresValues& PostgresValues::texts_or_null(const std::vector<std::string_view>& values) {
  begin();
  append_array(values.size(), kTypeOfText, true);
  for (const std::string_view value : values) {
    if (value.empty()) {
      append32(UINT32_MAX);
      continue;
    }
    const std::size_t at = buffer_.size();
    append32(0);
    append_text(value);
    const auto size = static_cast<uint32_t>(buffer_.size() - at - 4);
    for (int i = 0; i < 4; ++i) buffer_[at + i] = static_cast<char>(size >> (24 - 8 * i));
  }
  end();
  return *this;
}

// --- Rows

PostgresRows::PostgresRows(pg_result* result) : result_(result, PQclear) {}

std::size_t PostgresRows::size() const {
  return result_ ? static_cast<std::size_t>(PQntuples(result_.get())) : 0;
}

bool PostgresRows::is_null(std::size_t row, int column) const {
  return PQgetisnull(result_.get(), static_cast<int>(row), column) != 0;
}

int64_t PostgresRows::number(std::size_t row, int column) const {
  const int at = static_cast<int>(row);
  return read_number(PQgetvalue(result_.get(), at, column), PQgetlength(result_.get(), at, column));
}

std::string_view PostgresRows::text(std::size_t row, int column) const {
  const int at = static_cast<int>(row);
  return {PQgetvalue(result_.get(), at, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), at, column))};
}

std::vector<int64_t> PostgresRows::numbers(std::size_t row, int column) const {
  std::vector<int64_t> values;
  each_element(text(row, column), [&values](std::string_view bytes) {
    values.push_back(read_number(bytes.data(), static_cast<int>(bytes.size())));
  });
  return values;
}

std::vector<std::string> PostgresRows::texts(std::size_t row, int column) const {
  std::vector<std::string> values;
  each_element(text(row, column),
               [&values](std::string_view bytes) { values.emplace_back(bytes); });
  return values;
}

uint64_t PostgresRows::changed() const {
  uint64_t changed = 0;
  if (!result_) return changed;
  for (const char* digit = PQcmdTuples(result_.get()); *digit != '\0'; ++digit)
    changed = changed * 10 + static_cast<uint64_t>(*digit - '0');
  return changed;
}

int PostgresRows::columns() const { return result_ ? PQnfields(result_.get()) : 0; }

std::string PostgresRows::column_name(int column) const {
  const char* name = PQfname(result_.get(), column);
  return name == nullptr ? "" : name;
}

// Numbers of types: src/include/catalog/pg_type.dat of PostgreSQL.
bool PostgresRows::is_number(int column) const {
  constexpr std::array<Oid, 6> kNumbers{20, 21, 23, 700, 701, 1700};
  const Oid type = PQftype(result_.get(), column);
  return std::find(kNumbers.begin(), kNumbers.end(), type) != kNumbers.end();
}

bool PostgresRows::is_truth(int column) const {
  constexpr Oid kBool = 16;
  return PQftype(result_.get(), column) == kBool;
}

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
