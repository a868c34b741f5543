// A config file: TOML 1.0 of top-level `key = value` pairs; values are strings, numbers, booleans,
// and arrays of these; and of `[host."PATTERN"]` tables, whose secrets may stand in variables of
// the environment and in files. Other tables and dates are refused with their line. Thread: pure
// but for read_config and those secrets. Errors: the first one, with file, line and remedy.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/options/host_settings.h"

namespace crawler {

struct ConfigEntry {
  enum class Kind { kScalar, kBoolean, kArray };
  std::string key;
  Kind kind = Kind::kScalar;
  std::vector<std::string> values;  // as a command line has them; exactly one but for arrays
  std::size_t line = 0;
};

struct ConfigFile {
  std::vector<ConfigEntry> entries;  // in order, each key once
  std::vector<HostSettings> hosts;   // in order, each pattern once
  std::string error;                 // "crawl.toml:3: …", "" if the file is good
};

// `name` stands in errors.
ConfigFile parse_config(std::string_view text, std::string_view name);
ConfigFile read_config(const std::string& path);

}  // namespace crawler
