// The exit status: what the program tells the shell. A contract with its callers.
#pragma once

namespace terminal {

enum Exit : int {
  kAsAsked = 0,
  kFailed = 1,
  kUsage = 2,
  kUnavailable = 3,  // a crawl that ended because hosts did not answer
  kInterrupted = 130
};

}  // namespace terminal
