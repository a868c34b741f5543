#include "explore/serve/connection_deadlines.h"

#include <sys/socket.h>

#include <utility>

namespace explore {

void ConnectionDeadlines::close(Connection& connection) {
  shutdown(connection.socket, SHUT_RDWR);
  connection.is_closed = true;
}

ConnectionDeadlines::Connection* ConnectionDeadlines::add(int socket, std::string peer,
                                                          Clock::time_point now,
                                                          Clock::time_point deadline) {
  const ground::MutexLock lock(mutex_);
  connections_.push_back({socket, std::move(peer), deadline, Phase::kAsking, now, false});
  Connection& newest = connections_.back();
  make_room(newest, newest.peer, limits_.of_a_peer, now);
  make_room(newest, "", limits_.all, now);
  return &newest;
}

void ConnectionDeadlines::make_room(const Connection& newest, const std::string& peer,
                                    std::size_t most, Clock::time_point now) {
  std::size_t count = 0;
  Connection* asking = nullptr;
  Connection* taking = nullptr;
  const auto note = [](Connection*& longest, Connection& one) {
    if (longest == nullptr || one.since < longest->since) longest = &one;
  };
  for (Connection& one : connections_) {
    if (one.is_closed || (!peer.empty() && one.peer != peer)) continue;
    ++count;
    if (&one == &newest) continue;
    if (one.phase == Phase::kAsking) note(asking, one);
    if (one.phase == Phase::kTaking && now - one.since > kPatience) note(taking, one);
  }
  if (count <= most) return;
  Connection* const victim = asking != nullptr ? asking : taking;
  close(victim != nullptr ? *victim : connections_.back());
}

void ConnectionDeadlines::remove(const Connection* connection) {
  const ground::MutexLock lock(mutex_);
  connections_.remove_if([connection](const Connection& one) { return &one == connection; });
}

void ConnectionDeadlines::set(Connection* connection, Phase phase, Clock::time_point now,
                              Clock::time_point deadline) {
  const ground::MutexLock lock(mutex_);
  connection->phase = phase;
  connection->since = now;
  connection->deadline = deadline;
}

void ConnectionDeadlines::close_overdue(Clock::time_point now) {
  const ground::MutexLock lock(mutex_);
  for (Connection& connection : connections_)
    if (!connection.is_closed && connection.deadline <= now) close(connection);
}

}  // namespace explore
