#include "explore/control/ctl_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "explore/command/output.h"
#include "explore/control/control_client.h"
#include "explore/control/control_text.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

constexpr std::array kCtlFlags{
    Flag{{"json", "", "answers as JSON, a line for each", 0}},
};

// The lines to send: several limits are several commands.
std::vector<std::string> commands_of(const std::vector<std::string>& operands) {
  constexpr std::size_t kPair = 2;
  std::vector<std::string> commands;
  const bool is_of_limits = operands[1] == "limit" && operands.size() > 2 + kPair;
  if (is_of_limits) {
    commands.reserve(operands.size() / kPair);
    for (std::size_t i = 2; i < operands.size(); i += kPair)
      commands.push_back(
          fmt::format("limit {} {}", operands[i], i + 1 < operands.size() ? operands[i + 1] : ""));
    return commands;
  }
  std::string& command = commands.emplace_back();
  for (std::size_t i = 1; i < operands.size(); ++i)
    fmt::format_to(std::back_inserter(command), "{}{}", i == 1 ? "" : " ", operands[i]);
  return commands;
}

}  // namespace

constinit const Usage kCtlUsage{
    "ctl",
    "DB COMMAND",
    "Steers a crawl that runs, by the socket beside its file (DB-control), within a\n"
    "second. What is set holds for the next runs, too, until it is taken back\n"
    "(\"default\", unskip, resume), and stands in the view control_log.\n"
    "\n"
    "  status             how it is getting on, and what is set\n"
    "  pause, resume      running downloads end, nothing new starts; and on\n"
    "  stop               ends it in order, as Ctrl-C does\n"
    "  delay HOST MS      pause between requests to a host (* for all), or default\n"
    "  slots HOST N       downloads at a time from a host, or default\n"
    "  skip PATTERN       leave out URLs that match (RE2); unskip takes it back\n"
    "  add URL            fetch this, too\n"
    "  limit NAME N       max-pages, max-time, max-per-host, concurrency; or default\n",
    kCtlFlags,
    "Examples\n"
    "  crawl ctl crawl.db pause\n"
    "  crawl ctl crawl.db delay example.com 2s\n"
    "  crawl ctl crawl.db skip '/calendar/'\n"
    "  crawl ctl crawl.db limit max-pages 10000 max-time 2h\n"
    "  crawl ctl crawl.db status --json\n"
    "\nExit status: 0 done, 1 failed or refused, 2 usage.\n",
    2,
    std::numeric_limits<std::size_t>::max()};

int run_ctl(std::span<const char* const> words) {
  const Arguments arguments(kCtlUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  Output output(STDOUT_FILENO);
  for (const std::string& command : commands_of(arguments.operands())) {
    auto json = ask_crawl(arguments.operands()[0], command);
    if (!json) {
      complain(json.error().message);
      return terminal::kFailed;
    }
    const ControlAnswer answer = read_answer(*json);
    if (arguments.has("json"))
      output.write(*json + "\n");
    else if (answer.is_ok)
      output.write(answer.text);
    if (answer.is_ok) continue;
    if (!arguments.has("json")) complain(answer.text);
    (void)output.finish();
    return terminal::kFailed;
  }
  return output.finish();
}

}  // namespace explore
