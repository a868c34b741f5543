// What the program takes, told to other programs: its man page, and completions for shells. Made
// from the tables of options and commands, so that none of them can go stale.
// Thread: main.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace crawler {

struct Described {
  std::string text;
  std::string problem;  // "": none
};

// Of the words of a command line `completions SHELL` or `manpage`; nothing: it is neither.
std::optional<Described> describe_program(std::span<const char* const> words);

}  // namespace crawler
