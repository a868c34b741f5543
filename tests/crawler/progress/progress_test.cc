#include "crawler/progress/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <sstream>

#include "crawler/progress/summary.h"
#include "terminal/terminal_text.h"

namespace {

using namespace std::chrono_literals;
using crawler::Bottleneck;
using crawler::Options;
using crawler::PageLine;
using crawler::Progress;
using crawler::Snapshot;
using crawler::SummaryFacts;
using storage::Reason;

constexpr std::string_view kFffd = "\xEF\xBF\xBD";

// What can be read from `fd` now.
std::string drain(int fd) {
  std::string all;
  char buffer[4096];
  for (pollfd ready{fd, POLLIN, 0}; ::poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN) != 0;) {
    const auto got = ::read(fd, buffer, sizeof buffer);
    if (got <= 0) break;
    all.append(buffer, static_cast<std::size_t>(got));
  }
  return all;
}

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0); }
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
  }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }
  std::string read() const { return drain(ends_[0]); }
  int writer() const { return ends_[1]; }

 private:
  int ends_[2] = {-1, -1};
};

class Terminal {
 public:
  explicit Terminal(unsigned short columns) {
    winsize size{24, columns, 0, 0};
    EXPECT_EQ(::openpty(&master_, &slave_, nullptr, nullptr, &size), 0);
  }
  ~Terminal() {
    ::close(slave_);
    ::close(master_);
  }
  void resize(unsigned short columns) const {
    const winsize size{24, columns, 0, 0};
    EXPECT_EQ(::ioctl(slave_, TIOCSWINSZ, &size), 0);
  }
  std::string read() const { return drain(master_); }
  int fd() const { return slave_; }

 private:
  int master_ = -1, slave_ = -1;
};

Snapshot snapshot() {
  Snapshot now;
  now.elapsed = 10s;
  now.pages = 1234;
  now.bytes = 50'000'000;
  now.errors = 3;
  now.bad_answers = 21;
  now.in_flight = 256;
  now.waiting = 98'765;
  now.hosts = 17;
  now.bottleneck = Bottleneck::kPoliteness;
  return now;
}

// The line without what clears it.
std::string shown(std::string text) {
  EXPECT_TRUE(text.starts_with("\r")) << text;
  EXPECT_TRUE(text.ends_with("\x1b[K")) << text;
  return text.substr(1, text.size() - 4);
}

std::string after_time(const std::string& line) {
  const auto space = line.find(' ');
  EXPECT_EQ(space, 20u) << line;  // "2026-01-31T12:00:00Z"
  return line.substr(space + 1);
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all += part;
  return all;
}

TEST(ProgressLine, OnATerminalSaysAllThatIsKnown) {
  const Terminal terminal(200);
  Progress progress(Options{}, terminal.fd(), true);
  EXPECT_EQ(progress.interval(), 200ms);
  progress.update(snapshot());
  EXPECT_EQ(shown(terminal.read()),
            "1,234 pages  123/s  5.0 MB/s  256 in flight  98,765 waiting  17 hosts  21 4xx/5xx  "
            "3 failed  limit: politeness  0:10");
  Snapshot checking = snapshot();
  checking.checks = 5678;
  progress.update(checking);
  EXPECT_TRUE(shown(terminal.read()).starts_with("1,234 pages  123/s  5,678 checks  5.0 MB/s"));
}

