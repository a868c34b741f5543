// PostgresServer: the real one, as it is installed, in a folder of its own, for the tests of one
// program. It runs as another user if this is root (it refuses to otherwise), listens on a socket
// in its folder, and is gone with the program. Thread: one.
#pragma once

#include <sys/types.h>

#include <string>

namespace tests {

class PostgresServer {
 public:
  // Is there one to start? It costs a look at a folder.
  static bool is_installed();
  static constexpr const char* kRemedy =
      "PostgreSQL's server is not installed: apt-get install "
      "postgresql";

  // The server of this program, started by the first who asks.
  static PostgresServer& shared();

  // The address of a database of that name, which is made if it is not there.
  std::string database(const std::string& name);
  // The address of one that may be there or not.
  std::string address(const std::string& name) const;
  // Ends all of its processes at once, as kill -9 would; start() begins anew on what is on disk.
  void kill();
  void start();

  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

 private:
  PostgresServer();

  std::string folder_, programs_;
  pid_t pid_ = -1;
};

}  // namespace tests
