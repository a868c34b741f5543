// What a program takes, as its man page and the completions of shells show it: options by group,
// and commands with options of their own.
// Thread: pure. Lifetime: of the tables that it is made from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "terminal/options/option.h"

namespace terminal {

struct ShownOption {
  const Option* option;
  std::string otherwise;       // the default in words; "" for none
  bool is_repeatable = false;  // takes one more value each time it is given
};

struct ShownGroup {
  std::string_view title;
  std::vector<ShownOption> options;
};

struct ShownCommand {
  std::string_view name;
  std::string_view operands;           // "DB URL"
  std::string_view meaning;            // a line
  std::string_view purpose;            // lines of text; "" if `meaning` says it all
  std::string_view more;               // lines that are shown as they stand: examples
  std::vector<ShownOption> options;    // its own
  bool takes_program_options = false;  // and those of the program behind them
  std::string_view words = {};         // what its operand may be, with commas; "": files
};

struct ShownProgram {
  std::string_view name;
  std::string_view version;
  std::string_view meaning;                // a line
  std::vector<std::string_view> synopsis;  // behind the name
  std::string_view description;            // lines of text
  std::vector<ShownGroup> groups;
  std::vector<ShownCommand> commands;
  std::string_view statuses;               // "0 as asked, 1 failed …"
  std::vector<std::string_view> examples;  // whole command lines
};

enum class ValueKind { kNone, kWords, kFile, kFolder, kOther };

// What the option's value is, by its words and its placeholder.
ValueKind kind_of_value(const Option& option);

// The words that the value may be, "yes,no"; "" unless the kind is kWords.
std::string words_of_value(const Option& option);

}  // namespace terminal
