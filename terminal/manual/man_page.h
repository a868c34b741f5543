// The man page of a program, in roff with man(7)'s macros.
// Thread: pure.
#pragma once

#include <string>

#include "terminal/manual/program.h"

namespace terminal {

std::string man_page(const ShownProgram& program);

}  // namespace terminal
