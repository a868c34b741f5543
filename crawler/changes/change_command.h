// ChangeCommand: --on-change. Tells a command of the user's what an update has changed, as JSON
// lines on its standard input: whenever it is asked to look, and there is something new.
//
// It has a thread of its own and a connection of its own, so that no command can hold up the crawl.
// Changes that come while the command runs are told by the next one. A command that fails is a
// warning, and what it was told is not told again. How far it was told is kept when the command has
// ended: what was not, or may not have been, because the program was killed meanwhile, is told by
// the next run, with the same ids.
// Thread: its methods are called from one; `warn` is called from either.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "ground/mutex.h"

namespace crawler {

class ChangeCommand {
 public:
  struct Settings {
    std::string db;
    std::string command;
    std::chrono::milliseconds at_most{60'000};
    std::function<void(const std::string&)> warn;
  };
  // Of the changes that no command was told of; where none ever was, of those that are noted from
  // now on.
  explicit ChangeCommand(Settings settings);
  // Without finish(): waits for a command that runs, and starts none.
  ~ChangeCommand();
  ChangeCommand(const ChangeCommand&) = delete;
  ChangeCommand& operator=(const ChangeCommand&) = delete;

  // There may be changes. Returns at once.
  void look();
  // The same, and waits until they are told.
  void finish();

 private:
  void work();
  void tell();
  void keep_told();
  void end(bool looks);

  const Settings settings_;
  // Of the thread: the id of the last change that was told, and that of which this is kept.
  int64_t told_ = 0, kept_ = -1;
  ground::Mutex mutex_;
  ground::Condition wake_;
  bool is_asked_ CRAWL_GUARDED_BY(mutex_) = false;
  bool is_ending_ CRAWL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace crawler
