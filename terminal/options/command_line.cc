// CLI11 reads the words; what stands here is what it needs to be told and what its errors become.
// Each problem is a sentence that names the option and the remedy, the same for the crawl and for
// every command.
#include "terminal/options/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "terminal/options/nearest.h"
#include "terminal/terminal_text.h"

namespace terminal {
namespace {

constexpr Option kHelp{"help", "", "", 'h'};

// CLI11 deals the words out; three things it does not carry, so that its words differ from ours:
// - It takes "--name=" for a name without a value and "-n=VALUE" for the value "=VALUE". It is
//   given name and value as two words.
// - It takes values and operands like "[a,b]" for lists, and from 2.4 on "[[aa]]" for "[a]".
// - It has no way to say that a word with dashes is an operand.
// These words get a letter before them that makes them words as any other, and lose it behind it.
constexpr char kShield = '\1';

std::string shielded(std::string_view word) { return kShield + std::string(word); }

std::string unshielded(std::string word) {
  if (word.starts_with(kShield)) word.erase(0, 1);
  return word;
}

class WordsForCli11 {
 public:
  WordsForCli11(const std::vector<const Option*>& options, Dashed dashed)
      : options_(options), dashed_(dashed) {}

  std::vector<std::string> of(std::span<const char* const> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view word = words[i];
      if (word == "--") {
        for (const char* const operand : words.subspan(i + 1)) ready_.push_back(shielded(operand));
        break;
      }
      if (is_operand(word)) {
        ready_.push_back(shielded(word));
      } else if (!add_with_value(word)) {
        ready_.emplace_back(word);
      } else if (i + 1 < words.size() && is_value_wanted_) {
        ready_.push_back(shielded(words[++i]));
      }
    }
    return std::move(ready_);
  }

 private:
  bool is_operand(std::string_view word) const {
    if (word.size() < 2 || word[0] != '-') return true;
    if (dashed_ == Dashed::kText)
      return word.substr(0, word.find('=')).find_first_of(" \t\r\n") != word.npos;
    if (dashed_ != Dashed::kWord || word[1] == '-') return false;
    return word.size() > 2 || (find_letter(word[1]) == nullptr && word[1] != kHelp.letter);
  }

  template <typename Fits>
  const Option* find(Fits fits) const {
    const auto found = std::find_if(options_.begin(), options_.end(), fits);
    return found == options_.end() ? nullptr : *found;
  }
  const Option* find_letter(char letter) const {
    return find([letter](const Option* option) { return option->letter == letter; });
  }
  const Option* find_name(std::string_view name) const {
    return find([name](const Option* option) { return option->name == name; });
  }

  // True for an option that takes a value: is_value_wanted_ says whether that is the next word.
  bool add_with_value(std::string_view word) {
    const bool is_long = word.starts_with("--");
    const std::size_t equals = is_long ? word.find('=') : word.npos;
    const Option* option = is_long ? find_name(word.substr(2, equals - 2)) : find_letter(word[1]);
    if (option == nullptr || option->placeholder.empty()) return false;
    ready_.push_back(fmt::format("--{}", option->name));
    is_value_wanted_ = is_long ? equals == word.npos : word.size() == 2;
    if (is_value_wanted_) return true;
    const bool has_equals = is_long || word[2] == '=';
    ready_.push_back(shielded(word.substr(is_long ? equals + 1 : has_equals ? 3 : 2)));
    return true;
  }

  const std::vector<const Option*>& options_;
  Dashed dashed_;
  std::vector<std::string> ready_;
  bool is_value_wanted_ = false;
};

CLI::Option* add(CLI::App& app, const Option& option) {
  std::string names = option.letter != 0 ? fmt::format("-{},", option.letter) : "";
  names += fmt::format("--{}", option.name);
  if (option.placeholder.empty()) return app.add_flag(names);
  return app.add_option(names)->expected(1)->allow_extra_args(false)->multi_option_policy(
      CLI::MultiOptionPolicy::TakeAll);
}

std::string needs_value(const CLI::ArgumentMismatch& mismatch,
                        const std::vector<const Option*>& options) {
  std::string words = mismatch.what();
  const std::string name = words.substr(0, words.find(':'));
  for (const Option* option : options)
    if (name == fmt::format("--{}", option->name))
      return fmt::format("{} needs a value: {}", name, option->placeholder);
  return words;
}

}  // namespace

CommandLine::CommandLine(const std::vector<const Option*>& options,
                         std::span<const char* const> words, Dashed dashed) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::pair<const Option*, CLI::Option*>> added{{&kHelp, add(app, kHelp)}};
  for (const Option* option : options) added.emplace_back(option, add(app, *option));
  try {
    std::vector<std::string> ready = WordsForCli11(options, dashed).of(words);
    std::reverse(ready.begin(), ready.end());  // as CLI11 wants them
    app.parse(std::move(ready));
  } catch (const CLI::ArgumentMismatch& mismatch) {
    problem_ = needs_value(mismatch, options);
  } catch (const CLI::ParseError& error) {
    problem_ = error.what();
  }
  for (const auto& [option, found] : added) {
    if (found->count() == 0) continue;
    for (const std::string& value : found->results()) {
      const bool is_odd = option->placeholder.empty() && value != "true" && value != "false";
      if (is_odd && problem_.empty())
        problem_ = fmt::format("--{}: \"{}\" is not one of true, false", option->name,
                               safe_text(value, 60));
      values_[option->name].push_back(unshielded(value));
    }
  }
  for (std::string& word : app.remaining()) {
    if (word.size() < 2 || word[0] != '-')
      operands_.push_back(unshielded(std::move(word)));
    else if (unknown_.empty())
      unknown_ = word.substr(0, word.find('='));
  }
}

bool CommandLine::has(std::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && found->second.back() != "false";
}

const std::vector<std::string>* CommandLine::values(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

namespace {

// For a short form that there is not: the one option that begins with the letter, or "".
std::string_view only_name_with(char letter, const std::vector<std::string_view>& names) {
  std::string_view only;
  for (const std::string_view name : names) {
    if (!name.starts_with(letter)) continue;
    if (!only.empty()) return "";
    only = name;
  }
  return only;
}

}  // namespace

std::string unknown_option(std::string_view word, const std::vector<const Option*>& options) {
  std::vector<std::string_view> names{kHelp.name};
  for (const Option* option : options) names.push_back(option->name);
  const std::size_t dashes = std::min<std::size_t>(word.find_first_not_of('-'), 2);
  const std::string_view typed = word.substr(std::min(dashes, word.size()));
  const std::string_view nearest = dashes == 1 && typed.size() == 1
                                       ? only_name_with(typed[0], names)
                                       : nearest_name(typed, names);
  const std::string shown = safe_text(word, 60);
  if (nearest.empty()) return fmt::format("unknown option {}", shown);
  return fmt::format("unknown option {} (did you mean {}{}?)", shown, dashes == 0 ? "" : "--",
                     nearest);
}

}  // namespace terminal
