#include "explore/extract/reread_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/extract/rereading.h"
#include "explore/extract/thread_count.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

constexpr std::array kRereadFlags{
    Flag{{"threads", "N", "threads that parse"}, "", "one per core"},
};

}  // namespace

constinit const Usage kRereadUsage{
    "reread",
    "[DB]",
    "Reads the stored pages again that were kept by an older version, or without\n"
    "--check fragments, and fills in what was not made of them: headings, images,\n"
    "forms, ids and head_facts; fragments and broken_fragments. Nothing is fetched,\n"
    "and pages that have them are left alone. DB is crawl.db if not given.\n",
    kRereadFlags,
    "Examples\n"
    "  crawl reread crawl.db\n"
    "  crawl query crawl.db 'SELECT * FROM headings'\n"
    "\nExit status: 0 done, 1 failed, 2 usage, 130 interrupted: run it again to go on.\n",
    0,
    1};

namespace {

void say_what_is_missing(const RereadingCounts& counts) {
  if (counts.without > 0)
    complain(fmt::format("{} pages have none: their bodies are not stored (--keep-bodies no)",
                         terminal::with_thousands(counts.without)));
  if (counts.damaged > 0)
    complain(fmt::format("{} pages have none: what is stored of them is damaged",
                         terminal::with_thousands(counts.damaged)));
}

}  // namespace

int run_reread(std::span<const char* const> words) {
  const Arguments arguments(kRereadUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const auto threads = thread_count(arguments);
  if (!threads) return refuse_thread_count(arguments);
  note_interrupts();
  const std::string db = arguments.operands().empty() ? "crawl.db" : arguments.operands()[0];
  auto file = storage::FactsFile::open(db);
  auto counts = file ? reread_pages(**file, *threads) : file.error();
  if (!counts) {
    complain(counts.error().message);
    return terminal::kFailed;
  }
  Output output(STDOUT_FILENO);
  output.write(fmt::format("read {} pages again\n", terminal::with_thousands(counts->pages)));
  const int status = output.finish();
  if (counts->was_interrupted) {
    complain("interrupted: what was read is kept; run it again to go on");
    return terminal::kInterrupted;
  }
  say_what_is_missing(*counts);
  return status;
}

}  // namespace explore
