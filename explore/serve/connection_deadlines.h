// The open connections of a server, each with the time at which it is closed if nothing else has
// happened; and room for new ones: where one address, or all of them, have too many, the one that
// has let the server wait longest is closed. So connections that ask nothing shut nobody out, not
// even those behind the same address. Thread: any; the list has a lock of its own.
// Lifetime: a Connection stays where it is until remove().
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>

#include "ground/mutex.h"

namespace explore {

class ConnectionDeadlines {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Phase {
    kAsking,     // the request is not whole yet
    kAnswering,  // an answer is being made: it has all the time
    kTaking,     // the answer is on its way
  };
  struct Connection {
    int socket = -1;
    std::string peer;
    Clock::time_point deadline;
    Phase phase = Phase::kAsking;
    Clock::time_point since;  // the phase began
    bool is_closed = false;   // by us; who owns it will find out
  };
  struct Limits {
    std::size_t all = 0;
    std::size_t of_a_peer = 0;
  };

  explicit ConnectionDeadlines(const Limits& limits) : limits_(limits) {}

  // Its name from now on. `peer`: whose it is. Where that is one too many, another is closed, or
  // this one if all the others are being answered.
  Connection* add(int socket, std::string peer, Clock::time_point now, Clock::time_point deadline);
  void remove(const Connection* connection);
  void set(Connection* connection, Phase phase, Clock::time_point now, Clock::time_point deadline);

  // Shuts down the sockets whose time is over at `now`, once each. Who owns them finds them closed.
  void close_overdue(Clock::time_point now);

  // An answer that takes longer to be taken may be ended where there is no room else.
  static constexpr std::chrono::seconds kPatience{10};

 private:
  static void close(Connection& connection);
  // Among those of `peer`, or of all ("").
  void make_room(const Connection& newest, const std::string& peer, std::size_t most,
                 Clock::time_point now) CRAWL_REQUIRES(mutex_);

  const Limits limits_;
  ground::Mutex mutex_;
  std::list<Connection> connections_ CRAWL_GUARDED_BY(mutex_);
};

}  // namespace explore
