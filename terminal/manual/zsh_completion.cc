#include <fmt/format.h>

#include <algorithm>

#include "terminal/manual/completions.h"

namespace terminal {
namespace {

// In single quotes; `special` are characters of the place that want a backslash.
std::string quoted_for_zsh(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else if (special.find(c) != std::string_view::npos)
      out.append(1, '\\').append(1, c);
    else
      out.push_back(c);
  }
  return out;
}

std::string value_spec(const Option& option) {
  if (option.placeholder.empty()) return "";
  std::string action;
  std::string words = words_of_value(option);
  std::replace(words.begin(), words.end(), ',', ' ');
  switch (kind_of_value(option)) {
    case ValueKind::kWords:
      action = fmt::format("({})", words);
      break;
    case ValueKind::kFile:
      action = "_files";
      break;
    case ValueKind::kFolder:
      action = "_files -/";
      break;
    case ValueKind::kNone:
    case ValueKind::kOther:
      action = " ";
  }
  return fmt::format(":{}:{}", quoted_for_zsh(option.placeholder, ":\\"), action);
}

// As _arguments takes it: '--db=[the database]:FILE:_files', twice where there is a short form.
std::string option_specs(const std::vector<ShownOption>& options) {
  std::string text;
  for (const ShownOption& shown : options) {
    const Option& option = *shown.option;
    const std::string rest =
        fmt::format("[{}]{}", quoted_for_zsh(option.meaning, "[]:\\"), value_spec(option));
    const std::string_view many = shown.is_repeatable ? "*" : "";
    const std::string others = option.letter != 0 && many.empty()
                                   ? fmt::format("(-{} --{})", option.letter, option.name)
                                   : "";
    const bool is_flag = option.placeholder.empty();
    text += fmt::format(" \\\n        '{}{}--{}{}{}'", others, many, option.name,
                        is_flag ? "" : "=", rest);
    if (option.letter != 0)
      text += fmt::format(" \\\n        '{}{}-{}{}{}'", others, many, option.letter,
                          is_flag ? "" : "+", rest);
  }
  return text;
}

std::string group_specs(const ShownProgram& program, const std::vector<ShownOption>& hidden) {
  std::string text;
  for (const ShownGroup& group : program.groups) {
    std::vector<ShownOption> left;
    std::copy_if(group.options.begin(), group.options.end(), std::back_inserter(left),
                 [&](const ShownOption& shown) {
                   return std::none_of(hidden.begin(), hidden.end(), [&](const ShownOption& own) {
                     return own.option->name == shown.option->name;
                   });
                 });
    text += option_specs(left);
  }
  return text;
}

constexpr std::string_view kHelpSpec = " \\\n        '(-h --help)'{-h,--help}'[this text]'";

}  // namespace

std::string zsh_completion(const ShownProgram& program) {
  std::string text = fmt::format(
      "#compdef {0}\n"
      "# Completion of {0} for zsh, made by the program from its table of options.\n"
      "_{0}() {{\n"
      "  local -a commands\n"
      "  commands=(\n",
      program.name);
  for (const ShownCommand& command : program.commands)
    text += fmt::format("    '{}:{}'\n", command.name, quoted_for_zsh(command.meaning, ":\\"));
  text +=
      "  )\n"
      "  if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then\n"
      "    _describe -t commands command commands\n"
      "    _files\n"
      "    return\n"
      "  fi\n"
      "  case $words[2] in\n";
  for (const ShownCommand& command : program.commands) {
    std::string operands(command.words);
    std::replace(operands.begin(), operands.end(), ',', ' ');
    text += fmt::format(
        "    {})\n"
        "      shift words\n"
        "      ((CURRENT--))\n"
        "      _arguments -s{}{}{} \\\n        '*:{}:{}'\n      ;;\n",
        command.name, option_specs(command.options),
        command.takes_program_options ? group_specs(program, command.options) : "", kHelpSpec,
        quoted_for_zsh(command.operands, ":\\"),
        operands.empty() ? "_files" : fmt::format("({})", operands));
  }
  return text + fmt::format(
                    "    *)\n"
                    "      _arguments -s{}{} \\\n        '*:SEEDS:_files'\n      ;;\n"
                    "  esac\n"
                    "}}\n"
                    "_{} \"$@\"\n",
                    group_specs(program, {}), kHelpSpec, program.name);
}

}  // namespace terminal
