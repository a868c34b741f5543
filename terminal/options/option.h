// Option: how an option is written, for the reader of command lines and for --help.
// Thread: constants.
#pragma once

#include <string_view>

namespace terminal {

struct Option {
  std::string_view name;         // without the dashes
  std::string_view placeholder;  // "FILE"; "" for a flag, which takes no value
  std::string_view meaning;      // for --help
  char letter = 0;               // of the short form: 'o' for -o
  std::string_view words = {};   // the values that there are, with commas; "" if there are others
};

}  // namespace terminal
