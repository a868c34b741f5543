// crawl: argv -> options -> seeds -> store -> run -> exit status; or argv -> a command of explore/.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "crawler/changes/change_command.h"
#include "crawler/control/standing.h"
#include "crawler/last_words.h"
#include "crawler/notices/end_notice.h"
#include "crawler/options/extraction.h"
#include "crawler/options/option_table.h"
#include "crawler/options/options.h"
#include "crawler/options/seeds.h"
#include "crawler/pipeline/store_wishes.h"
#include "crawler/progress/progress.h"
#include "crawler/progress/summary.h"
#include "crawler/resume/going_on.h"
#include "crawler/resume/visiting_again.h"
#include "crawler/ring/ring.h"
#include "crawler/standard_channels.h"
#include "explore/check/remembering.h"
#include "explore/commands.h"
#include "storage/open_store.h"
#include "storage/store/place.h"
#include "storage/store/reasons.h"
#include "terminal/exit_status.h"
#include "terminal/terminal_text.h"

namespace {

using terminal::Exit;

void say(const std::string& text) {
  std::fprintf(stderr, "crawl: %s\n", terminal::safe_text(text).c_str());
}

int status_of(const std::string& end_reason) {
  if (end_reason == name_of(storage::EndReason::kStoreError)) return Exit::kFailed;
  if (end_reason == name_of(storage::EndReason::kHostsUnavailable)) return Exit::kUnavailable;
  return end_reason == name_of(storage::EndReason::kInterrupted) ? Exit::kInterrupted
                                                                 : Exit::kAsAsked;
}

// What an update finds is compared with what was found before it: so that is kept too, before the
// first one. False: interrupted.
bool keep_findings(const crawler::Options& options, bool is_before) {
  if (!options.findings_state || !options.update) return true;
  if (is_before && access(options.db.c_str(), F_OK) != 0) return true;
  auto kept = explore::remember_findings(options.db, is_before);
  if (!kept && kept.error().code == ground::ErrorCode::kInterrupted) return false;
  // What keeps it from being opened at all, opening the store says.
  if (!kept && !is_before) say(fmt::format("what was found is not kept: {}", kept.error().message));
  if (!kept || is_before || options.quiet || !options.summary) return true;
  if (kept->found + kept->fixed + kept->unknown > 0)
    std::fprintf(stderr, "findings: %s\n", explore::in_words(*kept).c_str());
  return true;
}

crawler::SummaryFacts run_ring(const crawler::Options& options, const crawler::GoingOn& going,
                               const crawler::Extraction& extraction, storage::Store& store,
                               crawler::ChangeCommand* on_change) {
  crawler::Ring ring(options, going.seeds, store, &extraction.rules);
  if (!storage::is_postgres_place(options.db)) ring.steer(going.standing);
  if (on_change != nullptr) ring.when_idle([on_change] { on_change->look(); });
  return ring.run();
}

// As they are for this run.
crawler::Options options_of_run(const crawler::Options& given, const crawler::GoingOn& going) {
  crawler::Options options = given;
  options.max_pages = going.max_pages;
  return options;
}

// What the store has and is to be done with it, and the run's beginning. Empty: it has been said
// why not.
std::optional<crawler::GoingOn> begin(storage::Store& store, const crawler::Options& options,
                                      const crawler::Seeds& seeds) {
  const auto tell = [&](const std::string& words) {
    crawler::Progress(options, STDERR_FILENO, false).message(words);
  };
  auto going = crawler::go_on(store, options, seeds.good, tell);
  std::string problem = going ? going->refusal : going.error().message;
  if (problem.empty()) {
    auto standing = crawler::standing_controls(store);
    if (standing)
      going->standing = std::move(*standing);
    else
      problem = standing.error().message;
  }
  if (problem.empty())
    if (auto again = crawler::visit_again(store, options, tell); !again)
      problem = again.error().message;
  if (problem.empty()) {
    const std::string json =
        crawler::options_json(options_of_run(options, *going), crawler::digest_of(going->seeds));
    if (auto begun = store.begin_run({CRAWL_VERSION, json}); !begun)
      problem = begun.error().message;
  }
  if (problem.empty()) return std::move(*going);
  say(problem);
  return std::nullopt;
}

int run(const crawler::ParsedOptions& parsed) {
  const crawler::Options& options = parsed.options;
  const crawler::Seeds seeds =
      crawler::read_seeds(parsed.kept_seeds.empty() ? options.seeds : parsed.kept_seeds);
  for (const std::string& problem : seeds.problems) say(problem);
  if (seeds.good.empty()) {
    if (seeds.problems.size() == 1) return Exit::kFailed;  // which says it all
    say("no URL to start from: give URLs, or files with one URL per line");
    return Exit::kFailed;
  }
  crawler::Extraction extraction;
  if (!options.extract.empty())
    extraction = crawler::read_extraction(options.extract, storage::reserved_table_names());
  if (!extraction.problem.empty()) {
    say(extraction.problem);
    return Exit::kUsage;
  }
  crawler::Ring::check_files(options);
  auto notice = crawler::EndNotice::prepare(options);
  if (!notice) {
    say(notice.error().message);
    return Exit::kUsage;
  }
  if (!keep_findings(options, true)) return Exit::kInterrupted;
  auto store = storage::open_store(
      options.db, crawler::store_options(options, extraction.tables, extraction.rules));
  if (!store) {
    say(store.error().message);
    return Exit::kFailed;
  }
  const auto going = begin(**store, options, seeds);
  if (!going) return Exit::kFailed;
  const std::string missed = crawler::what_rules_missed(options, extraction.rules, **store);
  if (!missed.empty() && !options.quiet) say(missed);
  std::unique_ptr<crawler::ChangeCommand> on_change;
  if (!options.on_change.empty())
    on_change = std::make_unique<crawler::ChangeCommand>(crawler::ChangeCommand::Settings{
        options.db, options.on_change, options.on_change_timeout, say});
  const crawler::Options of_run = options_of_run(options, *going);
  crawler::SummaryFacts facts = run_ring(of_run, *going, extraction, **store, on_change.get());
  if (on_change) on_change->finish();
  facts.query_command = (*store)->query_command();
  facts.is_whole = isatty(STDERR_FILENO) == 0;
  if ((!options.quiet && options.summary) || !facts.error.empty())
    std::fputs(crawler::summary(facts, of_run).c_str(), stderr);
  store->reset();
  const bool was_stopped = facts.end_reason == name_of(storage::EndReason::kInterrupted) ||
                           facts.end_reason == name_of(storage::EndReason::kStopped);
  const bool is_kept = !facts.error.empty() || was_stopped || keep_findings(options, false);
  if (notice->has_someone()) notice->tell(crawler::summary_json(facts, of_run), say);
  return is_kept ? status_of(facts.end_reason) : Exit::kInterrupted;
}

// False: nobody gets it. A reader that went away (`| head`) has what it wanted.
bool print(const std::string& text) {
  const bool is_written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (is_written || errno == EPIPE) return true;
  say(fmt::format("standard output: {}", std::strerror(errno)));
  return false;
}

int crawl(int argc, const char* const* argv) {
  const crawler::ParsedOptions parsed =
      crawler::parse_options(argc, argv, storage::read_last_run, explore::commands_help());
  if (!print(parsed.output)) return Exit::kFailed;
  std::fputs(parsed.error.c_str(), stderr);
  if (parsed.exit_now) return parsed.exit_status;
  for (const std::string& warning : parsed.warnings) say(warning);
  if (!parsed.taken_over.empty() && !parsed.options.quiet)
    say("with the options of the last run:" + parsed.taken_over);
  return run(parsed);
}

// crawl help [COMMAND]
int help(int argc, const char* const* argv) {
  const std::string_view topic = argc > 2 ? argv[2] : "";
  const std::array<const char*, 3> words{argv[0], topic == "resume" ? "resume" : "--help",
                                         "--help"};
  if (topic.empty() || topic == "resume" || topic == "help" || topic == "version")
    return crawl(static_cast<int>(words.size()), words.data());
  const std::span<const char* const> asked(&words[2], 1);
  if (const explore::Command* command = explore::find_command(topic))
    return explore::run(*command, asked, crawler::options_of_command_line());
  const std::string nearest = explore::nearest_command(topic);
  say(nearest.empty()
          ? fmt::format("there is no command {}; crawl --help lists them", std::string(topic))
          : nearest);
  return Exit::kUsage;
}

// A seed file that is named like a command is crawled as ./query.
int run_as_asked(int argc, const char* const* argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (first == "help") return help(argc, argv);
  if (first == "version" && argc > 2) {
    say("version takes nothing behind it: crawl version");
    return Exit::kUsage;
  }
  if (first == "version") {
    const std::array<const char*, 2> words{argv[0], "--version"};
    return crawl(static_cast<int>(words.size()), words.data());
  }
  if (const explore::Command* command = explore::find_command(first)) {
    return explore::run(*command, {argv + 2, static_cast<std::size_t>(argc - 2)},
                        crawler::options_of_command_line());
  }
  const std::string mistake = explore::nearest_command(first);
  if (mistake.empty() || first == "resume" || access(first.c_str(), F_OK) == 0)
    return crawl(argc, argv);
  say(mistake);
  return Exit::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  if (!crawler::hold_standard_channels()) return Exit::kFailed;
  crawler::install_last_words();
  // One huge page must not leave its size in the heap of each thread for the rest of the crawl:
  // blocks this large come from the system and go back to it (mallopt(3); by default the threshold
  // rises whenever one of them is freed).
  constexpr int kOwnMapping = 256 << 10;
  mallopt(M_MMAP_THRESHOLD, kOwnMapping);
  // A reader that closes our output is no reason to end a crawl.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run_as_asked(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs(crawler::kOutOfMemory, stderr);
    return Exit::kFailed;
  } catch (const std::system_error& error) {
    const bool is_thread = error.code() == std::errc::resource_unavailable_try_again;
    say(is_thread ? "can't start another thread (no memory, or too many threads): raise ulimit -v "
                    "or -u, or give --parsers 1"
                  : error.what());
    return Exit::kFailed;
  } catch (const std::exception& error) {
    say(error.what());
    return Exit::kFailed;
  }
}
