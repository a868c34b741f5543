// ChildStart: what happens between fork() and the first instruction of the browser. Only calls that
// are safe there (signal-safety(7)); all memory is ready before. Thread: the child's only one.
#pragma once

#include <string>
#include <vector>

namespace crawler {

// The step at which it failed, as the parent is told.
enum class ChildStep : int { kNone, kNetwork, kUser, kFiles, kProgram };

struct ChildTrouble {
  ChildStep step = ChildStep::kNone;
  int error = 0;  // errno
};

class ChildStart {
 public:
  struct Wishes {
    std::vector<std::string> arguments;    // the program first
    std::vector<std::string> environment;  // NAME=value
    std::string folder;                    // to stand in
    bool own_network = true;
    uid_t user = 0;  // to run as; its group has the same number. As now: stays who it is
    uid_t user_now = 0;
    gid_t group_now = 0;
    int parent = 0;
    // What become its files 0, 2, 3 and 4; 1 is 2.
    int input = -1, errors = -1, commands = -1, answers = -1;
    int trouble = -1;  // takes a ChildTrouble; closes by itself when the program begins
  };
  explicit ChildStart(Wishes wishes);

  // In the child. Never returns.
  [[noreturn]] void run() const;

 private:
  ChildStep leave_network() const;
  bool map_users() const;
  ChildStep become_user() const;
  ChildStep set_files() const;
  static void set_limits();
  [[noreturn]] void fail(ChildStep step) const;

  Wishes wishes_;
  std::string uid_map_, gid_map_;
  std::vector<char*> argv_, envp_;
};

}  // namespace crawler
