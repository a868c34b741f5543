#include "crawler/standard_channels.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace crawler {

bool hold_standard_channels() {
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
    // A command whose answer nobody gets has failed: writing to standard output then does too.
    const int mode = number == STDOUT_FILENO ? O_RDONLY : O_RDWR;
    // The lowest free number is this one.
    if (::open("/dev/null", mode) != number) return false;
  }
  return true;
}

}  // namespace crawler
