// docs/manual.md against the commands' tables of options.
#include "tests/support/manual.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "explore/command/arguments.h"
#include "explore/commands.h"

namespace explore {
namespace {

using tests::ManualOption;

TEST(Manual, HasEachOptionOfACommandWithItsDefaultAndNoOther) {
  for (const Command& command : commands()) {
    const auto flags = command.usage->flags;
    // A table of flags alone has no column of defaults.
    const bool has_values = std::any_of(flags.begin(), flags.end(), [](const Flag& flag) {
      return !flag.option.placeholder.empty();
    });
    std::vector<ManualOption> table;
    for (const auto& flag : flags) {
      const auto& [name, placeholder, meaning, letter, words] = flag.option;
      const bool is_off = has_values && placeholder.empty();
      table.push_back({tests::written_as(name, placeholder, letter),
                       is_off ? "off" : std::string(default_of(flag))});
    }
    EXPECT_EQ(tests::options_in_manual("crawl " + std::string(command.name)), table)
        << command.name;
  }
}

TEST(Help, OfEachCommandNamesItAndFitsIntoEightyColumns) {
  for (const Command& command : commands()) {
    EXPECT_EQ(command.usage->command, command.name);
    std::istringstream help(help_of(*command.usage));
    for (std::string line; std::getline(help, line);) EXPECT_LE(line.size(), 80u) << line;
  }
}

}  // namespace
}  // namespace explore
