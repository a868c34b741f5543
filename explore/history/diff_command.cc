#include "explore/history/diff_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/file/page_history.h"
#include "explore/history/diff_formats.h"
#include "explore/history/page_diff.h"
#include "explore/show/url_search.h"
#include "storage/database/transaction.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

constexpr std::array kDiffFlags{
    Flag{{"from", "RUN|TIME", "what it was then, or after that run"}, "", "the one before"},
    Flag{{"to", "RUN|TIME", "what it is held against"}, "", "the present"},
    Flag{{"format", "FORMAT", "text, json, html", 0, "text,json,html"}, "text"},
};

}  // namespace

constinit const Usage kDiffUsage{
    "diff",
    "DB URL",
    "Shows what changed on a page: its fields, its text by lines and words, its links\n"
    "and its structured data. By itself: what the last change was.\n",
    kDiffFlags,
    "Examples\n"
    "  crawl diff crawl.db https://example.com/\n"
    "  crawl diff crawl.db example.com/prices --from 2026-01-31\n"
    "  crawl diff crawl.db example.com/ --from 3 --to 5 --format html > changes.html\n"
    "\nA time is 2026-01-31, 2026-01-31T12:00 (UTC) or 7d, so long ago; a day means its\n"
    "end. The numbers of runs are in the view runs.\n"
    "\nExit status: 0 shown, 1 failed or not there, 2 usage, 130 interrupted.\n",
    2,
    2};

namespace {

using ground::Error;
using ground::ErrorCode;
using ground::Result;

struct Chosen {
  PageVersion was, is;
};

// The two versions that are meant.
Result<Chosen> choose(PageHistory& history, const storage::FoundUrl& url,
                      const Arguments& arguments) {
  const auto versions = history.versions(url);
  if (!versions) return versions.error();
  const std::vector<PageVersion>& all = versions.value();
  if (all.empty()) return Error{ErrorCode::kQuery, "was never fetched"};
  std::size_t to = all.size() - 1;
  if (arguments.has("to")) {
    const auto at = history.version_at(url, all, arguments.value("to"));
    if (!at) return at.error();
    to = at.value();
  }
  std::size_t from = to;
  if (arguments.has("from")) {
    const auto at = history.version_at(url, all, arguments.value("from"));
    if (!at) return at.error();
    from = at.value();
  } else if (to == 0) {
    return Error{ErrorCode::kQuery,
                 arguments.has("to") ? "of what it was before that, nothing is kept"
                                     : "has not changed since it was first fetched, as far as it "
                                       "was visited again"};
  } else {
    from = to - 1;
  }
  return Chosen{all[from], all[to]};
}

int refuse(std::string_view words) {
  if (is_interrupted()) return terminal::kInterrupted;
  complain(words);
  return terminal::kFailed;
}

}  // namespace

int run_diff(std::span<const char* const> words) {
  const Arguments arguments(kDiffUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const std::string format = arguments.value("format");
  if (format != "text" && format != "json" && format != "html")
    return arguments.refuse(fmt::format("--format: no \"{}\"; it is text, json or html", format));
  note_interrupts();
  auto file = CrawlFile::open(arguments.operands()[0]);
  if (!file) return refuse(file.error().message);
  const storage::Transaction snapshot((*file)->database(), storage::Transaction::Kind::kRead);
  const std::string& typed = arguments.operands()[1];
  auto meant = find_meant((*file)->pages(), typed);
  if (!meant) return refuse(meant.error().message);
  if (meant->url.empty()) return refuse(fmt::format("not a URL: \"{}\"", typed));
  if (!meant->found) return refuse(meant->url + ": is not in the database");
  PageHistory history((*file)->database());
  auto chosen = choose(history, *meant->found, arguments);
  if (!chosen)
    return refuse(chosen.error().code == ErrorCode::kQuery
                      ? fmt::format("{}: {}", meant->url, chosen.error().message)
                      : chosen.error().message);
  PageDiff diff;
  if (auto made = diff_versions(history, chosen->was, chosen->is, &diff); !made)
    return refuse(made.error().message);
  Output output(STDOUT_FILENO);
  if (format == "text")
    write_diff_text(meant->url, diff, output);
  else
    output.write(format == "json" ? diff_json(meant->url, diff) + '\n'
                                  : diff_page(meant->url, diff));
  const int written = output.finish();
  const int judged = (*file)->judge();
  return judged == terminal::kAsAsked ? written : judged;
}

}  // namespace explore
