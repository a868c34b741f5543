// Bytes of a page on their way out. Thread: that of the output.
#pragma once

#include <string_view>

#include "explore/command/output.h"

namespace explore {

// Into a file or a pipe as they are; on a terminal each line is made safe.
void write_raw(std::string_view bytes, Output& output);

}  // namespace explore
