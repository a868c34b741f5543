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

namespace crawler {

enum class OptionGroup { kOutput, kFetched, kLimits, kSpeed, kNetwork, kMessages };

enum class OptionKind {
  kOne,   // takes a value; the last one given counts
  kList,  // takes a value, repeatable
  kFlag,  // takes none; set() is told "true" or "false"
};

// std::monostate: none given.
using OptionValue =
    std::variant<std::monostate, bool, uint64_t, double, std::string, std::vector<std::string>>;

struct OptionRow {
  OptionGroup group;
  OptionKind kind;
  std::string_view name;         // long, without the dashes
  char letter;                   // the short form, 0 if none
  std::string_view placeholder;  // "N", "FILE"; "" for a flag
  std::string_view meaning;      // for --help
  std::string_view shown;        // the default as --help says it; "": as get() says, "-": not said
  bool is_secret;                // its value never leaves the process
  // Puts a value into the options; gives the words of what is wrong with it, or "".
  std::string (*set)(Options& options, const std::string& value);
  OptionValue (*get)(const Options& options);
};

std::span<const OptionRow> option_table();

// The row named `name`, or null.
const OptionRow* find_option(std::string_view name);

// The option name nearest to a mistyped one, "" if none is near.
std::string_view nearest_option(std::string_view name);

std::string_view name_of(Scope scope);

// The whole text of --help, in 80 columns. `commands`: lines about what else there is.
std::string help_text(std::string_view commands);

}  // namespace crawler
