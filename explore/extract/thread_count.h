// --threads of the commands that parse stored pages. Thread: pure.
#pragma once

#include <cstddef>
#include <optional>

#include "explore/command/arguments.h"

namespace explore {

// One per core if it is not given; nothing if it is no number from 1 to 1,024.
std::optional<std::size_t> thread_count(const Arguments& arguments);

// Says so. The exit status.
int refuse_thread_count(const Arguments& arguments);

}  // namespace explore
