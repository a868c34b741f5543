#include "crawler/fetch/file_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdint>

namespace crawler {
namespace {

// Not for transfers: the three standard channels, the database with its journal, index and lock (5,
// and temporary files for sorting), the loop (4), name servers' sockets, and what we were started
// with.
constexpr std::size_t kOwnFiles = 28;
// Of each transfer: its connection, a second one while it connects, and one that is kept.
constexpr std::size_t kFilesPerTransfer = 3;

std::size_t for_sockets(std::size_t files) { return files > kOwnFiles ? files - kOwnFiles : 0; }

}  // namespace

std::size_t raise_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    // Refused, it stays as it is: what counts is what file_limit() finds.
    static_cast<void>(setrlimit(RLIMIT_NOFILE, &files));
  }
  return file_limit();
}

std::size_t file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return SIZE_MAX;
  return files.rlim_cur;
}

std::size_t transfers_within(std::size_t files) {
  return std::max<std::size_t>(for_sockets(files) / kFilesPerTransfer, 1);
}

std::size_t connections_within(std::size_t files, std::size_t transfers) {
  const std::size_t sockets = for_sockets(files);
  return std::max<std::size_t>(sockets > transfers ? sockets - transfers : 0, 1);
}

}  // namespace crawler
