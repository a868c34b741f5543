#include "explore/report/report_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "explore/command/arguments.h"
#include "explore/command/interrupt.h"
#include "explore/command/new_file.h"
#include "explore/command/output.h"
#include "explore/file/crawl_file.h"
#include "explore/report/report_page.h"
#include "terminal/exit_status.h"
#include "terminal/number_text.h"
#include "terminal/terminal_text.h"

namespace explore {
namespace {

constexpr std::array kReportFlags{
    Flag{{"output", "FILE", "where it goes; - is standard output", 'o'}, "report.html"},
    Flag{{"since", "RUN|TIME", "first what updates have changed since then"}, "", "without"},
    Flag{{"findings", "FILE", "more findings, from a file of TOML"}, "", "none"},
};

}  // namespace

constinit const Usage kReportUsage{
    "report",
    "DB",
    "Writes an audit of the crawl as one HTML file that needs no network: how it\n"
    "went, its numbers, and findings with their lists. Works while the crawl runs.\n",
    kReportFlags,
    "Examples\n"
    "  crawl report crawl.db\n"
    "  crawl report crawl.db -o audit.html\n"
    "  crawl report crawl.db --since 7d\n"
    "  crawl report crawl.db --findings own.toml\n"
    "  crawl report crawl.db -o - | ssh host 'cat > audit.html'\n"
    "\nExit status: 0 written, 1 failed, 2 usage, 130 interrupted.\n",
    1,
    1};

namespace {

// One line on a terminal that says which question is being asked; gone at the end.
class ProgressLine {
 public:
  ProgressLine() : is_shown_(isatty(STDERR_FILENO) == 1) {}
  ~ProgressLine() { show(""); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view words) const {
    if (is_shown_) std::fprintf(stderr, "\r\x1b[K%s", terminal::safe_text(words, kColumns).c_str());
  }

 private:
  static constexpr std::size_t kColumns = 72;
  bool is_shown_;
};

// "2026-01-31 12:00 UTC"
std::string now_in_words() {
  const std::string now = terminal::utc_now();
  return now.size() < 16 ? now : fmt::format("{} {} UTC", now.substr(0, 10), now.substr(11, 5));
}

int fail(const ground::Error& error) {
  if (error.code == ground::ErrorCode::kInterrupted || is_interrupted())
    return terminal::kInterrupted;
  complain(error.message);
  return terminal::kFailed;
}

ground::Result<std::string> make(CrawlFile& file, const FindingList& list,
                                 const std::string& database, const std::string& since) {
  const ProgressLine line;
  ReportSettings settings;
  settings.database = database;
  settings.made_at = now_in_words();
  settings.since = since;
  settings.on_question = [&line](std::string_view title, std::size_t number, std::size_t of) {
    line.show(fmt::format("question {} of {}: {}", number, of, title));
  };
  auto page = report_page(file, list, settings);
  // A file that changed under the reader explains whatever else went wrong.
  if (auto same = file.check(); !same) return same.error();
  return page;
}

int print(const std::string& page) {
  Output output(STDOUT_FILENO);
  if (output.is_terminal()) {
    complain("the report is HTML and not for a terminal: give a file with -o, or pipe it");
    return terminal::kUsage;
  }
  output.write(page);
  return output.finish();
}

}  // namespace

int run_report(std::span<const char* const> words) {
  const Arguments arguments(kReportUsage, words);
  if (const int status = arguments.leave_now(); status >= 0) return status;
  const auto began = std::chrono::steady_clock::now();
  note_interrupts();
  const std::string& database = arguments.operands()[0];
  const std::string path = arguments.value("output");
  if (path.empty()) return arguments.refuse("--output: give a file name, or -");
  auto list = FindingList::with(arguments.value("findings"));
  if (!list) return fail(list.error());
  auto file = CrawlFile::open(database);
  if (!file) return fail(file.error());
  std::unique_ptr<NewFile> target;
  if (path != "-") {
    auto created = NewFile::create(path);
    if (!created) return fail(created.error());
    target = std::move(created).value();
  }
  auto page = make(**file, *list, database, arguments.value("since"));
  if (!page) return fail(page.error());
  if (!target) return print(*page);
  auto written = target->write(*page);
  if (written) written = target->commit();
  if (!written) return fail(written.error());
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  std::fprintf(stderr, "%s: %s in %s\n", terminal::safe_text(path).c_str(),
               terminal::size_text(static_cast<double>(page->size())).c_str(),
               terminal::duration_text(took).c_str());
  return terminal::kAsAsked;
}

}  // namespace explore
