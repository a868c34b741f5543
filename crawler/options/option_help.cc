#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crawler/options/option_table.h"

namespace crawler {
namespace {

constexpr std::array<std::string_view, 8> kGroups{
    "Output",    "Coming again", "What is fetched", "Limits", "Speed and politeness",
    "Rendering", "Network",      "Messages"};
constexpr std::size_t kFlagColumns = 29;
constexpr std::size_t kColumns = 80;
// What few ever need: the help has their names, the manual says what they are.
constexpr std::array<std::string_view, 22> kSeldom{"revisit-min",
                                                   "revisit-max",
                                                   "findings-state",
                                                   "on-change-timeout",
                                                   "max-url-length",
                                                   "max-path-depth",
                                                   "max-repeated-segments",
                                                   "max-queries-per-path",
                                                   "max-equal-content",
                                                   "max-nothing-new",
                                                   "max-hosts-per-domain",
                                                   "max-sitemaps",
                                                   "chromium",
                                                   "render-tabs",
                                                   "render-timeout",
                                                   "render-block",
                                                   "render-post",
                                                   "render-unconfined",
                                                   "connect-timeout",
                                                   "wait-for-hosts",
                                                   "header-everywhere",
                                                   "ca-file"};

bool is_seldom(const OptionRow& row) {
  return std::find(kSeldom.begin(), kSeldom.end(), row.name) != kSeldom.end();
}

std::string line(std::string_view flags, std::string_view meaning, std::string_view shown) {
  std::string text = fmt::format("  {:<{}}{}", flags, kFlagColumns, meaning);
  if (!shown.empty()) text += fmt::format(" [{}]", shown);
  return text + "\n";
}

std::string line(const terminal::Option& option, std::string_view shown) {
  std::string flags = option.letter != 0 ? fmt::format("-{}, ", option.letter) : "";
  flags += fmt::format("--{}", option.name);
  if (!option.placeholder.empty()) flags += fmt::format(" {}", option.placeholder);
  return line(flags, option.meaning, shown);
}

// "  seldom: --a, --b", in as many lines as it takes; "" if the group has none.
std::string seldom_of(std::size_t group) {
  std::string text, last;
  for (const OptionRow& row : option_table()) {
    if (static_cast<std::size_t>(row.group) != group || !is_seldom(row)) continue;
    if (!last.empty() && last.size() + row.name.size() + 4 > kColumns)
      text += std::exchange(last, "") + ",\n";
    last += fmt::format("{}--{}",
                        !last.empty()  ? ", "
                        : text.empty() ? "  seldom (see the manual): "
                                       : "    ",
                        row.name);
  }
  return last.empty() ? "" : text + last + "\n";
}

}  // namespace

std::span<const std::string_view> option_groups() { return kGroups; }

std::string default_of(const OptionRow& row) {
  if (row.kind == OptionKind::kFlag) return "off";
  if (row.shown == "-") return "";
  if (!row.shown.empty()) return std::string(row.shown);
  const OptionValue value = row.get(Options{});
  if (const auto* count = std::get_if<uint64_t>(&value)) {
    const bool is_mega = row.placeholder == "BYTES" && *count % (1u << 20) == 0;
    return is_mega ? fmt::format("{}M", *count >> 20) : std::to_string(*count);
  }
  if (const auto* seconds = std::get_if<double>(&value)) return fmt::format("{:g}", *seconds);
  return std::get<std::string>(value);
}

std::string help_text(std::string_view commands) {
  std::string text =
      "usage: crawl SEEDS... [options], or crawl resume [DB] [options]\n"
      "Fetches what the seeds lead to, politely, into one SQLite file.\n"
      "SEEDS: files of URLs (one per line, # comments), URLs, or - for standard input.\n";
  for (std::size_t group = 0; group < kGroups.size(); ++group) {
    text += fmt::format("\n{}\n", kGroups[group]);
    for (const OptionRow& row : option_table())
      if (static_cast<std::size_t>(row.group) == group && !is_seldom(row))
        text += line(row, row.kind == OptionKind::kFlag ? "" : default_of(row));
    text += seldom_of(group);
  }
  const std::vector<const terminal::Option*> all = options_of_command_line();
  for (const terminal::Option* option : all)
    if (find_option(option->name) == nullptr) text += line(*option, "");
  text += line("-h, --help", "this text", "");
  if (!commands.empty()) text += fmt::format("\n{}", commands);
  text +=
      "\nExamples\n"
      "  crawl seeds.txt --scope domain --max-pages 10000\n"
      "  crawl https://example.com/ -o example.db --exclude '/search\\?' --max-time 2h\n"
      "\nExit status: 0 as asked, 1 failed, 2 usage, 3 unavailable, 130 interrupted.\n";
  return text;
}

std::string resume_help_text() {
  return "usage: crawl resume [DB] [options]\n"
         "Goes on with the crawl of a database (crawl.db if none is named): with its seeds, and "
         "the\noptions of its last run, but for --max-pages and --max-time, which are of one run.\n"
         "Options that are given replace those; a flag is switched off with --NAME=false.\n"
         "Secrets (--auth, --header, the password of --proxy) are not kept: give them again.\n"
         "The options are those of crawl --help.\n"
         "\nExamples\n"
         "  crawl resume\n"
         "  crawl resume example.db --max-time 2h\n"
         "\nExit status: as of crawl.\n";
}

}  // namespace crawler
