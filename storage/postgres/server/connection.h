// Connection: libpq without its types. Statements are prepared by their names; what is queued goes
// out in one flight (pipeline mode) and is answered in order.
// Thread: one owner. Calls block until the server has answered, or does not for kPatience.
// Errors: each says whether it may pass by itself (Error::transient): the server is away, restarts,
// or has too much to do. None has a password in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"

struct pg_conn;
struct pg_result;

namespace storage {

// The parameters of one statement, in order. Numbers go as int8, arrays as int8[], text[], bytea[].
class PostgresValues {
 public:
  PostgresValues& number(int64_t value);
  PostgresValues& number(std::optional<int64_t> value);
  PostgresValues& key(uint64_t value) { return number(static_cast<int64_t>(value)); }
  PostgresValues& real(double value);
  PostgresValues& truth(bool value);
  // Valid UTF-8; what PostgreSQL does not take (NUL) becomes U+FFFD.
  PostgresValues& text(std::string_view value);
  PostgresValues& text_or_null(std::string_view value);  // "" is NULL
  PostgresValues& bytes(std::string_view value);
  PostgresValues& bytes_or_null(std::string_view value);
  PostgresValues& null();
  PostgresValues& numbers(const std::vector<int64_t>& values);
  // As text().
  PostgresValues& texts(const std::vector<std::string_view>& values);
  PostgresValues& texts_or_null(const std::vector<std::string_view>& values);  // "" is NULL

 private:
  friend class Connection;
  struct Value {
    std::size_t at = 0;
    int size = -1;  // -1: NULL
  };
  void begin();
  void end();
  void append32(uint32_t value);
  void append64(uint64_t value);
  void append_text(std::string_view value);
  void append_array(std::size_t size, uint32_t type, bool has_null);

  std::string buffer_;
  std::vector<Value> values_;
};

// What a statement was answered. What text() gives lives as long as this.
class PostgresRows {
 public:
  PostgresRows() = default;
  explicit PostgresRows(pg_result* result);

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  bool is_null(std::size_t row, int column) const;
  int64_t number(std::size_t row, int column) const;  // of any width; 0 for NULL
  uint64_t key(std::size_t row, int column) const {
    return static_cast<uint64_t>(number(row, column));
  }
  std::string_view text(std::size_t row, int column) const;  // or bytes; "" for NULL
  std::string string(std::size_t row, int column) const { return std::string(text(row, column)); }
  // Elements of an int8[]; empty for NULL.
  std::vector<int64_t> numbers(std::size_t row, int column) const;
  std::vector<std::string> texts(std::size_t row, int column) const;
  uint64_t changed() const;  // rows that it inserted, updated or deleted

  int columns() const;
  std::string column_name(int column) const;
  // Of queue_words(): what the column's texts stand for.
  bool is_number(int column) const;
  bool is_truth(int column) const;

 private:
  std::shared_ptr<pg_result> result_;
};

struct PostgresAnswer {
  PostgresRows rows;
  std::string state;        // the SQLSTATE of its failure; "" if there was none, or it was skipped
  bool is_skipped = false;  // since something before it in its group failed
  ground::Error error;      // then, and when it failed itself
  int at = -1;  // the character of the statement, from 0, at which it is wrong; -1: it doesn't say
  bool ok() const { return state.empty() && !is_skipped; }
};

class Connection {
 public:
  // How long the server may say nothing. Then the socket is closed: what was under way has an
  // unknown outcome, as when the network was lost.
  static constexpr std::chrono::seconds kPatience{60};
  // Of a question that may read a whole crawl, and that its user can end.
  static constexpr std::chrono::hours kPatienceOfReaders{24};
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

  // `where`: postgres://…, as libpq takes it. Errors: unknown name, nobody there, wrong password,
  // no such database, read-only or too old a server; with the remedy.
  static ground::Result<std::unique_ptr<Connection>> open(const std::string& where);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs statements without parameters, one after the other. Nothing may be queued.
  ground::Result<void> script(const std::string& sql);
  // From now on `name` stands for `sql`.
  void prepare(const std::string& name, const std::string& sql);

  // --- What goes out with the next run()
  void queue(const char* name, const PostgresValues& values);
  // A statement without parameters, BEGIN or what somebody else has written: its rows come as
  // PostgreSQL shows them.
  void queue_words(const std::string& sql);
  // What is queued between two of these is one transaction, unless it says BEGIN itself; of one
  // that fails nothing is kept, and the next goes on.
  void end_group();

  // How many answers the next run() will have.
  std::size_t queued() const;

  // Sends all that is queued. An answer for each queue() and queue_words(), in order. Errors: the
  // connection is lost; then it stays so, and what became of what was sent is unknown.
  ground::Result<std::vector<PostgresAnswer>> run();
  // The same where any failure is an error.
  ground::Result<std::vector<PostgresAnswer>> run_all();
  // One statement.
  ground::Result<PostgresRows> ask(const char* name, const PostgresValues& values);

  bool is_lost() const { return conn_ == nullptr; }
  const std::string& place() const { return place_; }

 private:
  Connection(pg_conn* conn, std::string place);
  ground::Error lost(std::string_view why);
  ground::Result<void> wait(bool wants_write);
  ground::Result<void> read_answers(std::vector<PostgresAnswer>* answers);
  ground::Result<pg_result*> next_result();
  ground::Error error_of(const pg_result* result) const;

  struct Sent {
    enum class What : uint8_t { kStatement, kPrepare, kEnd } what;
  };
  pg_conn* conn_;
  std::string place_;
  std::chrono::milliseconds patience_ = kPatience;
  std::vector<Sent> sent_;
  bool is_open_group_ = false;
  std::string failure_;  // of queueing
};

}  // namespace storage
