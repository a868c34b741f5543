#include "crawler/self_description.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "crawler/options/option_table.h"
#include "explore/command/arguments.h"
#include "explore/commands.h"
#include "terminal/manual/completions.h"
#include "terminal/manual/man_page.h"
#include "terminal/manual/program.h"

namespace crawler {
namespace {

using terminal::ShownCommand;
using terminal::ShownGroup;
using terminal::ShownProgram;

constexpr std::array<std::string_view, 3> kShells{"bash", "zsh", "fish"};

std::vector<ShownGroup> shown_groups() {
  std::vector<ShownGroup> groups;
  groups.reserve(option_groups().size() + 1);
  for (const std::string_view title : option_groups()) groups.push_back({title, {}});
  for (const OptionRow& row : option_table()) {
    const std::string otherwise = row.kind == OptionKind::kFlag ? "" : default_of(row);
    groups[static_cast<std::size_t>(row.group)].options.push_back(
        {&row, otherwise, row.kind == OptionKind::kList});
  }
  ShownGroup others{"Others", {}};
  for (const terminal::Option* option : options_of_command_line())
    if (find_option(option->name) == nullptr) others.options.push_back({option, ""});
  groups.push_back(std::move(others));
  return groups;
}

std::vector<ShownCommand> shown_commands() {
  std::vector<ShownCommand> commands;
  static const std::string kNames = [] {
    std::string names = "resume,version";
    for (const explore::Command& command : explore::commands())
      names += fmt::format(",{}", command.name);
    return names;
  }();
  commands.reserve(explore::commands().size() + 5);
  ShownCommand resume{"resume", "[DB]", "goes on with the crawl of a database", "", "", {}};
  resume.takes_program_options = true;
  commands.push_back(std::move(resume));
  for (const explore::Command& command : explore::commands()) {
    const explore::Usage& usage = *command.usage;
    ShownCommand shown{command.name,  usage.operands, command.meaning,
                       usage.purpose, usage.more,     {}};
    for (const explore::Flag& flag : usage.flags)
      shown.options.push_back({&flag.option, std::string(explore::default_of(flag)), true});
    shown.takes_program_options = command.run == nullptr;
    commands.push_back(std::move(shown));
  }
  ShownCommand help{"help", "[COMMAND]", "says more of a command", "", "", {}};
  help.words = kNames;
  commands.push_back(std::move(help));
  commands.push_back(
      {"version", "", "prints the version; with --verbose what it is made of", "", "", {}});
  ShownCommand completions{
      "completions", "SHELL", "prints the completion of bash, zsh or fish", "", "", {}};
  completions.words = "bash,zsh,fish";
  commands.push_back(std::move(completions));
  commands.push_back({"manpage", "", "prints this page", "", "", {}});
  return commands;
}

ShownProgram shown_program() {
  return {
      "crawl",
      CRAWL_VERSION,
      "crawls web sites into one SQLite file that can be queried",
      {"SEEDS... [options]", "resume [DB] [options]", "COMMAND [options]"},
      "Fetches what the seeds lead to, politely, into one SQLite file. SEEDS are files of URLs\n"
      "(one per line, # comments), URLs, or - for standard input. If the file is there, the\n"
      "crawl goes on where it was. Other commands ask the file, also while a crawl runs.",
      shown_groups(),
      shown_commands(),
      "0 as asked, 1 failed, 2 usage, 3 unavailable, 130 interrupted. Commands say theirs above.",
      {"crawl seeds.txt --scope domain --max-pages 10000",
       "crawl https://example.com/ -o example.db --exclude '/search\\?' --max-time 2h",
       "crawl query example.db \"SELECT status, count(*) FROM pages GROUP BY 1\"",
       "crawl report example.db"}};
}

Described completion_for(std::string_view shell) {
  if (shell == kShells[0]) return {terminal::bash_completion(shown_program()), ""};
  if (shell == kShells[1]) return {terminal::zsh_completion(shown_program()), ""};
  if (shell == kShells[2]) return {terminal::fish_completion(shown_program()), ""};
  return {"", "completions wants the name of a shell: bash, zsh or fish"};
}

}  // namespace

std::optional<Described> describe_program(std::span<const char* const> words) {
  const std::string_view first = words.empty() ? "" : words[0];
  if (first == "completions") return completion_for(words.size() == 2 ? words[1] : "");
  if (first != "manpage") return std::nullopt;
  if (words.size() > 1) return Described{"", "manpage takes nothing behind it: crawl manpage"};
  return Described{terminal::man_page(shown_program()), ""};
}

}  // namespace crawler
