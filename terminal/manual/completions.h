// The completions of a program's command line, as scripts for the shells that know such: commands,
// options, values that are one of some words, and files.
// Thread: pure.
#pragma once

#include <string>

#include "terminal/manual/program.h"

namespace terminal {

// For bash 4.4 and later; needs nothing of the package bash-completion.
std::string bash_completion(const ShownProgram& program);
// For a folder of $fpath, under the name _PROGRAM.
std::string zsh_completion(const ShownProgram& program);
std::string fish_completion(const ShownProgram& program);

}  // namespace terminal