TEST(ProgressLine, SaysHowLongItGoesOnAtMostWhereALimitSaysSo) {
  const auto line_with = [](const Options& options, const Snapshot& now) {
    const Terminal terminal(200);
    Progress progress(options, terminal.fd(), true);
    progress.update(now);
    const std::string line = shown(terminal.read());
    const auto at = line.find("at most");
    return at == std::string::npos ? "" : line.substr(at);
  };
  Options options;
  EXPECT_EQ(line_with(options, snapshot()), "");
  options.max_depth = 3;
  options.has_max_depth = true;
  EXPECT_EQ(line_with(options, snapshot()), "") << "pages that wait may lead to others";
  options.max_depth = 0;
  EXPECT_EQ(line_with(options, snapshot()), "at most 13:20 left");  // 98,765 at 123.4 a second
  options.max_pages = 2468;
  EXPECT_EQ(line_with(options, snapshot()), "at most 0:10 left");
  options.check.links = true;
  EXPECT_EQ(line_with(options, snapshot()), "") << "how many checks follow is not known";
  options.check.links = false;
  options.max_time = 15s;
  EXPECT_EQ(line_with(options, snapshot()), "at most 0:05 left");
  options.max_time = 5s;
  EXPECT_EQ(line_with(options, snapshot()), "at most 0:00 left");
  Snapshot idle;
  options.max_time = 0s;
  EXPECT_EQ(line_with(options, idle), "") << "without a rate nothing is known";
}

TEST(ProgressLine, DropsTheLeastImportantWhereItIsNarrow) {
  const Terminal terminal(80);
  Progress progress(Options{}, terminal.fd(), true);
  progress.update(snapshot());
  EXPECT_EQ(shown(terminal.read()),
            "1,234 pages  123/s  5.0 MB/s  98,765 waiting  3 failed  limit: politeness  0:10");
  for (unsigned short columns = 120; columns > 1; --columns) {
    terminal.resize(columns);  // read anew at each draw
    progress.update(snapshot());
    const std::string line = shown(terminal.read());
    EXPECT_LT(line.size(), columns);
    EXPECT_EQ(line.substr(0, 4), std::string("1,234").substr(0, std::min(columns - 1, 4)));
  }
}

TEST(ProgressLine, RatesAreOfTheLastSeconds) {
  const Terminal terminal(200);
  Progress progress(Options{}, terminal.fd(), true);
  Snapshot now;
  for (int step = 1; step <= 100; ++step) {
    now.elapsed = step * 200ms;
    now.pages += step <= 50 ? 100 : 2;
    progress.update(now);
    terminal.read();
  }
  now.elapsed += 200ms;
  now.pages += 2;
  progress.update(now);
  EXPECT_NE(terminal.read().find("  10.0/s"), std::string::npos);
}

TEST(ProgressLine, MessagesStandAboveIt) {
  const Terminal terminal(60);
  Progress progress(Options{}, terminal.fd(), true);
  progress.message("before");
  EXPECT_EQ(terminal.read(), "before\r\n");
  progress.update(snapshot());
  const std::string line = shown(terminal.read());
  progress.message("a\x1b message");
  EXPECT_EQ(terminal.read(), joined({"\r\x1b[Ka", kFffd, " message\r\n", line}));
  progress.warning("careful");
  EXPECT_EQ(terminal.read(), "\r\x1b[Kwarning: careful\r\n" + line);
  progress.finish();
  EXPECT_EQ(terminal.read(), "\r\x1b[K");
  progress.finish();
  EXPECT_EQ(terminal.read(), "");
}

TEST(ProgressLog, ElsewhereIsATimestampedLineEveryTenSeconds) {
  const Pipe pipe;
  Progress progress(Options{}, pipe.writer(), false);
  EXPECT_EQ(progress.interval(), 10s);
  progress.update(snapshot());
  EXPECT_EQ(after_time(pipe.read()),
            "1,234 pages, 123/s, 5.0 MB/s, 256 in flight, 98,765 waiting, 17 hosts, 21 4xx/5xx, 3 "
            "failed, "
            "limit: politeness, 0:10\n");
  progress.message("hello");
  EXPECT_EQ(after_time(pipe.read()), "hello\n");
  progress.finish();
  EXPECT_EQ(pipe.read(), "");
}

TEST(ProgressLog, JsonIsAsciiSinceATerminalObeysC1InsideOfStringsToo) {
  Options options;
  options.log_json = options.verbose = true;
  const Pipe pipe;
  Progress progress(options, pipe.writer(), true);
  const std::string code = "\u009b31m\x7f\u202e\x1b\r";
  progress.warning(code);
  PageLine page;
  page.url = page.detail = code;
  progress.page(page);
  SummaryFacts facts;
  facts.most_failing.push_back({.origin = code, .last_error = code + "\xFF"});
  const std::string text = pipe.read() + summary(facts, options);
  const auto is_plain = [](char c) { return (c >= ' ' && c < '\x7F') || c == '\n'; };
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), is_plain)) << text;
}

