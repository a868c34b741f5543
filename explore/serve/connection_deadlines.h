// The open connections of a server, each with the time at which it is closed if nothing else has
// happened. Thread: any; the list has a lock of its own.
// Lifetime: a Connection stays where it is until remove().
#pragma once

#include <chrono>
#include <list>

#include "ground/mutex.h"

namespace explore {

class ConnectionDeadlines {
 public:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    int socket = -1;
    Clock::time_point deadline;
  };

  // Its name from now on.
  Connection* add(int socket, Clock::time_point deadline);
  void remove(const Connection* connection);
  // Clock::time_point::max(): it has all the time.
  void set(Connection* connection, Clock::time_point deadline);

  // Shuts down the sockets whose time is over at `now`, once each. Who owns them finds them closed.
  void close_overdue(Clock::time_point now);

 private:
  ground::Mutex mutex_;
  std::list<Connection> connections_ CRAWL_GUARDED_BY(mutex_);
};

}  // namespace explore
