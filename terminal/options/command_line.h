// CommandLine: words of a command line, dealt out to a table of options: which were given, with
// which values, and what is left. What the values mean is for who has the table.
//
// "--name VALUE", "--name=VALUE", "-n VALUE", "-nVALUE", "-n=VALUE"; behind "--" there are operands
// alone. The word behind an option that takes a value is its value, whatever it begins with.
// Thread: pure. Errors: problem().
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "terminal/options/option.h"

namespace terminal {

// What a word that begins with dashes may be besides an option of the table.
enum class Dashed {
  kNothing,
  kText,  // an operand, if there is white space in it: SQL may begin with a comment
  kWord,  // an operand, if there is one dash, and not the letter of an option alone behind it
};

class CommandLine {
 public:
  // Keeps no word, but the options' names. -h and --help come by themselves.
  CommandLine(const std::vector<const Option*>& options, std::span<const char* const> words,
              Dashed dashed = Dashed::kNothing);

  // What is wrong, in words ("--db needs a value: FILE"), or "". An option that there is not is not
  // said here.
  const std::string& problem() const { return problem_; }
  // The first word that looks like an option and is none, without what stands behind a '='; or "".
  const std::string& unknown() const { return unknown_; }

  bool wants_help() const { return has("help"); }
  // A flag that was given as --name=false was not.
  bool has(std::string_view name) const;
  // Those given, in order; null if it was not given at all. Of a flag "true" or "false".
  const std::vector<std::string>* values(std::string_view name) const;
  const std::vector<std::string>& operands() const { return operands_; }

 private:
  std::map<std::string_view, std::vector<std::string>> values_;
  std::vector<std::string> operands_;
  std::string problem_, unknown_;
};

// "unknown option --max-page (did you mean --max-pages?)"; `word` may be one without dashes, as in
// a file.
std::string unknown_option(std::string_view word, const std::vector<const Option*>& options);

}  // namespace terminal
