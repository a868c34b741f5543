// The exit status: what the program tells the shell. A contract with its callers.
#pragma once

namespace terminal {

enum Exit : int { kAsAsked = 0, kFailed = 1, kUsage = 2, kInterrupted = 130 };

}  // namespace terminal