TEST(ProgressLog, JsonIsOneObjectALineOnATerminalToo) {
  Options options;
  options.log_json = options.verbose = true;
  const Pipe pipe;
  Progress progress(options, pipe.writer(), true);
  EXPECT_EQ(progress.interval(), 10s);
  progress.update(snapshot());
  progress.warning("w\x1b");
  PageLine page;
  page.url = "http://a.example/";
  page.reason = "timeout";
  page.detail = "\xFF";
  progress.page(page);
  std::istringstream lines(pipe.read());
  std::vector<nlohmann::json> entries;
  for (std::string line; std::getline(lines, line);) entries.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0]["event"], "progress");
  EXPECT_EQ(entries[0]["pages"], 1234);
  EXPECT_EQ(entries[0]["checks"], 0);
  EXPECT_EQ(entries[0]["limit"], "politeness");
  EXPECT_EQ(entries[0]["time"].get<std::string>().size(), 20u);
  EXPECT_EQ(entries[1]["level"], "warning");
  EXPECT_EQ(entries[1]["text"], "w\x1b");
  EXPECT_EQ(entries[2]["status"], nullptr);
  EXPECT_EQ(entries[2]["reason"], "timeout");
}

TEST(ProgressLog, QuietSaysWarningsOnly) {
  Options options;
  options.quiet = true;
  const Pipe pipe;
  Progress progress(options, pipe.writer(), true);
  progress.update(snapshot());
  progress.message("m");
  progress.page({});
  EXPECT_EQ(pipe.read(), "");
  progress.warning("w");
  EXPECT_EQ(pipe.read(), "warning: w\n");
}

TEST(ProgressLog, PagesArePrintedOnlyIfVerbose) {
  Options options;
  const Pipe pipe;
  PageLine page;
  page.url = "http://a.example/\x1b";
  page.status = 200;
  page.bytes = 12'345;
  page.total = 85ms;
  Progress(options, pipe.writer(), false).page(page);
  EXPECT_EQ(pipe.read(), "");
  options.verbose = true;
  Progress progress(options, pipe.writer(), false);
  progress.page(page);
  EXPECT_EQ(after_time(pipe.read()),
            joined({"200    12 KB     85 ms  http://a.example/", kFffd, "\n"}));
  page.status = 0;
  page.reason = "dns";
  page.detail = "no such name";
  progress.page(page);
  EXPECT_EQ(after_time(pipe.read()),
            joined({"  -                dns  http://a.example/", kFffd, " (no such name)\n"}));
}

TEST(Progress, AClosedReaderIsNoReasonToEnd) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);  // as main does
  Pipe pipe;
  Progress progress(Options{}, pipe.writer(), false);
  pipe.close_reader();
  for (int i = 0; i < 3; ++i) progress.message("nobody reads this");
  Progress closed(Options{}, -1, true);
  closed.update(snapshot());
  closed.message("nor this");
  closed.finish();
  std::signal(SIGPIPE, before);
}

TEST(Progress, AStuckReaderDoesNotHoldUpTheCrawlAndIsToldOfLosses) {
  const Pipe pipe;
  Progress progress(Options{}, pipe.writer(), false);
  const std::string text(1000, 'x');
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i) progress.message(text);  // the reader's 64 KB are soon full
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
  EXPECT_GT(pipe.read().size(), 10'000u);
  progress.message("after");
  const std::string rest = pipe.read();
  EXPECT_NE(rest.find(" messages dropped: whatever reads them is too slow\n"), std::string::npos)
      << rest;
  EXPECT_TRUE(rest.ends_with(" after\n")) << rest;
}

