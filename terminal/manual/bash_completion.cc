#include <fmt/format.h>

#include <algorithm>

#include "terminal/manual/completions.h"

namespace terminal {
namespace {

std::string with_spaces(std::string words) {
  std::replace(words.begin(), words.end(), ',', ' ');
  return words;
}

// " --db -o --add-seeds"
std::string flags_in(const std::vector<ShownOption>& options) {
  std::string text;
  for (const ShownOption& shown : options) {
    text += fmt::format(" --{}", shown.option->name);
    if (shown.option->letter != 0) text += fmt::format(" -{}", shown.option->letter);
  }
  return text;
}

std::string program_flags(const ShownProgram& program) {
  std::string text;
  for (const ShownGroup& group : program.groups) text += flags_in(group.options);
  return text;
}

// A line of the case that knows what stands behind an option, of the command lines that take it.
std::string value_line(const std::vector<std::string_view>& commands, const Option& option) {
  if (kind_of_value(option) == ValueKind::kNone) return "";
  std::string pattern;
  for (const std::string_view& command : commands) {
    pattern += fmt::format("{}{}:--{}", pattern.empty() ? "" : "|", command, option.name);
    if (option.letter != 0) pattern += fmt::format("|{}:-{}", command, option.letter);
  }
  std::string action = "return";
  if (kind_of_value(option) == ValueKind::kWords)
    action = fmt::format("words='{}'", with_spaces(words_of_value(option)));
  if (kind_of_value(option) == ValueKind::kFile) action = "kind='file'";
  if (kind_of_value(option) == ValueKind::kFolder) action = "kind='directory'";
  return fmt::format("    {}) {} ;;\n", pattern, action);
}

std::string value_lines(const ShownProgram& program) {
  std::string text;
  for (const ShownCommand& command : program.commands)
    for (const ShownOption& shown : command.options)
      text += value_line({command.name}, *shown.option);
  for (const ShownGroup& group : program.groups)
    for (const ShownOption& shown : group.options) {
      std::vector<std::string_view> takers{""};
      for (const ShownCommand& command : program.commands) {
        const auto has_its_own = [&](const ShownOption& own) {
          return own.option->name == shown.option->name;
        };
        if (command.takes_program_options &&
            std::none_of(command.options.begin(), command.options.end(), has_its_own))
          takers.push_back(command.name);
      }
      text += value_line(takers, *shown.option);
    }
  return text;
}

// What a command takes: its options, and the words that its operand may be.
std::string command_lines(const ShownProgram& program) {
  std::string text;
  for (const ShownCommand& command : program.commands) {
    text += fmt::format("    {}) options='{}{} --help -h'", command.name,
                        flags_in(command.options).substr(command.options.empty() ? 0 : 1),
                        command.takes_program_options ? program_flags(program) : "");
    if (!command.words.empty())
      text += fmt::format(" operands='{}'", with_spaces(std::string(command.words)));
    text += " ;;\n";
  }
  return text;
}

}  // namespace

std::string bash_completion(const ShownProgram& program) {
  std::string commands, names;
  for (const ShownCommand& command : program.commands) {
    names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
    commands += fmt::format("{}{}", commands.empty() ? "" : "|", command.name);
  }
  std::string text = fmt::format(
      "# shellcheck shell=bash\n"
      "# Completion of {0} for bash, made by the program from its table of options.\n"
      "_{0}() {{\n"
      "  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}}\n"
      "  local command='' options='{1} --help -h' operands='' words='' kind=''\n"
      "  COMPREPLY=()\n"
      "  # bash takes --name=value for three words.\n"
      "  if [[ $cur == '=' ]]; then\n"
      "    cur=''\n"
      "  elif [[ $prev == '=' ]]; then\n"
      "    prev=${{COMP_WORDS[COMP_CWORD - 2]}}\n"
      "  fi\n"
      "  if ((COMP_CWORD > 1)); then\n"
      "    case ${{COMP_WORDS[1]}} in\n"
      "      {2}) command=${{COMP_WORDS[1]}} ;;\n"
      "    esac\n"
      "  fi\n"
      "  case $command in\n{3}  esac\n",
      program.name, program_flags(program).substr(1), commands, command_lines(program));
  text += fmt::format(
      "  case $command:$prev in\n{}  esac\n"
      "  if [[ -n $words ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
      "    return\n"
      "  fi\n"
      "  if [[ -z $kind && $cur == -* ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$options\" -- \"$cur\")\n"
      "    return\n"
      "  fi\n"
      "  if [[ -z $kind && -n $operands ]]; then\n"
      "    mapfile -t COMPREPLY < <(compgen -W \"$operands\" -- \"$cur\")\n"
      "    return\n"
      "  fi\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  mapfile -t COMPREPLY < <(compgen -A \"${{kind:-file}}\" -- \"$cur\")\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    mapfile -t -O ${{#COMPREPLY[@]}} COMPREPLY < <(compgen -W '{}' -- \"$cur\")\n"
      "  fi\n"
      "}}\n"
      "complete -F _{} {}\n",
      value_lines(program), names, program.name, program.name);
  return text;
}

}  // namespace terminal
