// The options as a table: one row for each, from which the command line, the config file, --help,
// the JSON of a run and the command that goes on are all made.
// Thread: immutable; may be read from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crawler/options/options.h"
#include "terminal/options/option.h"

namespace crawler {

enum class OptionGroup { kOutput, kAgain, kFetched, kLimits, kSpeed, kRender, kNetwork, kMessages };

enum class OptionKind {
  kOne,   // takes a value; the last one given counts
  kList,  // takes a value, repeatable
  kFlag,  // takes none; set() is told "true" or "false"
};

// std::monostate: none given.
using OptionValue =
    std::variant<std::monostate, bool, uint64_t, double, std::string, std::vector<std::string>>;

struct OptionRow : terminal::Option {
  OptionGroup group;
  OptionKind kind;
  std::string_view shown;  // the default in words; "": as get() says, "-": not said
  bool is_secret;          // its value never leaves the process
  // Puts a value into the options; gives the words of what is wrong with it, or "".
  std::string (*set)(Options& options, const std::string& value);
  OptionValue (*get)(const Options& options);
};

std::span<const OptionRow> option_table();

// The row named `name`, or null.
const OptionRow* find_option(std::string_view name);

// The options of the table and besides them those that are no knob of a crawl: --config, --version.
std::vector<const terminal::Option*> options_of_command_line();

// A row's default as --help and the manual say it, "" if there is none. Of a flag "off".
std::string default_of(const OptionRow& row);

std::string_view name_of(Scope scope);

// The titles of the groups of --help, by the numbers of OptionGroup.
std::span<const std::string_view> option_groups();

// The whole text of --help, in 80 columns. `commands`: lines about what else there is.
std::string help_text(std::string_view commands);
// That of `crawl resume`.
std::string resume_help_text();

}  // namespace crawler
