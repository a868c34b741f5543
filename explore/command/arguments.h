// Arguments: what stands behind the name of a command, read by the command's own table of flags,
// from which its --help is made too.
// Thread: pure.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace explore {

struct Flag {
  std::string_view name;         // without the dashes
  std::string_view placeholder;  // "FILE"; "" for a flag without a value
  std::string_view meaning;
  char letter = 0;  // of the short form: 'o' for -o
};

struct Usage {
  std::string_view command;     // "query"
  std::string_view operands;    // "DB [SQL]"
  std::string_view purpose;     // a line or more, each ended
  std::span<const Flag> flags;  // --help comes by itself
  std::string_view more;        // what stands below the flags: examples; each line ended
  std::size_t min_operands = 1;
  std::size_t max_operands = 1;
  bool has_dashed_words = false;  // what begins with one dash and is no flag's letter is an operand
};

class Arguments {
 public:
  // Never throws. "--name value" and "--name=value"; behind "--" there are operands alone. What
  // begins with dashes and holds white space is an operand: SQL may begin with a comment.
  Arguments(const Usage& usage, std::span<const char* const> words);

  // Prints --help, or what is wrong, and gives the exit status to leave with; -1: go on.
  int leave_now() const;

  bool has(std::string_view flag) const { return values_.contains(flag); }
  // The last one given, or `otherwise`.
  std::string value(std::string_view flag, std::string_view otherwise = "") const;
  std::vector<std::string> values(std::string_view flag) const;
  const std::vector<std::string>& operands() const { return operands_; }

  // For what only the command can judge: said as a usage error; gives that status.
  int refuse(std::string_view words) const;

 private:
  std::size_t take_flag(std::string_view word, std::span<const char* const> rest);

  const Usage& usage_;
  std::map<std::string_view, std::vector<std::string>> values_;
  std::vector<std::string> operands_;
  std::string problem_;
};

// The text of --help, in 80 columns.
std::string help_of(const Usage& usage);

}  // namespace explore
