#include "explore/pull/pull_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/command/progress_line.h"
#include "storage/pull/pulling.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::array kPullFlags{
    Flag{{"output", "FILE", "the file that is filled", 'o'}, "crawl.db"},
};

}  // namespace

constinit const Usage kPullUsage{
    "pull", "postgres://…",
    "Copies a crawl out of a PostgreSQL database into a file: pages, links and all\n"
    "that hangs off them. From then on it is a crawl's file like any other: report,\n"
    "serve, search, export, extract … Also while the crawl runs: the file has it as\n"
    "it was when the pull began. Run again, it takes what is new or was left.\n",
    kPullFlags,
    "Examples\n"
    "  crawl pull postgres://db.example/crawl -o crawl.db && crawl report crawl.db\n"
    "\nExit status: 0 done, 1 failed, 2 usage, 130 interrupted: run it again to go on.\n"};

int run_pull(std::span<const char* const> words) {
  const Arguments arguments(kPullUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const std::string& from = arguments.operands()[0];
  const std::string path = arguments.value("output");
  note_interrupts();
  auto counts = [&] {
    ProgressLine progress("pulling");
    return storage::pull(from, path, [&progress](const storage::PullCounts& so_far) {
      progress.show(so_far.urls_seen + so_far.pages_seen, so_far.urls + so_far.pages, [&so_far] {
        return fmt::format("{} URLs, {} pages", terminal::with_thousands(so_far.urls_seen),
                           terminal::with_thousands(so_far.pages_seen));
      });
      return !is_interrupted();
    });
  }();
  if (!counts) {
    complain(counts.error().message);
    return terminal::kFailed;
  }
  if (counts->was_interrupted) {
    complain("interrupted: what was pulled is kept; run it again to go on");
    return terminal::kInterrupted;
  }
  Output output(STDOUT_FILENO);
  output.write(fmt::format("{} URLs and {} pages, {} of them new, in {}\n",
                           terminal::with_thousands(counts->urls_seen),
                           terminal::with_thousands(counts->pages_seen),
                           terminal::with_thousands(counts->pages_new), terminal::safe_text(path)));
  return output.finish();
}

}  // namespace explore