SummaryFacts facts() {
  SummaryFacts facts;
  facts.end_reason = "finished";
  facts.elapsed = 125s;
  facts.run_pages = 1234;
  facts.run_bytes = 12'345'678;
  facts.stats.discovered = 12'345;
  facts.stats.fetched = 1'234;
  facts.stats.skipped = 11'000;
  facts.stats.skipped_by = {{Reason::kRobots, 100}, {Reason::kScope, 10'900}};
  facts.stats.failed = 100;
  facts.stats.failed_by = {{Reason::kDns, 60}, {Reason::kTimeout, 40}};
  facts.stats.waiting = 11;
  facts.stats.hosts = 3;
  facts.query_command = {"sqlite3", "crawl.db"};
  return facts;
}

Options with_seed() {
  Options options;
  options.seeds = {"my seeds.txt"};
  options.user_agent = crawler::default_user_agent();
  return options;
}

TEST(Summary, SaysWhyItEndedAndTheCountsAddUp) {
  EXPECT_EQ(crawler::summary(facts(), with_seed()),
            R"(
finished: nothing left to fetch
1,234 pages in 2 min 5 s (9.9 pages/s), 12 MB received

URLs discovered                                                   12,345
  fetched                                                          1,234
  skipped                                                         11,000
    scope               outside --scope                           10,900
    robots              disallowed by robots.txt                     100
  failed                                                             100
    dns                 host name not found                           60
    timeout             timed out                                     40
  waiting                                                             11

Not checked whether they are there: 10,900 URLs out of scope;
  --check all does.

Explore it with
  sqlite3 crawl.db "SELECT url, status, title FROM pages LIMIT 10"
  sqlite3 crawl.db "SELECT url, reason, detail FROM errors LIMIT 10"
)");
}

TEST(Summary, HostsSeedsAndTrapsWhereThereIsSomethingToSay) {
  SummaryFacts all = facts();
  all.slowest = {{"https://slow.example", 12, 0, 4200ms, ""},
                 {"https://" + std::string(100, 'a') + ".example", 1'000, 0, 85ms, ""}};
  all.most_failing = {{"http://bad.example", 1, 60, 0ms, "no such name\x1b[2J, and more of it"}};
  all.seed_troubles = {{"http://gone.example/", "http://gone.example", "dns", "no such name"},
                       {"http://no.example/\x07", "http://no.example", "robots", ""}};
  all.stats.skipped_by = {{Reason::kQueryBudget, 2'000}, {Reason::kPathDepth, 1}};
  all.traps = {{Reason::kQueryBudget, "http://a.example/s\x1b?", 9}};
  const std::string text = crawler::summary(all, with_seed());
  const auto has = [&](std::string_view part) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
  };
  has("Slowest hosts                                      pages         mean time\n"
      "  https://slow.example                                12             4.2 s\n");
  has("Hosts with most failures                      failed  last error\n"
      "  http://bad.example                              60  no such name");
  has("Seeds that failed\n"
      "  http://gone.example/\n"
      "    dns: no such name\n");
  has("Crawler traps avoided\n"
      "  Endless queries on one path: 2,000 URLs skipped\n"
      "    limit: --max-queries-per-path 10000\n"
      "    at http://a.example/s");
  has("  Paths that grow deeper and deeper: 1 URL skipped\n"
      "    limit: --max-path-depth 32\n");
  EXPECT_EQ(text.find_first_of("\x1b\x07"), std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(terminal::columns_of(line), 80u) << line;
}

TEST(Summary, AnUnfinishedCrawlSaysHowToGoOn) {
  Options options = with_seed();
  options.db = "a b.db";
  options.max_pages = 1000;
  const std::vector<std::pair<std::string, std::string>> endings = {
      {"max-pages", "stopped: --max-pages 1,000 reached"},
      {"max-time", "stopped: --max-time 0 ms reached"},
      {"interrupted", "interrupted: saved pages are safe"},
      {"store-error", "failed: can't write to the database"}};
  for (const auto& [reason, words] : endings) {
    SummaryFacts ended = facts();
    ended.end_reason = reason;
    ended.query_command = {"sqlite3", "a b.db"};
    const std::string text = crawler::summary(ended, options);
    EXPECT_TRUE(text.starts_with("\n" + words + "\n")) << text;
    EXPECT_TRUE(text.ends_with("\nResume with\n  crawl resume 'a b.db'\n")) << text;
    EXPECT_NE(text.find("sqlite3 'a b.db' \"SELECT"), std::string::npos);
  }
}

TEST(Summary, AStoreErrorIsSaid) {
  SummaryFacts failed = facts();
  failed.end_reason = "store-error";
  failed.error = "crawl.db: disk full; make room and go on";
  EXPECT_NE(crawler::summary(failed, with_seed()).find("\n  crawl.db: disk full; make room"),
            std::string::npos);
}

TEST(Summary, CountsThatDoNotAddUpAreNotShown) {
  SummaryFacts failed = facts();
  failed.stats = {};
  failed.stats.waiting = 199;  // what came since the store was asked, and it never was
  failed.error = "crawl.db: disk full";
  const std::string text = crawler::summary(failed, with_seed());
  EXPECT_EQ(text.find("discovered"), std::string::npos) << text;
  EXPECT_NE(text.find("can't be read"), std::string::npos);
  Options options = with_seed();
  options.log_json = true;
  EXPECT_FALSE(nlohmann::json::parse(crawler::summary(failed, options)).contains("discovered"));
}

TEST(Summary, AStoreThatIsNotAskedFromACommandLineIsNotLookedAtWithOne) {
  SummaryFacts silent = facts();
  silent.query_command.clear();
  EXPECT_EQ(crawler::summary(silent, with_seed()).find("Look at it"), std::string::npos);
}

TEST(Summary, EmptyCrawlHasNothingToLookAt) {
  SummaryFacts none;
  none.end_reason = "finished";
  const std::string text = crawler::summary(none, with_seed());
  EXPECT_NE(text.find("0 pages in 0 ms (0.0 pages/s), 0 B received"), std::string::npos) << text;
  EXPECT_EQ(text.find("sqlite3"), std::string::npos);
}

TEST(Summary, SaysWhatCameOfChecksAndWhatWasNotChecked) {
  SummaryFacts checked = facts();
  checked.run_checks = 30;
  checked.checks.checked = 25;
  checked.checks.broken = 4;
  checked.checks.waiting = 2;
  checked.checks.failed = {{storage::Reason::kDns, 3}};
  checked.checks.skipped = {{storage::Reason::kMaxChecksPerHost, 7}};
  Options options = with_seed();
  options.check = {true, false, false};
  const std::string text = crawler::summary(checked, options);
  EXPECT_NE(text.find("1,234 pages and 30 checks in"), std::string::npos) << text;
  const std::string table = R"(
Of these only checked whether they are there                          37
  there, or redirected                                                21
  broken (4xx, 5xx)                                                    4
  failed                                                               3
    dns                 host name not found                            3
  not checked                                                          7
    max-checks-per-host over --max-checks-per-host                     7
  waiting                                                              2
)";
  EXPECT_NE(text.find(table), std::string::npos) << text;
  EXPECT_EQ(text.find("Not checked whether"), std::string::npos) << text;
  options.log_json = true;
  EXPECT_NE(crawler::summary(checked, options).find(R"("checked":25,"broken":4,"failed":3)"),
            std::string::npos);
}

TEST(Summary, JsonIsOneObjectOnALine) {
  Options options = with_seed();
  options.log_json = true;
  SummaryFacts all = facts();
  all.seed_troubles = {{"http://gone.example/", "http://gone.example", "dns", "\xFF"}};
  const std::string text = crawler::summary(all, options);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["event"], "summary");
  EXPECT_EQ(json["end_reason"], "finished");
  EXPECT_EQ(json["skipped_by"]["scope"], 10'900);
  EXPECT_EQ(json["discovered"], json["fetched"].get<int>() + json["skipped"].get<int>() +
                                    json["failed"].get<int>() + json["waiting"].get<int>());
}

}  // namespace
