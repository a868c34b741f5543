// Connection: libpq without its types. Statements are prepared by their names; what is queued goes
// out in one flight (pipeline mode) and is answered in order.
// Thread: one owner. Calls block until the server has answered, or does not for kPatience.
// Errors: each says whether it may pass by itself (Error::transient): the server is away, restarts,
// or has too much to do. None has a password in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/result.h"
#include "storage/postgres/postgres_rows.h"
#include "storage/postgres/postgres_values.h"

struct pg_conn;
struct pg_result;

namespace storage {

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
