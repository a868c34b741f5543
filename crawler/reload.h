// Reload: what the command line and its config file say now, while a crawl runs that was begun by
// them. Thread: main.
#pragma once

#include <optional>
#include <string>

#include "crawler/options/options.h"

namespace crawler {

class Reload {
 public:
  // `argv` outlives this.
  Reload(int argc, const char* const* argv) : argc_(argc), argv_(argv) {}

  // Does a hangup ask for it, rather than for the end? If there is a file to read, and no terminal
  // that could have been closed: of a service.
  static bool is_meant_by_hangup(const ParsedOptions& begun);

  struct Answer {
    std::optional<Options> options;
    std::string problem;  // why there are none
  };
  Answer read() const;

 private:
  int argc_;
  const char* const* argv_;
};

}  // namespace crawler
