// The same facts are written in three forms: a line that is redrawn, log lines, and JSON. Whoever
// reads standard error may be slow or gone, and the loop must never wait for that, so every write
// has a time limit, and what doesn't fit is dropped and counted. A redraw doesn't even wait: the
// next one replaces it.
#include "crawler/progress/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "crawler/progress/line_writer.h"
#include "terminal/number_text.h"

namespace crawler {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTerminalInterval{200};
constexpr milliseconds kLogInterval{10'000};
// Over a shorter window the rate jumps, over a longer one it lags behind.
constexpr milliseconds kRateWindow{5'000};
// How long a message may wait for a slow reader. A redraw does not wait: the next one replaces it.
constexpr milliseconds kMessagePatience{1'000};
constexpr std::size_t kDefaultColumns = 80;
constexpr std::string_view kClearLine = "\r\x1b[K";

struct Rates {
  double pages = 0, bytes = 0;  // per second
};

// Rates over the last few seconds, from what update() was told.
class RateMeter {
 public:
  Rates add(const Snapshot& now, milliseconds window) {
    samples_.push_back({now.elapsed, now.pages, now.bytes});
    // The oldest kept is the last one that is at least a window ago.
    while (samples_.size() > 2 && now.elapsed - samples_[1].at >= window) samples_.pop_front();
    const Sample& then = samples_.front();
    const double seconds = static_cast<double>((now.elapsed - then.at).count()) / 1000;
    if (seconds <= 0) return {};
    return {grown(then.pages, now.pages) / seconds, grown(then.bytes, now.bytes) / seconds};
  }

 private:
  struct Sample {
    milliseconds at{0};
    uint64_t pages = 0, bytes = 0;
  };
  static double grown(uint64_t then, uint64_t now) {
    return now > then ? static_cast<double>(now - then) : 0;
  }
  std::deque<Sample> samples_{Sample{}};  // everything starts at zero
};

// What the options say of the end of a crawl.
struct Limits {
  uint64_t max_pages = 0;      // 0: none
  milliseconds max_time{0};    // 0: none
  bool are_all_known = false;  // no page leads to another: all that is to be fetched is waiting
};

Limits limits_of(const Options& options) {
  // How many checks come after the pages, nobody knows.
  if (options.check.links || options.check.resources) return {0, options.max_time, false};
  return {options.max_pages, options.max_time, options.has_max_depth && options.max_depth == 0};
}

// How long the crawl goes on at most, at the rate of now; none where nothing is known to end it.
std::optional<milliseconds> time_left(const Snapshot& now, Rates rates, const Limits& limits) {
  std::optional<milliseconds> left;
  if (now.bottleneck == Bottleneck::kPaused) return left;
  const auto at_most = [&left](milliseconds time) {
    left = std::max(std::min(left.value_or(time), time), milliseconds(0));
  };
  const auto at_rate = [&](uint64_t pages) {
    constexpr double kMostMs = 1e12;
    const double ms = rates.pages > 0 ? static_cast<double>(pages) * 1000 / rates.pages : kMostMs;
    if (ms < kMostMs) at_most(milliseconds(static_cast<int64_t>(ms)));
  };
  if (limits.max_time.count() > 0) at_most(limits.max_time + now.paused - now.elapsed);
  if (limits.max_pages > 0) at_rate(limits.max_pages - std::min(limits.max_pages, now.pages));
  if (limits.are_all_known) at_rate(now.waiting);
  return left;
}

// One fact of the line and its rank: 0 is the most important.
struct Part {
  std::string text;
  int rank;
};

std::vector<Part> parts_of(const Snapshot& now, Rates rates, const Limits& limits) {
  std::vector<Part> parts;
  parts.push_back({terminal::counted(now.pages, "page"), 0});
  parts.push_back({fmt::format("{}/s", terminal::rate_text(rates.pages)), 1});
  if (now.checks > 0) parts.push_back({terminal::counted(now.checks, "check"), 2});
  parts.push_back({fmt::format("{}/s", terminal::size_text(rates.bytes)), 6});
  parts.push_back({fmt::format("{} in flight", terminal::with_thousands(now.in_flight)), 7});
  parts.push_back({fmt::format("{} waiting", terminal::with_thousands(now.waiting)), 3});
  parts.push_back({terminal::counted(now.hosts, "host"), 8});
  parts.push_back({fmt::format("{} 4xx/5xx", terminal::with_thousands(now.bad_answers)), 9});
  parts.push_back({fmt::format("{} failed", terminal::with_thousands(now.errors)), 5});
  if (now.bottleneck != Bottleneck::kNothing)
    parts.push_back({fmt::format("limit: {}", name_of(now.bottleneck)), 4});
  parts.push_back({terminal::clock_text(now.elapsed), 2});
  if (const auto left = time_left(now, rates, limits))
    parts.push_back({fmt::format("at most {} left", terminal::clock_text(*left)), 5});
  return parts;
}

std::string joined(const std::vector<Part>& parts, std::string_view separator) {
  std::string line;
  for (const Part& part : parts) {
    if (!line.empty()) line += separator;
    line += part.text;
  }
  return line;
}

// As many parts as fit, the most important ones, in their order.
std::string fitted_line(std::vector<Part> parts, std::size_t columns) {
  const auto cheaper = [](const Part& a, const Part& b) { return a.rank < b.rank; };
  std::string line = joined(parts, "  ");
  while (line.size() > columns && parts.size() > 1) {
    parts.erase(std::max_element(parts.begin(), parts.end(), cheaper));
    line = joined(parts, "  ");
  }
  return line.size() > columns ? line.substr(0, columns) : line;
}

// The last column stays free: some terminals wrap when it is written.
std::size_t columns_of_terminal(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kDefaultColumns - 1;
  return size.ws_col - 1;
}

nlohmann::ordered_json log_entry(std::string_view level, std::string_view event) {
  nlohmann::ordered_json entry;
  entry["time"] = terminal::utc_now();
  entry["level"] = level;
  entry["event"] = event;
  return entry;
}

// In ASCII: a terminal obeys C1 controls and direction marks inside a JSON string, too.
std::string json_line(const nlohmann::ordered_json& entry) {
  return entry.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string progress_json(const Snapshot& now, Rates rates, const Limits& limits) {
  auto entry = log_entry("info", "progress");
  entry["elapsed_ms"] = now.elapsed.count();
  if (now.paused.count() > 0) entry["paused_ms"] = now.paused.count();
  if (const auto left = time_left(now, rates, limits)) entry["left_ms"] = left->count();
  entry["pages"] = now.pages;
  entry["pages_per_s"] = rates.pages;
  entry["checks"] = now.checks;
  entry["bytes"] = now.bytes;
  entry["bytes_per_s"] = rates.bytes;
  entry["in_flight"] = now.in_flight;
  entry["waiting"] = now.waiting;
  entry["hosts"] = now.hosts;
  entry["answers_4xx_5xx"] = now.bad_answers;
  entry["errors"] = now.errors;
  entry["limit"] = name_of(now.bottleneck);
  return json_line(entry);
}

std::string page_json(const PageLine& page) {
  auto entry = log_entry("info", "page");
  entry["url"] = page.url;
  entry["status"] = page.status == 0 ? nlohmann::json() : nlohmann::json(page.status);
  if (!page.reason.empty()) entry["reason"] = page.reason;
  if (!page.detail.empty()) entry["detail"] = page.detail;
  entry["bytes"] = page.bytes;
  entry["total_ms"] = page.total.count();
  return json_line(entry);
}

std::string page_text(const PageLine& page) {
  const std::string url = terminal::safe_text(page.url);
  std::string detail;
  if (!page.detail.empty()) detail = fmt::format(" ({})", terminal::safe_text(page.detail));
  if (page.status == 0)
    return fmt::format("{:>3} {:>8} {:>9}  {}{}", "-", "", terminal::safe_text(page.reason), url,
                       detail);
  return fmt::format("{:>3} {:>8} {:>9}  {}{}", page.status,
                     terminal::size_text(static_cast<double>(page.bytes)),
                     terminal::duration_text(page.total), url, detail);
}

}  // namespace

std::string_view name_of(Bottleneck bottleneck) {
  static constexpr std::array<std::string_view, 9> kNames{
      "nothing", "politeness",        "robots", "network", "parser", "store",
      "done",    "unavailable hosts", "paused"};
  return kNames[static_cast<std::size_t>(bottleneck)];
}

struct Progress::Impl {
  Impl(const Options& options, int descriptor, bool is_terminal)
      : writer(descriptor),
        fd(descriptor),
        has_line(is_terminal && !options.log_json && !options.quiet),
        quiet(options.quiet),
        verbose(options.verbose),
        json(options.log_json),
        limits(limits_of(options)) {}

  void draw(const Snapshot& now, Rates rates) {
    line = fitted_line(parts_of(now, rates, limits), columns_of_terminal(fd));
    // If there is no room now, the line is drawn again soon.
    writer.write(fmt::format("\r{}\x1b[K", line), milliseconds(0));
  }

  // `text` ends with a newline. On a terminal it goes above the line.
  void print(const std::string& text) {
    report_lost();
    if (!writer.write(above_line(text), kMessagePatience)) ++lost;
  }

  void report_lost() {
    if (lost == 0) return;
    const std::string words = fmt::format("{} messages dropped: whatever reads them is too slow",
                                          terminal::with_thousands(lost));
    if (writer.write(above_line(as_message("warning", words)), milliseconds(0))) lost = 0;
  }

  std::string above_line(const std::string& text) const {
    return line.empty() ? text : fmt::format("{}{}{}", kClearLine, text, line);
  }

  std::string as_message(std::string_view level, std::string_view text) const {
    if (json) {
      auto entry = log_entry(level, "message");
      entry["text"] = text;
      return json_line(entry);
    }
    const std::string_view mark = level == "warning" ? "warning: " : "";
    return fmt::format("{}{}{}\n", stamp(), mark, terminal::safe_text(text));
  }

  // If no line is redrawn, the output is a log, and log lines have times.
  std::string stamp() const { return has_line || quiet ? "" : terminal::utc_now() + " "; }

  LineWriter writer;
  int fd;
  bool has_line;
  bool quiet, verbose, json;
  Limits limits;
  RateMeter meter;
  std::string line;   // what is on the terminal now, "" if nothing
  uint64_t lost = 0;  // messages dropped and not yet reported
};

Progress::Progress(const Options& options, int fd, bool is_terminal)
    : impl_(std::make_unique<Impl>(options, fd, is_terminal)) {}

Progress::~Progress() = default;

milliseconds Progress::interval() const {
  return impl_->has_line ? kTerminalInterval : kLogInterval;
}

void Progress::update(const Snapshot& snapshot) {
  const Rates rates = impl_->meter.add(snapshot, kRateWindow);
  if (impl_->quiet) return;
  if (impl_->has_line) return impl_->draw(snapshot, rates);
  if (impl_->json) return impl_->print(progress_json(snapshot, rates, impl_->limits));
  impl_->print(impl_->stamp() + joined(parts_of(snapshot, rates, impl_->limits), ", ") + "\n");
}

void Progress::set_limits(const Options& options) { impl_->limits = limits_of(options); }

void Progress::page(const PageLine& page) {
  if (!impl_->verbose) return;
  impl_->print(impl_->json ? page_json(page) : impl_->stamp() + page_text(page) + "\n");
}

void Progress::message(std::string_view text) {
  if (!impl_->quiet) impl_->print(impl_->as_message("info", text));
}

void Progress::warning(std::string_view text) { impl_->print(impl_->as_message("warning", text)); }

void Progress::finish() {
  impl_->report_lost();
  if (!impl_->line.empty()) impl_->writer.write(kClearLine, kMessagePatience);
  impl_->line.clear();
}

}  // namespace crawler
