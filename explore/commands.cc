#include "explore/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "explore/check/check_command.h"
#include "explore/compare/compare_command.h"
#include "explore/control/ctl_command.h"
#include "explore/export/export_command.h"
#include "explore/extract/extract_command.h"
#include "explore/extract/reread_command.h"
#include "explore/history/diff_command.h"
#include "explore/pull/pull_command.h"
#include "explore/query/query_command.h"
#include "explore/report/report_command.h"
#include "explore/search/search_command.h"
#include "explore/serve/serve_command.h"
#include "explore/show/show_command.h"
#include "explore/spell/spell_command.h"
#include "explore/status/status_command.h"
#include "ground/edit_distance.h"

namespace explore {
namespace {

constexpr std::array kCommands{
    Command{"check", "URL… | DB", "crawls, and fails if there is anything broken: for CI",
            &kCheckUsage, nullptr, run_check},
    Command{"query", "DB [SQL]", "runs SQL on a crawl's database", &kQueryUsage, run_query},
    Command{"search", "DB WORDS", "finds pages that contain the words", &kSearchUsage, run_search},
    Command{"serve", "DB", "shows it in the browser, even while it runs", &kServeUsage, run_serve},
    Command{"ctl", "DB COMMAND", "steers a crawl while it runs: pause, delay, add …", &kCtlUsage,
            run_ctl},
    Command{"show", "DB URL", "shows all that is known of one URL", &kShowUsage, run_show},
    Command{"diff", "DB URL", "shows what changed on a page", &kDiffUsage, run_diff},
    Command{"report", "DB [-o FILE]", "writes an audit of the crawl as one HTML file",
            &kReportUsage, run_report},
    Command{"compare", "OLD NEW", "says what is different between two crawls", &kCompareUsage,
            run_compare},
    Command{"spell", "DB", "lists the words that no dictionary knows", &kSpellUsage, run_spell},
    Command{"extract", "DB --extract F", "extracts fields into tables, by rules", &kExtractUsage,
            run_extract},
    Command{"reread", "[DB]", "fills in what older versions did not keep", &kRereadUsage,
            run_reread},
    Command{"pull", "postgres://…", "copies a crawl out of PostgreSQL into a file", &kPullUsage,
            run_pull},
    Command{"status", "postgres://…", "says how a fleet is getting on", &kStatusUsage, run_status},
    Command{"export", "DB --format F", "writes the pages as WARC, CSV, a sitemap …", &kExportUsage,
            run_export},
};

}  // namespace

int run(const Command& command, std::span<const char* const> words,
        const CrawlOptions& crawl_options) {
  return command.run == nullptr ? command.run_crawling(words, crawl_options) : command.run(words);
}

std::span<const Command> commands() { return kCommands; }

const Command* find_command(std::string_view name) {
  const auto* const found =
      std::find_if(kCommands.begin(), kCommands.end(),
                   [name](const Command& command) { return command.name == name; });
  return found == kCommands.end() ? nullptr : found;
}

std::string commands_help() {
  std::string text = "Commands for a crawl's database (crawl help COMMAND says more of each)\n";
  for (const Command& command : kCommands) {
    text += fmt::format("  {:<29}{}\n", fmt::format("crawl {} {}", command.name, command.operands),
                        command.meaning);
  }
  return text;
}

std::string nearest_command(std::string_view word) {
  constexpr std::size_t kLongest = 16;
  if (word.size() > kLongest) return "";
  std::vector<std::string_view> names{"resume", "help", "version"};
  for (const Command& command : kCommands) names.push_back(command.name);
  for (const std::string_view name : names) {
    if (ground::edit_distance(word, name) > 1) continue;
    return fmt::format("no such command: {} (did you mean crawl {}?)", word, name);
  }
  return "";
}

}  // namespace explore
