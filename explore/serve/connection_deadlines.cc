#include "explore/serve/connection_deadlines.h"

#include <sys/socket.h>

namespace explore {

ConnectionDeadlines::Connection* ConnectionDeadlines::add(int socket, Clock::time_point deadline) {
  const ground::MutexLock lock(mutex_);
  connections_.push_back({socket, deadline});
  return &connections_.back();
}

void ConnectionDeadlines::remove(const Connection* connection) {
  const ground::MutexLock lock(mutex_);
  connections_.remove_if([connection](const Connection& one) { return &one == connection; });
}

void ConnectionDeadlines::set(Connection* connection, Clock::time_point deadline) {
  const ground::MutexLock lock(mutex_);
  connection->deadline = deadline;
}

void ConnectionDeadlines::close_overdue(Clock::time_point now) {
  const ground::MutexLock lock(mutex_);
  for (Connection& connection : connections_) {
    if (connection.deadline > now) continue;
    shutdown(connection.socket, SHUT_RDWR);
    connection.deadline = Clock::time_point::max();
  }
}

}  // namespace explore
