// docs/manual.md against the table of options.
#include "tests/support/manual.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/options/option_table.h"

namespace {

using tests::ManualOption;

std::string default_in_manual(const crawler::OptionRow& row) {
  if (row.name == "user-agent") return "crawl/VERSION";
  if (row.name != "fetch") return crawler::default_of(row);
  std::string types;
  for (const std::string& type : crawler::Options().fetch_types)
    types += (types.empty() ? "" : ", ") + type;
  return types;
}

TEST(Manual, HasEachOptionOfACrawlWithItsDefaultAndNoOther) {
  std::vector<ManualOption> table;
  for (const terminal::Option* option : crawler::options_of_command_line()) {
    const crawler::OptionRow* row = crawler::find_option(option->name);
    table.push_back({tests::written_as(option->name, option->placeholder, option->letter),
                     row == nullptr ? "" : default_in_manual(*row)});
  }
  table.push_back({"-h, --help", ""});
  EXPECT_EQ(tests::options_in_manual("Options"), table);
}

}  // namespace
