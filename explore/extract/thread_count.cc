#include "explore/extract/thread_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "ground/number.h"

namespace explore {

std::optional<std::size_t> thread_count(const Arguments& arguments) {
  constexpr std::size_t kMost = 1024;
  if (!arguments.has("threads"))
    return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  const auto threads = ground::number_of<std::size_t>(arguments.value("threads"));
  return threads == 0 || threads > kMost ? std::nullopt : threads;
}

int refuse_thread_count(const Arguments& arguments) {
  return arguments.refuse(
      fmt::format("--threads {}: use a number from 1 to 1024", arguments.value("threads")));
}

}  // namespace explore
