// The options of a crawl's last run, from the JSON that its file keeps (see options_json()): for
// `crawl resume`, and for a start that finds out which options have changed.
// Thread: pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/options/option_table.h"
#include "crawler/options/options.h"

namespace crawler {

// Stands where a secret was.
inline constexpr std::string_view kRedacted = "[redacted]";

struct KeptOptions {
  // By the names of the option table, as a command line has them. Limits that end a run, the
  // database and what is said of messages are no options of the crawl as such, and not among them.
  std::map<std::string_view, std::vector<std::string>> values;
  // Of these a value is a secret, which no file keeps.
  std::vector<std::string_view> secret;
  // Of these that differ from the defaults, the names of those that say where requests go and whom
  // they trust, or which of the user's files are read: who wrote the file may not be who resumes.
  std::vector<std::string_view> personal;
  bool has_hosts = false;          // it had settings of some hosts
  std::vector<std::string> seeds;  // as they were given: files, URLs, "-"
};

// Is it such an option?
bool is_personal(std::string_view name);
// ` --allow-private`, ` --max-depth 3`; "" where the value is the default.
std::string given_words(const OptionRow& row, const Options& options);

// What it says of options that this version has not is left out.
KeptOptions read_kept_options(const std::string& json);

// What the last run was told. What the JSON lacks, or says in a way that is not known, is as by
// default; secrets are not to be had.
struct PastOptions {
  Options options;
  std::string seed_digest;  // "" if it has none
};
PastOptions past_options(std::string_view json);

}  // namespace crawler
