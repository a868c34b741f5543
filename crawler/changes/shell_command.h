// A command of the user's, run by /bin/sh -c: what is given to it goes to its standard input, what
// it writes to our standard error.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace crawler {

// Runs it to its end, or for so long: then it is killed, with all that it started in its process
// group. `next`: the input's next piece; none at its end. A command that reads no further is fed no
// further. Gives "" if it ended with status 0, else what became of it: "ended with status 3".
// Thread: one that may block.
std::string run_shell_command(const std::string& command, std::chrono::milliseconds at_most,
                              const std::function<std::optional<std::string>()>& next);

}  // namespace crawler
