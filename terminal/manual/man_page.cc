#include "terminal/manual/man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace terminal {
namespace {

// A text as roff prints it: a dash that can be copied, no escape, and no line that is a request.
std::string in_roff(std::string_view text) {
  std::string out;
  bool is_at_start = true;
  for (const char c : text) {
    if (is_at_start && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '\'')
      out += "\\(aq";
    else if (c == '`')
      out += "\\(ga";
    else if (c == '^')
      out += "\\(ha";
    else if (c == '~')
      out += "\\(ti";
    else
      out.push_back(c);
    is_at_start = c == '\n';
  }
  return out;
}

std::string in_capitals(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

// Lines that are shown as they stand; an empty one is not one to roff.
std::string as_it_stands(std::string_view lines) {
  std::string text = ".PP\n.nf\n";
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string line = in_roff(lines.substr(0, end));
    text += line.empty() ? ".sp" : line;
    text += '\n';
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text + ".fi\n";
}

std::string option_entry(const ShownOption& shown) {
  const Option& option = *shown.option;
  std::string text = ".TP\n";
  if (option.letter != 0) text += fmt::format("\\fB\\-{}\\fR, ", option.letter);
  text += fmt::format("\\fB\\-\\-{}\\fR", in_roff(option.name));
  if (!option.placeholder.empty()) text += fmt::format(" \\fI{}\\fR", in_roff(option.placeholder));
  text += fmt::format("\n{}", in_roff(option.meaning));
  if (!option.words.empty()) {
    std::string words(option.words);
    for (std::size_t at = 0; (at = words.find(',', at)) != std::string::npos; at += 2)
      words.replace(at, 1, ", ");
    text += fmt::format("\n(one of {})", in_roff(words));
  }
  if (!shown.otherwise.empty()) text += fmt::format("\n[{}]", in_roff(shown.otherwise));
  return text + "\n";
}

std::string command_section(const ShownProgram& program, const ShownCommand& command) {
  std::string text =
      fmt::format(".SS \"{} {} {}\"\n", program.name, command.name, in_roff(command.operands));
  if (command.purpose.empty())
    text += fmt::format("{}.\n", in_roff(command.meaning));
  else
    text += as_it_stands(command.purpose);
  for (const ShownOption& option : command.options) text += option_entry(option);
  if (command.takes_program_options)
    text += fmt::format(".PP\nIt takes the options of \\fB{}\\fR too.\n", program.name);
  if (!command.more.empty()) text += as_it_stands(command.more);
  return text;
}

}  // namespace

std::string man_page(const ShownProgram& program) {
  std::string text = ".\\\" Made by the program from its table of options.\n";
  text += fmt::format(".TH {} 1 \"\" \"{} {}\" \"User Commands\"\n", in_capitals(program.name),
                      program.name, program.version);
  // Neither hyphens nor stretched lines among options, which people copy.
  text += ".nh\n.ad l\n";
  text +=
      fmt::format(".SH NAME\n{} \\- {}\n.SH SYNOPSIS\n", program.name, in_roff(program.meaning));
  for (const std::string_view& line : program.synopsis)
    text += fmt::format("{}\\fB{}\\fR {}\n", line == program.synopsis.front() ? "" : ".br\n",
                        program.name, in_roff(line));
  text += fmt::format(".SH DESCRIPTION\n{}\n.SH OPTIONS\n", in_roff(program.description));
  for (const ShownGroup& group : program.groups) {
    text += fmt::format(".SS \"{}\"\n", in_roff(group.title));
    for (const ShownOption& option : group.options) text += option_entry(option);
  }
  text += ".SH COMMANDS\n";
  for (const ShownCommand& command : program.commands) text += command_section(program, command);
  text += fmt::format(".SH EXIT STATUS\n{}\n.SH EXAMPLES\n", in_roff(program.statuses));
  for (const std::string_view& example : program.examples)
    text += fmt::format(".PP\n.nf\n{}\n.fi\n", in_roff(example));
  return text;
}

}  // namespace terminal
