#include "explore/command/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "explore/command/output.h"
#include "terminal/exit_status.h"

namespace explore {
namespace {

bool has_letter(const Usage& usage, char letter) {
  return std::any_of(usage.flags.begin(), usage.flags.end(),
                     [letter](const Flag& flag) { return flag.letter == letter; });
}

bool is_flag(const Usage& usage, std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return false;
  const bool is_letter = word == "-h" || (word.size() == 2 && has_letter(usage, word[1]));
  if (usage.has_dashed_words && word[1] != '-' && !is_letter) return false;
  return word.substr(0, word.find('=')).find_first_of(" \t\r\n") == std::string_view::npos;
}

std::string known_flags(const Usage& usage) {
  std::string names;
  for (const Flag& flag : usage.flags) names += fmt::format("--{}, ", flag.name);
  return names + "--help";
}

}  // namespace

Arguments::Arguments(const Usage& usage, std::span<const char* const> words) : usage_(usage) {
  bool are_operands = false;
  for (std::size_t i = 0; i < words.size() && problem_.empty(); ++i) {
    const std::string_view word = words[i];
    if (!are_operands && word == "--") {
      are_operands = true;
    } else if (!are_operands && is_flag(usage, word)) {
      i += take_flag(word, words.subspan(i + 1));
    } else {
      operands_.emplace_back(word);
    }
  }
  if (has("help") || !problem_.empty()) return;
  if (operands_.size() < usage.min_operands) {
    problem_ = fmt::format("{} wants {}", usage.command, usage.operands);
  } else if (operands_.size() > usage.max_operands) {
    problem_ = fmt::format("{} wants {}, and no \"{}\" (quote what belongs together)",
                           usage.command, usage.operands, operands_[usage.max_operands]);
  }
}

// Gives how many of the words behind it belong to it.
std::size_t Arguments::take_flag(std::string_view word, std::span<const char* const> rest) {
  const std::size_t equals = word.find('=');
  const std::string_view given = word.substr(0, equals);
  if (given == "-h" || given == "--help") {
    values_["help"];
    return 0;
  }
  const auto flag =
      std::find_if(usage_.flags.begin(), usage_.flags.end(), [&](const Flag& candidate) {
        if (given.size() == 2 && candidate.letter != 0) return given[1] == candidate.letter;
        return given.starts_with("--") && given.substr(2) == candidate.name;
      });
  if (flag == usage_.flags.end()) {
    problem_ =
        fmt::format("{} has no option {}; it has {}", usage_.command, given, known_flags(usage_));
    return 0;
  }
  std::vector<std::string>& values = values_[flag->name];
  if (flag->placeholder.empty()) {
    if (equals != std::string_view::npos) problem_ = fmt::format("{} takes no value", given);
    return 0;
  }
  if (equals != std::string_view::npos) {
    values.emplace_back(word.substr(equals + 1));
    return 0;
  }
  if (rest.empty()) {
    problem_ = fmt::format("{} needs a value: {}", given, flag->placeholder);
    return 0;
  }
  values.emplace_back(rest.front());
  return 1;
}

int Arguments::leave_now() const {
  if (has("help")) {
    std::fputs(help_of(usage_).c_str(), stdout);
    return terminal::kAsAsked;
  }
  return problem_.empty() ? -1 : refuse(problem_);
}

int Arguments::refuse(std::string_view words) const {
  complain(fmt::format("{}\nSee crawl {} --help.", words, usage_.command));
  return terminal::kUsage;
}

std::string Arguments::value(std::string_view flag, std::string_view otherwise) const {
  const auto found = values_.find(flag);
  return std::string(found == values_.end() ? otherwise : found->second.back());
}

std::vector<std::string> Arguments::values(std::string_view flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::string help_of(const Usage& usage) {
  static constexpr std::size_t kFlagColumns = 24;
  std::string text = fmt::format("usage: crawl {} {} [options]\n{}\n", usage.command,
                                 usage.operands, usage.purpose);
  const auto add = [&text](const std::string& flag, std::string_view meaning) {
    text += fmt::format("  {:<{}}{}\n", flag, kFlagColumns, meaning);
  };
  for (const Flag& flag : usage.flags) {
    const std::string letter = flag.letter == 0 ? "" : fmt::format("-{}, ", flag.letter);
    add(fmt::format("{}--{}{}{}", letter, flag.name, flag.placeholder.empty() ? "" : " ",
                    flag.placeholder),
        flag.meaning);
  }
  add("-h, --help", "this text");
  return text + '\n' + std::string(usage.more);
}

}  // namespace explore
