#include "explore/pull/pull_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/command/progress_line.h"
#include "parser/url/url.h"
#include "storage/pull/pulling.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::array kPullFlags{
    Flag{{"output", "FILE", "the file that is filled", 'o'}, "crawl.db"},
    Flag{{"host", "HOST", "only of this host; again for more"}, "", "of all"},
    Flag{{"where", "SQL", "only pages for which it holds"}, "", "all"},
};

// As origins of the crawl have it; nothing: it is none.
std::optional<std::string> host_in_normal_form(std::string_view text) {
  constexpr std::string_view kBelow = "*.";
  const bool has_scheme = text.find("://") != text.npos;
  const bool has_more = !has_scheme && text.starts_with(kBelow);
  std::string_view name = text;
  if (has_more) name.remove_prefix(kBelow.size());
  parser::Url url;
  const std::string address = has_scheme ? std::string(name) : fmt::format("http://{}", name);
  if (url.assign(address) != parser::UrlStatus::kOk || url.path_and_query() != "/" ||
      !url.username().empty())
    return std::nullopt;
  if (has_scheme) return std::string(url.origin());
  return (has_more ? std::string(kBelow) : std::string()) + std::string(url.host());
}

}  // namespace

constinit const Usage kPullUsage{
    "pull", "postgres://…",
    "Copies a crawl out of a PostgreSQL database into a file: pages, links and all\n"
    "that hangs off them. From then on it is a crawl's file like any other: report,\n"
    "serve, search, export, extract … Also while the crawl runs: the file has it as\n"
    "it was when the pull began. Run again, it takes what is new or was left.\n"
    "\n"
    "--host and --where choose a part: pages, with what their links lead to. A host\n"
    "is example.org, https://example.org:8443, or *.example.org for it and all that\n"
    "is below it. What holds for pages is a condition on the view pages.\n",
    kPullFlags,
    "Examples\n"
    "  crawl pull postgres://db.example/crawl -o crawl.db && crawl report crawl.db\n"
    "  crawl pull postgres://db.example/crawl -o docs.db --host docs.example.org\n"
    "  crawl pull postgres://db.example/crawl -o gone.db --where 'status = 404'\n"
    "\nExit status: 0 done, 1 failed, 2 usage, 130 interrupted: run it again to go on.\n"};

int run_pull(std::span<const char* const> words) {
  const Arguments arguments(kPullUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const std::string& from = arguments.operands()[0];
  const std::string path = arguments.value("output");
  storage::CopiedPart part;
  part.where = arguments.value("where");
  for (const std::string& text : arguments.values("host")) {
    auto host = host_in_normal_form(text);
    if (!host)
      return arguments.refuse(
          fmt::format("--host {}: give a name as example.org, or an origin as "
                      "https://example.org:8443",
                      terminal::safe_text(text)));
    part.hosts.push_back(std::move(*host));
  }
  note_interrupts();
  auto counts = [&] {
    ProgressLine progress("pulling");
    return storage::pull(from, path, part, [&progress](const storage::PullCounts& so_far) {
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
