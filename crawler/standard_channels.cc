#include "crawler/standard_channels.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace crawler {

bool hold_standard_channels() {
  for (int number = 0; number <= STDERR_FILENO; ++number) {
    if (fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
    // The lowest free number is this one.
    if (open("/dev/null", O_RDWR) != number) return false;
  }
  return true;
}

}  // namespace crawler
