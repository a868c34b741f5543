// The options of a crawl's last run, as its file keeps them, for `crawl resume`.
// Thread: pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/options/option_table.h"
#include "crawler/options/options.h"

namespace crawler {

struct KeptOptions {
  // By the names of the option table, as a command line has them. Limits that end a run, the
  // database and what is said of messages are no options of the crawl as such, and not among them.
  std::map<std::string_view, std::vector<std::string>> values;
  // Of these a value is a secret, which no file keeps.
  std::vector<std::string_view> secret;
  // Of these that differ from the defaults, the names of those that say where requests go and whom
  // they trust, or which of the user's files are read: who wrote the file may not be who resumes.
  std::vector<std::string_view> personal;
  std::vector<std::string> seeds;  // as they were given: files, URLs, "-"
};

// Is it such an option?
bool is_personal(std::string_view name);
// ` --allow-private`, ` --max-depth 3`; "" where the value is the default.
std::string given_words(const OptionRow& row, const Options& options);

// `json`: of options_json(); what it says of options that this version has not is left out.
KeptOptions read_kept_options(const std::string& json);

}  // namespace crawler
