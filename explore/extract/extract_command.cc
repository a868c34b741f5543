#include "explore/extract/extract_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/output.h"
#include "explore/extract/extraction_run.h"
#include "explore/extract/rules_of.h"
#include "explore/extract/thread_count.h"
#include "explore/extract/trial.h"
#include "storage/amend/table_file.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"

namespace explore {
namespace {

using ground::ErrorCode;

constexpr std::array kExtractFlags{
    Flag{{"extract", "FILE", "the rules, in TOML"}},
    Flag{{"try", "URL|FILE", "shows the rows of one page, stores nothing"}},
    Flag{{"url", "URL", "with --try FILE: the URL that the file is taken for"}},
    Flag{{"config", "FILE", "with --try URL: options of crawl (TOML) for that"}},
    Flag{{"threads", "N", "threads that parse"}, "", "one per core"},
};

}  // namespace

constinit const Usage kExtractUsage{
    "extract",
    "[DB]",
    "Extracts fields from the stored pages into tables, by rules; nothing is fetched.\n"
    "Tables named in the rules are rebuilt, others are kept. DB is crawl.db if not\n"
    "given. How to write rules: docs/manual.md, \"Extracting tables\".\n",
    kExtractFlags,
    "Examples\n"
    "  crawl extract crawl.db --extract rules.toml\n"
    "  crawl extract --extract rules.toml --try https://example.com/book/1\n"
    "  crawl extract crawl.db --extract rules.toml --try https://example.com/book/1\n"
    "  crawl extract --extract rules.toml --try page.html --url https://example.com/1\n"
    "\nExit status: 0 made, 1 failed, 2 usage or wrong rules, 130 interrupted.\n",
    0,
    1};

namespace {

int refuse(const ground::Error& error) {
  complain(error.message);
  if (error.code == ErrorCode::kInterrupted) return terminal::kInterrupted;
  return error.code == ErrorCode::kQuery ? terminal::kUsage : terminal::kFailed;
}

int extract_pages(const std::string& db, const parser::Rules& rules, std::size_t threads) {
  auto file = storage::TableFile::open(db, user_tables(rules));
  if (!file) return refuse(file.error());
  auto counts = extract_all(**file, rules, threads);
  if (!counts && counts.error().code == ErrorCode::kInterrupted) {
    complain("interrupted: the tables are as they were before");
    return terminal::kInterrupted;
  }
  if (!counts) return refuse(counts.error());
  Output output(STDOUT_FILENO);
  for (std::size_t i = 0; i < rules.tables.size(); ++i) {
    output.write(fmt::format("{}: {} rows", rules.tables[i].name,
                             terminal::with_thousands(counts->rows[i])));
    if (counts->problems[i] > 0)
      output.write(fmt::format(", {} problems (extract_errors)",
                               terminal::with_thousands(counts->problems[i])));
    output.write("\n");
  }
  output.write(fmt::format("from {} pages\n", terminal::with_thousands(counts->pages)));
  if (counts->without > 0)
    complain(
        fmt::format("{} pages were skipped because their bodies are not stored (--keep-bodies no)",
                    terminal::with_thousands(counts->without)));
  return output.finish();
}

}  // namespace

int run_extract(std::span<const char* const> words) {
  const Arguments arguments(kExtractUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  if (!arguments.has("extract")) return arguments.refuse("--extract FILE is required: the rules");
  const auto threads = thread_count(arguments);
  if (!threads) return refuse_thread_count(arguments);
  if (arguments.has("url") && !arguments.has("try"))
    return arguments.refuse("--url works only with --try FILE");
  if (arguments.has("config") && (!arguments.has("try") || !arguments.operands().empty()))
    return arguments.refuse("--config works only with --try URL, without DB");
  auto rules = read_rules_of(arguments.value("extract"));
  if (!rules) return refuse(rules.error());
  note_interrupts();
  const bool names_db = !arguments.operands().empty();
  const std::string db = names_db ? arguments.operands()[0] : "crawl.db";
  if (!arguments.has("try") && rules->tables.empty()) {
    complain(fmt::format("{}: no tables: these rules only say what is followed or ignored",
                         arguments.value("extract")));
    return terminal::kUsage;
  }
  if (!arguments.has("try")) return extract_pages(db, *rules, *threads);
  auto status = try_page({.page = arguments.value("try"),
                          .url = arguments.value("url"),
                          .db = db,
                          .may_fetch = !names_db,
                          .config = arguments.value("config")},
                         *rules);
  return status ? *status : refuse(status.error());
}

}  // namespace explore
