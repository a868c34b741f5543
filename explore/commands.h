// The commands that ask a crawl's database, or crawl to answer. Adding one: its own file, and its
// line in the table of commands.cc. Thread: main.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/options/option.h"

namespace explore {

struct Usage;

// The options of a crawl, for a command that runs one itself.
using CrawlOptions = std::vector<const terminal::Option*>;

struct Command {
  std::string_view name;
  std::string_view operands;  // "DB URL"
  std::string_view meaning;   // for crawl --help
  const Usage* usage;
  // `words`: what stands behind the name. Gives the exit status; may throw what runs out of memory
  // throws.
  int (*run)(std::span<const char* const> words);
  // Instead of `run`, which is null then, of a command that takes the options of a crawl too.
  int (*run_crawling)(std::span<const char* const> words,
                      const CrawlOptions& crawl_options) = nullptr;
};

// Runs it by the one or the other.
int run(const Command& command, std::span<const char* const> words,
        const CrawlOptions& crawl_options);

std::span<const Command> commands();

// The command of that name, or null.
const Command* find_command(std::string_view name);

// The lines about commands in crawl --help.
std::string commands_help();

// What to say to one who wrote `word` where a command may stand and who has no file of that name:
// names the nearest command; "" if none is near.
std::string nearest_command(std::string_view word);

}  // namespace explore
