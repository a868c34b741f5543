#include "explore/command/interrupt.h"

#include <atomic>
#include <csignal>

namespace explore {
namespace {

// Free of locks, so that a handler may set it; other threads look at it too.
std::atomic<bool> noted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void note(int /*signal*/) { noted = true; }

}  // namespace

void note_interrupts() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
}

bool is_interrupted() { return noted; }

}  // namespace explore
