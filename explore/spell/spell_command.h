// crawl spell DB: the words of all pages that no dictionary knows.
// Thread: main.
#pragma once

#include <span>

#include "explore/command/arguments.h"

namespace explore {

extern const Usage kSpellUsage;
int run_spell(std::span<const char* const> words);

}  // namespace explore
