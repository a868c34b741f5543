// A config file: the part of TOML 1.0 that options need. Top-level `key = value` pairs; values are
// strings (basic and literal, of one line), integers, decimals, booleans, and arrays of these.
// Tables, dates and multi-line strings are refused with their line. Thread: pure but for
// read_config. Errors: the first one, with file and line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crawler {

struct ConfigEntry {
  enum class Kind { kScalar, kBoolean, kArray };
  std::string key;
  Kind kind = Kind::kScalar;
  std::vector<std::string> values;  // exactly one but for arrays
  std::size_t line = 0;
};

struct ConfigFile {
  std::vector<ConfigEntry> entries;  // in order, each key once
  std::string error;                 // "crawl.toml:3: …", "" if the file is good
};

// `name` stands in errors.
ConfigFile parse_config(std::string_view text, std::string_view name);
ConfigFile read_config(const std::string& path);

}  // namespace crawler
