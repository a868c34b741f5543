// Arguments: what stands behind the name of a command, read by the command's own table of flags,
// from which its --help is made too.
// Thread: pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/options/command_line.h"
#include "terminal/options/option.h"

namespace explore {

using terminal::Dashed;

struct Flag {
  terminal::Option option;
  std::string_view otherwise = {};  // its value if none is given; "" if there is none by itself
  std::string_view in_words = {};   // of a default that is no value as it stands: "one per core"
};

// The default as --help and the manual say it, "" if there is none.
std::string_view default_of(const Flag& flag);

struct Usage {
  std::string_view command;     // "query"
  std::string_view operands;    // "DB [SQL]"
  std::string_view purpose;     // a line or more, each ended
  std::span<const Flag> flags;  // --help comes by itself
  std::string_view more;        // what stands below the flags: examples; each line ended
  std::size_t min_operands = 1;
  std::size_t max_operands = 1;
  Dashed dashed = Dashed::kNothing;  // what else than a flag may begin with a dash
};

class Arguments {
 public:
  // `more`: options that are taken too, of another table, which outlives this; --help leaves them
  // out. Never throws.
  Arguments(const Usage& usage, std::span<const char* const> words,
            const std::vector<const terminal::Option*>& more = {});

  // Prints --help, or what is wrong, and gives the exit status to leave with; -1: go on.
  int leave_now() const;

  bool has(std::string_view flag) const { return line_.has(flag); }
  // The last one given, or the flag's default. Not of `more`.
  std::string value(std::string_view flag) const;
  std::vector<std::string> values(std::string_view flag) const;
  const std::vector<std::string>& operands() const { return line_.operands(); }

  // For what only the command can judge: said as a usage error; gives that status.
  int refuse(std::string_view words) const;

 private:
  std::string problem_of_line(const std::vector<const terminal::Option*>& options) const;

  const Usage& usage_;
  terminal::CommandLine line_;
  std::string problem_;
};

// The text of --help, in 80 columns.
std::string help_of(const Usage& usage);

}  // namespace explore
