// What one `[host."PATTERN"]` of a config file says, checked and put into HostSettings, and the
// secrets that it names. Thread: main; files and variables are read. Errors: words that go on after
// the name of the key; a secret's value is in none of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "crawler/options/host_settings.h"

namespace crawler {

// A value of a section as TOML has it: one of these.
struct SectionValue {
  std::vector<std::string> texts;  // of a string or number one, of an array all
  bool is_array = false;
};

// Puts the value of `key` into `host`; gives the words of what is wrong, or "".
std::string set_host_value(HostSettings& host, std::string_view key, const SectionValue& value);

// The pattern as HostSettings has it; gives the words of what is wrong, or "".
std::string set_host_pattern(HostSettings& host, std::string_view written);

// What stands behind { env = "NAME" } or { file = "PATH" }, without white space around it.
struct Secret {
  std::string value;
  std::string problem;  // "": none
};
Secret secret_of_variable(const std::string& name);
Secret secret_of_file(const std::string& path);

}  // namespace crawler
