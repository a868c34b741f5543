// What the application of crawl serve asks of a crawl that runs, and what it asks it to do:
// /api/control. Only of servers that ask for a token: the socket beside the file is its owner's
// alone, and without a token everyone on this machine could steer. Thread: any; it waits for the
// crawl.
#pragma once

#include <string>
#include <string_view>

namespace explore {

inline constexpr std::string_view kControlPath = "/api/control";

struct ControlReply {
  int status = 200;  // of HTTP
  std::string json;
};

// {"may_steer": …, "status": … or null where no crawl runs}
ControlReply control_state(const std::string& database, bool may_steer);
// Of {"command": "pause"}: {"text": what was done}; what the crawl refuses is a 400, a crawl that
// does not run a 409, and each has an "error".
ControlReply control_crawl(std::string_view body, const std::string& database, bool may_steer);

}  // namespace explore
