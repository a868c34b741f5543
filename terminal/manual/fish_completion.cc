#include <fmt/format.h>

#include <algorithm>

#include "terminal/manual/completions.h"

namespace terminal {
namespace {

std::string quoted_for_fish(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "'";
}

std::string fish_line(std::string_view program, const std::string& commands, const Option& option) {
  std::string words = words_of_value(option);
  std::replace(words.begin(), words.end(), ',', ' ');
  std::string text =
      fmt::format("complete -c {0} -n '__{0}_is {1}' -l {2}", program, commands, option.name);
  if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
  switch (kind_of_value(option)) {
    case ValueKind::kNone:
      text += " -f";
      break;
    case ValueKind::kWords:
      text += fmt::format(" -x -a {}", quoted_for_fish(words));
      break;
    case ValueKind::kFile:
      text += " -r -F";
      break;
    case ValueKind::kFolder:
      text += " -x -a '(__fish_complete_directories)'";
      break;
    case ValueKind::kOther:
      text += " -x";
  }
  return text + fmt::format(" -d {}\n", quoted_for_fish(option.meaning));
}

bool has_its_own(const ShownCommand& command, const Option& option) {
  return std::any_of(command.options.begin(), command.options.end(),
                     [&](const ShownOption& own) { return own.option->name == option.name; });
}

}  // namespace

std::string fish_completion(const ShownProgram& program) {
  std::string names;
  for (const ShownCommand& command : program.commands) names += fmt::format(" {}", command.name);
  std::string text = fmt::format(
      "# Completion of {0} for fish, made by the program from its table of options.\n"
      "function __{0}_is\n"
      "    set -l words (commandline -opc)\n"
      "    set -l command {0}\n"
      "    if test (count $words) -gt 1; and contains -- $words[2]{1}\n"
      "        set command $words[2]\n"
      "    end\n"
      "    contains -- $command $argv\n"
      "end\n"
      "function __{0}_is_first\n"
      "    test (count (commandline -opc)) -eq 1\n"
      "end\n",
      program.name, names);
  for (const ShownCommand& command : program.commands) {
    text += fmt::format("complete -c {0} -n __{0}_is_first -a {1} -d {2}\n", program.name,
                        command.name, quoted_for_fish(command.meaning));
    std::string operands(command.words);
    std::replace(operands.begin(), operands.end(), ',', ' ');
    if (!operands.empty())
      text += fmt::format("complete -c {0} -n '__{0}_is {1}' -f -a '{2}'\n", program.name,
                          command.name, operands);
    for (const ShownOption& shown : command.options)
      text += fish_line(program.name, std::string(command.name), *shown.option);
  }
  for (const ShownGroup& group : program.groups)
    for (const ShownOption& shown : group.options) {
      std::string takers(program.name);
      for (const ShownCommand& command : program.commands)
        if (command.takes_program_options && !has_its_own(command, *shown.option))
          takers += fmt::format(" {}", command.name);
      text += fish_line(program.name, takers, *shown.option);
    }
  return text + fmt::format("complete -c {} -s h -l help -f -d 'this text'\n", program.name);
}

}  // namespace terminal
