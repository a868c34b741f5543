#include "explore/command/arguments.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstdio>

#include "explore/command/output.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

std::vector<const terminal::Option*> options_of(const Usage& usage,
                                                const std::vector<const terminal::Option*>& more) {
  std::vector<const terminal::Option*> options;
  for (const Flag& flag : usage.flags) options.push_back(&flag.option);
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

std::string known_flags(const Usage& usage) {
  std::string names;
  for (const Flag& flag : usage.flags) names += fmt::format("--{}, ", flag.option.name);
  return names + "--help";
}

}  // namespace

std::string_view default_of(const Flag& flag) {
  return flag.in_words.empty() ? flag.otherwise : flag.in_words;
}

Arguments::Arguments(const Usage& usage, std::span<const char* const> words,
                     const std::vector<const terminal::Option*>& more)
    : usage_(usage),
      line_(options_of(usage, more), words, usage.dashed),
      problem_(problem_of_line(options_of(usage, more))) {}

std::string Arguments::problem_of_line(const std::vector<const terminal::Option*>& options) const {
  if (!line_.problem().empty()) return line_.problem();
  if (!line_.unknown().empty())
    return fmt::format("{}: {}; it has {}", usage_.command,
                       terminal::unknown_option(line_.unknown(), options), known_flags(usage_));
  if (operands().size() < usage_.min_operands)
    return fmt::format("{} wants {}", usage_.command, usage_.operands);
  if (operands().size() > usage_.max_operands)
    return fmt::format("{} wants {}, and no \"{}\" (quote what belongs together)", usage_.command,
                       usage_.operands, operands()[usage_.max_operands]);
  return "";
}

int Arguments::leave_now() const {
  if (line_.wants_help()) {
    Output output(STDOUT_FILENO);
    output.write(help_of(usage_));
    return output.finish();
  }
  return problem_.empty() ? -1 : refuse(problem_);
}

int Arguments::refuse(std::string_view words) const {
  complain(fmt::format("{}; see crawl {} --help", words, usage_.command));
  return terminal::kUsage;
}

std::string Arguments::value(std::string_view name) const {
  if (const auto* given = line_.values(name)) return given->back();
  const auto flag = std::find_if(usage_.flags.begin(), usage_.flags.end(),
                                 [name](const Flag& each) { return each.option.name == name; });
  assert(flag != usage_.flags.end());
  return std::string(flag->otherwise);
}

std::vector<std::string> Arguments::values(std::string_view name) const {
  const auto* given = line_.values(name);
  return given == nullptr ? std::vector<std::string>() : *given;
}

std::string help_of(const Usage& usage) {
  static constexpr std::size_t kFlagColumns = 24;
  std::string text = fmt::format("usage: crawl {} {} [options]\n{}\n", usage.command,
                                 usage.operands, usage.purpose);
  const auto add = [&text](const std::string& flag, std::string_view meaning,
                           std::string_view otherwise) {
    text += fmt::format("  {:<{}}{}", flag, kFlagColumns, meaning);
    text += otherwise.empty() ? "\n" : fmt::format(" [{}]\n", otherwise);
  };
  for (const Flag& flag : usage.flags) {
    const terminal::Option& option = flag.option;
    const std::string letter = option.letter == 0 ? "" : fmt::format("-{}, ", option.letter);
    add(fmt::format("{}--{}{}{}", letter, option.name, option.placeholder.empty() ? "" : " ",
                    option.placeholder),
        option.meaning, default_of(flag));
  }
  add("-h, --help", "this text", "");
  return text + '\n' + std::string(usage.more);
}

}  // namespace explore
